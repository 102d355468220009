"""Pages of runs: the history of a wave's, and what changed between two of them."""
from __future__ import annotations

from itertools import groupby

from flask import Blueprint, abort, render_template
from sqlalchemy import Connection, Row, select

from survey_app import engine
from survey_app.addresses import number_asked
from survey_app.models import Wave
from survey_app.people.permissions import may
from survey_app.runs.comparing import compare as compared
from survey_app.runs.history import A_PAGE, STATES, asker_words, duration_words, list_runs
from survey_app.runs.naming import domain_name, kind_name

blueprint = Blueprint("runs", __name__, url_prefix="/ket-qua", template_folder="templates")
MOST_OF_A_KIND = 200


@blueprint.get("/<code>/lan-tinh/")
@may("results.read")
def history(code: str):
    """The runs of a wave, the newest first, a page at a time."""
    before = number_asked("truoc")
    with engine().connect() as connection:
        wave = _wave(connection, code)
        runs = list_runs(connection, wave.id, before)
    good = [one.run.id for one in runs if one.run.state == "succeeded"]
    return render_template("runs/history.html", wave=wave, runs=runs[:A_PAGE], more=len(runs) > A_PAGE, older=dict(zip(good, good[1:])), states=STATES,
                           duration_words=duration_words, asker_words=asker_words)


@blueprint.get("/<code>/lan-tinh/so-sanh")
@may("results.read")
def compare(code: str):
    """Two runs side by side: counts, method, and figures that moved."""
    before, after = number_asked("truoc"), number_asked("sau")
    with engine().connect() as connection:
        wave = _wave(connection, code)
        found = compared(connection, wave.id, before, after) if before and after else None
    if found is None:
        abort(404)
    kinds = [(kind, list(moved)) for kind, moved in groupby(found.moved, lambda one: one.domain_kind)]
    return render_template("runs/compare.html", wave=wave, found=found, kinds=kinds, most=MOST_OF_A_KIND, kind_name=kind_name, domain_name=domain_name)


def _wave(connection: Connection, code: str) -> Row:
    return connection.execute(select(Wave.id, Wave.code, Wave.title).where(Wave.code == code)).first() or abort(404)
