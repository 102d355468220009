"""How wide words will be, and where to break them: a server has no browser to ask."""
from __future__ import annotations

import unicodedata

# Widths in hundredths of the font size: Noto Sans, the widest of the fonts that pages ask for, in classes rounded up.
WIDTHS = {
    letter: width
    for width, letters in {
        27: " 'ijl!,.:;J·", 34: "`()-[]If", 44: "t/\\{}\"r?_“”", 52: "zcsvyFL–", 57: "kx*S|ETae$+0123456789<=>YZ^~", 63: "XPVobdgpqKRhnuCđ",
        75: "A#B&DGUHNĐ", 84: "OQw%…", 94: "@WMm",
    }.items() for letter in letters
}
WIDEST = 100
BOLD = 1.1
ELLIPSIS = "…"


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Room that `text` takes on one line at this font size, rather more than less."""
    hundredths = sum(WIDTHS.get(letter, WIDEST) for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return hundredths * size / 100 * (BOLD if bold else 1)


def wrapped(text: str, size: float, room: float, bold: bool = False, most: int = 4) -> list[str]:
    """`text` in at most `most` lines that fit into `room`; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    for word in (part for word in text.split() for part in _pieces(word, size, room, bold)):
        if lines and width_of(f"{lines[-1]} {word}", size, bold) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) <= most:
        return lines
    return [*lines[:most - 1], _shortened(lines[most - 1], size, room, bold)]


def _pieces(word: str, size: float, room: float, bold: bool) -> list[str]:
    """A word longer than a whole line, cut into lines."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size, bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _shortened(line: str, size: float, room: float, bold: bool) -> str:
    while line and width_of(line + ELLIPSIS, size, bold) > room:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS
