"""Reads a chart back: its elements by class, and the boxes its words fill, measured with the real font."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

from PIL import ImageFont

SPACE = "{http://www.w3.org/2000/svg}"
FONTS = Path(__file__).resolve().parents[2] / "survey_app" / "fonts"
INHERITED = ("font-size", "font-weight", "text-anchor", "class")


@dataclass(frozen=True)
class Box:
    """Where a line of text stands; `top` to `bottom` is the height of its letters, diacritics included."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two boxes share more than a hair."""
        return min(self.right, other.right) - max(self.left, other.left) > .5 and min(self.bottom, other.bottom) - max(self.top, other.top) > .5


@lru_cache
def font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"NotoSans-{'Bold' if bold else 'Regular'}.ttf"), 1000)


def measured(text: str, size: float, bold: bool = False) -> float:
    """The width of a text in the bundled Noto Sans."""
    return font(bold).getlength(text) * size / 1000


def read(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def walk(element: ElementTree.Element, given: dict | None = None) -> Iterator[tuple[ElementTree.Element, dict]]:
    """Every element with what it has or inherits."""
    given = {"down": 0.0} | (given or {}) | {name: element.get(name) for name in INHERITED if element.get(name)}
    if element.get("transform"):
        given["down"] += float(element.get("transform").removeprefix("translate(0 ").removesuffix(")"))
    yield element, given
    for child in element:
        yield from walk(child, given)


def of(svg: str, role: str, name: str) -> list[dict]:
    """Attributes of all elements `name` drawn in the role."""
    return [element.attrib for element, given in walk(read(svg)) if element.tag == SPACE + name and given.get("class") == role]


def texts(svg: str) -> list[str]:
    return [element.text for element, _ in walk(read(svg)) if element.tag == SPACE + "text"]


def boxes(svg: str) -> list[Box]:
    found = []
    for element, given in walk(read(svg)):
        if element.tag != SPACE + "text":
            continue
        size = float(given["font-size"])
        width = measured(element.text, size, given.get("font-weight") == "700")
        left = float(element.get("x")) - {"middle": width / 2, "end": width}.get(given.get("text-anchor"), 0)
        base = float(element.get("y")) + given["down"]
        found.append(Box(element.text, left, base - .85 * size, left + width, base + .2 * size))
    return found


def overlaps(svg: str) -> list[tuple[str, str]]:
    """Pairs of texts that lie on one another."""
    return [(one.text, other.text) for one, other in combinations(boxes(svg), 2) if one.meets(other)]


def outside(svg: str) -> list[str]:
    """Texts that leave the picture."""
    width, height = map(float, read(svg).get("viewBox").split()[2:])
    return [box.text for box in boxes(svg) if box.left < -.5 or box.right > width + .5 or box.top < -.5 or box.bottom > height + .5]
