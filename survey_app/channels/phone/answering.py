"""Taking the answers of one page: on, back, another language, and the sending after the last page."""
from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, request, url_for
from flask_babel import gettext as _

from forms.wtforms_builder import SectionForm, section_form
from survey_app import engine, settings
from survey_app.channels.phone.desks import code_page, place_of
from survey_app.channels.phone.draft import Draft, TooLarge, keep_draft, signed_draft
from survey_app.channels.phone.pages import pages, sent, to
from survey_app.channels.phone.questions import CHANNEL, Step, answers_shown, codes_of, first_unanswered, may_open, route
from survey_app.fielded import Desk
from survey_app.intake import Rejected, Submission, submit
from survey_app.locale import LANGUAGES, chosen_language
from survey_app.security import SUBMISSIONS_PER_ADDRESS, limiter
from survey_app.times import LOCAL


def find_step(desk: Desk, draft: Draft, number: int) -> Step | Response:
    """The page with this number when it may be opened now, else an answer that leads to where the visit stands."""
    if draft.receipt:
        return to(url_for("phone.done", code=desk.code))
    steps = route(desk.wave.instrument, draft.answers)
    here = may_open(steps, number, draft.answers)
    if here:
        return here
    if not draft.answers:  # the first page will say that no answers were found
        return to(url_for("phone.intro", code=desk.code, lai=1))
    there = first_unanswered(steps, draft.answers) or steps[-1]
    return to(url_for("phone.step", code=desk.code, number=there.number))


def take_answers(desk: Desk, draft: Draft, number: int) -> Response:
    """Check the posted answers of page `number` and lead on by the button that was pressed."""
    instrument = desk.wave.instrument
    here = find_step(desk, draft, number)
    if isinstance(here, Response):
        return here
    form = section_form(instrument, here.section, chosen_language(), channel=CHANNEL)(request.form, earlier=draft.answers)
    form.validate()
    old = codes_of(here.section)
    draft.answers = {code: answer for code, answer in draft.answers.items() if code not in old} | form.checked.answers
    return BUTTONS.get(request.form.get("go"), _go_on)(desk, draft, here, form)


def _go_on(desk: Desk, draft: Draft, here: Step, form: SectionForm) -> Response:
    if not form.checked.ok:
        return _again(desk, here, form, {problem.item: problem.text(chosen_language()) for problem in form.checked.problems})
    steps = route(desk.wave.instrument, draft.answers)
    following = next((step for step in steps if step.number > here.number), None)
    missing = first_unanswered(steps, draft.answers)
    if following is None and missing is None:
        return _send(desk, draft, steps)
    return _leave(desk, draft, here, form, url_for("phone.step", code=desk.code, number=(following or missing).number))


def _go_back(desk: Desk, draft: Draft, here: Step, form: SectionForm) -> Response:
    """To the page before; what can be kept of this one is kept, nothing is demanded."""
    earlier = [step for step in route(desk.wave.instrument, draft.answers) if step.number < here.number]
    if earlier:
        return _leave(desk, draft, here, form, url_for("phone.step", code=desk.code, number=earlier[-1].number))
    return _leave(desk, draft, here, form, url_for("phone.intro", code=desk.code))


def _switch_language(desk: Desk, draft: Draft, here: Step, form: SectionForm) -> Response:
    there = url_for("phone.step", code=desk.code, number=here.number, lang=request.form["go"])
    return _leave(desk, draft, here, form, there)


BUTTONS = {"back": _go_back, **dict.fromkeys(LANGUAGES, _switch_language)}


def _leave(desk: Desk, draft: Draft, here: Step, form: SectionForm, there: str) -> Response:
    try:
        signed = signed_draft(desk.code, draft)
    except TooLarge:
        longest = max(form.data, key=lambda name: len(str(form.data[name])))
        return _again(desk, here, form, {longest: _("Trình duyệt không giữ được nội dung dài như vậy. Mời Ông/Bà viết ngắn lại.")})
    return keep_draft(to(there), desk.code, signed)


def _again(desk: Desk, here: Step, form: SectionForm, problems: dict[str, str]) -> Response:
    return sent(pages().step(place_of(desk), chosen_language(), here, form.data, problems), 422)


def _send(desk: Desk, draft: Draft, steps: tuple[Step, ...]) -> Response:
    """Store the response. Whatever repeats this request (a second tap, a second tab, a lost reply) gets the same receipt."""
    now = datetime.now(UTC)
    submission = Submission(
        submission_id=draft.submission_id, answers=answers_shown(steps, draft.answers), answered_on=now.astimezone(LOCAL).date(),
        desk_id=desk.id, language=chosen_language(), device=_device(), seconds=max(0, int(now.timestamp()) - draft.started),
    )
    try:
        with limiter.limit(SUBMISSIONS_PER_ADDRESS):
            receipt = submit(engine(), desk.wave, submission, channel=CHANNEL, paradata_days=settings().paradata_days)
    except Rejected as refused:
        if refused.reason not in ("closed", "outside"):
            raise
        return code_page("closed", desk.code)  # the wave ended while this person was answering
    sent_draft = Draft(draft.digest, draft.submission_id, draft.started, receipt=receipt.code)
    there = url_for("phone.done", code=desk.code)
    return keep_draft(to(there), desk.code, signed_draft(desk.code, sent_draft))


def _device() -> str:
    """The class of the device, no more: browsers name themselves with these words."""
    browser = request.headers.get("User-Agent", "")
    words = {"iPad": "tablet", "Tablet": "tablet", "Mobi": "phone", "Android": "tablet", "Mozilla": "desktop"}
    return next((device for word, device in words.items() if word in browser), "other")
