"""Numbers as charts and their text alternatives say them."""
from __future__ import annotations

from survey_app.numbers import vietnamese


def with_interval(value: float | None, lo: float | None, hi: float | None) -> str:
    """The form "85,34 (83,10–87,20)", without the bracket where there is no interval."""
    if value is None:
        return vietnamese(value)
    return vietnamese(value) if lo is None or hi is None else f"{vietnamese(value)} ({vietnamese(lo)}–{vietnamese(hi)})"


def beyond_chance(before: str) -> str:
    """What the marks of figures that rose or fell mean; before: the words of the wave before."""
    return f"tăng, giảm so với {before}, vượt quá dao động ngẫu nhiên"


def change_said(changed: int) -> str:
    """The same of one figure: 1 rose, -1 fell, 0 nothing can be said."""
    return {1: ", tăng vượt quá dao động ngẫu nhiên", -1: ", giảm vượt quá dao động ngẫu nhiên", 0: ""}[changed]


def percent(share: float | None, decimals: int = 1) -> str:
    """A share of 1 as "45,2 %"."""
    return vietnamese(None) if share is None else f"{100 * share:.{decimals}f} %".replace(".", ",")
