"""Pages of one release: what it says, its checklist, and deciding on it while it is proposed."""
from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import Connection, Row

from survey_app import engine
from survey_app.people.permissions import may
from survey_app.released import current_release
from survey_app.releasing.blueprint import blueprint, wave_or_404
from survey_app.releasing.checklist import acknowledge, restored
from survey_app.releasing.deciding import Decision, checklist_now, decide
from survey_app.releasing.forms import DecideForm, acknowledgements
from survey_app.releasing.moved import moved_since
from survey_app.releasing.outgoing import outgoing
from survey_app.releasing.reading import read_release
from survey_app.releasing.refusal import Refused
from survey_app.releasing.subject import settle_cases
from survey_app.releasing.two_persons import refuse_gone_proposer, refuse_one_hand
from survey_app.releasing.wording import ITEM_STATES, STATES
from survey_app.reports.registry import reports_of

SAID = {"release": "Đã công bố. Người đọc thấy bản này từ bây giờ.", "refuse": "Đã từ chối đề nghị."}


@blueprint.get("/<code>/<int:number>")
@may("releases.read")
def show(code: str, number: int):
    """One release: frozen figures where it was let go, a preview while it is proposed, what was proposed where it was refused."""
    with engine().connect() as connection:
        wave, release = _found(connection, code, number)
        out = outgoing(connection, release)
        current = current_release(connection, release.wave_id)
    moved = moved_since(release.document, out.document) if release.state == "proposed" else []
    return render_template("releasing/show.html", wave=wave, release=release, document=out.document, out=out, moved=moved, items=restored(release.checklist), current=current,
                           states=STATES, item_states=ITEM_STATES, reports=reports_of(wave.kind))


@blueprint.route("/<code>/<int:number>/quyet-dinh", methods=["GET", "POST"])
@may("releases.decide")
def judge(code: str, number: int):
    """The table and the checklist as they stand now, and the decision."""
    form, problem = DecideForm(), None
    if form.validate_on_submit():
        try:
            decide(engine(), code, number, _decision(form))
            flash(SAID[form.decision.data])
            return redirect(url_for("releasing.show", code=code, number=number))
        except Refused as refused:
            if refused.reason == "decided":  # somebody else was first: this table is history, what became of it is not
                flash(str(refused))
                return redirect(url_for("releasing.show", code=code, number=number))
            problem = refused
    settle_cases(engine(), code)
    with engine().connect() as connection:
        wave, release = _found(connection, code, number)
        if release.state != "proposed" and problem is None:
            return redirect(url_for("releasing.show", code=code, number=number))
        out = outgoing(connection, release)
        shown = {"document": out.document, "out": out, "moved": moved_since(release.document, out.document), "items": acknowledge(
            checklist_now(connection, release), acknowledgements(request.form), current_user.username), "barred": _barred(connection, release)}
    if not form.is_submitted() or (problem and problem.reason == "moved"):  # another table is offered only to one who is told of it
        form.seen.data, form.seen.raw_data = out.digest, None
    page = render_template("releasing/judge.html", wave=wave, release=release, form=form, problem=problem, item_states=ITEM_STATES, own=release.proposed_by == current_user.id, **shown)
    return page, 422 if form.is_submitted() else 200


def _decision(form: DecideForm) -> Decision:
    return Decision(current_user.id, form.decision.data == "release", form.reason.data, acknowledgements(request.form), form.seen.data)


def _barred(connection: Connection, release: Row) -> Refused | None:
    """Why this person may refuse the proposal and not release it, if so."""
    try:
        refuse_gone_proposer(connection, release.proposer)
        refuse_one_hand(connection, release.proposer, current_user.username)
    except Refused as refused:
        return refused


def _found(connection: Connection, code: str, number: int) -> tuple[Row, Row]:
    wave = wave_or_404(connection, code)
    return wave, read_release(connection, code, number) or abort(404)
