"""Pages of what is left out of the figures: all waves, one wave, leaving forms out, letting them in again."""
from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row

from survey_app import engine
from survey_app.batches.blueprint import pages_of
from survey_app.database import writing
from survey_app.exclusions import reading
from survey_app.exclusions.deciding import LONGEST_WORDS, exclude, restore
from survey_app.exclusions.effect import read_effect
from survey_app.exclusions.foreseeing import foresee
from survey_app.exclusions.forms import DecisionForm
from survey_app.exclusions.refusal import Refused
from survey_app.exclusions.sheets import Chosen, find_wave, name_of, refuse_unforeseen
from survey_app.exclusions.words import ACTS, REASONS, RULE
from survey_app.good_runs import KINDS, last_good_run
from survey_app.people.permissions import may
from survey_app.released import current_release
from survey_app.written import tidy

blueprint = Blueprint("exclusions", __name__, template_folder="templates", url_prefix="/loai-phieu")
A_PAGE = 100
SHOWN_BEFORE = 20  # forms listed before somebody confirms
ALL = "tat-ca"  # in the address: every act, not only those that stand
DONE = {"out": "Đã loại {count} phiếu.", "in": "Đã cho tính lại {count} phiếu."}


@blueprint.get("/")
@may("exclusions.read")
def index():
    """Every wave, with how many forms are left out."""
    with engine().connect() as connection:
        waves = reading.list_waves(connection)
    return render_template("exclusions/index.html", waves=waves, kinds=KINDS, rule=RULE)


@blueprint.get("/<code>")
@may("exclusions.read")
def wave(code: str):
    """What is left out of a wave, why, by whom, and what that did to the figures."""
    with engine().connect() as connection:
        found, standing = _wave(connection, code), request.args.get("xem") != ALL
        pages = pages_of(reading.count_acts(connection, found.id, standing), A_PAGE)
        run = last_good_run(connection, found.id)
        about = {
            "received": reading.count_received(connection, found.id), "reasons": reading.count_reasons(connection, found.id), "places": reading.count_places(connection, found.id),
            "acts": reading.list_acts(connection, found.id, standing, most=A_PAGE, skip=pages.span.start), "all_acts": reading.count_acts(connection, found.id, False),
            "run": run, "effect": run and read_effect(connection, run), "since": reading.acts_since(connection, found.id, run) if run else 0,
        }
    return render_template("exclusions/wave.html", wave=found, kind=KINDS[found.kind], pages=pages, standing=standing, every=ALL, names=REASONS, act_names=ACTS, rule=RULE, name_of=name_of, **about)


@blueprint.route("/<code>/loai", methods=["GET", "POST"])
@may("exclusions.decide")
def take_out(code: str):
    """Leave forms out."""
    return _decide(code, "out")


@blueprint.route("/<code>/tinh-lai", methods=["GET", "POST"])
@may("exclusions.decide")
def let_in(code: str):
    """Count forms again."""
    return _decide(code, "in")


def _decide(code: str, act: str):
    """Ask which forms and why; show how many they are; do it when that is confirmed."""
    form, chosen, foreseen, problem = DecisionForm(), None, None, None
    with writing(engine()).begin() if request.method == "POST" else engine().connect() as connection:
        found = _wave(connection, code)
        form.offer(connection, found)
        if not form.is_submitted():
            form.numbers.data = request.args.get("phieu", "")
        elif form.validate_on_submit():
            try:
                chosen = form.chosen(connection, found, act)
                if form.foreseen.data:
                    refuse_unforeseen(chosen, tidy(form.foreseen.data))
                    return _done(connection, found, chosen, form, act)
                foreseen = foresee(connection, found, chosen, act)
            except Refused as refused:
                problem = refused.vi
        released = current_release(connection, found.id)
    page = "confirm" if foreseen else "decide"
    return render_template(f"exclusions/{page}.html", wave=found, kind=KINDS[found.kind], act=act, form=form, chosen=chosen, foreseen=foreseen, problem=problem, released=released, rule=RULE,
                           reasons=REASONS, longest=LONGEST_WORDS, first=SHOWN_BEFORE), 422 if problem or form.errors else 200


def _done(connection: Connection, found: Row, chosen: Chosen, form: DecisionForm, act: str):
    """Do it, say so, and go back to the wave."""
    count = exclude(connection, found, chosen, form.reason.data, form.words.data) if act == "out" else restore(connection, found, chosen, form.words.data)
    flash(DONE[act].format(count=count) + " Số liệu đổi từ lần tính sau.")
    return redirect(url_for(".wave", code=found.code), 303)


def _wave(connection: Connection, code: str) -> Row:
    try:
        return find_wave(connection, code)
    except Refused:
        abort(404)
