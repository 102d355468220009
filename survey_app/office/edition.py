"""Which edition of a wave's figures a report gives: a release, or provisional ones; and the words all reports share."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, select

from survey_app.locale import show_moment
from survey_app.models import Release
from survey_app.released import corrected_by

PROVISIONAL = "SỐ LIỆU TẠM TÍNH"
CORRECTED = "ĐÃ ĐƯỢC ĐÍNH CHÍNH BỞI BẢN CÔNG BỐ SỐ"


@dataclass(frozen=True)
class Edition:
    """A release's number, moment, what it corrects and by which it was itself corrected; all None for figures that nobody released."""

    release: int | None = None
    decided_at: datetime | None = None
    corrects: int | None = None
    correction: str | None = None
    corrected_by: int | None = None

    @property
    def provisional(self) -> bool:
        """Whether nobody has released these figures."""
        return self.release is None

    @property
    def stamp(self) -> str | None:
        """What every page says at its top, if anything."""
        if self.provisional:
            return f"{PROVISIONAL} – CHƯA CÔNG BỐ"
        return f"{CORRECTED} {self.corrected_by}" if self.corrected_by else None

    @property
    def said(self) -> str:
        """Which release this is, or that it is none."""
        if self.provisional:
            return self.stamp
        corrects = f"Đính chính bản công bố số {self.corrects}: {self.correction}" if self.corrects else None
        return ". ".join(filter(None, (self.stamp, f"Bản công bố số {self.release}, {show_moment(self.decided_at)}", corrects)))

    @property
    def ending(self) -> str:
        """The part of a file's name that tells editions apart."""
        return "tam-tinh" if self.provisional else f"cong-bo-{self.release}"


def edition_of(connection: Connection, release: Row) -> Edition:
    """The edition of a release; needs id, number, decided_at, corrects_id and correction."""
    corrects = connection.scalar(select(Release.number).where(Release.id == release.corrects_id)) if release.corrects_id else None
    return Edition(release.number, release.decided_at, corrects, release.correction, corrected_by(connection, release.id))
