"""The list a sample is drawn from, and the draws made from it."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, Moment, now, one_of

VILLAGE_KINDS = ("thon", "to_dan_pho")


class SamplingFrame(Base):
    """The list of villages of a wave as it was imported; a later import replaces it until a sample is drawn from it."""

    __tablename__ = "sampling_frame"
    __table_args__ = (
        Index("uq_sampling_frame_one_current", "wave_id", unique=True, sqlite_where=text("replaced_at IS NULL"), postgresql_where=text("replaced_at IS NULL")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    digest: Mapped[str] = mapped_column(String(64))
    file: Mapped[str] = mapped_column(String(200))
    imported_at: Mapped[datetime] = mapped_column(Moment, default=now)
    imported_by: Mapped[str] = mapped_column(String(60))
    replaced_at: Mapped[datetime | None] = mapped_column(Moment)


class FrameUnit(Base):
    """A village of a frame, as the file had it; `listed` is the number of households that a later list counted there."""

    __tablename__ = "frame_unit"
    __table_args__ = (
        UniqueConstraint("frame_id", "village_code"),
        CheckConstraint(one_of("kind", VILLAGE_KINDS), name="kind"),
        CheckConstraint("households > 0", name="households"),
        CheckConstraint("listed > 0", name="listed"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    frame_id: Mapped[int] = mapped_column(ForeignKey("sampling_frame.id"))
    village_code: Mapped[str] = mapped_column(String(20))
    village: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str | None] = mapped_column(String(10))
    households: Mapped[int] = mapped_column(Integer)
    listed: Mapped[int | None] = mapped_column(Integer)
    commune_code: Mapped[str] = mapped_column(String(20))
    commune: Mapped[str] = mapped_column(String(200))
    district_code: Mapped[str | None] = mapped_column(String(20))
    district: Mapped[str | None] = mapped_column(String(200))
    valid_from: Mapped[date | None] = mapped_column(Date)
    commune_id: Mapped[int] = mapped_column(ForeignKey("admin_unit.id"))


class Draw(Base):
    """A sample drawn from a frame: all that is needed to draw it again, and the digest that must come out.

    A draw that replaced another says why (`reason`); the replaced one stays, with the moment it was superseded.
    """

    __tablename__ = "draw"
    __table_args__ = (
        Index("uq_draw_one_current", "wave_id", unique=True, sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    frame_id: Mapped[int] = mapped_column(ForeignKey("sampling_frame.id"))
    seed: Mapped[str] = mapped_column(String(100))
    frame_digest: Mapped[str] = mapped_column(String(64))
    sample_digest: Mapped[str] = mapped_column(String(64))
    parameters: Mapped[dict] = mapped_column(JSON)
    psus: Mapped[int] = mapped_column(Integer)
    cases: Mapped[int] = mapped_column(Integer)
    drawn_at: Mapped[datetime] = mapped_column(Moment, default=now)
    drawn_by: Mapped[str] = mapped_column(String(60))
    program_version: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(Text)
    superseded_at: Mapped[datetime | None] = mapped_column(Moment)
