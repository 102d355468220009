"""A grid on paper: a heading with the scale in words, a band for each section, a row for each item."""
from __future__ import annotations

from dataclasses import dataclass

from survey_app.printing import notes
from survey_app.printing.document import INK, LEADING, MUTED, A4Document
from survey_app.printing.flow import LEFT, RIGHT, WIDTH, Block
from survey_app.printing.marks import BODY, BOX, DROP, HEAD, SMALL, box, rule
from survey_app.printing.questions import Asked, Grid

CODE, PAD = 13, 1.35
# A column is as narrow as lets its words stand in this many lines; non-answers stand a little apart.
MOST_LINES, NARROWEST, BETWEEN, APART = 4, 12, 1.6, 2
DEFAULT_INTRO = "Ý kiến của Ông/Bà"


@dataclass(frozen=True)
class Column:
    """A column of boxes: its words, the number in its boxes ("" for non-answers), its left edge and width."""

    words: str
    number: str
    left: float
    width: float


def columns_of(document: A4Document, grid: Grid) -> list[Column]:
    """The columns, set from the right edge."""
    levels, nonanswers = [(level.text.vi, str(level.value)) for level in grid.scale.levels], [(nonanswer.text.vi, "") for nonanswer in grid.nonanswers]
    columns, left = [], RIGHT
    for words, number in reversed(levels + nonanswers):
        width = _narrowest(document, words)
        left -= width + (APART if columns and number and not columns[-1].number else 0)
        columns.append(Column(words, number, left, width))
    return columns[::-1]


def _narrowest(document: A4Document, words: str) -> float:
    document.set_font("Noto", "", SMALL)
    width = max(NARROWEST, *(document.get_string_width(word) + BETWEEN for word in words.split()))
    while document.height_of(words, width - BETWEEN, SMALL) > MOST_LINES * LEADING * SMALL + 0.1:
        width += 0.5
    return width


def heading_of(document: A4Document, grid: Grid) -> Block:
    """The heading: the question on the left, each column's number and words on the right."""
    columns, intro = columns_of(document, grid), grid.intro or DEFAULT_INTRO
    left_width = columns[0].left - LEFT - 2
    words = [document.height_of(column.words, column.width - BETWEEN, SMALL) for column in columns]
    height = max(document.height_of(intro, left_width, BODY, "B"), LEADING * HEAD + max(words)) + 3

    def draw(top: float) -> None:
        rule(document, top, LEFT, RIGHT, 27, 0.5)
        document.put(intro, LEFT, top + 1.2, left_width, BODY, style="B")
        for column in columns:
            document.put(column.number, column.left, top + 1.2, column.width, HEAD, style="B", align="C")
            document.put(column.words, column.left + BETWEEN / 2, top + 1.2 + LEADING * HEAD, column.width - BETWEEN, SMALL, align="C")
        rule(document, top + height - 0.4, LEFT, RIGHT, 27, 0.5)
    return Block(height, draw)


def rows_of(document: A4Document, grid: Grid) -> list[Block]:
    """The bands and rows below the heading."""
    columns = columns_of(document, grid)
    blocks: list[Block] = []
    for asked in grid.rows:
        blocks += [_band(document, asked.title)] if asked.title else []
        blocks += [notes.before(document, sentence) for sentence in asked.before]
        blocks += notes.holding([_row(document, asked, columns), *(notes.after(document, sentence) for sentence in asked.after)])
    return blocks


def _band(document: A4Document, title: str) -> Block:
    height = document.height_of(title, WIDTH - 4, HEAD, "B") + 2.4

    def draw(top: float) -> None:
        document.set_fill_color(232)
        document.rect(LEFT, top, WIDTH, height, style="F")
        document.put(title, LEFT + 2, top + 1.2, WIDTH - 4, HEAD, style="B")
    return Block(height, draw, holds=True)


def _row(document: A4Document, asked: Asked, columns: list[Column]) -> Block:
    item, width = asked.item, columns[0].left - LEFT - CODE - 2
    text = document.height_of(item.text.vi, width, BODY)
    helped = document.height_of(item.help.vi, width, SMALL) if item.help else 0
    height = max(text + helped, BOX) + 2 * PAD

    def draw(top: float) -> None:
        first = top + (height - text - helped) / 2
        document.colour(MUTED)
        document.put(item.code, LEFT, first + DROP, CODE, SMALL)
        document.colour(INK)
        below = document.put(item.text.vi, LEFT + CODE, first, width, BODY)
        if item.help:
            document.put(item.help.vi, LEFT + CODE, below, width, SMALL)
        for column in columns:
            box(document, column.left + (column.width - BOX) / 2, top + (height - BOX) / 2, column.number)
        rule(document, top + height, LEFT, RIGHT)
    return Block(height, draw, item=item.code)
