"""Points of which every measure can earn its own most: told as points, placed as a part of it, so that one axis fits fields of 1 and of 22 points."""
from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Row

from survey_app.dashboard.saying import title_of
from survey_app.dashboard.view import View

PARTS = "% điểm tối đa"
SAID = "Mọi số trên trang này là điểm; riêng vị trí trên hình là phần đạt được của điểm tối đa, để các lĩnh vực có điểm tối đa khác nhau đứng được trên một trục."


def axis_of(view: View) -> str | None:
    """What an axis for several measures is in; None where it is in the points that are told."""
    return PARTS if view.most(view.first.code) is not None else None


def times(view: View, code: str) -> float:
    """What a measure's points are multiplied by to stand on such an axis."""
    return 100 / (view.most(code) or 100)


def drawn_as(view: View, code: str, values: Iterable[float | None]) -> tuple[float | None, ...]:
    """A measure's figures as such an axis takes them: a percentage of its most points; scores of 100 as they are."""
    return tuple(None if value is None else times(view, code) * value for value in values)


def label_drawn(view: View, measure: Row) -> str:
    """A measure's name, with the most points it can earn where that is its own."""
    most = view.most(measure.code)
    return title_of(measure) if most is None else f"{title_of(measure)} (tối đa {most:.0f})"
