"""Links by which one leader or one household answers once."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, Moment, now

LIVING = "revoked_at IS NULL AND used_at IS NULL"


class OneTimeLink(Base):
    """A link to one case's form: only the SHA-256 of its token is stored (90 random bits). A case has at most one living link."""

    __tablename__ = "one_time_link"
    __table_args__ = (
        CheckConstraint("revoked_at IS NULL OR revoked_at >= issued_at", name="span"),
        CheckConstraint("revoked_at IS NULL OR used_at IS NULL", name="one_end"),
        Index("uq_one_time_link_one_living", "case_id", unique=True, sqlite_where=text(LIVING), postgresql_where=text(LIVING)),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime] = mapped_column(Moment, default=now)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
