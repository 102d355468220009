"""Proving the journal whole, or finding the first entry that was changed, removed or put in."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, select, true

from survey_app.journal.chain import CLOCK_LEEWAY, Head, hash_of
from survey_app.journal.seals import broken_seals
from survey_app.models import JournalEntry, JournalHead

START = Head(0, "0" * 64)
STEP = 1000
HARMS = {
    "missing": "Có mục đã bị xóa.", "put_in": "Có mục bị chèn thêm.", "changed": "Nội dung mục này đã bị sửa.",
    "replaced": "Mục này hoặc mục ngay trước nó đã bị thay.", "rewritten": "Mục này hoặc một mục trước nó đã bị viết lại: mã băm khác mốc đã ghi.",
    "cut_off": "Phần cuối của nhật ký đã bị cắt.", "headless": "Dòng ghi mốc cuối đã bị xóa.",
    "answers": "Phiếu của đợt đã đóng không còn như lúc đóng: có phiếu bị sửa, bị xóa hoặc bị thêm vào.",
}
HASHED = (JournalEntry.number, JournalEntry.at, JournalEntry.actor, JournalEntry.action, JournalEntry.subject, JournalEntry.details, JournalEntry.previous_hash)
# One statement sees one state of the database: entries added meanwhile do not look like a head that does not fit.
EVERYTHING = (
    select(*HASHED, JournalEntry.hash, JournalHead.number.label("head_number"), JournalHead.hash.label("head_hash"))
    .select_from(JournalHead).outerjoin(JournalEntry, true()).order_by(JournalEntry.number)
)


@dataclass(frozen=True)
class Verdict:
    """`broken` is the number of the first entry that does not hold (None: the journal is whole).

    `harm` says what was done to it, as a key of HARMS; `reason` says how that was seen. `set_back`: the entries dated before
    the one before them, by more than CLOCK_LEEWAY. They hold: a clock may have been wrong and set right; who reads them judges.
    """

    last: Head
    broken: int | None = None
    harm: str = ""
    reason: str = ""
    set_back: tuple[int, ...] = ()


class _Broken(Exception):
    def __init__(self, number: int, harm: str, reason: str):
        super().__init__(reason)
        self.number, self.harm = number, harm


def verify(connection: Connection, expected: Sequence[Head] = ()) -> Verdict:
    """Follow the chain from its start to its head, then compare the responses of closed waves with their seals.

    `expected`: heads that were written down elsewhere. Only they can show that a whole tail was cut off, or the whole
    chain was computed anew, by somebody who also set the head.
    """
    last, awaited, final = START, {told.number: told.hash for told in expected}, None
    dated, set_back = "", []
    try:
        for row in connection.execute(EVERYTHING.execution_options(yield_per=STEP)):
            final = Head(row.head_number, row.head_hash)
            if row.number is not None:
                last = _follow(last, row)
                _compare(last, awaited.pop(last.number, last.hash))
                set_back += [row.number] if _is_before(row.at, dated) else []
                dated = row.at
        _end(last, final, awaited)
        _refuse_broken_seals(connection)
    except _Broken as found:
        return Verdict(last, found.number, found.harm, str(found), tuple(set_back))
    return Verdict(last, set_back=tuple(set_back))


def _follow(last: Head, row: Row) -> Head:
    """The entry after `last`, when this row is it."""
    number = last.number + 1
    if row.number != number:
        harm, words = ("missing", "entries are missing") if row.number > number else ("put_in", "it was put in")
        raise _Broken(min(number, row.number), harm, f"expected entry {number}, found {row.number}: {words}")
    if not _fits(row):
        raise _Broken(number, "changed", "its content does not fit its hash: it was changed")
    if row.previous_hash != last.hash:
        raise _Broken(number, "replaced", f"it does not follow from entry {last.number} as that stands now: one of the two was replaced")
    return Head(number, row.hash)


def _fits(row: Row) -> bool:
    try:
        return hash_of(**{column.key: getattr(row, column.key) for column in HASHED}) == row.hash
    except (TypeError, ValueError):  # SQLite lets any column hold anything, such as bytes or half a character
        return False


def _is_before(at: str, dated: str) -> bool:
    """Whether an entry is dated clearly before another. As text they compare as the moments do."""
    return at < dated and datetime.fromisoformat(dated) - datetime.fromisoformat(at) > CLOCK_LEEWAY


def _compare(entry: Head, expected: str) -> None:
    if entry.hash != expected:
        raise _Broken(entry.number, "rewritten", f"its hash is not the one written down ({expected}): it or an earlier entry was replaced")


def _end(last: Head, final: Head | None, awaited: dict[int, str]) -> None:
    """Compare the end of the chain with the head's row and with heads written down that were not met."""
    if final is None:
        raise _Broken(1, "headless", "the head of the journal is missing")
    if final.number != last.number:
        harm, words = ("cut_off", "entries were cut off") if final.number > last.number else ("put_in", "entries were added past it")
        raise _Broken(min(final.number, last.number) + 1, harm, f"the head names entry {final.number}, the last one is {last.number}: {words}")
    if final.hash != last.hash:
        raise _Broken(last.number, "replaced", "its hash is not the one in the head: it was replaced")
    if awaited.pop(0, START.hash) != START.hash:
        raise _Broken(0, "rewritten", f"before the first entry the hash is {START.hash}")
    if awaited:
        raise _Broken(last.number + 1, "cut_off", f"entry {min(awaited)} was written down, the last one is {last.number}: entries were cut off")


def _refuse_broken_seals(connection: Connection) -> None:
    for broken in broken_seals(connection):
        raise _Broken(broken.number, "answers", str(broken))
