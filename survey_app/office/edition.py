"""Which edition of a wave's figures a report gives: a release, or provisional ones; and the words all reports share."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from survey_app.locale import show_moment
from survey_app.numbers import NOTHING

PROVISIONAL = "SỐ LIỆU TẠM TÍNH"


@dataclass(frozen=True)
class Edition:
    """A release's number, moment and what it corrects; all None for figures that nobody released."""

    release: int | None = None
    decided_at: datetime | None = None
    corrects: int | None = None
    correction: str | None = None

    @property
    def provisional(self) -> bool:
        """Whether nobody has released these figures."""
        return self.release is None

    @property
    def stamp(self) -> str | None:
        """What every page says at its top, if anything."""
        return f"{PROVISIONAL} – CHƯA CÔNG BỐ" if self.provisional else None

    @property
    def said(self) -> str:
        """Which release this is, or that it is none."""
        if self.stamp:
            return self.stamp
        said = f"Công bố lần {self.release}, {show_moment(self.decided_at)}"
        return f"{said}. Đính chính lần công bố {self.corrects}: {self.correction}" if self.corrects else said

    @property
    def ending(self) -> str:
        """The part of a file's name that tells editions apart."""
        return "tam-tinh" if self.provisional else f"cong-bo-{self.release}"


def whole(number: int | None) -> str:
    """A count with the Vietnamese mark of thousands."""
    return NOTHING if number is None else f"{number:,}".replace(",", ".")
