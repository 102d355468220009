"""What a p value lets one say: its figure as people read it, and words that grow careful towards the threshold; here for every place that says it."""
from __future__ import annotations

from survey_app.numbers import NOTHING

ALPHA = 0.05
SMALLEST = 0.001
DECIMALS, MOST_DECIMALS = 3, 8
CAREFUL_FROM = 0.2  # of the threshold: from 0.01 on, where the threshold is 0.05
BEYOND_CHANCE = "vượt quá dao động ngẫu nhiên"
MARK = "†"  # the same beside a change in a table
BARELY = "vừa vượt quá dao động ngẫu nhiên (p\u00a0=\u00a0{p}), nên nói thận trọng"


def p_words(p: float | None, alpha: float = ALPHA) -> str:
    """"0,012", "< 0,001"; with more decimals while rounding puts it on the threshold or on its other side: "0,0496". A dash where there is none."""
    if p is None:
        return NOTHING
    if p < SMALLEST:
        return f"< {SMALLEST:.3f}".replace(".", ",")
    threshold = round(alpha, MOST_DECIMALS)  # 1 - 0.95 is a little more than 0.05
    decimals = next((places for places in range(DECIMALS, MOST_DECIMALS) if _stays(p, threshold, places)), MOST_DECIMALS)
    return f"{p:.{decimals}f}".replace(".", ",")


def _stays(p: float, threshold: float, decimals: int) -> bool:
    """Whether a rounded p stands where p stands: below the threshold, above it, or on it."""
    rounded = round(p, decimals)
    return ((rounded > threshold) - (rounded < threshold)) == ((p > threshold) - (p < threshold))


def beyond_words(p: float, alpha: float = ALPHA) -> str:
    """What to say of a difference that is more than chance (p < alpha): plainly, or with its p where that is near the threshold."""
    return BARELY.format(p=p_words(p, alpha)) if p >= CAREFUL_FROM * alpha else BEYOND_CHANCE
