"""Finding the forms that somebody means: by serial or receipt, or all of a desk on certain days. Answers are never read."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Row, Select, func, select

from survey_app.codes import read_code, show_code
from survey_app.exclusions.refusal import Refused
from survey_app.models import AdminUnit, Case, Exclusion, Psu, Response, ServicePoint, Stratum, Wave, wave_desk
from survey_app.of_record import of_record
from survey_app.sampling.serials import running_number, serial_of

MOST_NUMBERS = 200
BETWEEN_NUMBERS = re.compile(r"[\s,;]+")


@dataclass(frozen=True)
class Sheet:
    """A form by the id of its first response. `name`: its serial, or a desk's receipt; `acts`: how often it was left out or let in."""

    response_id: int
    name: str
    place: str
    answered_on: date
    acts: int

    @property
    def is_out(self) -> bool:
        """Whether it is left out now: acts take turns."""
        return self.acts % 2 == 1


@dataclass(frozen=True)
class Chosen:
    """Forms of a wave that somebody named, and `how`, for the journal. `passed_over`: those of a desk's days that are already as wished."""

    sheets: tuple[Sheet, ...]
    how: Mapping[str, str | list[str]]
    passed_over: int = 0


def find_wave(connection: Connection, code: str) -> Row:
    """id, code, title, kind, state of a wave; raises Refused."""
    wave = connection.execute(select(Wave.id, Wave.code, Wave.title, Wave.kind, Wave.state).where(Wave.code == code)).first()
    if wave is None:
        raise Refused("no_wave", wave=code)
    return wave


def place_of(query: Select) -> Select:
    """A query over responses joined with the place they come from; `PLACE` is its name."""
    query = query.outerjoin(Case, Case.id == Response.case_id).outerjoin(Psu, Psu.id == Case.psu_id).outerjoin(Stratum, Stratum.id == Psu.stratum_id)
    return query.outerjoin(AdminUnit, AdminUnit.id == Psu.unit_id).outerjoin(ServicePoint, ServicePoint.id == Response.service_point_id)


PLACE = func.coalesce(ServicePoint.number + " " + ServicePoint.name, AdminUnit.name, Stratum.name)


def choose(connection: Connection, wave: Row, act: str, numbers: str, desk: str, days: tuple[date | None, date | None]) -> Chosen:
    """The forms that somebody means, by numbers as typed or as those of a desk on certain days; raises Refused."""
    if numbers and desk:
        raise Refused("both_ways")
    if not desk:
        return choose_by_numbers(connection, wave, numbers, act)
    if None in days:
        raise Refused("no_days")
    return choose_by_days(connection, wave, desk, days, act)


def refuse_unforeseen(chosen: Chosen, foreseen: str) -> None:
    """Raise Refused where not as many forms are chosen now as were shown; `foreseen`: that number as it was sent."""
    if foreseen != str(len(chosen.sheets)):
        raise Refused("changed", count=len(chosen.sheets), foreseen=foreseen[:9])


def choose_by_numbers(connection: Connection, wave: Row, typed: str, act: str) -> Chosen:
    """The forms whose serials (desk waves: receipts) were typed, to be left `out` or let `in`; raises Refused."""
    numbers = list(dict.fromkeys(number for number in BETWEEN_NUMBERS.split(typed) if number))
    if not numbers:
        raise Refused("no_forms")
    if len(numbers) > MOST_NUMBERS:
        raise Refused("too_many", most=MOST_NUMBERS, count=len(numbers))
    found = {number: _find(connection, wave, number) for number in numbers}
    sheets = tuple({sheet.response_id: sheet for sheet in found.values()}.values())
    refuse_unless(act, sheets)
    return Chosen(sheets, {"serials": [sheet.name for sheet in sheets]})


