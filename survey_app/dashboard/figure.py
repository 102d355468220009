"""A figure: a chart with the table behind it, and both as files to take away."""
from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from survey_app.chance import p_words
from survey_app.charts.frame import Frame
from survey_app.csv_cells import safe_cell
from survey_app.numbers import vietnamese, whole, with_sign

# How a cell is shown on a page, by the kind of its column; in CSV numbers stay as they are.
SHOWN: dict[str, Callable[[object], str]] = {
    "text": lambda value: value or "",
    "count": whole,
    "score": vietnamese,
    "share": lambda value: vietnamese(None if value is None else 100 * value),
    "change": with_sign,
    "p": p_words,
}
MOST_ROWS = 400  # a longer table is read as a file, not on a page
NUMBERS = ("count", "score", "share", "change", "p")
SHORT = ("month", "day", "desk", "wave")  # columns of codes and dates by other headings


@dataclass(frozen=True)
class Column:
    """A column of a figure's table: its name in files, its heading on pages, and the kind of what it holds (a key of SHOWN)."""

    name: str
    heading: str
    kind: str = "text"

    @property
    def is_number(self) -> bool:
        """Whether it is set flush right."""
        return self.kind in NUMBERS

    @property
    def look(self) -> str:
        """How its cells are set: numbers flush right, codes unbroken, words with room for a few of them in a line."""
        return "num" if self.is_number else "code" if self.heading.startswith("Mã") or self.name in SHORT else "words"

    def show(self, value: object) -> str:
        """A cell as people read it."""
        return SHOWN[self.kind](value)


@dataclass(frozen=True)
class Figure:
    """`draw` makes the SVG in a frame; None for a table that has no chart. `asked`: what its files need in the address besides the page's own."""

    name: str
    title: str
    source: str
    draw: Callable[[Frame], str] | None
    columns: tuple[Column, ...]
    rows: tuple[tuple, ...]
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Unique on a page, and part of the name of its files: what it was filtered by stands in it."""
        return "-".join([self.name, *(re.sub(r"[^A-Za-z0-9]+", "-", value) for value in self.asked.values())])

    @property
    def fits_page(self) -> bool:
        """Whether its table is short enough to stand on a page."""
        return len(self.rows) <= MOST_ROWS

    def on_page(self) -> str:
        """The SVG for inside a page, which says title and source itself."""
        return self.draw(Frame(self.id, self.title))

    def alone(self) -> str:
        """The SVG as a file of its own."""
        return self.draw(Frame(self.id, self.title, self.source, alone=True))

    def csv(self) -> str:
        """The table with decimal points; the last column repeats the source in every row, so that no figure travels without it."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([*(column.name for column in self.columns), "source"])
        writer.writerows(map(safe_cell, [*row, self.source]) for row in self.rows)
        return text.getvalue()
