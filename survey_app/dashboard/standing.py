"""Where we stand beside the country: the difference to its figure, as far as that can be said, and our published rank."""
from __future__ import annotations

from sqlalchemy import Row, select

from survey_app.dashboard.reading import Reading
from survey_app.models import ExternalFigure, Release
from survey_app.numbers import two_decimals, vietnamese
from survey_app.provinces import provinces_in

OWN = "province"
INSIDE = "số cả nước nằm trong khoảng tin cậy của ta, nên chưa đủ căn cứ để nói là khác"
OUTSIDE = "số cả nước nằm ngoài khoảng tin cậy của ta; sai số của số cả nước không rõ, nên chỉ nói được đến đó"
UNKNOWN = "chưa có khoảng tin cậy nên chưa thể kết luận"
NOT_ALIKE = "người trả lời tại quầy tự chọn tham gia, nên không so được với số này"


def national_in_words(reading: Reading, index: Row) -> str:
    """"Cao hơn cả nước 1,40 điểm (83,94): …", a clause; empty where the country has no figure. The points are those of the printed figures."""
    national = reading.national.get(reading.view.first.code)
    if national is None:
        return ""
    if reading.view.wave.kind == "desk":
        return f"Cả nước {vietnamese(national.value)}: {NOT_ALIKE}"
    points = two_decimals(index.score) - two_decimals(national.value)
    size = f"{'Cao' if points > 0 else 'Thấp'} hơn cả nước {vietnamese(abs(points))} điểm" if points else "Bằng cả nước"
    return f"{size} ({vietnamese(national.value)}): {_verdict(national.value, index)}"


def _verdict(value: float, index: Row) -> str:
    if index.lo is None:
        return UNKNOWN
    return INSIDE if index.lo <= value <= index.hi else OUTSIDE


def rank_in_words(reading: Reading) -> str:
    """Our rank as others published it, a clause; empty where none is known."""
    found = _rank(reading)
    return f"hạng {found[0]} trong {provinces_in(reading.view.wave.opens_on.year)} tỉnh, thành phố" if found else ""


def rank_source(reading: Reading) -> str:
    """Who published it, and what a rank does not tell, in sentences."""
    found = _rank(reading)
    source = f": {found[1]}" if found and found[1] else ""
    return f"Thứ hạng là số bên ngoài{source}. Thứ hạng không kèm sai số: các tỉnh có điểm gần nhau có thể đổi chỗ chỉ do ngẫu nhiên."


def _rank(reading: Reading) -> tuple[int, str] | None:
    """Rank and source: as a release froze them, else as entered by now."""
    wave, release, measure = reading.view.wave, reading.view.shown.release, reading.view.first.code
    document = reading.connection.scalar(select(Release.document).where(Release.wave_id == wave.id, Release.number == release.number)) if release else None
    row = next((one for one in (document or {}).get("rows", ()) if one["code"] == measure), None)
    if row is not None:
        sources = [one["source"] for one in document.get("sources", ()) if one["figures"] == "rank"]
        return (row["rank"], "; ".join(sources)) if row.get("rank") else None
    asked = select(ExternalFigure.rank, ExternalFigure.source).where(ExternalFigure.wave_id == wave.id, ExternalFigure.kind == OWN, ExternalFigure.measure == measure)
    found = reading.connection.execute(asked.where(ExternalFigure.rank.is_not(None)).order_by(ExternalFigure.id.desc())).first()
    return (found.rank, found.source) if found else None
