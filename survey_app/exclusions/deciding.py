"""Leaving forms out of the figures and letting them in again: the only writer of exclusions."""
from __future__ import annotations

from sqlalchemy import Connection, Row, func, insert, select

from survey_app.exclusions.refusal import Refused
from survey_app.exclusions.sheets import Chosen, refuse_unless
from survey_app.exclusions.told import forms_digest
from survey_app.exclusions.words import REASONS
from survey_app.journal import acting, record
from survey_app.models import Exclusion, Response, now
from survey_app.written import written

LONGEST_WORDS = 500


def exclude(connection: Connection, wave: Row, chosen: Chosen, reason: str, words: str) -> int:
    """Leave forms out from the next run on; how many. `connection` is in a transaction that writes; all of them, or none.

    What is released stays as it is. Raises Refused: no_reason, no_words, long_words, already_out.
    """
    return _act(connection, wave, chosen, "out", words, reason)


def restore(connection: Connection, wave: Row, chosen: Chosen, words: str) -> int:
    """Count forms again from the next run on; how many. Raises Refused: no_words, long_words, already_in."""
    return _act(connection, wave, chosen, "in", words, None)


def refuse_unsaid(act: str, words: str, reason: str | None) -> None:
    """Raise Refused where it is not said why: no_reason (leaving out has one of a list), no_words, long_words."""
    if act == "out" and reason not in REASONS:
        raise Refused("no_reason", reasons=", ".join(REASONS))
    if not written(words):
        raise Refused("no_words")
    if len(written(words)) > LONGEST_WORDS:
        raise Refused("long_words", most=LONGEST_WORDS)


def _act(connection: Connection, wave: Row, chosen: Chosen, act: str, words: str, reason: str | None) -> int:
    refuse_unsaid(act, words, reason)
    refuse_unless(act, chosen.sheets)
    _hold(connection, chosen)
    said = written(words)
    of_all = {"act": act, "reason": reason, "words": said, "actor": acting(), "happened_at": now()}
    connection.execute(insert(Exclusion), [of_all | {"response_id": sheet.response_id, "number": sheet.acts + 1} for sheet in chosen.sheets])
    told = {"exclusion": reason, "reason": said, "count": len(chosen.sheets), "forms_digest": forms_digest(sheet.response_id for sheet in chosen.sheets)} | dict(chosen.how)
    record(connection, acting(), f"exclusion.{act}", wave.code, {name: value for name, value in told.items() if value is not None})
    return len(chosen.sheets)


def _hold(connection: Connection, chosen: Chosen) -> None:
    """Hold the forms until the transaction ends; raises Refused when somebody decided on one of them since they were chosen."""
    ids = [sheet.response_id for sheet in chosen.sheets]
    connection.execute(select(Response.id).where(Response.id.in_(ids)).order_by(Response.id).with_for_update()).all()
    acts = dict(connection.execute(select(Exclusion.response_id, func.max(Exclusion.number)).where(Exclusion.response_id.in_(ids)).group_by(Exclusion.response_id)).all())
    unseen = [sheet.name for sheet in chosen.sheets if acts.get(sheet.response_id, 0) != sheet.acts]
    if unseen:
        raise Refused("overtaken", forms=", ".join(unseen))
