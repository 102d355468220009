"""Blocks set one below the other on pages, never split; the heading of a grid comes again on each of its pages."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf

from survey_app.printing.document import A4Document

# The text area in millimetres: above it the form's number, below it the page's.
LEFT, RIGHT, TOP, BOTTOM = 14, 196, 29.5, 282
WIDTH = RIGHT - LEFT


@dataclass(frozen=True)
class Block:
    """Something of a known height; `draw` gets where its top is. `holds` the next block on its page.

    `item` is the code of the item whose question this block is.
    """

    height: float
    draw: Callable[[float], None]
    holds: bool = False
    item: str | None = None


class Flow:
    """The place on the page where the next block goes; `pages` has the page of every item set so far, counted from 1."""

    def __init__(self, document: A4Document):
        self.pages: dict[str, int] = {}
        self._document = document
        self._at = inf  # no page yet

    def add(self, blocks: Iterable[Block], heading: Block | None = None) -> None:
        """Set blocks; `heading` stands above the first of them and again on top of every further page.

        Raises ValueError for a block that no page can hold.
        """
        first = True
        for group in _held_together(blocks):
            height = sum(block.height for block in group)
            above = heading.height if heading else 0
            if above + height > BOTTOM - TOP:
                raise ValueError(f"a part of the form needs {above + height:.0f} mm of height; a page has {BOTTOM - TOP}. Shorten the text of the item")
            if self._at + height + (above if first else 0) > BOTTOM:
                self._document.add_page()
                self._at, first = TOP, True
            for block in ([heading] if heading and first else []) + group:
                block.draw(self._at)
                self._at += block.height
                if block.item:
                    self.pages[block.item] = len(self._document.pages)
            first = False


def _held_together(blocks: Iterable[Block]) -> Iterable[list[Block]]:
    group: list[Block] = []
    for block in blocks:
        group.append(block)
        if not block.holds:
            yield group
            group = []
    if group:
        yield group
