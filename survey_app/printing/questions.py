"""An instrument as paper shows it: grids of items with one scale, and questions that stand alone."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from forms import Instrument, Item, NonAnswer, Scale
from survey_app.printing.boxes import offered
from survey_app.printing.routing_hints import RoutingHints


@dataclass(frozen=True)
class Asked:
    """An item with what is printed around it: the title and introduction of a section it opens, and routing in words."""

    item: Item
    nonanswers: tuple[NonAnswer, ...]
    title: str | None
    intro: str | None
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """Items judged on one scale: a row an item, a column a box; `intro` is the question they share."""

    intro: str | None
    scale: Scale
    nonanswers: tuple[NonAnswer, ...]
    rows: tuple[Asked, ...]


def parts_of(instrument: Instrument) -> list[Grid | Asked]:
    """The instrument in its order; neighbouring sections with the same question and scale share a grid.

    Screens divide long sections into pages of the same title; paper says such a title once.
    """
    parts: list[Grid | Asked] = []
    for (scale, nonanswers, intro), group in groupby(_asked(instrument), key=_grid_key):
        rows = tuple(asked for asked, _ in group)
        parts += [Grid(intro, scale, nonanswers, rows)] if scale else rows
    return parts


def _grid_key(entry: tuple[Asked, str | None]) -> tuple[Scale | None, tuple[NonAnswer, ...], str | None]:
    asked, intro = entry
    return (asked.item.scale, asked.nonanswers, intro) if asked.item.kind == "scale" else (None, (), None)


def _asked(instrument: Instrument) -> Iterator[tuple[Asked, str | None]]:
    """Every item, with the introduction of its section."""
    hints, said = RoutingHints(instrument), None
    for section in instrument.sections:
        intro = section.intro.vi if section.intro else None
        for place, item in enumerate(section.items):
            title = section.title.vi if place == 0 and section.title.vi != said else None
            said = title or said
            opening = intro if place == 0 and item.kind != "scale" else None
            yield Asked(item, offered(instrument, item), title, opening, tuple(hints.before(item.code)), tuple(hints.after(item.code))), intro
