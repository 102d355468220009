"""What of a wave's paper is not settled and so keeps its forms out of the figures: said of the fieldwork, and checked before a release."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, Select, func, select

from survey_app.batches.registry import ListedBatch, batches_of, list_batches
from survey_app.batches.sums import Difference, differences
from survey_app.channels.paper.progress import keyed_once, waiting_for_decision
from survey_app.numbers import whole
from survey_app.people.scopes import Scope

EVERYBODY = Scope(0, True, None)


@dataclass(frozen=True)
class Unsettled:
    """Sheets without their second keying, sheets to adjudicate, and batches whose ledger does not close."""

    keyed_once: int = 0
    undecided: int = 0
    broken: int = 0

    @property
    def words(self) -> str:
        """"9 phiếu chờ nhập lần hai, 1 tập lệch sổ"; empty where all is settled."""
        told = (self.keyed_once, "phiếu chờ nhập lần hai"), (self.undecided, "phiếu chờ phân xử"), (self.broken, "tập phiếu lệch sổ")
        return ", ".join(f"{whole(count)} {what}" for count, what in told if count)


def read_unsettled(connection: Connection, wave: Row) -> Unsettled:
    """Of a wave (a row with its id and state), as the database has it now."""
    batches = list_batches(connection, batches_of(wave.id))
    return Unsettled(count_keyed_once(connection, wave.id), count_undecided(connection, wave.id), len(broken_batches(batches, wave.state)))


def count_keyed_once(connection: Connection, wave_id: int) -> int:
    """Sheets that wait for their second keying."""
    return _count(connection, keyed_once(wave_id, EVERYBODY))


def count_undecided(connection: Connection, wave_id: int) -> int:
    """Sheets whose two keyings differ and that nobody has decided."""
    return _count(connection, waiting_for_decision(wave_id, EVERYBODY))


def broken_batches(batches: Sequence[ListedBatch], state: str) -> dict[int, tuple[Difference, ...]]:
    """Batches whose ledger does not close, by number, with why; in a wave that is not closed forms may still be out."""
    return {batch.number: tuple(found) for batch in batches if (found := differences(batch.ledger, closed=state == "closed"))}


def _count(connection: Connection, query: Select) -> int:
    return connection.scalar(select(func.count()).select_from(query.subquery()))
