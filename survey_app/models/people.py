"""People who work on the collection, where they work, and the tokens of programs that read the results."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, Moment, now, one_of

ROLES = ("administrator", "department", "supervisor", "surveyor", "reinterviewer", "auditor")
# released: figures that were released. provisional: also those of runs not released. fieldwork: cases, batches, keying, desks.
# metrics: how the installation does, for Prometheus.
TOKEN_SCOPES = ("released", "provisional", "fieldwork", "metrics")
TRACE_DAYS = 90  # so long traces of tokens are kept, the present day among them
ORGANISATION_KINDS = ("so_noi_vu", "buu_dien", "mat_tran", "cuu_chien_binh", "other")


class Organisation(Base):
    """A body whose people take part: the Department, the post office, the Fatherland Front, the veterans' association."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint(one_of("kind", ORGANISATION_KINDS), name="kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(14))


class User(Base):
    """A member of staff; the password is kept as an argon2 hash.

    Every session of the account carries `session_key`: a new key ends them all.
    """

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint(one_of("role", ROLES), name="role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    full_name: Mapped[str] = mapped_column(String(120), default="")
    role: Mapped[str] = mapped_column(String(16))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    session_key: Mapped[str] = mapped_column(String(32), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class AccountScope(Base):
    """A commune that an account works in; roles that see the whole province have none."""

    __tablename__ = "account_scope"
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("admin_unit.id"), primary_key=True, index=True)


class LoginAttempt(Base):
    """Failed log-ins under one typed name, kept for a day; the name only as a keyed hash (it may be a mistyped password)."""

    __tablename__ = "login_attempt"
    name_hash: Mapped[str] = mapped_column(String(32), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[datetime] = mapped_column(Moment)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)


class ApiToken(Base):
    """A bearer token: only its SHA-256 is stored (the token itself is 256 random bits, so no slow hash is needed).

    `scopes` says what it opens (TOKEN_SCOPES); after `expires_at` it opens nothing.
    """

    __tablename__ = "api_token"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    scopes: Mapped[list] = mapped_column(JSON, default=lambda: list(TOKEN_SCOPES[:1]))
    created_by: Mapped[str | None] = mapped_column(String(60))


class ApiTokenUse(Base):
    """How often a token was used on a day (UTC), and how often it was turned away."""

    __tablename__ = "api_token_use"
    token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    requests: Mapped[int] = mapped_column(Integer, default=0)
    refused: Mapped[int] = mapped_column(Integer, default=0)


class ApiTokenTrace(Base):
    """What a token read on a day (UTC), and roughly from where: enough to see a leak, without addresses.

    resource: the endpoint's name, as in the log. network: of an IPv4 address the first 24 bits, of an IPv6 address the first 48
    ("192.0.2.0/24"), or "other" where a day had more than are counted apart. Deleted after TRACE_DAYS.
    """

    __tablename__ = "api_token_trace"
    token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True, index=True)
    resource: Mapped[str] = mapped_column(String(60), primary_key=True)
    network: Mapped[str] = mapped_column(String(43), primary_key=True)
    requests: Mapped[int] = mapped_column(Integer, default=0)
    refused: Mapped[int] = mapped_column(Integer, default=0)
