"""Prints questionnaires: the pages laid out once, then every copy with its serial number on every sheet."""
from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

from forms import Instrument
from survey_app.desks.qr import symbol_of
from survey_app.printing import choices, front, grid
from survey_app.printing.document import INK, MUTED, A4Document
from survey_app.printing.flow import LEFT, RIGHT, Block, Flow
from survey_app.printing.marks import HEAD, SMALL, TITLE, dots, rule
from survey_app.printing.questions import Grid, parts_of

# The symbol with its white border; 21 modules in 16.9 mm: 0.8 mm a module, read by any scanner from a hand's distance.
SYMBOL, SYMBOL_TOP = 23.3, 5
# Pixels a module: enough that programs which smooth pictures leave the edges sharp.
PIXELS = 8
THANKS = "Trân trọng cảm ơn Ông/Bà!"
EMPTY = "Trang này để trống."


@dataclass(frozen=True)
class PaperForm:
    """One copy: its serial number, and its Kish table where respondents are chosen by that. A blank one has neither."""

    serial: str | None = None
    kish_table: str | None = None


@dataclass(frozen=True)
class Occasion:
    """What all copies share: the province, the wave's code, and the rule of who is asked (None: not stated)."""

    province: str
    wave: str
    respondent_rule: str | None = None


@dataclass(frozen=True)
class PageMap:
    """On which printed page each item stands (by its code, from 1), and how many pages a copy has."""

    pages: Mapping[str, int]
    count: int


@dataclass(frozen=True)
class _Stencil:
    """The pages as laid out, an even number, where on the first the Kish table goes, and which item is on which page."""

    pages: list[bytes]
    kish_at: float | None
    items: Mapping[str, int]


def print_questionnaires(instrument: Instrument, occasion: Occasion, copies: Sequence[PaperForm], watch: Callable[[Sequence], Iterable] = iter) -> bytes:
    """A PDF with a copy for each form, all beginning on a front side; raises ValueError when there is none.

    `watch` sees the copies pass by, for a display of progress.
    """
    if not copies:
        raise ValueError("nothing to print: expected at least one form")
    document = A4Document(f"{_composed(instrument.title.vi)} – đợt {occasion.wave}")
    stencil = _lay_out(document, instrument, occasion)
    for copy in watch(copies):
        _print_copy(document, stencil, occasion, copy)
    return bytes(document.output())


@lru_cache(maxsize=16)
def page_map(instrument: Instrument, respondent_rule: str | None) -> PageMap:
    """Where the items stand on the printed sheet, from the very layout that is printed.

    Only the rule of who is asked moves anything besides the instrument, which its digest tells from others in the cache.
    """
    stencil = _lay_out(A4Document(instrument.title.vi), instrument, Occasion("", "", respondent_rule))
    return PageMap(stencil.items, len(stencil.pages))


def _lay_out(document: A4Document, instrument: Instrument, occasion: Occasion) -> _Stencil:
    flow, kish_at = Flow(document), []
    flow.add([Block(0, lambda top: front.organisation(document, _composed(occasion.province)), holds=True)])
    flow.add(front.blocks_of(document, instrument, occasion.respondent_rule, kish_at))
    for part in parts_of(instrument):
        if isinstance(part, Grid):
            flow.add([Block(3, lambda top: None)])
            flow.add(grid.rows_of(document, part), grid.heading_of(document, part))
        else:
            flow.add(choices.blocks_of(document, part))
    flow.add([_centred(document, THANKS)])
    if len(document.pages) % 2:
        document.add_page()
        _centred(document, EMPTY).draw(120)
    return _Stencil(document.lift_pages(), kish_at[0] if kish_at else None, flow.pages)


def _centred(document: A4Document, text: str) -> Block:
    return Block(12, lambda top: document.put(text, LEFT, top + 5, RIGHT - LEFT, HEAD, style="B", align="C"))


def _print_copy(document: A4Document, stencil: _Stencil, occasion: Occasion, copy: PaperForm) -> None:
    symbol = _symbol(copy.serial) if copy.serial else None
    for number, drawn in enumerate(stencil.pages, 1):
        document.lay_down(drawn)
        document.colour(INK)
        if symbol:
            document.image(symbol, x=RIGHT - SYMBOL + 3, y=SYMBOL_TOP, w=SYMBOL)
        _head(document, occasion, copy, number)
        _foot(document, copy, number, len(stencil.pages))
        if number == 1 and stencil.kish_at is not None:
            front.draw_kish(document, stencil.kish_at, copy.kish_table)


def _head(document: A4Document, occasion: Occasion, copy: PaperForm, number: int) -> None:
    left = RIGHT - SYMBOL - 42
    document.put("Số phiếu", left, 10.5, 42, SMALL, align="R")
    document.put(copy.serial or "", left, 15.5, 42, TITLE, style="B", align="R")
    if not copy.serial:
        dots(document, left, 22, left + 42)
    if number > 1:
        document.colour(MUTED)
        document.put(f"Phiếu khảo sát, đợt {occasion.wave}", LEFT, 15.5, 100, SMALL)
        document.colour(INK)


def _foot(document: A4Document, copy: PaperForm, number: int, of: int) -> None:
    rule(document, 284.5, LEFT, RIGHT)
    document.put(f"Phiếu {copy.serial}" if copy.serial else "Phiếu trắng", LEFT, 285.5, 80, SMALL)
    document.put(f"Trang {number}/{of}", RIGHT - 60, 285.5, 60, SMALL, style="B", align="R")


def _symbol(serial: str) -> Image.Image:
    """The serial number alone as a QR symbol: a scanner that acts as a keyboard then types exactly that."""
    matrix = symbol_of(serial).get_matrix()
    picture = Image.new("1", (len(matrix), len(matrix)), 1)
    picture.putdata([not dark for row in matrix for dark in row])
    return picture.resize((len(matrix) * PIXELS, len(matrix) * PIXELS), Image.Resampling.NEAREST)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
