"""What becomes of the cases in the database: dispositions, replacement from the reserve, and the responses that settle a case."""
from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Row, insert, select, update
from sqlalchemy.orm import aliased

from forms import Instrument
from survey_app.database import writing
from survey_app.fielded import FieldedWave
from survey_app.journal import acting, record
from survey_app.models import Case, CaseEvent, Psu, ReserveHousehold, Response
from survey_app.models.waves import NOT_WORKED
from survey_app.sampling.completeness import disposition_of, share_answered
from survey_app.sampling.dispositions import DISPOSITIONS, said_by_people
from survey_app.sampling.drawing import current_draw
from survey_app.sampling.frame_store import lock_household_wave
from survey_app.sampling.refusals import Refused
from survey_app.sampling.respondents import kish_table
from survey_app.sampling.serials import running_number, serial_of

SYSTEM = "system"
# By the latest keying of a form that has no response of record yet.
WAITS = {"first_keying": ("the second keying", "người thứ hai nhập"), "second_keying": ("the adjudication of its differences", "phân xử chỗ khác nhau")}


@dataclass(frozen=True)
class Replacement:
    """The serial of a case that was replaced, and the serial and household number of the one in its place."""

    replaced: str
    serial: str
    household: int
    psu: str


def settle(engine: Engine, wave_code: str) -> int:
    """Give every case with a new response of record its disposition (see `completeness`); returns how many changed.

    A response is of record when it is the original and no correction supersedes it. Raises NotFielded, Refused.
    """
    with writing(engine).begin() as connection:
        return settle_wave(connection, lock_household_wave(connection, wave_code))


def settle_wave(connection: Connection, wave: FieldedWave, response_id: int | None = None) -> int:
    """The same inside a transaction that holds the wave's lock; or for one response, whose case the transaction holds."""
    fresh = connection.execute(_unsettled(wave.id) if response_id is None else _unsettled(wave.id).where(Response.id == response_id)).all()
    for response in fresh:
        code = _code_of(wave.instrument, response)
        _record(connection, response.case_id, "response", code, SYSTEM, response_id=response.id)
    return len(fresh)


def _unsettled(wave_id: int):
    later = aliased(Response)
    return select(Response.id, Response.case_id, Response.answers).where(
        Response.wave_id == wave_id, Response.case_id.is_not(None), Response.purpose == "original",
        ~select(later.id).where(later.supersedes_id == Response.id).exists(),
        ~select(CaseEvent.id).where(CaseEvent.response_id == Response.id).exists(),
    ).order_by(Response.id)


def _code_of(instrument: Instrument, response: Row) -> str:
    return disposition_of(share_answered(instrument, json.loads(response.answers)))


def dispose(engine: Engine, wave_code: str, serial: str, code: str, by: str, reason: str | None = None) -> None:
    """Say what became of a case that has no response; every change stays in its history. Raises NotFielded, Refused."""
    disposition = said_by_people(code)
    with writing(engine).begin() as connection:
        wave, case = _find_open(connection, wave_code, serial)
        if _place_taken_by(connection, case.id) and not disposition.replaceable:
            raise Refused(f"case {case.serial} was replaced, so expected a code that allows it; came {code} ({disposition.en})",
                          f"Hộ này đã được thay bằng hộ dự phòng, nên không ghi được kết quả “{disposition.vi}”.")
        _record(connection, case.id, "disposition", code, by, reason)
        record(connection, acting(), "case.event", wave.code, {"serial": case.serial, "code": code, "name": by, "reason": reason})


def replace_case(engine: Engine, wave_code: str, serial: str, by: str, reason: str, code: str | None = None) -> Replacement:
    """Put the next household of the same village's reserve in the place of a case that cannot be surveyed, with its weight.

    The case keeps its disposition (`code`, or the one it has) and counts in the rates; so does the new one.
    Raises NotFielded; Refused without a reason, for a case with a response, one replaced already, a disposition that
    does not allow it, or when the reserve is used up.
    """
    if not reason.strip():
        raise Refused("expected the reason of the replacement, in words; came nothing", "Hãy ghi lý do thay hộ.")
    with writing(engine).begin() as connection:
        wave, case = _find_open(connection, wave_code, serial)
        if taken := _place_taken_by(connection, case.id):
            raise Refused(f"case {case.serial} was replaced already, by {taken}", f"Hộ này đã được thay, bằng hộ của phiếu {taken}.")
        disposition = said_by_people(code) if code else DISPOSITIONS[case.disposition]
        if not disposition.replaceable:
            raise Refused(f"case {case.serial} is {disposition.code} ({disposition.en}), which is no ground for a replacement. Give its disposition: --code C",
                          f"“{disposition.vi}” không phải là lý do được thay hộ. Hãy chọn kết quả của hộ này.")
        reserved = _next_reserve(connection, case)
        _record(connection, case.id, "replaced", disposition.code, by, reason)
        replacement = _issue(connection, wave, case, reserved, by)
        record(connection, acting(), "case.event", wave.code, {"serial": case.serial, "code": disposition.code, "name": by, "reason": reason})
        return replacement


