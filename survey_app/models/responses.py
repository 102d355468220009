"""What was answered, and apart from it how long it took."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, Moment, now, one_of

CHANNELS = ("phone", "paper", "link", "import")
PURPOSES = ("original", "first_keying", "second_keying", "reinterview")
OF_CASE = "case_id IS NOT NULL"
# A case is answered once for each purpose; only corrections, which name what they supersede, may follow.
FIRST_OF_CASE = "case_id IS NOT NULL AND supersedes_id IS NULL"


class Response(Base):
    """One set of answers: coded by item code, immutable; a correction is a new row that supersedes the old."""

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint(one_of("channel", CHANNELS), name="channel"),
        CheckConstraint(one_of("purpose", PURPOSES), name="purpose"),
        CheckConstraint("(case_id IS NULL) <> (service_point_id IS NULL)", name="one_origin"),
        Index("ix_response_wave_id_id", "wave_id", "id"),
        # All that a wave's ledgers ask for, so that they are counted without reading the answers.
        Index("ix_response_of_case", "case_id", "purpose", "channel", "supersedes_id", sqlite_where=text(OF_CASE), postgresql_where=text(OF_CASE)),
        Index("uq_response_case_once", "case_id", "purpose", unique=True, sqlite_where=text(FIRST_OF_CASE), postgresql_where=text(FIRST_OF_CASE)),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    submission_id: Mapped[str] = mapped_column(String(36), unique=True)
    receipt: Mapped[str] = mapped_column(String(12), unique=True)
    channel: Mapped[str] = mapped_column(String(8))
    purpose: Mapped[str] = mapped_column(String(14), default="original")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_.id"))
    service_point_id: Mapped[int | None] = mapped_column(ForeignKey("service_point.id"), index=True)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("response.id"), unique=True)
    language: Mapped[str] = mapped_column(String(2), default="vi")
    answers: Mapped[str] = mapped_column(Text)
    answered_on: Mapped[date] = mapped_column(Date)
    received_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Paradata(Base):
    """Timings and device class of one response, kept apart and deleted after its retention time."""

    __tablename__ = "paradata"
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True)
    device: Mapped[str] = mapped_column(String(10))
    seconds: Mapped[int | None] = mapped_column(Integer)
    timings: Mapped[dict] = mapped_column(JSON, default=dict)
    delete_after: Mapped[date] = mapped_column(Date, index=True)
