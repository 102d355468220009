"""People who work on the collection, and the tokens of programs that read the results."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, Moment, now, one_of

ROLES = ("administrator", "department", "supervisor", "surveyor", "reinterviewer", "auditor")


class User(Base):
    """A member of staff; the password is kept as an argon2 hash."""

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint(one_of("role", ROLES), name="role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class LoginAttempt(Base):
    """Failed log-ins under one typed name, kept for a day; the name only as a keyed hash (it may be a mistyped password)."""

    __tablename__ = "login_attempt"
    name_hash: Mapped[str] = mapped_column(String(32), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[datetime] = mapped_column(Moment)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)


class ApiToken(Base):
    """A bearer token: only its SHA-256 is stored (the token itself is 256 random bits, so no slow hash is needed)."""

    __tablename__ = "api_token"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
