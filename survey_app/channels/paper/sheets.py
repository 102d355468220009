"""A sheet of paper as the keying sees it: which case it is, how far it has come, and whose turn it is."""
from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection, Row, select

from survey_app.answerable import why_closed
from survey_app.channels.paper.refusals import Refused
from survey_app.fielded import FieldedWave, NotFielded, find_wave
from survey_app.models import Case, KeyedBy, Psu, Response, Wave
from survey_app.people.scopes import Scope
from survey_app.sampling.serials import running_number, serial_of

DOUBLE_ENTRY = "double_entry"
EVERY_SHEET = 1.0


@dataclass(frozen=True)
class Sheet:
    """One case's paper form."""

    case_id: int
    serial: str
    wave: FieldedWave

    @property
    def subject(self) -> str:
        """How the journal names it."""
        return f"{self.wave.code}/{self.serial}"


def find_paper_wave(connection: Connection, code: str) -> FieldedWave:
    """A wave with paper forms, in whatever state; raises NotFielded for none or one of another kind."""
    wave = find_wave(connection, code)
    if wave.kind != "household":
        raise NotFielded("unknown")
    return wave


def find_sheet(connection: Connection, wave: FieldedWave, typed: str, by: Scope, *, locked: bool = False) -> Sheet:
    """The sheet with this serial, however it was typed; `locked` keeps others from its case until the transaction ends.

    Raises Refused: unknown, mistyped, or elsewhere (not in the communes of the person).
    """
    number = running_number(typed)
    names = {typed.strip()} | ({serial_of(number)} if number else set())
    query = select(Case.id, Case.serial, Case.psu_id).where(Case.wave_id == wave.id, Case.serial.in_(names))
    found = connection.execute(query.with_for_update() if locked else query).first()
    if found is None:
        raise Refused("unknown" if number else "mistyped", typed.strip())
    if connection.scalar(by.communes(select(Psu.id).where(Psu.id == found.psu_id), Psu.unit_id)) is None:
        raise Refused("elsewhere", found.serial)
    return Sheet(found.id, found.serial, wave)


def largest_number(connection: Connection, wave: FieldedWave) -> int | None:
    """The largest running number of a wave's serials; None where they were not made here and have no check digit."""
    last = connection.scalar(select(Case.serial).where(Case.wave_id == wave.id).order_by(Case.serial.desc()).limit(1))
    number = running_number(last or "")
    return number if number and serial_of(number) == last else None


def share_keyed_twice(connection: Connection, wave: FieldedWave) -> float:
    """The share of sheets that two people key, as the wave's design says (all when it says nothing); ValueError for nonsense."""
    share = (connection.scalar(select(Wave.design).where(Wave.id == wave.id)) or {}).get(DOUBLE_ENTRY, EVERY_SHEET)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise ValueError(f"design of wave {wave.code}: expected double_entry from 0 to 1, came {share!r}")
    return share


def is_keyed_twice(wave_code: str, serial: str, share: float) -> bool:
    """Whether a sheet falls into the share: by a hash of its serial, so that nobody chooses and everybody can check."""
    return int(sha256(f"{DOUBLE_ENTRY}|{wave_code}|{serial}".encode()).hexdigest(), 16) < share * 2**256


def keyings_of(connection: Connection, case_id: int) -> dict[str, Row]:
    """Who had which part in a sheet so far: part -> (response_id, user_id)."""
    rows = connection.execute(select(KeyedBy.part, KeyedBy.response_id, KeyedBy.user_id).where(KeyedBy.case_id == case_id))
    return {row.part: row for row in rows}


def is_of_record(connection: Connection, case_id: int) -> bool:
    """Whether the case has its response of record, from whatever channel."""
    query = select(Response.id).where(Response.case_id == case_id, Response.purpose == "original", Response.supersedes_id.is_(None))
    return connection.scalar(query) is not None


def part_of(connection: Connection, sheet: Sheet, user_id: int) -> str:
    """The part this person may have in keying a sheet now: single, first or second; raises Refused.

    Who has keyed it is told only that, and so never learns whether the other keying was the same.
    """
    if sheet.wave.state != "open":
        raise Refused("closed", sheet.serial)
    keyings = keyings_of(connection, sheet.case_id)
    if user_id in {keying.user_id for keying in keyings.values()}:
        raise Refused("mine", sheet.serial)
    if is_of_record(connection, sheet.case_id):
        raise Refused("done", sheet.serial)
    if closed := why_closed(connection, sheet.case_id):
        raise Refused(closed.reason, sheet.serial)
    if "second" in keyings:
        raise Refused("waiting", sheet.serial)
    if keyings:
        return "second"
    return "first" if is_keyed_twice(sheet.wave.code, sheet.serial, share_keyed_twice(connection, sheet.wave)) else "single"
