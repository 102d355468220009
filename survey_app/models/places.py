"""Administrative units, one-stop desks, and the public codes on their posters."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, Float, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.models.base import Base, Moment, now, one_of

ACTIVE = "revoked_at IS NULL"
UNIT_LEVELS = ("province", "district", "commune", "village")


class AdminUnit(Base):
    """A unit as it was during one span of its life; codes are zero-padded text and may be used again later."""

    __tablename__ = "admin_unit"
    __table_args__ = (
        CheckConstraint(one_of("level", UNIT_LEVELS), name="level"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="span"),
        UniqueConstraint("code", "valid_from"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), index=True)
    name: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(10))
    parent_code: Mapped[str | None] = mapped_column(String(20))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class AdminUnitSuccessor(Base):
    """Where a unit's households went when its span ended: the whole unit (share 1) or a part (null: of unknown size)."""

    __tablename__ = "admin_unit_successor"
    __table_args__ = (CheckConstraint("share > 0 AND share <= 1", name="share"), CheckConstraint("unit_id <> successor_id", name="another"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("admin_unit.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("admin_unit.id"), primary_key=True, index=True)
    share: Mapped[float | None] = mapped_column(Float)


class ServicePoint(Base):
    """A one-stop desk, for life; what changes is the code on its poster."""

    __tablename__ = "service_point"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[int] = mapped_column(ForeignKey("admin_unit.id"))
    unit: Mapped[AdminUnit] = relationship()
    codes: Mapped[list[DeskCode]] = relationship(back_populates="service_point", order_by="DeskCode.issued_at")


class DeskCode(Base):
    """A public code of a desk; revoked when its poster is lost or misused, never deleted."""

    __tablename__ = "desk_code"
    __table_args__ = (
        CheckConstraint("revoked_at IS NULL OR revoked_at >= issued_at", name="span"),
        Index("uq_desk_code_one_active", "service_point_id", unique=True, sqlite_where=text(ACTIVE), postgresql_where=text(ACTIVE)),
    )
    code: Mapped[str] = mapped_column(String(9), primary_key=True)
    service_point_id: Mapped[int] = mapped_column(ForeignKey("service_point.id"), index=True)
    issued_at: Mapped[datetime] = mapped_column(Moment, default=now)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("desk_code.code"))
    service_point: Mapped[ServicePoint] = relationship(back_populates="codes")
