"""Colours of printed documents: reading "#rrggbb", and which ink is legible on it."""
from __future__ import annotations


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


def ink_on(colour: str) -> str:
    """White or black, whichever stands out more on the colour (WCAG's contrast ratio)."""
    contrast_with_white = 1.05 / (luminance(colour) + 0.05)
    contrast_with_black = (luminance(colour) + 0.05) / 0.05
    return "#ffffff" if contrast_with_white >= contrast_with_black else "#000000"
