"""A question that stands alone on paper: numbered boxes to tick, or lines to write on."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from forms import Item
from survey_app.printing import notes
from survey_app.printing.boxes import box_numbers
from survey_app.printing.document import INK, LEADING, MUTED, A4Document
from survey_app.printing.flow import LEFT, RIGHT, WIDTH, Block
from survey_app.printing.marks import BODY, BOX, DROP, HEAD, SMALL, WRITING, box, dots
from survey_app.printing.questions import Asked

CODE, BESIDE, GAP = 13, 2, 1.5
ROW = BOX + GAP
INNER = WIDTH - CODE
MOST_COLUMNS = 4
# A text this many times as wide as its room surely breaks into no more than two lines.
SAFELY_TWO = 1.7
# A hand writes about seventy letters on a line of this width; more lines than six invite an essay.
LETTERS_A_LINE, MOST_LINES = 70, 6
HOW = {
    "single": lambda item: "",
    "multiple": lambda item: "Có thể đánh dấu nhiều ô.",
    "choose": lambda item: f"Đánh dấu đúng {item.choose} ô.",
    "text": lambda item: "",
}


@dataclass(frozen=True)
class Choice:
    """A box with its words; `writes` when a line to write on follows."""

    number: str
    words: str
    writes: bool = False


def blocks_of(document: A4Document, asked: Asked) -> list[Block]:
    """The title of the section it opens, its notes, and the question with its boxes, all on one page."""
    blocks = [_opening(document, asked.title, asked.intro)] if asked.title or asked.intro else []
    blocks += [notes.before(document, sentence) for sentence in asked.before]
    blocks += [_question(document, asked.item), *_answers(document, asked)]
    return notes.holding(blocks + [notes.after(document, sentence) for sentence in asked.after])


def _opening(document: A4Document, title: str | None, intro: str | None) -> Block:
    texts = [(text, size, style) for text, size, style in ((title, HEAD, "B"), (intro, BODY, "")) if text]
    height = 5 + sum(document.height_of(text, WIDTH, size, style) for text, size, style in texts)

    def draw(top: float) -> None:
        at = top + 3.5
        for text, size, style in texts:
            at = document.put(text, LEFT, at, WIDTH, size, style=style)
    return Block(height, draw)


def _question(document: A4Document, item: Item) -> Block:
    how = item.help.vi if item.help else HOW[item.kind](item)
    height = document.height_of(item.text.vi, INNER, BODY, "B") + (document.height_of(how, INNER, SMALL) if how else 0) + 3

    def draw(top: float) -> None:
        document.colour(MUTED)
        document.put(item.code, LEFT, top + 1.5 + DROP, CODE, SMALL)
        document.colour(INK)
        below = document.put(item.text.vi, LEFT + CODE, top + 1.5, INNER, BODY, style="B")
        if how:
            document.put(how, LEFT + CODE, below, INNER, SMALL)
    return Block(height, draw, item=item.code)


def _answers(document: A4Document, asked: Asked) -> list[Block]:
    if asked.item.kind == "text":
        return [_lines(document, min(MOST_LINES, ceil((asked.item.max_length or LETTERS_A_LINE) / LETTERS_A_LINE)))]
    numbers = {code: number for number, code in box_numbers(asked.item).items()}
    options = [Choice(numbers[option.value], option.text.vi, option.free_text) for option in asked.item.options]
    nonanswers = [Choice("", nonanswer.text.vi) for nonanswer in asked.nonanswers]
    together = len(options + nonanswers) <= _columns(document, options + nonanswers)
    return [_boxes(document, group) for group in ([options + nonanswers] if together else [options, nonanswers]) if group]


def _lines(document: A4Document, number: int) -> Block:
    def draw(top: float) -> None:
        for line in range(1, number + 1):
            dots(document, LEFT + CODE, top + line * WRITING, RIGHT)
    return Block(number * WRITING + 2, draw)


def _boxes(document: A4Document, choices: list[Choice]) -> Block:
    """Boxes in rows of as many columns as their texts allow; one with room to write has a row of its own."""
    columns = _columns(document, choices)
    width, placed, at = INNER / columns, [], 0.0
    for row in _rows(choices, columns):
        placed += [(choice, LEFT + CODE + place * width, at) for place, choice in enumerate(row)]
        at += max([BOX, *(document.height_of(choice.words, _room(width), BODY) for choice in row)]) + GAP
    return Block(at, _draws(document, placed, width))


def _rows(choices: list[Choice], columns: int) -> list[list[Choice]]:
    rows: list[list[Choice]] = []
    for choice in choices:
        if choice.writes or not rows or len(rows[-1]) == columns or rows[-1][-1].writes:
            rows.append([])
        rows[-1].append(choice)
    return rows


def _columns(document: A4Document, choices: list[Choice]) -> int:
    """The most columns in which every text stands on one line; else two, if no text takes more than two lines and most take one."""
    document.set_font("Noto", "", BODY)
    widths = sorted(document.get_string_width(choice.words) for choice in choices)
    for columns in range(MOST_COLUMNS, 1, -1):
        if widths[-1] <= _room(INNER / columns):
            return columns
    room = _room(INNER / 2)
    return 2 if widths[len(widths) // 2] <= room and widths[-1] <= SAFELY_TWO * room else 1


def _room(width: float) -> float:
    return width - BOX - BESIDE - 3


def _draws(document: A4Document, placed: list[tuple[Choice, float, float]], width: float) -> Callable[[float], None]:
    def draw(top: float) -> None:
        for choice, left, below in placed:
            box(document, left, top + below, choice.number)
            words = left + BOX + BESIDE
            middle = top + below + (BOX - LEADING * BODY) / 2
            document.put(choice.words, words, middle, INNER if choice.writes else _room(width) + 1, BODY)
            if choice.writes:
                dots(document, words + document.get_string_width(choice.words) + 2, top + below + BOX - 0.8, RIGHT)
    return draw
