"""What happened to the cases in the field: their events, and the reserve that replacements come from."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, Moment, now, one_of

EVENT_KINDS = ("disposition", "response", "replaced", "issued")


class CaseEvent(Base):
    """One thing that happened to a case; rows are only ever added (the database refuses changes).

    disposition: a person said what became of it. response: a response of record came in. replaced: a household of the
    reserve took its place, for a reason. issued: this case is that household.
    """

    __tablename__ = "case_event"
    __table_args__ = (
        CheckConstraint(one_of("kind", EVENT_KINDS), name="kind"),
        CheckConstraint("kind <> 'replaced' OR reason IS NOT NULL", name="replacement_has_reason"),
        CheckConstraint("(kind = 'response') = (response_id IS NOT NULL)", name="response_named"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    disposition: Mapped[str] = mapped_column(String(6))
    reason: Mapped[str | None] = mapped_column(Text)
    response_id: Mapped[int | None] = mapped_column(ForeignKey("response.id"), unique=True)
    actor: Mapped[str] = mapped_column(String(60))
    happened_at: Mapped[datetime] = mapped_column(Moment, default=now)


class ReserveHousehold(Base):
    """A household drawn to replace one that cannot be surveyed: used in the order of `position`, within its PSU only."""

    __tablename__ = "reserve_household"
    __table_args__ = (
        UniqueConstraint("psu_id", "position"),
        UniqueConstraint("psu_id", "household"),
        CheckConstraint("(case_id IS NULL) = (replaces_case_id IS NULL)", name="used_whole"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    psu_id: Mapped[int] = mapped_column(ForeignKey("psu.id"))
    position: Mapped[int] = mapped_column(Integer)
    household: Mapped[int] = mapped_column(Integer)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_.id"), unique=True)
    replaces_case_id: Mapped[int | None] = mapped_column(ForeignKey("case_.id"), unique=True)
