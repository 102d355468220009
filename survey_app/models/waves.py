"""Instruments frozen with their waves, and the sample of a wave: strata, PSUs, cases, desks."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, Date, Float, ForeignKey, Integer, String, Table, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.models.base import Base, Moment, now, one_of
from survey_app.models.places import AdminUnit, ServicePoint

WAVE_KINDS = ("household", "desk", "leaders")
WAVE_STATES = ("draft", "open", "closed")
NOT_WORKED = "3.11"  # AAPOR's code of a case nobody has worked on yet
INELIGIBLE = "4."  # what AAPOR's codes begin with of cases outside the population

wave_desk = Table(
    "wave_desk",
    Base.metadata,
    Column("wave_id", ForeignKey("wave.id"), primary_key=True),
    Column("service_point_id", ForeignKey("service_point.id"), primary_key=True, index=True),
)


class StoredInstrument(Base):
    """An instrument as it was fielded: canonical JSON, identified by its digest, never changed."""

    __tablename__ = "instrument"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    definition: Mapped[str] = mapped_column(Text)
    frozen_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Wave(Base):
    """A collection round: an instrument, a frame, dates and a kind; kinds are never pooled."""

    __tablename__ = "wave"
    __table_args__ = (
        CheckConstraint(one_of("kind", WAVE_KINDS), name="kind"),
        CheckConstraint(one_of("state", WAVE_STATES), name="state"),
        CheckConstraint("closes_on IS NULL OR closes_on >= opens_on", name="dates"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(8), default="draft")
    opens_on: Mapped[date] = mapped_column(Date)
    closes_on: Mapped[date | None] = mapped_column(Date)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"))
    index_name: Mapped[str] = mapped_column(String(40))
    previous_wave_id: Mapped[int | None] = mapped_column(ForeignKey("wave.id"))
    design: Mapped[dict] = mapped_column(JSON, default=dict)
    instrument: Mapped[StoredInstrument] = relationship()
    previous: Mapped[Wave | None] = relationship(remote_side=[id])
    desks: Mapped[list[ServicePoint]] = relationship(secondary=wave_desk)


class Stratum(Base):
    """A part of the frame that was sampled on its own."""

    __tablename__ = "stratum"
    __table_args__ = (UniqueConstraint("wave_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))


class Psu(Base):
    """A sampled cluster: a thôn or tổ dân phố; `unit` is the commune it lies in.

    What the draw knew of it: the `probability` of being drawn, the number of `households` its own were taken from, and
    whether it represents only itself (drawn with certainty: then its households are what was sampled, and it is a stratum
    of its own when variance is estimated). Null where no draw made it.
    """

    __tablename__ = "psu"
    __table_args__ = (
        UniqueConstraint("stratum_id", "code"),
        CheckConstraint("probability > 0 AND probability <= 1", name="probability"),
        CheckConstraint("households > 0", name="households"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    stratum_id: Mapped[int] = mapped_column(ForeignKey("stratum.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("admin_unit.id"))
    households: Mapped[int | None] = mapped_column(Integer)
    probability: Mapped[float | None] = mapped_column(Float)
    self_representing: Mapped[bool] = mapped_column(default=False, server_default=false())
    stratum: Mapped[Stratum] = relationship()
    unit: Mapped[AdminUnit | None] = relationship()


class Case(Base):
    """One sampled household, known only by the serial number of its form; `weight` is its base weight.

    `household` is its place on the village's list, `probability` that of being drawn once its PSU was; `disposition` is
    the newest of its events (an AAPOR code); `kish_table` says which adult is asked where the wave's rule is Kish's.
    """

    __tablename__ = "case_"
    __table_args__ = (
        UniqueConstraint("wave_id", "serial"),
        CheckConstraint("weight > 0", name="weight"),
        CheckConstraint("household > 0", name="household"),
        CheckConstraint("probability > 0 AND probability <= 1", name="probability"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    psu_id: Mapped[int] = mapped_column(ForeignKey("psu.id"), index=True)
    serial: Mapped[str] = mapped_column(String(30))
    weight: Mapped[float] = mapped_column(Float, default=1.0)
    household: Mapped[int | None] = mapped_column(Integer)
    probability: Mapped[float | None] = mapped_column(Float)
    kish_table: Mapped[str | None] = mapped_column(String(2))
    disposition: Mapped[str] = mapped_column(String(6), default=NOT_WORKED, server_default=NOT_WORKED)
    psu: Mapped[Psu] = relationship()
