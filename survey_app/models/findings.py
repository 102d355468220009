"""What a run found besides scores: differences and whether they are more than chance, priorities, figures of single questions."""
from __future__ import annotations

from sqlalchemy import CheckConstraint, Float, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, one_of
from survey_app.models.runs import FLAGS, SUPPRESSED

COMPARISONS = ("wave", "domain")
STATISTICS = ("share", "score")
OF_QUESTION = "question"  # domain_kind of a change of a single question


class Difference(Base):
    """Score of a measure in `domain` less that in `other`, in points.

    comparison 'wave': domain and other are the codes of this wave and of the one before, and domain_kind is 'all'; or domain_kind is
    OF_QUESTION, measure and domain are the codes of a question and an option as in QuestionFigure, and the difference is one of shares
    (0..1) or scores. comparison 'domain': two domains of one kind, or one and the rest. se, lo, hi, p are null where either has
    too few PSUs to be tested, or a share is of nobody or everybody. p_holm: p adjusted for all tests of this run with the same comparison,
    domain_kind and level of the measure; of questions over the options of one, or the scales under one title. No row stands for a pair of
    which a figure is hidden.
    """

    __tablename__ = "difference"
    __table_args__ = (
        CheckConstraint(one_of("comparison", COMPARISONS), name="comparison"),
        CheckConstraint("(lo IS NULL) = (hi IS NULL)", name="interval_whole"),
        CheckConstraint("p IS NULL OR (p >= 0 AND p <= 1)", name="p"),
    )
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    comparison: Mapped[str] = mapped_column(String(8), primary_key=True)
    domain_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    domain: Mapped[str] = mapped_column(String(40), primary_key=True)
    other: Mapped[str] = mapped_column(String(40), primary_key=True)
    difference: Mapped[float] = mapped_column(Float)
    se: Mapped[float | None] = mapped_column(Float)
    df: Mapped[float | None] = mapped_column(Float)
    lo: Mapped[float | None] = mapped_column(Float)
    hi: Mapped[float | None] = mapped_column(Float)
    p: Mapped[float | None] = mapped_column(Float)
    p_holm: Mapped[float | None] = mapped_column(Float)


class Priority(Base):
    """What an item stands below its target (`gap`, with interval) and what the index and PAR points gain: per point, and when the gap is closed."""

    __tablename__ = "priority"
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    target: Mapped[float] = mapped_column(Float)
    target_source: Mapped[str] = mapped_column(String(20))
    score: Mapped[float] = mapped_column(Float)
    gap: Mapped[float] = mapped_column(Float)
    gap_lo: Mapped[float | None] = mapped_column(Float)
    gap_hi: Mapped[float | None] = mapped_column(Float)
    index_per_point: Mapped[float] = mapped_column(Float)
    index_closed: Mapped[float] = mapped_column(Float)
    index_lo: Mapped[float | None] = mapped_column(Float)
    index_hi: Mapped[float | None] = mapped_column(Float)
    points_per_point: Mapped[float | None] = mapped_column(Float)
    points_closed: Mapped[float | None] = mapped_column(Float)
    points_lo: Mapped[float | None] = mapped_column(Float)
    points_hi: Mapped[float | None] = mapped_column(Float)


class QuestionFigure(Base):
    """A figure of one question in a domain: the share (0..1) of an option, or the score (0..100) of a scale.

    question, option: codes of the wave's instrument; of a scale the options are its levels ("1", "2", ...), "top2" the two
    best together, and "score" the mean score. n: people who answered. lo, hi: the interval to show (shares:
    Korn-Graubard; scores: logit); the second pair is the other method (shares: logit; scores: t).
    """

    __tablename__ = "question_figure"
    __table_args__ = (
        CheckConstraint(one_of("statistic", STATISTICS), name="statistic"),
        CheckConstraint("(lo IS NULL) = (hi IS NULL)", name="interval_whole"),
        CheckConstraint("(lo_other IS NULL) = (hi_other IS NULL)", name="other_whole"),
        CheckConstraint(one_of("suppressed", SUPPRESSED), name="suppressed"),
        CheckConstraint(one_of("flag", FLAGS), name="flag"),
        CheckConstraint("suppressed IS NULL OR (COALESCE(n, 0) = 0 AND COALESCE(value, se, lo, lo_other) IS NULL)", name="suppressed_is_empty"),
    )
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    option: Mapped[str] = mapped_column(String(40), primary_key=True)
    domain_kind: Mapped[str] = mapped_column(String(20), primary_key=True, default="all")
    domain: Mapped[str] = mapped_column(String(40), primary_key=True, default="all")
    statistic: Mapped[str] = mapped_column(String(8))
    n: Mapped[int | None] = mapped_column(Integer)
    value: Mapped[float | None] = mapped_column(Float)
    se: Mapped[float | None] = mapped_column(Float)
    df: Mapped[int | None] = mapped_column(Integer)
    lo: Mapped[float | None] = mapped_column(Float)
    hi: Mapped[float | None] = mapped_column(Float)
    lo_other: Mapped[float | None] = mapped_column(Float)
    hi_other: Mapped[float | None] = mapped_column(Float)
    suppressed: Mapped[str | None] = mapped_column(String(20))
    flag: Mapped[str | None] = mapped_column(String(20))


class Pulse(Base):
    """The score of a desk in one month, against what its own past lets expect.

    month: 'YYYY-MM'. expected: its score in the months before; lo, hi: limits within which this month's score falls while
    nothing changes, valid however often one looks; None for both while there is too little to compare with. signal: this
    month's score outside its limits, or the months since `since` together outside theirs; `since` stands beside every signal.
    """

    __tablename__ = "pulse"
    __table_args__ = (
        CheckConstraint("(lo IS NULL) = (hi IS NULL)", name="limits_whole"),
        CheckConstraint("signal IN ('higher', 'lower')", name="signal"),
        CheckConstraint("(signal IS NULL) = (since IS NULL)", name="signal_has_since"),
        CheckConstraint(one_of("suppressed", SUPPRESSED), name="suppressed"),
        CheckConstraint("suppressed IS NULL OR (n IS NULL AND COALESCE(score, expected, lo) IS NULL AND signal IS NULL)", name="suppressed_is_empty"),
    )
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    domain: Mapped[str] = mapped_column(String(40), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    n: Mapped[int | None] = mapped_column(Integer)
    score: Mapped[float | None] = mapped_column(Float)
    expected: Mapped[float | None] = mapped_column(Float)
    lo: Mapped[float | None] = mapped_column(Float)
    hi: Mapped[float | None] = mapped_column(Float)
    signal: Mapped[str | None] = mapped_column(String(6))
    since: Mapped[str | None] = mapped_column(String(7))
    suppressed: Mapped[str | None] = mapped_column(String(20))
