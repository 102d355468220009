"""Staff pages of batches: those of a wave with their sums, one batch with its ledger and forms, entering, printing."""
from __future__ import annotations

from collections import Counter
from urllib.parse import quote
from uuid import uuid4

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import func, select

from survey_app import engine, settings
from survey_app.addresses import household_wave_or_404
from survey_app.batches.blueprint import batch_or_404, blueprint, pages_of, visible
from survey_app.batches.entries import KIND_NAMES, Entry, EntryRefused, add_entry, list_entries
from survey_app.batches.entry_forms import AssignForm, DissolveForm, EntryForm
from survey_app.batches.forms_of_batch import list_forms, paper_forms
from survey_app.batches.refusals import BatchRefused
from survey_app.batches.registry import Holder, ListedBatch, assign_batch, list_batches, totals
from survey_app.batches.sums import differences, state_of
from survey_app.fielded import FieldedWave
from survey_app.models import Wave
from survey_app.people.permissions import may
from survey_app.printing.occasions import occasion_of
from survey_app.printing.questionnaire import print_questionnaires
from survey_app.sampling.dispositions import DISPOSITIONS

STATES = {"differs": "Lệch", "out": "Còn phiếu ngoài địa bàn", "unfinished": "Chưa nhập xong", "done": "Khớp, xong"}
A_PAGE = {"batches": 50, "forms": 100}
# Larger bundles take longer than a page should; the command prints any.
MOST_PRINTED_HERE = 200


@blueprint.get("/")
@may("batches.read")
def index():
    """The household waves, and how many batches this account sees of each."""
    with engine().connect() as connection:
        found = connection.execute(select(Wave.id, Wave.code, Wave.title, Wave.state).where(Wave.kind == "household").order_by(Wave.opens_on.desc())).all()
        waves = [(wave, connection.scalar(select(func.count()).select_from(visible(wave).subquery()))) for wave in found]
    return render_template("batches/index.html", waves=waves)


@blueprint.get("/<wave_code>/")
@may("batches.read")
def wave(wave_code: str):
    """The batches of a wave with their ledgers and every broken sum."""
    with engine().connect() as connection:
        fielded = household_wave_or_404(connection, wave_code)
        batches = list_batches(connection, visible(fielded))
    closed = fielded.state == "closed"
    states = {batch.id: state_of(batch.ledger, closed=closed) for batch in batches}
    wanted = request.args.get("loc") if request.args.get("loc") in STATES else None
    chosen = [batch for batch in batches if wanted in (None, states[batch.id])]
    pages = pages_of(len(chosen), A_PAGE["batches"])
    return render_template(
        "batches/wave.html", wave=fielded, batches=chosen[pages.span], total=totals([batch.ledger for batch in batches]), of=len(batches),
        states=states, counted=Counter(states.values()), names=STATES, wanted=wanted, differences=lambda ledger: differences(ledger, closed=closed), pages=pages,
    )


@blueprint.route("/<wave_code>/<int:number>", methods=["GET", "POST"])
@may("batches.read")
def batch(wave_code: str, number: int):
    """One batch: its ledger, what was entered, its forms; and entering more."""
    form = EntryForm()
    if request.method == "POST" and not current_user.may("batches.change"):
        abort(403)
    with engine().connect() as connection:
        fielded, found = batch_or_404(connection, wave_code, number)
    if form.validate_on_submit() and _enter(found, form):
        return redirect(url_for("batches.batch", wave_code=wave_code, number=number))
    if not form.is_submitted():
        form.token.data = str(uuid4())
    return _show(fielded, found, form), 422 if form.is_submitted() else 200


@blueprint.post("/<wave_code>/<int:number>/giao")
@may("batches.change")
def assign(wave_code: str, number: int):
    """Hand a batch to an organisation and a surveyor."""
    with engine().connect() as connection:
        _, found = batch_or_404(connection, wave_code, number)
        form = AssignForm().offer(connection, current_user.scope)
    if not form.validate_on_submit():
        abort(400)
    try:
        assign_batch(engine(), found.id, Holder(form.organisation.data, form.surveyor.data))
        flash("Đã ghi người giữ tập phiếu.")
    except BatchRefused as refused:
        flash(f"Chưa ghi được. {refused.vi}")
    return redirect(url_for("batches.batch", wave_code=wave_code, number=number))


@blueprint.get("/<wave_code>/<int:number>/phieu.pdf")
@may("batches.read")
def printed(wave_code: str, number: int):
    """The forms of a batch, to be printed on both sides."""
    with engine().connect() as connection:
        fielded, found = batch_or_404(connection, wave_code, number)
        if found.ledger.issued > MOST_PRINTED_HERE:
            abort(404)
        occasion, copies = occasion_of(connection, fielded, settings().province), paper_forms(connection, found.id)
    content = print_questionnaires(fielded.instrument, occasion, copies)
    name = f"phieu-{quote(wave_code, safe='')}-tap-{number}.pdf"
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"})


def _enter(found: ListedBatch, form: EntryForm) -> bool:
    entry = Entry(form.token.data, form.kind.data, form.count.data, form.serials.data or "", form.takes_back.data, form.reason.data or "")
    try:
        changed = add_entry(engine(), found.id, entry)
    except EntryRefused as refused:
        form[refused.field].errors = [str(refused)]
        return False
    flash(f"Đã ghi {'bớt ' if changed < 0 else ''}{abs(changed)} phiếu {KIND_NAMES[entry.kind]}." if changed else "Lần ghi này đã có trong sổ.")
    return True


def _show(fielded: FieldedWave, found: ListedBatch, form: EntryForm) -> str:
    closed = fielded.state == "closed"
    pages = pages_of(found.ledger.issued, A_PAGE["forms"])
    with engine().connect() as connection:
        entries, forms = list_entries(connection, found.id), list_forms(connection, found.id, most=pages.size, skip=pages.span.start)
        assigning = AssignForm(organisation=found.organisation_id, surveyor=found.surveyor_id).offer(connection, current_user.scope)
    return render_template(
        "batches/batch.html", wave=fielded, batch=found, of=found.ledger, form=form, assigning=assigning, dissolving=DissolveForm(), entries=entries, forms=forms, kinds=KIND_NAMES,
        state=STATES[state_of(found.ledger, closed=closed)], broken=differences(found.ledger, closed=closed), dispositions=DISPOSITIONS, pages=pages,
        may_change=current_user.may("batches.change"), printable=found.ledger.issued <= MOST_PRINTED_HERE,
    )
