"""What is kept of runs, and for how long: the rule that people set, and the runs of which less is kept."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, Moment, now
from survey_app.models.findings import QuestionFigure
from survey_app.models.runs import Estimate

EVERYBODY = "all"
# Of a thinned run these keep the rows of domain_kind EVERYBODY and lose the others; nothing else of it goes.
THINNED_TABLES = (Estimate, QuestionFigure)
USUAL_NIGHTS = 31


class RunKeeping(Base):
    """How long runs are kept whole, where people said otherwise than USUAL_NIGHTS: for so many nights, or, with `thins` false, for good."""

    __tablename__ = "run_keeping"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"), CheckConstraint("nights >= 7", name="nights"))
    id: Mapped[int] = mapped_column(primary_key=True)
    thins: Mapped[bool] = mapped_column()
    nights: Mapped[int] = mapped_column(Integer)


class ThinnedRun(Base):
    """A run of which only everybody's figures are kept. It was never proposed for release, and never can be.

    `rows`: how many rows went, by table; `digests`: by table the SHA-256 (hex) of the canonical JSON (UTF-8, keys sorted, no spaces, nothing
    escaped that JSON need not escape) of the list of these rows in the order of their key, each an object without run_id and without what is
    NULL. So whoever computes the run again can tell whether they were what it says.
    """

    __tablename__ = "thinned_run"
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    thinned_at: Mapped[datetime] = mapped_column(Moment, default=now)
    rows: Mapped[dict] = mapped_column(JSON)
    digests: Mapped[dict] = mapped_column(JSON)