def choose_by_days(connection: Connection, wave: Row, desk: str, days: tuple[date, date], act: str) -> Chosen:
    """All forms of a desk, by its number, answered from the first to the last of two days, but those that are as wished already; raises Refused."""
    if wave.kind != "desk":
        raise Refused("not_of_desk", wave=wave.code)
    desk_id = connection.scalar(select(ServicePoint.id).join(wave_desk).where(wave_desk.c.wave_id == wave.id, ServicePoint.number == desk.strip()))
    if desk_id is None:
        raise Refused("no_desk", desk=desk, wave=wave.code)
    if days[0] > days[1]:
        raise Refused("bad_days")
    query = _sheets(wave).where(Response.service_point_id == desk_id, Response.answered_on.between(*days))
    found = [_sheet(row) for row in connection.execute(query.order_by(Response.answered_on, Response.id))]
    wished = tuple(sheet for sheet in found if sheet.is_out == (act == "in"))
    if not wished:
        raise Refused("no_forms")
    return Chosen(wished, {"desk": desk.strip(), "days": [day.isoformat() for day in days]}, len(found) - len(wished))


def refuse_unless(act: str, sheets: Iterable[Sheet]) -> None:
    """Raise Refused for forms that are as wished already."""
    unfit = [sheet.name for sheet in sheets if sheet.is_out == (act == "out")]
    if unfit:
        raise Refused(f"already_{act}", forms=", ".join(unfit))


def desks_of(connection: Connection, wave: Row) -> list[tuple[str, str]]:
    """Number and name of the desks of a wave, by number."""
    query = select(ServicePoint.number, ServicePoint.name).join(wave_desk).where(wave_desk.c.wave_id == wave.id)
    return [tuple(row) for row in connection.execute(query.order_by(ServicePoint.number))]


def _sheets(wave: Row) -> Select:
    acts = select(func.coalesce(func.max(Exclusion.number), 0)).where(Exclusion.response_id == Response.id).scalar_subquery()
    columns = select(Response.id, Case.serial, Response.receipt, PLACE.label("place"), Response.answered_on, acts.label("acts"))
    return of_record(place_of(columns.select_from(Response)).where(Response.wave_id == wave.id))


def _sheet(row: Row) -> Sheet:
    return Sheet(row.id, name_of(row), row.place or "", row.answered_on, row.acts)


def name_of(row: Row) -> str:
    """What a form is called: its serial, else the receipt as printed."""
    return row.serial or show_code(row.receipt)


def _find(connection: Connection, wave: Row, number: str) -> Sheet:
    """The form of a number as typed."""
    return FINDERS[wave.kind](connection, wave, number)


def _by_serial(connection: Connection, wave: Row, number: str) -> Sheet:
    running = running_number(number)
    names = {number} | ({serial_of(running)} if running else set())
    case = connection.scalar(select(Case.id).where(Case.wave_id == wave.id, Case.serial.in_(names)).limit(1))
    if case is None:
        raise Refused("unknown", forms=number, wave=wave.code)
    row = connection.execute(_sheets(wave).where(Response.case_id == case)).first()
    if row is None:
        raise Refused("no_answer", forms=number)
    return _sheet(row)


def _by_receipt(connection: Connection, wave: Row, number: str) -> Sheet:
    receipt = Response.receipt.in_({number, read_code(number) or number})
    response = connection.execute(select(Response.id, Response.wave_id).where(receipt)).first()
    if response is None:
        raise Refused("unknown", forms=number, wave=wave.code)
    if response.wave_id != wave.id:
        raise Refused("other_wave", forms=number, wave=wave.code)
    row = connection.execute(_sheets(wave).where(Response.id == first_of_chain(connection, response.id))).first()
    if row is None:
        raise Refused("no_answer", forms=number)
    return _sheet(row)


def first_of_chain(connection: Connection, response_id: int) -> int:
    """The id of the first response of a chain of corrections, by which its sheet is known."""
    while (earlier := connection.scalar(select(Response.supersedes_id).where(Response.id == response_id))) is not None:
        response_id = earlier
    return response_id


FINDERS: dict[str, Callable[[Connection, Row, str], Sheet]] = {"household": _by_serial, "leaders": _by_serial, "desk": _by_receipt}
