"""Bundles of paper forms, and the ledger that people keep of them."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, Moment, now, one_of

ENTRY_KINDS = ("returned", "refused", "spoiled")


class Batch(Base):
    """A bundle of forms given to an organisation (a post office) or a surveyor; numbered from 1 within its wave.

    One dissolved before anything of it went out keeps its number and has no forms.
    """

    __tablename__ = "batch"
    __table_args__ = (UniqueConstraint("wave_id", "number"), CheckConstraint("number > 0", name="number"))
    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    number: Mapped[int] = mapped_column(Integer)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    surveyor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    created_by: Mapped[str] = mapped_column(String(80))
    dissolved_at: Mapped[datetime | None] = mapped_column(Moment)


class BatchCase(Base):
    """A case's form lies in one batch, for good once anything of that batch has gone out."""

    __tablename__ = "batch_case"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"), primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)


class BatchEvent(Base):
    """An entry in a batch's ledger: so many forms came back filled in, refused or spoiled. Rows are only ever added.

    A negative `count` takes back what was entered wrongly. `entry` is drawn when the page is shown, so that the same entry
    sent twice counts once.
    """

    __tablename__ = "batch_event"
    __table_args__ = (
        CheckConstraint(one_of("kind", ENTRY_KINDS), name="kind"),
        CheckConstraint("count <> 0", name="count"),
        CheckConstraint("count > 0 OR reason IS NOT NULL", name="taking_back_has_reason"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    entry: Mapped[str] = mapped_column(String(36), unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    count: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str | None] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(80))
    happened_at: Mapped[datetime] = mapped_column(Moment, default=now)


class BatchEventCase(Base):
    """The forms of an entry, where their serials are known: then they are as many as its count."""

    __tablename__ = "batch_event_case"
    event_id: Mapped[int] = mapped_column(ForeignKey("batch_event.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"), primary_key=True, index=True)
