"""Hands out the forms in batches, and enters in their ledgers what came back."""
from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Engine, select

from demo.acting import acting_as
from demo.fieldwork.drawing import Form
from demo.fieldwork.plan import BATCHES, CODE, DRAW, PAPER_BACK, SLIPS, surveyor_of
from demo.loading import named
from demo.staff import POST_OFFICE, SUPERVISOR, staff_ids
from survey_app.batches.entries import Entry, add_entry
from survey_app.batches.making import Bundling, create_batches
from survey_app.batches.registry import Holder, assign_batch
from survey_app.models import Batch, BatchEvent, Organisation, Wave

# Ledger entry and reason by fate, for forms entered by their serials.
GONE = {
    "refused": ("refused", "Hộ từ chối, trả lại phiếu trắng."),
    "replaced": ("spoiled", "Hộ được thay bằng hộ dự phòng, hủy phiếu này."),
    "vacant": ("spoiled", "Nhà bỏ trống, hủy phiếu này."),
    "spoiled": ("spoiled", "Phiếu ướt mưa, không đọc được."),
}


def hand_out(engine: Engine) -> None:
    """Bundle the forms village by village and give the bundles to the post office and its surveyors; once."""
    with engine.connect() as connection:
        office = connection.scalar(select(Organisation.id).where(Organisation.code == POST_OFFICE))
        people = staff_ids(connection)
    with acting_as(SUPERVISOR):
        create_batches(engine, CODE, Bundling(DRAW.households, by_psu=True), Holder(office))
        with engine.connect() as connection:
            new = [(number, batch) for number, (batch, surveyor) in _batches(connection).items() if surveyor is None]
        for number, batch in new:
            assign_batch(engine, batch, Holder(office, people.get(surveyor_of(number))))


def _batches(connection: Connection) -> dict[int, tuple[int, int | None]]:
    """Id and surveyor of each batch by number."""
    query = select(Batch.number, Batch.id, Batch.surveyor_id).join(Wave, Wave.id == Batch.wave_id).where(Wave.code == CODE)
    return {number: (batch, surveyor) for number, batch, surveyor in connection.execute(query)}


def keep_ledgers(engine: Engine, forms: list[Form]) -> None:
    """Make every entry that is missing."""
    with engine.connect() as connection:
        batches = _batches(connection)
    with acting_as(SUPERVISOR):
        for number, entry in entries(forms):
            add_entry(engine, batches[number][0], entry)


def entries(forms: list[Form]) -> list[tuple[int, Entry]]:
    """Every entry with the number of its batch."""
    return [(number, entry) for number in range(1, len(BATCHES) + 1) for entry in _entries(number, [form for form in forms if form.batch == number])]


def _entries(number: int, forms: list[Form]) -> Iterator[Entry]:
    for form in forms:
        if form.fate in GONE:
            kind, reason = GONE[form.fate]
            yield Entry(named(CODE, "so", form.serial), kind, serials=form.serial, reason=reason)
    slip = SLIPS.get(number)
    returned = sum(form.fate in PAPER_BACK for form in forms) + (slip.more if slip else 0)
    if returned:
        yield Entry(named(CODE, "so", number), "returned", count=returned)
    if slip and slip.taken_back:
        yield Entry(named(CODE, "so", number, "bot"), "returned", count=slip.more, takes_back=True, reason=slip.taken_back)


def ledgers_are_kept(connection: Connection, forms: list[Form]) -> bool:
    """Whether the last entry is there, which is the last thing that is done for the wave."""
    _, last = entries(forms)[-1]
    return connection.scalar(select(BatchEvent.id).where(BatchEvent.entry == last.token)) is not None
