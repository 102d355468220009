"""The check of forms left out of the figures: how many, why, and what the figure would be with them, so that it is owned up to in words."""
from __future__ import annotations

from sqlalchemy import Connection

from survey_app.exclusions.effect import read_effect
from survey_app.exclusions.reading import acts_since
from survey_app.releasing.found import BLOCKING, OK, WARNING, Found
from survey_app.releasing.subject import Subject


def exclusions(connection: Connection, subject: Subject) -> Found:
    """Whether the run knows all that was left out or let in, and what leaving it out did."""
    link = ("exclusions.wave", {"code": subject.wave.code})
    since = acts_since(connection, subject.wave.id, subject.run)
    if since:
        return Found(BLOCKING, f"Có {since} lần loại hoặc tính lại phiếu mà lần tính {subject.run.id} chưa kể đến. Hãy tính lại.", link)
    effect = read_effect(connection, subject.run)
    if effect is None:
        return Found(OK, "Không loại phiếu nào.", link)
    return Found(WARNING, f"Trong {subject.run.counts['n'] + effect.n} phiếu nhận được, {effect.in_words()}", link)
