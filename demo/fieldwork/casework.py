"""What was done with households beside keying their forms: dispositions, a replacement, one-time links, second visits to check the first."""
from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine, select

from demo.acting import acting_as
from demo.fieldwork.answers import misread, on_screen
from demo.fieldwork.drawing import Form
from demo.fieldwork.plan import CODE, EVERY, REINTERVIEWED
from demo.loading import named
from demo.staff import PLANNER, SUPERVISOR
from survey_app.fielded import find_wave
from survey_app.intake import Submission, submit_many
from survey_app.links import issue_links, revoke_links
from survey_app.links.finding import find_link
from survey_app.links.issuing import Issued
from survey_app.links.spending import submit_by_link
from survey_app.models import Case, CaseEvent, OneTimeLink, Response, Wave
from survey_app.sampling.casework import dispose, replace_case, settle

# Code and reason by fate; households that refuse do it in one way or the other.
DISPOSED = {
    "refused": (("2.111", "Chủ hộ không đồng ý tham gia."), ("2.112", "Người được chọn không muốn trả lời.")),
    "absent": (("2.24", "Đến ba lần vào các buổi khác nhau, không có ai ở nhà."),),
    "vacant": (("4.61", "Nhà bỏ trống, hàng xóm cho biết đã chuyển đi."),),
}
REPLACED = ("2.25", "Người được chọn vắng mặt suốt đợt khảo sát.")
SECONDS = 640
DAYS_AFTER, CHANGED = 10, 2  # days from the interview to the second visit; answers that somebody gives otherwise then


def dispose_cases(engine: Engine, forms: list[Form]) -> None:
    """Give each household that will not answer its disposition, and put one of the reserve in another's place; once."""
    with engine.connect() as connection:
        said = select(CaseEvent.case_id).join(Case, Case.id == CaseEvent.case_id).join(Wave)
        done = set(connection.scalars(said.where(Wave.code == CODE, CaseEvent.kind != "response")))
    with acting_as(SUPERVISOR):
        for form in (form for form in forms if form.case_id not in done):
            if form.fate in DISPOSED:
                code, reason = DISPOSED[form.fate][form.batch % len(DISPOSED[form.fate])]
                dispose(engine, CODE, form.serial, code, SUPERVISOR, reason)
            elif form.fate == "replaced":
                code, reason = REPLACED
                replace_case(engine, CODE, form.serial, SUPERVISOR, reason, code)


def send_links(engine: Engine, forms: list[Form], said: list[dict], paradata_days: int) -> None:
    """Issue links; some households answer by theirs, one link is revoked. Each case gets its link once."""
    with engine.connect() as connection:
        wave = find_wave(connection, CODE)
        linked = set(connection.scalars(select(OneTimeLink.case_id).join(Case, Case.id == OneTimeLink.case_id).where(Case.wave_id == wave.id)))
        answered = set(connection.scalars(select(Response.case_id).where(Response.wave_id == wave.id)))
    with acting_as(PLANNER):
        for form in forms:
            if form.fate in ("invited", "revoked") and form.case_id not in linked:
                issue_links(engine, CODE, form.serial)
            if form.fate == "revoked" and form.case_id not in linked:
                revoke_links(engine, CODE, form.serial)
            if form.fate == "linked" and form.case_id not in answered:
                sent = _sent(form, on_screen(wave.instrument, said[form.number]))
                answer_by_link(engine, issue_links(engine, CODE, form.serial)[0], sent, paradata_days)
        settle(engine, CODE)


def _sent(form: Form, answers: dict) -> Submission:
    return Submission(named(CODE, form.serial, "link"), answers, form.answered_on, device="phone", seconds=SECONDS + form.number)


def answer_by_link(engine: Engine, link: Issued, sent: Submission, paradata_days: int) -> None:
    """Answer by a link just issued: later nobody knows its token."""
    with engine.connect() as connection:
        linked = find_link(connection, link.token)
    submit_by_link(engine, linked, sent, paradata_days=paradata_days)


def reinterview(engine: Engine, forms: list[Form], said: list[dict]) -> None:
    """Ask some of those met once more; their second answers serve quality control alone. Each once."""
    with engine.connect() as connection:
        wave = find_wave(connection, CODE)
    submit_many(engine, wave, [
        Submission(
            named(CODE, form.serial, "lại"), misread(wave.instrument, said[form.number], CHANGED, f"{form.serial} lại"),
            form.answered_on + timedelta(days=DAYS_AFTER), case_id=form.case_id, purpose="reinterview",
        )
        for form in forms if form.fate == "agreed" and form.batch in REINTERVIEWED and form.number % EVERY == 0
    ], channel="paper")
