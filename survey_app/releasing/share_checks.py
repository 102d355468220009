"""Shares that may not be shown of a group, by the very rule that a run hides them by (`few_behind`, pipeline/questions/hiding.py)."""
from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from survey_app.models import QuestionFigure
from survey_app.releasing.subject import Subject

SHARE, TOP2 = "share", "top2"
NO_ANSWERS = "no_answers"


def few_shares(subject: Subject, hide: int, flag: int) -> Select:
    """How many shares of groups are shown although fewer than `flag` people answered, or fewer than `hide` chose the option, or fewer than that
    did not; but those of fewer than `hide` people, which nothing at all may be shown of.

    Of a group that is everybody all may be told, and that nobody chose an option. The two best levels of a scale together may be told
    wherever the levels themselves are. Where answers are weighted the people behind a share are known only where it is all of them.
    """
    share, whole = QuestionFigure, aliased(QuestionFigure)
    same = and_(whole.run_id == share.run_id, whole.question == share.question, whole.option == share.option, whole.domain_kind == "all")
    shown = and_(share.run_id == subject.run.id, share.domain_kind != "all", share.suppressed.is_(None), share.value.is_not(None), share.n >= hide, share.n < whole.n)
    told = and_(share.statistic == SHARE, or_(share.option != TOP2, _levels_hidden(share)))
    weighted = subject.run.method.get("weighting") == "weighted"
    return select(func.count()).select_from(share).join(whole, same).where(shown, told, or_(share.n < flag, _of_few(share, hide, weighted)))


def _of_few(share: type[QuestionFigure], hide: int, weighted: bool) -> ColumnElement[bool]:
    if weighted:
        return share.value == 1
    chosen = func.round(share.value * share.n)
    return and_(chosen > 0, or_(chosen < hide, share.n - chosen < hide))


def _levels_hidden(share: type[QuestionFigure]) -> ColumnElement[bool]:
    """Whether a level of the same scale is hidden from the same group."""
    level = aliased(QuestionFigure)
    same = and_(level.run_id == share.run_id, level.question == share.question, level.domain_kind == share.domain_kind, level.domain == share.domain)
    return select(level.option).where(same, level.statistic == SHARE, level.option != TOP2, level.suppressed.is_not(None), level.suppressed != NO_ANSWERS).exists()
