"""Pages of the sample: the waves, and the cases of one."""
from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import Connection

from survey_app import engine
from survey_app.addresses import number_asked
from survey_app.batches.blueprint import pages_of
from survey_app.cases import reading
from survey_app.cases.blueprint import blueprint, settled_wave
from survey_app.cases.reading import Wanted
from survey_app.cases.words import GROUP_NAMES, WAVE_STATES
from survey_app.people.permissions import may
from survey_app.sampling.dispositions import DISPOSITIONS, GROUPS, Disposition
from survey_app.written import tidy

A_PAGE = 100
LONGEST_SERIAL = 30


@blueprint.get("/")
@may("cases.read")
def index():
    """The household waves, and how many cases this account sees of each."""
    with engine().connect() as connection:
        waves = reading.waves_with_cases(connection, current_user.scope)
    return render_template("cases/index.html", waves=waves, states=WAVE_STATES)


@blueprint.get("/<wave_code>/")
@may("cases.read")
def wave(wave_code: str):
    """The cases of a wave by place and disposition; a serial leads to its case."""
    fielded, typed = settled_wave(wave_code), tidy(request.args.get("so"))[:LONGEST_SERIAL]
    with engine().connect() as connection:
        if typed:
            found = reading.find_serial(connection, fielded.id, typed, current_user.scope)
            if found:
                return redirect(url_for("cases.one", wave_code=fielded.code, serial=found))
            flash(f"Không có phiếu số {typed} trong các xã, phường bạn được xem.")
        wanted = _wanted()
        counts = reading.count_outcomes(connection, fielded.id, wanted)
        pages = pages_of(sum(counts[code] for code in wanted.codes) if wanted.outcome else counts.total(), A_PAGE)
        shown = reading.list_cases(connection, fielded.id, wanted, most=A_PAGE, skip=pages.span.start)
        places = _places(connection, fielded.id, wanted)
    return render_template("cases/wave.html", wave=fielded, wanted=wanted, counts=counts, pages=pages, cases=shown, **places, outcomes=_outcomes(counts), groups=_groups(counts),
                           dispositions=DISPOSITIONS, states=WAVE_STATES, chosen={"xa": wanted.commune, "thon": wanted.village, "ket-qua": wanted.outcome})


def _wanted() -> Wanted:
    outcome = request.args.get("ket-qua")
    return Wanted(current_user.scope, number_asked("xa"), number_asked("thon") if number_asked("xa") else None, outcome if outcome in (*DISPOSITIONS, *GROUPS) else None)


def _places(connection: Connection, wave_id: int, wanted: Wanted) -> dict:
    """What there is to choose from: villages once a commune is chosen."""
    communes = reading.communes_of(connection, wave_id, wanted.scope)
    return {"communes": communes, "villages": reading.villages_of(connection, wave_id, wanted) if wanted.commune else []}


def _groups(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """Letter, name and number of cases of each group that has any."""
    sums = {group: sum(counts[one.code] for one in DISPOSITIONS.values() if one.group == group) for group in GROUPS}
    return [(group, GROUP_NAMES[group], cases) for group, cases in sums.items() if cases]


def _outcomes(counts: dict[str, int]) -> list[tuple[str, list[Disposition]]]:
    """The dispositions that there are, by the name of their group."""
    there = [one for one in DISPOSITIONS.values() if counts[one.code]]
    return [(GROUP_NAMES[group], [one for one in there if one.group == group]) for group, _, _ in _groups(counts)]
