"""Releases: figures of a run that two people let go to readers, frozen as they were; webhooks that tell of them."""
from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.models.base import Base, Moment, now, one_of
from survey_app.models.runs import Run
from survey_app.models.waves import Wave

RELEASE_STATES = ("proposed", "released", "refused", "withdrawn")
DELIVERY_STATES = ("pending", "delivered", "given_up")
DELIVERY_EVENTS = ("release", "ping")


class Release(Base):
    """One publication of a wave: the n-th. One person proposes it, another decides, or the first takes it back; what is decided never changes.

    Of one that was withdrawn `decided_at` and `decision` say when and why; its proposer did it, so `decided_by` is empty.
    `document` holds the official table as released (with the figures of others it was shown beside), `digest` its SHA-256; while
    it is only proposed, and once it is refused, both are of the table that was proposed.
    A correction is a release of its own that says which one it corrects and what was wrong.
    """

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("wave_id", "number"),
        CheckConstraint(one_of("state", RELEASE_STATES), name="state"),
        CheckConstraint("decided_by <> proposed_by", name="two_persons"),
        CheckConstraint("(state IN ('proposed', 'withdrawn')) = (decided_by IS NULL) AND (state = 'proposed') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("state <> 'released' OR (document IS NOT NULL AND digest IS NOT NULL)", name="frozen"),
        CheckConstraint("(corrects_id IS NULL) = (correction IS NULL)", name="correction_said"),
        CheckConstraint("number > 0", name="number"),
        Index("uq_release_one_proposed", "wave_id", unique=True, sqlite_where=text("state = 'proposed'"), postgresql_where=text("state = 'proposed'")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    number: Mapped[int] = mapped_column(Integer)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    reason: Mapped[str] = mapped_column(Text)
    checklist: Mapped[list] = mapped_column(JSON)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decision: Mapped[str | None] = mapped_column(Text)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"))
    correction: Mapped[str | None] = mapped_column(Text)
    document: Mapped[dict | None] = mapped_column(JSON(none_as_null=True))
    digest: Mapped[str | None] = mapped_column(String(64))
    wave: Mapped[Wave] = relationship()
    run: Mapped[Run] = relationship()


class Webhook(Base):
    """An address that is told of every release. Its signing secret is derived from the installation's, so none is stored."""

    __tablename__ = "webhook"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    url: Mapped[str] = mapped_column(String(500))
    salt: Mapped[str] = mapped_column(String(32))
    active: Mapped[bool] = mapped_column(default=True)
    created_by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class WebhookDelivery(Base):
    """One message to one address: a release, tried again later and later until it is taken or given up, or a trial (`ping`), sent once.

    `message_id` is what a receiver knows it by: it stays at every try, and comes from no counter that a restored copy would begin again.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "release_id"),
        UniqueConstraint("message_id"),
        CheckConstraint(one_of("state", DELIVERY_STATES), name="state"),
        CheckConstraint(one_of("event", DELIVERY_EVENTS), name="event"),
        CheckConstraint("(event = 'release') = (release_id IS NOT NULL)", name="of_release"),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("state <> 'pending' OR next_at IS NOT NULL", name="pending_has_time"),
        Index("ix_webhook_delivery_due", "next_at", sqlite_where=text("state = 'pending'"), postgresql_where=text("state = 'pending'")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"))
    event: Mapped[str] = mapped_column(String(10), default="release")
    release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"))
    message_id: Mapped[str] = mapped_column(String(36), default=lambda: str(uuid4()))
    state: Mapped[str] = mapped_column(String(10), default="pending")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_at: Mapped[datetime | None] = mapped_column(Moment, default=now)
    last_at: Mapped[datetime | None] = mapped_column(Moment)
    last_status: Mapped[int | None] = mapped_column(Integer)
    last_error: Mapped[str | None] = mapped_column(String(300))
