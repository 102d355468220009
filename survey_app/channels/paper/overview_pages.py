"""Pages beside the keying itself: what waits in each wave, and how the operators do."""
from __future__ import annotations

from flask import render_template
from sqlalchemy import select

from survey_app import engine
from survey_app.channels.paper.blueprint import blueprint, me, wave_or_404
from survey_app.channels.paper.keys import fields_of
from survey_app.channels.paper.leanings import ADJUDICATED, CORRECTED, read_leanings
from survey_app.channels.paper.progress import read_progress
from survey_app.channels.paper.sheets import find_paper_wave, share_keyed_twice
from survey_app.channels.paper.statistics import read_operators
from survey_app.models import Wave
from survey_app.people.permissions import may

WORKS = {ADJUDICATED: "phân xử", CORRECTED: "sửa sau khi ghi nhận"}


@blueprint.get("/")
@may("paper.open")
def overview():
    """The open waves with paper forms: what this person can key, what waits for others."""
    with engine().connect() as connection:
        query = select(Wave.code, Wave.title).where(Wave.kind == "household", Wave.state == "open").order_by(Wave.opens_on.desc())
        rows = [(row.title, wave, read_progress(connection, wave, me()), share_keyed_twice(connection, wave))
                for row in connection.execute(query) for wave in [find_paper_wave(connection, row.code)]]
    return render_template("paper/overview.html", rows=rows)


@blueprint.get("/<code>/nguoi-nhap")
@may("paper.watch")
def operators(code: str):
    """Sheets, keystrokes, seconds and errors by operator; which way those lean who decide."""
    wave = wave_or_404(code)
    with engine().connect() as connection:
        listed, leanings = read_operators(connection, wave), read_leanings(connection, wave)
    return render_template("paper/operators.html", wave=wave, operators=listed, leanings=leanings, works=WORKS, fields=len(fields_of(wave.instrument)))
