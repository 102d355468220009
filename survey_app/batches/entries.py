"""Entries in a batch's ledger: how many forms came back, were refused or spoiled; only ever added."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, func, insert, select

from survey_app.batches.ledger import fates_of_cases
from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.models import Batch, BatchCase, BatchEvent, BatchEventCase, Case, Wave
from survey_app.models.batches import ENTRY_KINDS
from survey_app.sampling.serials import running_number, serial_of
from survey_app.written import tidy

MOST = 10_000
LONGEST_REASON = 500
BETWEEN = re.compile(r"[\s,;]+")
KIND_NAMES = {"returned": "thu về", "refused": "từ chối", "spoiled": "hỏng"}


class EntryRefused(Exception):
    """Nothing was entered; `field` names what is wrong (kind, count, serials, reason), the message says it in Vietnamese."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Entry:
    """What somebody enters: `token` tells a double click from a second entry; give `count` or `serials`, not both."""

    token: str
    kind: str
    count: int | None = None
    serials: str = ""
    takes_back: bool = False
    reason: str = ""


@dataclass(frozen=True)
class ListedEntry:
    """An entry as the ledger's page shows it; `serials` is empty where only the number was known."""

    kind: str
    count: int
    reason: str | None
    actor: str
    happened_at: datetime
    serials: tuple[str, ...]


def add_entry(engine: Engine, batch_id: int, entry: Entry) -> int:
    """Add an entry and return by how many forms it changes the ledger (0: this very entry was there). Raises EntryRefused.

    Serials must be forms of the batch, none of which has another fate yet; taking back needs them to have this one.
    """
    _check(entry)
    with writing(engine).begin() as connection:
        query = select(Batch.number, Wave.code, Wave.state).join(Wave, Wave.id == Batch.wave_id).where(Batch.id == batch_id)
        batch = connection.execute(query.with_for_update(of=Batch)).one()
        if connection.scalar(select(BatchEvent.id).where(BatchEvent.entry == entry.token)):
            return 0
        cases = _cases(connection, batch_id, entry)
        count = (-1 if entry.takes_back else 1) * (len(cases) or entry.count or 0)
        _refuse_too_few(connection, batch_id, entry, count)
        _store(connection, batch_id, entry, count, cases)
        details = {"kind": entry.kind, "count": count, "reason": _reason(entry), "serials": [case.serial for case in cases][:50]}
        record(connection, acting(), "batch.entry", f"{batch.code}/{batch.number}", details)
        return count


def _check(entry: Entry) -> None:
    if entry.kind not in ENTRY_KINDS:
        raise EntryRefused("kind", "Hãy chọn loại: thu về, từ chối hoặc hỏng.")
    if bool(BETWEEN.sub("", entry.serials)) == (entry.count is not None):
        raise EntryRefused("count", "Hãy ghi số lượng, hoặc ghi các số phiếu; không ghi cả hai.")
    if entry.count is not None and not 1 <= entry.count <= MOST:
        raise EntryRefused("count", f"Số lượng phải từ 1 đến {MOST}.")
    if (entry.takes_back or entry.kind != "returned") and not _reason(entry):
        raise EntryRefused("reason", "Hãy ghi lý do.")
    if len(entry.reason) > LONGEST_REASON:
        raise EntryRefused("reason", f"Lý do dài quá {LONGEST_REASON} ký tự.")


def _reason(entry: Entry) -> str | None:
    return tidy(entry.reason) or None


def _cases(connection: Connection, batch_id: int, entry: Entry) -> Sequence[Row]:
    """The forms named, each once, all of the batch and with the fate that the entry needs."""
    typed = list(dict.fromkeys(filter(None, BETWEEN.split(entry.serials))))
    forms = {row.serial: row for row in connection.execute(select(Case.id, Case.serial).join(BatchCase, BatchCase.case_id == Case.id).where(BatchCase.batch_id == batch_id))} if typed else {}
    found = {word: forms.get(word) or forms.get(serial_of(running_number(word) or 0)) for word in typed}
    if unknown := [word for word, form in found.items() if form is None]:
        raise EntryRefused("serials", f"Không có trong tập này: {', '.join(unknown[:10])}.")
    cases = list({form.id: form for form in found.values()}.values())
    fates = {row.case_id: row.kind for row in connection.execute(fates_of_cases(select(Batch.id).where(Batch.id == batch_id)))} if typed else {}
    wanted = entry.kind if entry.takes_back else None
    if wrong := [form for form in cases if fates.get(form.id) != wanted]:
        raise EntryRefused("serials", "; ".join(f"phiếu {form.serial} {_fate_in_words(fates.get(form.id))}" for form in wrong[:10]) + ".")
    return cases


def _fate_in_words(kind: str | None) -> str:
    return f"đã ghi là {KIND_NAMES[kind]}" if kind else "chưa được ghi, nên không có gì để ghi bớt"


def _refuse_too_few(connection: Connection, batch_id: int, entry: Entry, count: int) -> None:
    have = connection.scalar(select(func.sum(BatchEvent.count)).where(BatchEvent.batch_id == batch_id, BatchEvent.kind == entry.kind)) or 0
    if have + count < 0:
        raise EntryRefused("count", f"Sổ chỉ ghi {have} phiếu {KIND_NAMES[entry.kind]}, không ghi bớt {-count} được.")


def _store(connection: Connection, batch_id: int, entry: Entry, count: int, cases: Sequence[Row]) -> None:
    values = {"batch_id": batch_id, "entry": entry.token, "kind": entry.kind, "count": count, "reason": _reason(entry), "actor": acting()}
    event_id = connection.execute(insert(BatchEvent).values(**values)).inserted_primary_key[0]
    if cases:
        connection.execute(insert(BatchEventCase), [{"event_id": event_id, "case_id": case.id} for case in cases])


def list_entries(connection: Connection, batch_id: int) -> list[ListedEntry]:
    """The entries of a batch, newest first."""
    columns = (BatchEvent.id, BatchEvent.kind, BatchEvent.count, BatchEvent.reason, BatchEvent.actor, BatchEvent.happened_at)
    events = connection.execute(select(*columns).where(BatchEvent.batch_id == batch_id).order_by(BatchEvent.id.desc())).all()
    named: dict[int, list[str]] = {event.id: [] for event in events}
    forms = select(BatchEventCase.event_id, Case.serial).join(Case, Case.id == BatchEventCase.case_id).join(BatchEvent, BatchEvent.id == BatchEventCase.event_id)
    for event_id, serial in connection.execute(forms.where(BatchEvent.batch_id == batch_id).order_by(Case.serial)):
        named[event_id].append(serial)
    return [ListedEntry(*event[1:], tuple(named[event.id])) for event in events]
