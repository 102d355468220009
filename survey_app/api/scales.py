"""What a score is told in, and the most it can be: per cent of 100, or the points that a measure of the leaders' survey can earn."""
from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Float, String, case, literal

PERCENT, POINTS, PROPORTION = UNITS = ("percent", "points", "proportion")
FULL = 100.0


def most_points(method: Mapping) -> dict[str, float]:
    """Measure -> the points it can earn, of the measures of a run that earn points."""
    return {code: float(points) for code, points in method.get("most_points", {}).items()}


def scale_of(method: Mapping, code: str) -> tuple[str, float]:
    """Unit and highest possible score of a measure of the run with this method."""
    most = most_points(method).get(code)
    return (PERCENT, FULL) if most is None else (POINTS, most)


def unit_column(method: Mapping, code: ColumnElement) -> ColumnElement:
    """The unit of the measure in a column, as a column of a query."""
    return case((code.in_(most_points(method)), literal(POINTS, String)), else_=literal(PERCENT, String)).label("unit")


def max_column(method: Mapping, code: ColumnElement) -> ColumnElement:
    """The highest possible score of the measure in a column, as a column of a query."""
    most, full = most_points(method), literal(FULL, Float)
    return (case({one: literal(points, Float) for one, points in most.items()}, value=code, else_=full) if most else full).label("max_score")
