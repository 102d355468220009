"""What differs between the table that was proposed and the table as it is now, in words for whoever decides."""
from __future__ import annotations

from collections.abc import Iterator, Mapping

from survey_app.numbers import MARKS, NOTHING

# Of a row of the official table: what can differ, and how it is called.
FIGURES = {
    "label": "nội dung", "printed": "điểm", "lo_printed": "cận dưới", "hi_printed": "cận trên", "n": "số phiếu", "previous_printed": "số đợt trước", "national_printed": "số cả nước",
    "published_printed": "số đã in nơi khác", "rank": "xếp hạng", "previous_rank": "xếp hạng trước", "suppressed": "lý do ẩn", "flag": "cờ",
}
HEAD = {"title": "tên đợt", "opens_on": "ngày bắt đầu", "closes_on": "ngày kết thúc", "previous": "đợt đem so sánh", "sources": "nguồn ngoài", "notes": "ghi chú", "national": "số liệu cả nước",
        "questions": "bảng nhận định, mong đợi", "answered": "ngày trả lời của các phiếu",
        "results": "số liệu khác của lần tính (nhóm, câu hỏi, chênh lệch …)"}


def moved_since(proposed: Mapping | None, current: Mapping) -> list[str]:
    """Sentences on what differs, the figures first; none for a proposal that kept no table."""
    return [] if proposed is None else [*_figures(proposed, current), *_head(proposed, current)]


def _figures(proposed: Mapping, current: Mapping) -> Iterator[str]:
    old, new = ({row["code"]: row for row in document["rows"]} for document in (proposed, current))
    for code in dict.fromkeys((*old, *new)):
        before, after = old.get(code, {}), new.get(code, {})
        for name, called in FIGURES.items():
            if before.get(name) != after.get(name):
                yield f"{code}, {called}: {_said(before.get(name))} → {_said(after.get(name))}"


def _head(proposed: Mapping, current: Mapping) -> Iterator[str]:
    for name, called in HEAD.items():
        before, after = proposed.get(name), current.get(name)
        if before != after:
            yield f"{called}: {_said(before)} → {_said(after)}" if isinstance(before, str | None) and isinstance(after, str | None) else f"{called} đã khác"


def _said(value: object) -> str:
    """A figure as printed has a decimal point; people read a comma."""
    if isinstance(value, str) and value.removeprefix("-").replace(".", "", 1).isdigit():
        return value.translate(MARKS)
    return NOTHING if value is None else str(value)
