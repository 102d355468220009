"""Runs of the pipeline and what they found; the schedule; figures published elsewhere."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.models.base import Base, Moment, now, one_of
from survey_app.models.waves import Wave

# Why an estimate is not shown, or shown with care: fewer answers than may be, or a hidden one could be worked out from it.
SUPPRESSED = ("few_answers", "complementary", "no_answers")
FLAGS = ("few_answers", "wide_interval", "no_interval", "few_psus")
SUPPRESSED_IS_EMPTY = "suppressed IS NULL OR (COALESCE(n, 0) = 0 AND COALESCE(score, se, lo, lo_logit, deff, response_rate, rank_lo) IS NULL)"
EXTERNAL_KINDS = ("province", "past", "national", "other_province")
RUN_STATES = ("requested", "running", "succeeded", "failed")


class Run(Base):
    """One computation for a wave: its method, the digest of its input, the code version, its counts and diagnostics or its failure.

    The process that computes it (`holder`) renews `heartbeat_at`; a running one whose heart stopped was interrupted.
    """

    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint(one_of("state", RUN_STATES), name="state"),
        CheckConstraint("state <> 'failed' OR reason IS NOT NULL", name="failure_has_reason"),
        CheckConstraint("state <> 'succeeded' OR input_digest IS NOT NULL", name="success_has_digest"),
        CheckConstraint("state <> 'running' OR (holder IS NOT NULL AND heartbeat_at IS NOT NULL)", name="running_is_held"),
        Index("ix_run_wave_id_id", "wave_id", "id"),
        Index("uq_run_one_requested", "wave_id", unique=True, sqlite_where=text("state = 'requested'"), postgresql_where=text("state = 'requested'")),
        Index("uq_run_one_running", "wave_id", unique=True, sqlite_where=text("state = 'running'"), postgresql_where=text("state = 'running'")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    state: Mapped[str] = mapped_column(String(10), default="requested")
    asked_by: Mapped[str] = mapped_column(String(60))
    requested_at: Mapped[datetime] = mapped_column(Moment, default=now)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    holder: Mapped[str | None] = mapped_column(String(80))
    heartbeat_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(Text)
    method: Mapped[dict] = mapped_column(JSON, default=dict)
    code_version: Mapped[str | None] = mapped_column(String(80))
    input_digest: Mapped[str | None] = mapped_column(String(64))
    counts: Mapped[dict] = mapped_column(JSON, default=dict)
    diagnostics: Mapped[dict] = mapped_column(JSON, default=dict)
    wave: Mapped[Wave] = relationship()


class Measure(Base):
    """A row of a run's table: what an estimate is an estimate of."""

    __tablename__ = "measure"
    __table_args__ = (UniqueConstraint("run_id", "position"),)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    parent: Mapped[str | None] = mapped_column(String(40))
    level: Mapped[str] = mapped_column(String(12))
    label_vi: Mapped[str] = mapped_column(Text)
    label_en: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer)


class Estimate(Base):
    """A measure in a domain (a reported subpopulation; 'all' is everyone); scores 0-100, unrounded.

    A suppressed one holds no number (n = 0 where nobody answered). lo, hi: t interval; lo_logit, hi_logit: the one to show.
    n: people who rated any of its items; response_rate: the part of all who did, over its items; items_used of items_total
    were answered by anybody. rank_lo, rank_hi: best and worst rank among the domains of its kind.
    """

    __tablename__ = "estimate"
    __table_args__ = (
        CheckConstraint("(lo IS NULL) = (hi IS NULL)", name="interval_whole"),
        CheckConstraint("(lo_logit IS NULL) = (hi_logit IS NULL)", name="logit_whole"),
        CheckConstraint("(rank_lo IS NULL) = (rank_hi IS NULL)", name="ranks_whole"),
        CheckConstraint(one_of("suppressed", SUPPRESSED), name="suppressed"),
        CheckConstraint(one_of("flag", FLAGS), name="flag"),
        CheckConstraint(SUPPRESSED_IS_EMPTY, name="suppressed_is_empty"),
    )
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    domain_kind: Mapped[str] = mapped_column(String(20), primary_key=True, default="all")
    domain: Mapped[str] = mapped_column(String(40), primary_key=True, default="all")
    n: Mapped[int | None] = mapped_column(Integer)
    score: Mapped[float | None] = mapped_column(Float)
    se: Mapped[float | None] = mapped_column(Float)
    df: Mapped[int | None] = mapped_column(Integer)
    lo: Mapped[float | None] = mapped_column(Float)
    hi: Mapped[float | None] = mapped_column(Float)
    lo_logit: Mapped[float | None] = mapped_column(Float)
    hi_logit: Mapped[float | None] = mapped_column(Float)
    deff: Mapped[float | None] = mapped_column(Float)
    response_rate: Mapped[float | None] = mapped_column(Float)
    items_used: Mapped[int | None] = mapped_column(Integer)
    items_total: Mapped[int | None] = mapped_column(Integer)
    rank_lo: Mapped[int | None] = mapped_column(Integer)
    rank_hi: Mapped[int | None] = mapped_column(Integer)
    suppressed: Mapped[str | None] = mapped_column(String(20))
    flag: Mapped[str | None] = mapped_column(String(20))


class ExternalFigure(Base):
    """A figure published by somebody else, with its source; shown beside ours, never mixed with them.

    kind 'province': what was printed for this province in this wave; 'past': for this province in an earlier year;
    'national': the country's; 'other_province'. `place` names the province or the year where the kind has several.
    """

    __tablename__ = "external_figure"
    __table_args__ = (UniqueConstraint("wave_id", "measure", "kind", "place"), CheckConstraint(one_of("kind", EXTERNAL_KINDS), name="kind"))
    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    measure: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(16))
    place: Mapped[str] = mapped_column(String(80), default="", server_default="")
    value: Mapped[float] = mapped_column(Float)
    rank: Mapped[int | None] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    entered_by: Mapped[str | None] = mapped_column(String(60))
    entered_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Schedule(Base):
    """When the pipeline runs for a wave: at the times of a five-field cron expression in a time zone, and when the wave closes."""

    __tablename__ = "schedule"
    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), unique=True)
    cron: Mapped[str] = mapped_column(String(60))
    timezone: Mapped[str] = mapped_column(String(40), default="Asia/Ho_Chi_Minh")
    on_close: Mapped[bool] = mapped_column(default=True, server_default=true())
    enabled: Mapped[bool] = mapped_column(default=True)
    wave: Mapped[Wave] = relationship()


class ScheduledJob(Base):
    """A job of APScheduler 3: its columns and its table are the library's (SQLAlchemyJobStore), made here so that no process makes them while it runs."""

    __tablename__ = "apscheduler_jobs"
    id: Mapped[str] = mapped_column(String(191), primary_key=True)
    next_run_time: Mapped[float | None] = mapped_column(Float, index=True)
    job_state: Mapped[bytes] = mapped_column(LargeBinary)


class SchedulerLease(Base):
    """Who is the one active scheduler: a row that must be renewed before it expires."""

    __tablename__ = "scheduler_lease"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    expires_at: Mapped[datetime] = mapped_column(Moment)
