"""What stands in the way of closing a wave: work on its paper forms that nobody could finish any more."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from survey_app.batches.registry import batches_of, list_batches
from survey_app.batches.sums import differences
from survey_app.channels.paper.progress import keyed_once, waiting_for_decision
from survey_app.models import Case, SheetClaim, now
from survey_app.people.scopes import Scope

SHOWN = 10
EVERYWHERE = Scope(user_id=0, everywhere=True, organisation_id=None)


@dataclass(frozen=True)
class Obstacle:
    """One kind of unfinished work: how many sheets or batches, and the first of them by serial or number.

    code: undecided, half_keyed, batches or in_hand.
    """

    code: str
    count: int
    first: tuple[str, ...]
    vi: str
    en: str


Found = tuple[int, list[str]]


def _sheets(connection: Connection, query: Select) -> Found:
    """How many cases a query has, and the first serials."""
    count = connection.scalar(select(func.count()).select_from(query.subquery()))
    return count, list(connection.scalars(query.with_only_columns(Case.serial).order_by(Case.serial).limit(SHOWN))) if count else []


def _undecided(connection: Connection, wave_id: int) -> Found:
    return _sheets(connection, waiting_for_decision(wave_id, EVERYWHERE))


def _half_keyed(connection: Connection, wave_id: int) -> Found:
    return _sheets(connection, keyed_once(wave_id, EVERYWHERE))


def _unclosed_batches(connection: Connection, wave_id: int) -> Found:
    """By the sums that must hold once the wave is closed."""
    broken = [str(batch.number) for batch in list_batches(connection, batches_of(wave_id)) if differences(batch.ledger, closed=True)]
    return len(broken), broken[:SHOWN]


def _in_hand(connection: Connection, wave_id: int) -> Found:
    query = select(Case.id).join(SheetClaim, SheetClaim.case_id == Case.id).where(Case.wave_id == wave_id, SheetClaim.expires_at > now())
    return _sheets(connection, query)


OBSTACLES: tuple[tuple[str, Callable[[Connection, int], Found], str, str], ...] = (
    ("undecided", _undecided, "phiếu có hai lần nhập khác nhau, chưa phân xử: sẽ không vào kết quả", "sheets whose two keyings differ and wait for adjudication: they will not count"),
    ("half_keyed", _half_keyed, "phiếu mới nhập một lần, chưa có người thứ hai: sẽ không vào kết quả", "sheets keyed once that wait for a second person: they will not count"),
    ("batches", _unclosed_batches, "tập phiếu có sổ không khớp hoặc còn phiếu chưa rõ kết quả", "batches whose ledger does not close"),
    ("in_hand", _in_hand, "phiếu đang được nhập hoặc để dở: bản nháp sẽ không ghi được nữa", "sheets in hand at this moment: what is keyed of them can no longer be stored"),
)


def closing_obstacles(connection: Connection, wave_id: int) -> tuple[Obstacle, ...]:
    """What would be left unfinished if this wave were closed now; empty when nothing would."""
    found = ((code, finder(connection, wave_id), vi, en) for code, finder, vi, en in OBSTACLES)
    return tuple(Obstacle(code, count, tuple(first), vi, en) for code, (count, first), vi, en in found if count)
