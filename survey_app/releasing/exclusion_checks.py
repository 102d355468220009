"""The check of forms left out of the figures: how many, why, and what the figure would be with them, so that it is owned up to in words."""
from __future__ import annotations

from sqlalchemy import Connection, select

from survey_app.exclusions.effect import read_effect
from survey_app.exclusions.reading import acts_since, times_of_acts
from survey_app.models import Run
from survey_app.numbers import whole
from survey_app.releasing.found import BLOCKING, OK, WARNING, Found
from survey_app.releasing.subject import Subject
from survey_app.runs.history import ASKERS


def exclusions(connection: Connection, subject: Subject) -> Found:
    """Whether the run knows all that was left out or let in, and what leaving it out did."""
    link = ("exclusions.wave", {"code": subject.wave.code})
    since = acts_since(connection, subject.wave.id, subject.run)
    if since:
        return Found(BLOCKING, f"Có {since} lần loại hoặc tính lại phiếu mà lần tính {subject.run.id} chưa kể đến. Hãy tính lại.", link)
    effect, tried = read_effect(connection, subject.run), _tried(connection, subject.wave.id)
    if effect is None:
        return Found(WARNING if tried else OK, f"Không loại phiếu nào.{tried}", link)
    return Found(WARNING, f"Trong {whole(subject.run.counts['n'] + effect.n)} phiếu nhận được, {effect.in_words()}{tried}", link)


def _tried(connection: Connection, wave_id: int) -> str:
    """The computations between acts, by which somebody could see what each does and keep the one that they like; nothing where there were none."""
    moments = times_of_acts(connection, wave_id)
    asked = connection.scalars(select(Run.asked_by).where(
        Run.wave_id == wave_id, Run.state == "succeeded", Run.started_at > moments[0], Run.started_at < moments[-1])).all() if moments else []
    if not asked:
        return ""
    by_people = sum(who not in ASKERS for who in asked)
    return (f" Đã loại hoặc tính lại phiếu {len(moments)} lượt; giữa lượt đầu và lượt cuối, kết quả được tính {len(asked)} lần ({by_people} lần do người yêu cầu), "
            "nên tác động của lượt trước có thể đã biết khi làm lượt sau. Hãy ghi vì sao phải làm nhiều lượt.")
