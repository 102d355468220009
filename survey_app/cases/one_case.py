"""One case and its history, as its page shows them."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.orm import aliased

from survey_app.answerable import why_closed
from survey_app.exclusions.reading import acts_of_case
from survey_app.models import AdminUnit, Batch, BatchCase, Case, CaseEvent, KeyedBy, Psu, ReserveHousehold, Response, User
from survey_app.people.scopes import Scope

# How far a paper form is, by the parts that it was keyed in (the latest named); of one that the household answered by link: see `keying`.
KEYING = {"adjudication": "đã phân xử", "second": "đã nhập hai lần", "first": "đã nhập một lần, chờ người thứ hai", "single": "đã nhập"}
OVERTAKEN = "đã nhập, nhưng hộ đã trả lời qua đường dẫn: câu trả lời đó được tính, phiếu nhập không cần làm tiếp"


@dataclass(frozen=True)
class OneCase:
    """A case: its row (with place, batch, and serials of the cases it replaces or was replaced by), its events, its response of record, the parts
    keyed, and the acts by which its form was left out of the figures or let in again, the newest first.
    """

    row: Row
    events: list[Row]
    channel: str | None
    parts: tuple[str, ...]
    exclusions: list[Row]
    reserve_left: int
    is_closed: bool

    @property
    def keying(self) -> str | None:
        """How far its paper form is, in words; None when nobody has keyed it."""
        if self.parts and self.channel == "link":
            return OVERTAKEN
        if "second" in self.parts and not self.channel:
            return "đã nhập hai lần, khác nhau, chờ phân xử"
        return next((words for part, words in KEYING.items() if part in self.parts), None)

    @property
    def exclusion(self) -> Row | None:
        """The act by which its form is left out of the figures now."""
        return next((act for act in self.exclusions[:1] if act.act == "out"), None)

    @property
    def is_settled(self) -> bool:
        """Whether its disposition follows from a response, or will from a form half keyed."""
        return bool(self.channel or self.parts)


def read_case(connection: Connection, wave_id: int, serial: str, scope: Scope) -> OneCase | None:
    """A case that this account sees, by its exact serial."""
    came, went, earlier, later = aliased(ReserveHousehold), aliased(ReserveHousehold), aliased(Case), aliased(Case)
    query = (
        select(
            *Case.__table__.c, Psu.name.label("village"), Psu.code.label("village_code"), AdminUnit.name.label("commune"), Batch.number.label("batch"),
            User.username.label("surveyor"), earlier.serial.label("replaces"), later.serial.label("replaced_by"),
        )
        .join(Psu, Psu.id == Case.psu_id).outerjoin(AdminUnit, AdminUnit.id == Psu.unit_id)
        .outerjoin(came, came.case_id == Case.id).outerjoin(earlier, earlier.id == came.replaces_case_id)
        .outerjoin(went, went.replaces_case_id == Case.id).outerjoin(later, later.id == went.case_id)
        .outerjoin(BatchCase, BatchCase.case_id == Case.id).outerjoin(Batch, Batch.id == BatchCase.batch_id).outerjoin(User, User.id == Batch.surveyor_id)
        .where(Case.wave_id == wave_id, Case.serial == serial)
    )
    row = connection.execute(scope.communes(query, Psu.unit_id)).first()
    return OneCase(row, *_what_happened(connection, row.id), acts_of_case(connection, row.id), *_what_can(connection, row)) if row else None


def _what_happened(connection: Connection, case_id: int) -> tuple[list[Row], str | None, tuple[str, ...]]:
    events = select(CaseEvent.kind, CaseEvent.disposition, CaseEvent.reason, CaseEvent.actor, CaseEvent.happened_at, Response.channel).outerjoin(Response, Response.id == CaseEvent.response_id)
    recorded = select(Response.channel).where(Response.case_id == case_id, Response.purpose == "original", Response.supersedes_id.is_(None))
    parts = connection.scalars(select(KeyedBy.part).where(KeyedBy.case_id == case_id))
    return list(connection.execute(events.where(CaseEvent.case_id == case_id).order_by(CaseEvent.id))), connection.scalar(recorded), tuple(parts)


def _what_can(connection: Connection, row: Row) -> tuple[int, bool]:
    left = select(func.count()).select_from(ReserveHousehold).where(ReserveHousehold.psu_id == row.psu_id, ReserveHousehold.case_id.is_(None))
    return connection.scalar(left), why_closed(connection, row.id) is not None
