"""Deciding, field by field, what a sheet says where two keyings differ: by a third person, who is not told who keyed what."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, Engine, Row, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from survey_app.channels.paper.claims import held_since, put_down, take
from survey_app.channels.paper.differences import differing
from survey_app.channels.paper.keying import make_of_record, stored_keying
from survey_app.channels.paper.keys import Field
from survey_app.channels.paper.notation import BadSign, decode, encode
from survey_app.channels.paper.progress import waiting_for_decision
from survey_app.channels.paper.refusals import Refused, of_intake
from survey_app.channels.paper.sheets import Sheet, find_sheet, is_of_record, keyings_of
from survey_app.database import hot_write
from survey_app.fielded import FieldedWave
from survey_app.intake import Rejected
from survey_app.journal import acting, record
from survey_app.models import Case, FieldDecision, KeyedBy, now
from survey_app.people.scopes import Scope

PAGE = 50
LETTERS = ("A", "B")
OTHER = "other"
UNDECIDED = "Hãy chọn một trong hai, hoặc nhập theo phiếu."


@dataclass(frozen=True)
class Difference:
    """A field with what was keyed, A before B; `sides` says which keying each of them is and is never shown."""

    field: Field
    a: object
    b: object
    sides: tuple[str, str]


@dataclass(frozen=True)
class Dispute:
    """A sheet with its differences."""

    sheet: Sheet
    differences: tuple[Difference, ...]
    first: Row
    answers: Mapping


def waiting_sheets(connection: Connection, wave: FieldedWave, by: Scope) -> tuple[int, list[Row]]:
    """How many sheets this person may decide, and the first of them: serial, number of differing fields."""
    own = aliased(KeyedBy)
    keyed_it = select(own.response_id).where(own.case_id == KeyedBy.case_id, own.user_id == by.user_id).exists()
    waiting = waiting_for_decision(wave.id, by).where(~keyed_it)
    count = connection.scalar(select(func.count()).select_from(waiting.subquery()))
    return count, connection.execute(waiting.with_only_columns(Case.serial, KeyedBy.differs).order_by(Case.serial).limit(PAGE)).all()


def open_dispute(engine: Engine, wave: FieldedWave, serial: str, by: Scope) -> Sheet:
    """Take a sheet in hand for deciding; raises Refused."""
    with hot_write(engine) as connection:
        sheet = find_sheet(connection, wave, serial, by, locked=True)
        _refuse_unless_waiting(connection, sheet, by.user_id)
        take(connection, sheet, by.user_id)
        return sheet


def read_dispute(connection: Connection, wave: FieldedWave, serial: str, by: Scope) -> Dispute:
    """The differences of a sheet that waits; raises Refused."""
    sheet = find_sheet(connection, wave, serial, by)
    keyings = _refuse_unless_waiting(connection, sheet, by.user_id)
    first, second = (stored_keying(connection, keyings[part].response_id) for part in ("first", "second"))
    answers, others = json.loads(first.answers), json.loads(second.answers)
    differences = tuple(_difference(first.submission_id, field, answers, others) for field in differing(wave.instrument, answers, others))
    return Dispute(sheet, differences, first, answers)


def _difference(secret: str, field: Field, first: Mapping, second: Mapping) -> Difference:
    """The order follows from a hash that nobody outside can make, so that A is now the one, now the other person."""
    swapped = sha256(f"{secret}|{field.code}".encode()).digest()[0] % 2
    keyed = {"first": first.get(field.code), "second": second.get(field.code)}
    sides = ("second", "first") if swapped else ("first", "second")
    return Difference(field, keyed[sides[0]], keyed[sides[1]], sides)


def _refuse_unless_waiting(connection: Connection, sheet: Sheet, user_id: int) -> dict[str, Row]:
    if sheet.wave.state != "open":
        raise Refused("closed", sheet.serial)
    keyings = keyings_of(connection, sheet.case_id)
    if user_id in {keyings[part].user_id for part in ("first", "second") if part in keyings}:
        raise Refused("keyed_it", sheet.serial)
    if "second" not in keyings or is_of_record(connection, sheet.case_id):
        raise Refused("not_waiting", sheet.serial)
    return keyings


def decide(engine: Engine, wave: FieldedWave, serial: str, by: Scope, choices: Mapping[str, str], typed: Mapping[str, str]) -> Sheet:
    """Write the response of record and who decided what, in one transaction.

    `choices`: for each differing field A, B or other; `typed`: the signs where it is other. Raises Refused when a field
    is left, has bad signs, or when the sheet no longer waits.
    """
    try:
        with hot_write(engine) as connection:
            find_sheet(connection, wave, serial, by, locked=True)
            dispute = read_dispute(connection, wave, serial, by)
            decided = _decided(dispute, choices, typed)
            _record(connection, dispute, decided, by.user_id)
            return dispute.sheet
    except Rejected as rejected:
        raise of_intake(rejected, serial) from None
    except IntegrityError:
        raise Refused("not_waiting", serial) from None


def _decided(dispute: Dispute, choices: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, tuple[str, object]]:
    """Side and answer by field; Refused names the fields that are left or cannot be read."""
    decided, wrong = {}, {}
    for difference in dispute.differences:
        code = difference.field.code
        try:
            decided[code] = _choice(difference, choices.get(code), typed.get(code, ""))
        except BadSign as bad:
            wrong[code] = str(bad)
    if wrong:
        raise Refused("undecided", dispute.sheet.serial, wrong=wrong)
    return decided


def _choice(difference: Difference, choice: str | None, typed: str) -> tuple[str, object]:
    keyed = dict(zip(LETTERS, zip(difference.sides, (difference.a, difference.b), strict=True), strict=True))
    if choice in keyed:
        return keyed[choice]
    if choice != OTHER and not typed.strip():
        raise BadSign(UNDECIDED)
    answer = decode(difference.field, typed)
    # Whoever writes out what one of the two had has decided for that one.
    same = [side for side, keyed_answer in keyed.values() if encode(difference.field, keyed_answer) == encode(difference.field, _sorted(difference.field, answer))]
    return (same[0] if same else OTHER), answer


def _sorted(field: Field, answer: object) -> object:
    """Boxes in the order of the sheet, as stored answers have them."""
    ranks = {key.value: rank for rank, key in enumerate(field.keys)}
    return sorted(set(answer), key=ranks.__getitem__) if isinstance(answer, list) else answer


def _record(connection: Connection, dispute: Dispute, decided: Mapping[str, tuple[str, object]], user_id: int) -> None:
    answers = dict(dispute.answers) | {code: answer for code, (_side, answer) in decided.items()}
    since: datetime = held_since(connection, dispute.sheet, user_id) or now()
    response_id = make_of_record(connection, dispute.sheet, dispute.first, {code: answer for code, answer in answers.items() if answer is not None})
    finished = now()
    connection.execute(insert(KeyedBy).values(
        response_id=response_id, case_id=dispute.sheet.case_id, part="adjudication", user_id=user_id, started_at=since,
        finished_at=finished, seconds=int((finished - since).total_seconds())))
    connection.execute(insert(FieldDecision), [
        {"response_id": response_id, "item": code, "side": side, "decided_at": finished} for code, (side, _answer) in decided.items()])
    put_down(connection, dispute.sheet, user_id)
    record(connection, acting(), "sheet.adjudicate", dispute.sheet.subject, {"differs": len(decided)})
