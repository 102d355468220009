"""Points of which every measure can earn its own most: drawn as a part of it, so that one axis fits fields of 1 and of 22 points."""
from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Row

from survey_app.dashboard.saying import title_of
from survey_app.dashboard.view import View
from survey_app.numbers import vietnamese

SCORES, PARTS = "điểm", "% tối đa"


def unit_drawn(view: View) -> str:
    """What an axis for several measures is in."""
    return PARTS if view.most(view.first.code) is not None else SCORES


def drawn_as(view: View, code: str, values: Iterable[float | None]) -> tuple[float | None, ...]:
    """A measure's figures as such an axis takes them: a percentage of its most points; scores of 100 as they are."""
    times = 100 / (view.most(code) or 100)
    return tuple(None if value is None else times * value for value in values)


def label_drawn(view: View, measure: Row, score: float | None) -> str:
    """A measure's name, with its points where the axis shows percentages."""
    most = view.most(measure.code)
    if most is None:
        return title_of(measure)
    return f"{title_of(measure)} ({f'tối đa {most:.0f}' if score is None else f'{vietnamese(score)} trên {most:.0f}'} điểm)"
