"""Pages of releases: all waves, one wave with its history, proposing."""
from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from survey_app import engine
from survey_app.good_runs import KINDS
from survey_app.people.permissions import may
from survey_app.released import pending_release
from survey_app.releasing.blueprint import blueprint, wave_or_404
from survey_app.releasing.checklist import acknowledge, fill_in
from survey_app.releasing.forms import ProposeForm, acknowledgements
from survey_app.releasing.proposing import Proposal, propose
from survey_app.releasing.reading import all_releases, standing_of, standings
from survey_app.releasing.refusal import Refused
from survey_app.releasing.subject import settle_cases, subject_of
from survey_app.releasing.two_persons import who_may_decide
from survey_app.releasing.wording import ITEM_STATES, STATES
from survey_app.reports.registry import reports_of


@blueprint.get("/")
@may("releases.read")
def index():
    """Every wave: what is released, what is provisional, what waits for a decision."""
    with engine().connect() as connection:
        return render_template("releasing/index.html", standings=standings(connection), kinds=KINDS)


@blueprint.get("/<code>")
@may("releases.read")
def wave(code: str):
    """One wave: its current release and the history of its releases, refused ones too."""
    with engine().connect() as connection:
        found = wave_or_404(connection, code)
        standing, history = standing_of(connection, found), connection.execute(all_releases(code)).all()
    return render_template("releasing/wave.html", wave=found, standing=standing, history=history, states=STATES, kind=KINDS[found.kind], reports=reports_of(found.kind))


@blueprint.route("/<code>/de-nghi", methods=["GET", "POST"])
@may("releases.propose")
def offer(code: str):
    """The checklist of the newest run, and proposing its release."""
    form, problem = ProposeForm(), None
    if form.validate_on_submit():
        try:
            proposal = Proposal(form.run.data, current_user.id, form.reason.data, acknowledgements(request.form), form.correction.data)
            number = propose(engine(), code, proposal)
            flash("Đã gửi đề nghị. Một người khác của Sở Nội vụ sẽ quyết định.")
            return redirect(url_for("releasing.show", code=code, number=number))
        except Refused as refused:
            problem = refused
    return _offer(code, form, problem)


def _offer(code: str, form: ProposeForm, problem: Refused | None):
    """The page with the checklist as it is now; what the person wrote stays."""
    settle_cases(engine(), code)
    with engine().connect() as connection:
        found = wave_or_404(connection, code)
        subject, pending = subject_of(connection, found), pending_release(connection, found.id)
        items = acknowledge(fill_in(connection, subject), acknowledgements(request.form), current_user.username) if subject else []
        able, unable = who_may_decide(connection, current_user.username)
    if subject and (problem is not None or not form.is_submitted()):  # a newer run is offered only to one who is told of it
        form.run.data, form.run.raw_data = subject.run.id, None
    page = render_template("releasing/offer.html", wave=found, subject=subject, pending=pending, items=items, form=form, problem=problem, item_states=ITEM_STATES,
                           able=able, unable=unable)
    return page, 422 if form.is_submitted() else 200
