"""Figures of two runs of a wave that print differently: scores, their intervals, the answers behind them."""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, select

from survey_app.models import Estimate, Measure
from survey_app.models.keeping import EVERYBODY
from survey_app.numbers import two_decimals

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Figure:
    """A score (0-100), the interval that pages show, and how many answered; None where there is none or it is hidden."""

    score: float | None = None
    lo: float | None = None
    hi: float | None = None
    n: int | None = None

    @property
    def printed(self) -> tuple[Decimal | None, ...]:
        """Score and interval as printed."""
        return tuple(None if value is None else two_decimals(value) for value in (self.score, self.lo, self.hi))


@dataclass(frozen=True)
class Moved:
    """A figure that prints differently, or is only in one of the runs or only shown in one."""

    measure: str
    label: str
    domain_kind: str
    domain: str
    was: Figure
    now: Figure

    @property
    def before(self) -> float | None:
        """The earlier score."""
        return self.was.score

    @property
    def after(self) -> float | None:
        """The later score."""
        return self.now.score

    @property
    def score_moved(self) -> bool:
        """Whether the score itself prints differently, not only its interval or the answers behind it."""
        return self.was.printed[0] != self.now.printed[0]

    @property
    def difference(self) -> Decimal | None:
        """After less before, as printed."""
        return None if self.before is None or self.after is None else two_decimals(self.after) - two_decimals(self.before)


def moved_figures(connection: Connection, before: int, after: int, everybody: bool = False) -> list[Moved]:
    """What moved between two runs: everyone's figures first, then by kind of domain, in the order of the later run's measures; everybody: only the former."""
    old, new, labels = _figures(connection, before, everybody), _figures(connection, after, everybody), _labels(connection, before) | _labels(connection, after)
    order = {code: place for place, code in enumerate(labels)}
    pairs = {key: (old.get(key, Figure()), new.get(key, Figure())) for key in old.keys() | new.keys()}
    moved = [Moved(key[0], labels[key[0]], *key[1:], *pair) for key, pair in pairs.items() if _apart(*pair)]
    return sorted(moved, key=lambda one: (one.domain_kind != "all", one.domain_kind, one.domain, order[one.measure]))


def _apart(old: Figure, new: Figure) -> bool:
    """A hidden figure has no answers to tell of: only those of shown ones are compared."""
    return old.printed != new.printed or (old.score is not None and old.n != new.n)


def _figures(connection: Connection, run_id: int, everybody: bool) -> dict[Key, Figure]:
    query = select(Estimate.measure, Estimate.domain_kind, Estimate.domain, Estimate.score, Estimate.lo_logit, Estimate.hi_logit, Estimate.n)
    query = query.where(Estimate.run_id == run_id)
    rows = connection.execute(query.where(Estimate.domain_kind == EVERYBODY) if everybody else query)
    return {tuple(row[:3]): Figure(*row[3:]) for row in rows}


def _labels(connection: Connection, run_id: int) -> dict[str, str]:
    return dict(connection.execute(select(Measure.code, Measure.label_vi).where(Measure.run_id == run_id).order_by(Measure.position)).all())
