"""Blocks on pages: never split, headings again on each page."""
from __future__ import annotations

import pytest

from survey_app.printing.document import A4Document
from survey_app.printing.flow import BOTTOM, TOP, Block, Flow

ROOM = BOTTOM - TOP


class Pages:
    """A flow that notes what is drawn where."""

    def __init__(self):
        self.document = A4Document("thử")
        self.flow = Flow(self.document)
        self.drawn: list[tuple[str, int, float]] = []

    def block(self, name: str, height: float, holds: bool = False) -> Block:
        return Block(height, lambda top: self.drawn.append((name, self.document.page, round(top - TOP, 6))), holds)


def test_blocks_stand_one_below_the_other():
    pages = Pages()
    pages.flow.add([pages.block("a", 30), pages.block("b", 20)])
    assert pages.drawn == [("a", 1, 0), ("b", 1, 30)]


def test_a_block_that_does_not_fit_goes_whole_to_the_next_page():
    pages = Pages()
    pages.flow.add([pages.block("a", ROOM - 10), pages.block("b", 10.5)])
    assert pages.drawn == [("a", 1, 0), ("b", 2, 0)]


def test_a_page_is_filled_to_its_last_millimetre():
    pages = Pages()
    pages.flow.add([pages.block("a", ROOM - 10), pages.block("b", 10)])
    assert pages.drawn[1][1] == 1


def test_the_heading_comes_again_on_every_page_of_its_blocks():
    pages = Pages()
    pages.flow.add([pages.block(name, ROOM * 0.4) for name in "abc"], pages.block("head", ROOM * 0.1))
    assert [(name, page) for name, page, _ in pages.drawn] == [("head", 1), ("a", 1), ("b", 1), ("head", 2), ("c", 2)]


def test_a_heading_is_never_left_alone_at_the_foot():
    pages = Pages()
    pages.flow.add([pages.block("before", ROOM - 30)])
    pages.flow.add([pages.block("a", 25)], pages.block("head", 10))
    assert [(name, page) for name, page, _ in pages.drawn] == [("before", 1), ("head", 2), ("a", 2)]


def test_what_holds_the_next_block_goes_with_it():
    pages = Pages()
    pages.flow.add([pages.block("before", ROOM - 30), pages.block("title", 10, holds=True), pages.block("question", 25)])
    assert [(name, page) for name, page, _ in pages.drawn] == [("before", 1), ("title", 2), ("question", 2)]


def test_what_no_page_can_hold_is_refused():
    pages = Pages()
    with pytest.raises(ValueError, match="Shorten the text"):
        pages.flow.add([pages.block("a", ROOM + 1)])
