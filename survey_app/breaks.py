"""Breaks in the series of figures: years between which a change is not only one of satisfaction."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Break:
    """Figures of `first` and later years are not to be compared with earlier ones as they stand; the words hold {previous} and {year}."""

    first: int
    vi: str
    en: str

    def between(self, previous: int, year: int) -> bool:
        """Whether the two years stand on two sides of it."""
        return previous < self.first <= year


BREAKS = (
    Break(2022, "Phương pháp đo lường thay đổi từ năm 2022: số liệu năm {previous} và năm {year} không so sánh trực tiếp được.",
          "The method changed in 2022: figures of {previous} and {year} cannot be compared directly."),
    Break(2025, "Từ 01/7/2025 không còn cấp huyện và nhiều tỉnh sáp nhập: thay đổi giữa năm {previous} và năm {year} cần đọc thận trọng.",
          "Since 1 July 2025 there are no districts and many provinces have merged: a change between {previous} and {year} is to be read with care."),
)


def break_notes(year: int, previous: int | None, language: str = "vi") -> list[str]:
    """Warnings where the years compared stand on two sides of a break, the oldest first; none where there is nothing to compare with. language: "vi" or "en"."""
    between = [] if previous is None else [one for one in BREAKS if one.between(previous, year)]
    return [getattr(one, language).format(previous=previous, year=year) for one in between]
