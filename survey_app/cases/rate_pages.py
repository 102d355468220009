"""Pages of outcome rates: what each means, the counts behind it, by commune and surveyor, and the file."""
from __future__ import annotations

from urllib.parse import quote

from flask import Response, render_template, request
from flask_login import current_user

from survey_app import engine
from survey_app.cases.blueprint import blueprint, settled_wave
from survey_app.cases.outcome_rates import GROUPINGS, TOTAL, as_csv, outcomes
from survey_app.cases.words import FAMILIES, GROUP_MEANINGS, GROUP_NAMES
from survey_app.office.formats import CSV
from survey_app.people.permissions import may
from survey_app.sampling.outcome import count_left_out, left_out_words
from survey_app.sampling.rates import RATES

COUNTS = "so-ho"


@blueprint.get("/<wave_code>/ty-le")
@may("cases.read")
def rates(wave_code: str):
    """The rates of a wave with their meaning; or those of one family by commune or surveyor."""
    fielded, by, family = settled_wave(wave_code), request.args.get("theo"), request.args.get("loai")
    by, family = by if by in _groupings() else TOTAL, family if family in (*FAMILIES, COUNTS) else next(iter(FAMILIES))
    with engine().connect() as connection:
        total, *_ = outcomes(connection, fielded, TOTAL, current_user.scope)
        rows = outcomes(connection, fielded, by, current_user.scope) if by != TOTAL else []
        left_out = left_out_words(count_left_out(connection, fielded.id, current_user.scope), "hộ")
    parts = {name: formula(total.tally) for name, formula in RATES.items()}
    return render_template("cases/rates.html", wave=fielded, by=by, family=family, total=total, rows=rows, left_out=left_out, parts=parts, families=FAMILIES, counts=COUNTS,
                           groupings={name: GROUPINGS[name][0] for name in _groupings()}, names=GROUP_NAMES, meanings=GROUP_MEANINGS)


@blueprint.get("/<wave_code>/ty-le.csv")
@may("cases.read")
def rates_file(wave_code: str):
    """Every count and rate as a file."""
    fielded = settled_wave(wave_code)
    with engine().connect() as connection:
        content = as_csv(connection, fielded, _groupings(), current_user.scope)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'ty-le-{fielded.code}.csv')}"}
    return Response(content, content_type=CSV, headers=headers)


def _groupings() -> tuple[str, ...]:
    """What may be told apart here: a surveyor does not see how others do."""
    return tuple(name for name in GROUPINGS if name != "surveyor" or current_user.role != "surveyor")


@blueprint.app_template_filter("percent")
def percent(share: float | None) -> str:
    """A share in percent to one place, with a decimal comma."""
    return "–" if share is None else f"{100 * share:.1f}".replace(".", ",")


@blueprint.app_template_filter("plainly")
def plainly(number: float) -> str:
    """A count that may have been estimated: whole where it is, else to one place."""
    return f"{number:,.0f}".replace(",", ".") if float(number).is_integer() else f"{number:,.1f}".translate(str.maketrans(",.", ".,"))
