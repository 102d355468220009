"""Sentences beside questions: whom a question is for, and where to go on."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from survey_app.printing.document import A4Document
from survey_app.printing.flow import LEFT, WIDTH, Block
from survey_app.printing.marks import SMALL

INDENT = 14


def before(document: A4Document, sentence: str) -> Block:
    """A note above a question, on the question's page."""
    return _note(document, sentence, holds=True)


def after(document: A4Document, sentence: str) -> Block:
    """A note below a question."""
    return _note(document, sentence, holds=False)


def holding(blocks: Iterable[Block]) -> list[Block]:
    """The same blocks, all kept on one page."""
    *others, last = blocks
    return [*(replace(block, holds=True) for block in others), last]


def _note(document: A4Document, sentence: str, holds: bool) -> Block:
    height = document.height_of(sentence, WIDTH - INDENT - 3, SMALL, "B") + 3

    def draw(top: float) -> None:
        document.set_fill_color(27)
        document.rect(LEFT + INDENT, top + 1.2, 1, height - 2.4, style="F")
        document.put(sentence, LEFT + INDENT + 3, top + 1.5, WIDTH - INDENT - 3, SMALL, style="B")
    return Block(height, draw, holds)
