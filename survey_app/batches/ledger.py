"""Ledgers read from the database: what the system knows from cases and responses, and what people entered."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from sqlalchemy import ColumnElement, Connection, Select, case, distinct, func, select

from survey_app.batches.sums import Ledger
from survey_app.models import BatchCase, BatchEvent, BatchEventCase, Case, KeyedBy, Response
from survey_app.sampling.outcome import is_left_out

# Ways in by which an answer comes from a sheet of paper.
PAPER = ("paper", "import")
GONE = ("refused", "spoiled")


def read_ledgers(connection: Connection, batch_ids: Select) -> dict[int, Ledger]:
    """The ledgers of the batches that a query of ids gives, by id: a few grouped statements, however many there are."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for counting in COUNTS:
        for row in connection.execute(counting(batch_ids)).mappings():
            found[row["batch_id"]] |= {name: int(number or 0) for name, number in row.items() if name != "batch_id"}
    return {batch_id: Ledger(**numbers) for batch_id, numbers in found.items()}


def _issued(batch_ids: Select) -> Select:
    return select(BatchCase.batch_id, func.count().label("issued")).where(BatchCase.batch_id.in_(batch_ids)).group_by(BatchCase.batch_id)


def _entered(batch_ids: Select) -> Select:
    by_kind = [func.sum(case((BatchEvent.kind == kind, BatchEvent.count), else_=0)).label(kind) for kind in ("returned", *GONE)]
    return select(BatchEvent.batch_id, *by_kind).where(BatchEvent.batch_id.in_(batch_ids)).group_by(BatchEvent.batch_id)


def _answered(batch_ids: Select) -> Select:
    answers = answers_of_cases(batch_ids).subquery()
    sums = [func.sum(answers.c[name]).label(name) for name in ("keyed_once", "keyed_twice", "of_record", "online", "overtaken")]
    return select(answers.c.batch_id, *sums).group_by(answers.c.batch_id)


def answers_of_cases(batch_ids: Select) -> Select:
    """By case of some batches, 1 or 0 each: keyed_once, keyed_twice, of_record (from paper), online, overtaken; cases without answers are left out."""
    original, first = Response.purpose == "original", Response.purpose == "first_keying"
    from_paper, online = original & Response.channel.in_(PAPER), original & Response.channel.not_in(PAPER)
    overtaken = (_any(first) == 1) & (_any(online) == 1) & (_any(from_paper) == 0)
    return (
        select(
            BatchCase.batch_id, BatchCase.case_id,
            _any(_keyed()).label("keyed_once"), _any(Response.purpose == "second_keying").label("keyed_twice"),
            _any(from_paper).label("of_record"), _any(online).label("online"), case((overtaken, 1), else_=0).label("overtaken"),
        )
        .join(Response, Response.case_id == BatchCase.case_id)
        .where(BatchCase.batch_id.in_(batch_ids))
        .group_by(BatchCase.batch_id, BatchCase.case_id)
    )


def _keyed() -> ColumnElement[bool]:
    """A response that says its form was keyed: the first keying, or a record made of paper without one."""
    return (Response.purpose == "first_keying") | ((Response.purpose == "original") & Response.channel.in_(PAPER))


def _any(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.max(case((condition, 1), else_=0))


def _adjudicated(batch_ids: Select) -> Select:
    query = select(BatchCase.batch_id, func.count().label("adjudicated")).join(KeyedBy, KeyedBy.case_id == BatchCase.case_id)
    return query.where(BatchCase.batch_id.in_(batch_ids), KeyedBy.part == "adjudication").group_by(BatchCase.batch_id)


def _astray(batch_ids: Select) -> Select:
    fates = fates_of_cases(batch_ids).subquery()
    query = select(fates.c.batch_id, func.count(distinct(fates.c.case_id)).label("astray")).join(Response, Response.case_id == fates.c.case_id)
    return query.where(fates.c.kind.in_(GONE), _keyed()).group_by(fates.c.batch_id)


def fates_of_cases(batch_ids: Select) -> Select:
    """By case of some batches whose serial was entered (batch_id, case_id, kind): what was entered and not taken back."""
    sign = case((BatchEvent.count > 0, 1), else_=-1)
    query = select(BatchEvent.batch_id, BatchEventCase.case_id, BatchEvent.kind).join(BatchEvent, BatchEvent.id == BatchEventCase.event_id)
    return query.where(BatchEvent.batch_id.in_(batch_ids)).group_by(BatchEvent.batch_id, BatchEventCase.case_id, BatchEvent.kind).having(func.sum(sign) > 0)


def _excluded(batch_ids: Select) -> Select:
    query = select(BatchCase.batch_id, func.count().label("excluded")).join(Case, Case.id == BatchCase.case_id)
    return query.where(BatchCase.batch_id.in_(batch_ids), is_left_out()).group_by(BatchCase.batch_id)


COUNTS: tuple[Callable[[Select], Select], ...] = (_issued, _entered, _answered, _adjudicated, _astray, _excluded)
