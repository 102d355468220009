"""Taking the answers of one page: on, back, another language, and the sending after the last page."""
from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, request
from flask_babel import gettext as _

from forms.wtforms_builder import SectionForm, section_form
from survey_app.asking.draft import Draft, TooLarge, keep_draft, read_draft
from survey_app.asking.pages import pages, sent, to
from survey_app.asking.questions import Step, answers_shown, codes_of, first_unanswered, may_open, route
from survey_app.asking.ways import Place
from survey_app.intake import Submission
from survey_app.locale import LANGUAGES, chosen_language
from survey_app.security import SUBMISSIONS_PER_ADDRESS, limiter
from survey_app.times import LOCAL


def find_step(place: Place, draft: Draft, number: int) -> Step | Response:
    """The page with this number when it may be opened now, else an answer that leads to where the visit stands."""
    if draft.receipt:
        return to(place.url("done"))
    steps = _route(place, draft)
    here = may_open(steps, number, draft.answers)
    if here:
        return here
    if not draft.answers:  # the first page will say that no answers were found
        return to(place.url(lai=1))
    there = first_unanswered(steps, draft.answers) or steps[-1]
    return to(place.url("step", number=there.number))


def take_answers(place: Place, draft: Draft, number: int) -> Response:
    """Check the posted answers of page `number` and lead on by the button that was pressed."""
    here = find_step(place, draft, number)
    if isinstance(here, Response):
        return here
    form = _note(place, draft, here)
    return BUTTONS.get(request.form.get("go"), _go_on)(place, draft, here, form)


def keep_what_came(answer: Response, place: Place, number: int) -> Response:
    """Let `answer`, which says that nothing can be sent from here any more, still keep the posted answers on the phone."""
    draft = read_draft(place) or Draft(place.instrument.digest)
    here = find_step(place, draft, number)
    if isinstance(here, Response):
        return answer
    _note(place, draft, here)
    try:
        return keep_draft(answer, place, draft)
    except TooLarge:
        return answer


def _note(place: Place, draft: Draft, here: Step) -> SectionForm:
    """Put the posted answers of a page into the draft, as far as they can be kept."""
    form = section_form(place.instrument, here.section, chosen_language(), channel=place.way.name)(request.form, earlier=draft.answers)
    form.validate()
    old = codes_of(here.section)
    draft.answers = {code: answer for code, answer in draft.answers.items() if code not in old} | form.checked.answers
    return form


def _route(place: Place, draft: Draft) -> tuple[Step, ...]:
    return route(place.instrument, place.way.name, draft.answers)


def _go_on(place: Place, draft: Draft, here: Step, form: SectionForm) -> Response:
    if not form.checked.ok:
        return _again(place, here, form, {problem.item: problem.text(chosen_language()) for problem in form.checked.problems})
    steps = _route(place, draft)
    following = next((step for step in steps if step.number > here.number), None)
    missing = first_unanswered(steps, draft.answers)
    if following is None and missing is None:
        return _send(place, draft, steps)
    return _leave(place, draft, here, form, place.url("step", number=(following or missing).number))


def _go_back(place: Place, draft: Draft, here: Step, form: SectionForm) -> Response:
    """To the page before; what can be kept of this one is kept, nothing is demanded."""
    earlier = [step for step in _route(place, draft) if step.number < here.number]
    return _leave(place, draft, here, form, place.url("step", number=earlier[-1].number) if earlier else place.url())


def _switch_language(place: Place, draft: Draft, here: Step, form: SectionForm) -> Response:
    return _leave(place, draft, here, form, place.url("step", number=here.number, lang=request.form["go"]))


BUTTONS = {"back": _go_back, **dict.fromkeys(LANGUAGES, _switch_language)}


def _leave(place: Place, draft: Draft, here: Step, form: SectionForm, there: str) -> Response:
    try:
        return keep_draft(to(there), place, draft)
    except TooLarge:
        longest = max(form.data, key=lambda name: len(str(form.data[name])))
        return _again(place, here, form, {longest: _("Trình duyệt không giữ được nội dung dài như vậy. Mời Ông/Bà viết ngắn lại.")})


def _again(place: Place, here: Step, form: SectionForm, problems: dict[str, str]) -> Response:
    return sent(pages().step(place, chosen_language(), here, form.data, problems), 422)


def _send(place: Place, draft: Draft, steps: tuple[Step, ...]) -> Response:
    """Store the response. Whatever repeats this request (a second tap, a second tab, a lost reply) gets the same receipt."""
    now = datetime.now(UTC)
    submission = Submission(
        submission_id=draft.submission_id, answers=answers_shown(steps, draft.answers), answered_on=now.astimezone(LOCAL).date(),
        language=chosen_language(), device=_device(), seconds=max(0, int(now.timestamp()) - draft.started),
    )
    with limiter.limit(SUBMISSIONS_PER_ADDRESS):
        receipt = place.way.store(place, submission)
    return keep_draft(to(place.url("done")), place, Draft(draft.digest, draft.submission_id, draft.started, receipt=receipt.code))


def _device() -> str:
    """The class of the device, no more: browsers name themselves with these words."""
    browser = request.headers.get("User-Agent", "")
    words = {"iPad": "tablet", "Tablet": "tablet", "Mobi": "phone", "Android": "tablet", "Mozilla": "desktop"}
    return next((device for word, device in words.items() if word in browser), "other")