def _find_open(connection: Connection, wave_code: str, serial: str) -> tuple[FieldedWave, Row]:
    """A wave that is not closed and one of its cases without a response of record, newest responses considered."""
    wave = lock_household_wave(connection, wave_code)
    if wave.state == "closed":
        raise Refused(f"wave {wave.code} is closed: its cases no longer change", "Đợt khảo sát đã đóng, kết quả các hộ không thay đổi nữa.")
    _find(connection, wave, serial, locked=True)  # no response comes in while it is decided what the case is
    settle_wave(connection, wave)
    case = _find(connection, wave, serial)
    if connection.scalar(select(CaseEvent.id).where(CaseEvent.case_id == case.id, CaseEvent.kind == "response").limit(1)):
        raise Refused(f"case {case.serial} has a response of record ({case.disposition}); its disposition follows from that",
                      f"Phiếu {case.serial} đã có câu trả lời; kết quả của hộ theo câu trả lời đó.")
    if waiting := _waiting_for(connection, case.id):
        raise Refused(
            f"the paper form of case {case.serial} has been keyed and waits for {waiting[0]}; its disposition will follow from that. "
            "Finish it on the page Nhập phiếu; if it was keyed under a wrong serial, the second person and the adjudicator key what this form says",
            f"Phiếu giấy {case.serial} đã được nhập và chờ {waiting[1]}; kết quả của hộ sẽ theo phiếu đó. Hãy làm xong ở trang Nhập phiếu. "
            "Nếu phiếu bị nhập nhầm số, người thứ hai và người phân xử nhập đúng theo tờ phiếu.")
    return wave, case


def _waiting_for(connection: Connection, case_id: int) -> tuple[str, str] | None:
    """What the keyed form of a case without a response of record waits for, in both languages; None when nobody has keyed it."""
    keyed = set(connection.scalars(select(Response.purpose).where(Response.case_id == case_id, Response.purpose.in_(WAITS))))
    return WAITS[max(keyed, key=list(WAITS).index)] if keyed else None


def _find(connection: Connection, wave: FieldedWave, serial: str, locked: bool = False) -> Row:
    number = running_number(serial)
    names = {serial.strip()} | ({serial_of(number)} if number else set())
    query = select(*Case.__table__.c, Psu.code.label("psu")).join(Psu, Psu.id == Case.psu_id)
    of_wave = query.where(Case.wave_id == wave.id, Case.serial.in_(names))
    case = connection.execute(of_wave.with_for_update(of=Case, key_share=True) if locked else of_wave).first()
    if case is None:
        raise Refused(f"wave {wave.code} has no case {serial!r}. See them: sipas case list --wave {wave.code}", f"Đợt này không có phiếu số {serial}.")
    return case


def _place_taken_by(connection: Connection, case_id: int) -> str | None:
    """The serial of the case in the place of this one."""
    return connection.scalar(select(Case.serial).join(ReserveHousehold, ReserveHousehold.case_id == Case.id).where(ReserveHousehold.replaces_case_id == case_id))


def _next_reserve(connection: Connection, case: Row) -> Row:
    columns = select(ReserveHousehold.id, ReserveHousehold.household).where(ReserveHousehold.psu_id == case.psu_id, ReserveHousehold.case_id.is_(None))
    reserved = connection.execute(columns.order_by(ReserveHousehold.position).limit(1)).first()
    if reserved is None:
        raise Refused(f"the reserve of village {case.psu} is used up: case {case.serial} stays without a replacement. Give it its disposition: sipas case dispose",
                      "Thôn này đã hết hộ dự phòng. Hãy chỉ ghi kết quả của hộ, không thay.")
    return reserved


def _issue(connection: Connection, wave: FieldedWave, case: Row, reserved: Row, by: str) -> Replacement:
    number = 1 + max(running_number(serial) or 0 for serial in connection.scalars(select(Case.serial).where(Case.wave_id == wave.id)))
    rule = current_draw(connection, wave.id).parameters["respondent"]
    values = {
        "wave_id": wave.id, "psu_id": case.psu_id, "serial": serial_of(number), "weight": case.weight, "household": reserved.household,
        "probability": case.probability, "kish_table": kish_table(rule, number),
    }
    issued = connection.execute(insert(Case).values(**values)).inserted_primary_key[0]
    connection.execute(update(ReserveHousehold).where(ReserveHousehold.id == reserved.id).values(case_id=issued, replaces_case_id=case.id))
    _record(connection, issued, "issued", NOT_WORKED, by, f"in place of {case.serial}")
    return Replacement(case.serial, values["serial"], reserved.household, case.psu)


def _record(connection: Connection, case_id: int, kind: str, code: str, by: str, reason: str | None = None, response_id: int | None = None) -> None:
    """Add an event to a case's history; the newest is what the case says."""
    connection.execute(insert(CaseEvent).values(case_id=case_id, kind=kind, disposition=code, reason=reason, response_id=response_id, actor=by))
    connection.execute(update(Case).where(Case.id == case_id).values(disposition=code))


def needs_settling(connection: Connection, wave_id: int) -> bool:
    """Whether a response of record is there that its case does not know of.

    Asked by every page of cases, so without touching the answers: the wave by the case, what is settled first.
    """
    later = aliased(Response)
    query = select(Response.id).where(
        Response.case_id.is_not(None), Response.purpose == "original",
        ~select(CaseEvent.id).where(CaseEvent.response_id == Response.id).exists(), ~select(later.id).where(later.supersedes_id == Response.id).exists(),
        select(Case.id).where(Case.id == Response.case_id, Case.wave_id == wave_id).exists(),
    )
    return connection.scalar(query.limit(1)) is not None
