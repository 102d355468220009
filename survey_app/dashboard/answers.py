"""What one group of people answered: the stored figures of single questions, and how a figure made of them says whom it is of."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Row, select

from forms import Item
from survey_app.charts.frame import Frame
from survey_app.dashboard.beside import Beside
from survey_app.dashboard.figure import Column, Figure
from survey_app.dashboard.group import EVERYONE, Group
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.saying import caution, n_words, share_caution
from survey_app.models import QuestionFigure

SCORE, TOP2 = "score", "top2"
NOTHING_BEFORE = Beside()


@dataclass(frozen=True)
class Answers:
    """`found`: rows by question and option; `last`: what stands beside them of the wave before."""

    reading: Reading
    found: Mapping[tuple[str, str], Row]
    group: Group = EVERYONE
    last: Beside = NOTHING_BEFORE

    def of(self, item: Item, option: str) -> Row | None:
        """The figure of an option, level or score."""
        return self.found.get((item.code, option))

    def all_shown(self, item: Item, options: Iterable[str]) -> bool:
        """Whether each of these has a value."""
        rows = [self.of(item, option) for option in options]
        return all(row is not None and row.value is not None for row in rows)

    def note(self, item: Item) -> str:
        """What must be said of a scale's score, else of its levels."""
        view, level = self.reading.view, self.of(item, str(item.scale.levels[0].value))
        return caution(view, self.of(item, SCORE)) or (share_caution(view, level) if level is not None and level.suppressed else "")

    def figure(self, name: str, title: str, items: Iterable[Item], draw: Callable[[Frame], str], columns: tuple[Column, ...], rows: tuple[tuple, ...],
               asked: Mapping[str, str]) -> Figure:
        """A figure of these items that says of whom it is, by title, columns, source and address; n is that of the people who answered them."""
        codes = [item.code for item in items]
        n = n_words((row.n for (code, _), row in self.found.items() if code in codes), differing=" tùy câu")
        source = self.last.source(self.reading.view.source(n, self.group.words), codes)
        return Figure(name, self.group.title(title), source, draw, (*self.group.columns, *columns), tuple((*self.group.cells, *row) for row in rows),
                      {**asked, **self.group.asked})


def triple(row: Row | None) -> tuple:
    """A figure and its interval."""
    return (row.value, row.lo, row.hi) if row else (None,) * 3


def answers_of(reading: Reading, items: Iterable[str], group: Group = EVERYONE, last: Beside = NOTHING_BEFORE) -> Answers:
    """What a group answered to these items; `last` only stands beside everyone."""
    columns = [getattr(QuestionFigure, name) for name in ("question", "option", "n", "value", "lo", "hi", "suppressed", "flag")]
    query = select(*columns).where(QuestionFigure.run_id == reading.run_id, QuestionFigure.question.in_(list(items)))
    found = reading.connection.execute(query.where(QuestionFigure.domain_kind == group.kind, QuestionFigure.domain == group.code))
    return Answers(reading, {(row.question, row.option): row for row in found}, group, last if group == EVERYONE else NOTHING_BEFORE)
