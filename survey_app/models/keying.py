"""Paper forms keyed by people: who keyed which sheet, who holds it now, and how differences were decided."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, Moment, now, one_of

# single: a sheet outside the share that is keyed twice; its one keying is of record.
PARTS = ("single", "first", "second", "adjudication")
SIDES = ("first", "second", "other")


class KeyedBy(Base):
    """Who made a response from a sheet, kept apart from the answers; nobody has two parts in one sheet.

    `seconds` is the time spent on it without long pauses, `keystrokes` is unknown (null) where the page ran without script.
    `differs`, of a second keying: in how many fields the first had something else.
    """

    __tablename__ = "keyed_by"
    __table_args__ = (
        UniqueConstraint("case_id", "part"),
        UniqueConstraint("case_id", "user_id"),
        CheckConstraint(one_of("part", PARTS), name="part"),
        CheckConstraint("finished_at >= started_at", name="span"),
        CheckConstraint("seconds >= 0", name="seconds"),
        CheckConstraint("keystrokes >= 0", name="keystrokes"),
        CheckConstraint("differs >= 0 AND (part = 'second') = (differs IS NOT NULL)", name="differs"),
        Index("ix_keyed_by_user_id_part", "user_id", "part"),
        Index("ix_keyed_by_differing", "case_id", sqlite_where=text("differs > 0"), postgresql_where=text("differs > 0")),
    )
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"))
    part: Mapped[str] = mapped_column(String(12))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    started_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime] = mapped_column(Moment)
    seconds: Mapped[int] = mapped_column(Integer)
    keystrokes: Mapped[int | None] = mapped_column(Integer)
    differs: Mapped[int | None] = mapped_column(Integer)


class FieldDecision(Base):
    """One field in which two keyings differed, as the adjudicator decided it: what the first or the second had, or what neither had."""

    __tablename__ = "field_decision"
    __table_args__ = (CheckConstraint(one_of("side", SIDES), name="side"),)
    response_id: Mapped[int] = mapped_column(ForeignKey("keyed_by.response_id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(60), primary_key=True)
    side: Mapped[str] = mapped_column(String(6))
    decided_at: Mapped[datetime] = mapped_column(Moment, default=now)


class SheetClaim(Base):
    """Who has a sheet in hand, until when: so that two people do not key the same one unawares. It gives no right to store, and goes with its case."""

    __tablename__ = "sheet_claim"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    claimed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    expires_at: Mapped[datetime] = mapped_column(Moment)
