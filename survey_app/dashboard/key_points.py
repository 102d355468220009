"""The overview in five sentences, one for each of its questions, for a reader with a minute."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from survey_app.dashboard.domains import Domains, Listed
from survey_app.dashboard.overview import Overview
from survey_app.dashboard.saying import most_words
from survey_app.numbers import vietnamese

NAMED = 2  # units named in a sentence


@dataclass(frozen=True)
class KeyPoint:
    """The answer to question `number` of the page, under a short name."""

    number: int
    name: str
    said: str


def key_points(overview: Overview) -> tuple[KeyPoint, ...]:
    """All five, in the order of the page."""
    return tuple(KeyPoint(number, name, _sentence(say(overview))) for number, (name, say) in enumerate(POINTS, 1))


def unit_words(overview: Overview) -> str:
    """What a unit is called in a sentence."""
    return "nhóm" if overview.reading.view.wave.kind == "leaders" else "đơn vị"


def _sentence(words: str) -> str:
    said = words[:1].upper() + words[1:]
    return said if said.endswith(".") else f"{said}."


def _index(overview: Overview) -> str:
    index, view = overview.index, overview.reading.view
    if index is None or index.score is None:
        return f"chỉ số không hiển thị: {overview.caution}"
    most = f" ({most_words(view, view.first)})" if view.most(view.first.code) else ""
    if overview.exact:
        return f"{vietnamese(index.score)} điểm{most}, {overview.exact}"
    span = f", {view.interval} {vietnamese(index.lo)}–{vietnamese(index.hi)}" if index.lo is not None else ", chưa tính được khoảng tin cậy"
    span = f", {overview.exact}" if overview.exact else span
    rank = f", {overview.rank}" if overview.rank else ""
    national = f". {overview.national}" if overview.national else ""
    return f"{vietnamese(index.score)} điểm{most}{span}{rank}{national}"


def _change(overview: Overview) -> str:
    if overview.change:
        return overview.change
    return "lần tính này chưa so với đợt trước" if overview.reading.view.wave.previous_wave_id else "không có đợt trước để so sánh"


def _weakest(overview: Overview) -> str:
    if not (overview.lowest or overview.lowest_items):
        return "chưa có số liệu theo thành phần"
    named = [f"{label} ({vietnamese(row.score)})" for label, row in overview.lowest[:2] or overview.lowest_items[:2]]
    return f"điểm thấp nhất ở {', '.join(named)}{_below(overview)}"


def _below(overview: Overview) -> str:
    """How many items surely stand below what they are held against."""
    if not overview.has_target:
        return ""
    count = len(overview.below)
    return f"; {f'{count} câu hỏi' if count else 'chưa câu hỏi nào'} đủ căn cứ là thấp hơn {overview.target}"


def _units(overview: Overview) -> str:
    units, unit = overview.units, unit_words(overview)
    if units is None or not units.rows:
        return f"không có số liệu theo {unit}"
    instead = f"{overview.passed_over} có quá ít {overview.reading.view.kind.psus} trong mẫu nên so theo {overview.units_are}: " if overview.passed_over else ""
    return instead + _differing(overview, units, unit)


def _differing(overview: Overview, units: Domains, unit: str) -> str:
    above, below = overview.differing(True), overview.differing(False)
    if above or below:
        return "; ".join(f"{len(found)} {unit} {way} hơn phần còn lại ({_names(found)})" for found, way in ((above, "cao"), (below, "thấp")) if found)
    if units.tested:
        return f"chưa đủ căn cứ để nói {unit} nào khác với phần còn lại"
    sure = [pair for pair in units.pairs if pair.sure]
    if sure:
        return f"{len(sure)} trong {len(units.pairs)} cặp {unit} khác nhau; {sure[0].said}"
    if units.pairs:
        return f"chưa đủ căn cứ để nói hai {unit} nào khác nhau"
    return f"mọi {unit} có quá ít {overview.reading.view.kind.psus} trong mẫu nên không so được" if units.untested else f"lần tính này không so từng {unit}"


def _names(found: Sequence[Listed]) -> str:
    more = f" và {len(found) - NAMED} nơi khác" if len(found) > NAMED else ""
    return ", ".join(one.name for one in found[:NAMED]) + more


POINTS: tuple[tuple[str, Callable[[Overview], str]], ...] = (
    ("Chỉ số", _index), ("Thay đổi", _change), ("Điểm yếu", _weakest), ("Đơn vị", _units), ("Thu phiếu", lambda overview: overview.soundness.in_short()),
)
