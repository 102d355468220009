"""Forms left out of the figures: every act of leaving one out or letting it in again, in rows that are only ever added."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from survey_app.models.base import Base, Moment, now, one_of

EXCLUSION_ACTS = ("out", "in")
# About how a form came about, never about what was answered.
EXCLUSION_REASONS = ("no_interview", "wrong_person", "staff_test", "repeated", "fabricated", "other")


class Exclusion(Base):
    """One act on one sheet, named by the first response of its chain of corrections; the last act counts.

    Acts of a sheet are numbered from 1 and take turns, so that none can be left out twice, whoever writes at the same time.
    """

    __tablename__ = "exclusion"
    __table_args__ = (
        UniqueConstraint("response_id", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(one_of("act", EXCLUSION_ACTS), name="act"),
        CheckConstraint("(act = 'out') = (number % 2 = 1)", name="turns"),
        CheckConstraint(one_of("reason", EXCLUSION_REASONS), name="reason"),
        CheckConstraint("(act = 'out') = (reason IS NOT NULL)", name="out_has_reason"),
        CheckConstraint("trim(words) <> ''", name="words"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    number: Mapped[int] = mapped_column(Integer)
    act: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str | None] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(80))
    happened_at: Mapped[datetime] = mapped_column(Moment, default=now)


def left_out(last: int | None = None) -> Select:
    """The act by which each sheet that is out was left out (all columns of Exclusion); `last`: as it was before acts with higher ids."""
    later = aliased(Exclusion)
    undone = select(later.id).where(later.response_id == Exclusion.response_id, later.number > Exclusion.number)
    known = select(*Exclusion.__table__.c).where(Exclusion.act == "out")
    if last is not None:
        undone, known = undone.where(later.id <= last), known.where(Exclusion.id <= last)
    return known.where(~undone.exists())
