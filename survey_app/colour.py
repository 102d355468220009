"""Colours "#rrggbb": contrast as WCAG counts it, legible ink, and shades of an accent that can be read."""
from __future__ import annotations

READABLE = 7.0  # WCAG 2.2, success criterion 1.4.6 (AAA): the contrast of text with what is behind it


def parts_of(colour: str) -> tuple[int, int, int]:
    """Red, green and blue (0-255) of "#rrggbb"; raises ValueError for anything else."""
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(f"expected a colour like #7a1f1f, got {colour!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white), by WCAG 2.2."""
    shares = (part / 255 for part in parts_of(colour))
    linear = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return sum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: str) -> str:
    """White or black, whichever stands out more on the colour."""
    return max("#ffffff", "#000000", key=lambda ink: contrast(ink, colour))


def readable(accent: str, paper: str) -> str:
    """The shade of `accent` nearest to it that reaches READABLE on `paper`: darker on light paper, lighter on dark."""
    target = 0 if luminance(paper) > 0.18 else 255
    shades = (_mixed(accent, target, percent) for percent in range(101))
    return next(shade for shade in shades if contrast(shade, paper) >= READABLE)


def _mixed(colour: str, target: int, percent: int) -> str:
    return "#" + "".join(f"{round(part + (target - part) * percent / 100):02x}" for part in parts_of(colour))
