"""Shades of an accent colour that stay readable as text, on light paper and on dark."""
from __future__ import annotations

READABLE = 7.0  # WCAG 2.2, success criterion 1.4.6 (AAA): the contrast of text with what is behind it


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours #rrggbb, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(accent: str, paper: str) -> str:
    """The shade of `accent` nearest to it that reaches READABLE on `paper`: darker on light paper, lighter on dark."""
    target = 0 if _luminance(paper) > 0.18 else 255
    shades = (_mixed(accent, target, percent) for percent in range(101))
    return next(shade for shade in shades if contrast(shade, paper) >= READABLE)


def _channels(colour: str) -> list[int]:
    return [int(colour[start:start + 2], 16) for start in (1, 3, 5)]


def _luminance(colour: str) -> float:
    shares = (channel / 255 for channel in _channels(colour))
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: str, target: int, percent: int) -> str:
    return "#" + "".join(f"{round(channel + (target - channel) * percent / 100):02x}" for channel in _channels(colour))
