"""The line below a chart that says what its marks mean."""
from __future__ import annotations

from collections.abc import Callable, Iterable

from survey_app.charts.letters import width_of
from survey_app.charts.svg import LINE, SMALL, changed, diamond, dot, earlier, element, group, segment, triangle, words

SAMPLE = 26  # room of a mark before its words
GAP = 22
Mark = Callable[[float, float], str]

# A sample of each mark around (x, y).
MARKS: dict[str, Mark] = {
    "point": lambda x, y: group("mark", [dot(x, y)]),
    "flagged": lambda x, y: group("hollow", [dot(x, y)]),
    "interval": lambda x, y: group("range", [segment(x - 9, y, x + 9, y), segment(x - 9, y - 4, x - 9, y + 4), segment(x + 9, y - 4, x + 9, y + 4)]),
    "weak": lambda x, y: group("weak", [segment(x - 9, y, x + 9, y), segment(x - 9, y - 4, x - 9, y + 4), segment(x + 9, y - 4, x + 9, y + 4)]),
    "whisker": lambda x, y: group("whisker", [segment(x, y - 7, x, y + 7)]) + group("mark", [dot(x, y, 3)]),
    "earlier": lambda x, y: earlier(x, x - 9, x + 9, y),
    "outside": lambda x, y: group("outside", [diamond(x, y)]),
    "reference": lambda x, y: group("reference", [segment(x - 10, y, x + 10, y)]),
    "line": lambda x, y: group("line", [segment(x - 10, y, x + 10, y)]),
    "faint": lambda x, y: group("faint", [segment(x - 10, y, x + 10, y)]),
    "band": lambda x, y: group("band", [element("rect", x=x - 10, y=y - 6, width=20, height=12)]),
    "strong": lambda x, y: group("strong", [words("Aa", x - 9, y + 5)]),
    "changed": lambda x, y: changed(x - 5, y, True) + changed(x + 6, y, False),
    "signal": lambda x, y: group("signal", [triangle(x, y, True)]),
}


def legend(entries: Iterable[tuple[str, str]], left: float, right: float, top: float) -> tuple[str, float]:
    """Marks with their words from `top` on, in as many lines as needed; the SVG and the height it takes."""
    drawn, said, x, y = [], [], left, top + SMALL * LINE / 2
    for mark, text in entries:
        room = SAMPLE + width_of(text, SMALL)
        if x > left and x + room > right:
            x, y = left, y + SMALL * LINE * 1.25
        drawn.append(MARKS[mark](x + 10, y))
        said.append(words(text, x + SAMPLE, y + SMALL * .36))
        x += room + GAP
    return "".join(drawn) + group("muted", said), y - top + SMALL * LINE / 2
