"""What an address asks for that the wave does not have: said on the page, refused for a file, so that a link never shows something else in silence."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

from sqlalchemy import exists, select

from survey_app.dashboard import estimates
from survey_app.dashboard.domains import BY_SCORE
from survey_app.dashboard.group import EVERYONE
from survey_app.dashboard.questions import BY_FIGURE
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.view import PREVIEW
from survey_app.models import Estimate, Pulse, QuestionFigure

NO_PAGE = "khong-co-trang"  # in the address: the page that was asked for, where this kind of wave has none
ORDERS = {"domains": ("ten", BY_SCORE), "answers": ("phieu", BY_FIGURE)}  # by page


def _has_kind(reading: Reading, value: str) -> bool:
    return value in estimates.kinds_of(reading.connection, reading.run_id, reading.view.first.code)


def _has_group(reading: Reading, value: str) -> bool:
    kind, _, code = value.partition(":")
    tables = (exists().where(table.run_id == reading.run_id, table.domain_kind == kind, table.domain == code) for table in (Estimate, QuestionFigure))
    return value == EVERYONE.address or any(reading.connection.scalar(select(one)) for one in tables)


def _has_desk(reading: Reading, value: str) -> bool:
    return reading.connection.scalar(select(exists().where(Pulse.run_id == reading.run_id, Pulse.domain == value)))


# Name in the address -> what it asks for, in words, and whether a run has it.
FILTERS: dict[str, tuple[str, Callable[[Reading, str], bool]]] = {
    "loai": ("cách chia nhóm", _has_kind), "chi_tieu": ("chỉ tiêu", lambda reading, value: value in reading.view.by_code), "nhom": ("nhóm người trả lời", _has_group),
    "diem": ("điểm Một cửa", _has_desk), "cau": ("câu hỏi", lambda reading, value: value in reading.view.instrument.items),
    "xep": ("cách xếp", lambda _reading, value: value in chain(*ORDERS.values())),
}


def not_found(reading: Reading, page: str = "") -> list[str]:
    """Filters of the address that this wave, or this page of it, does not have, in words: "chỉ tiêu “9.9”"; nothing is held against a wave without figures."""
    if not reading.view.shown or reading.view.first is None:
        return []
    asked = ((name, value) for name, value in reading.asked.items() if name in FILTERS and value)
    found = [f"{FILTERS[name][0]} “{value}”" for name, value in asked if not FILTERS[name][1](reading, value)]
    order = reading.asked.get("xep")
    if order in chain(*ORDERS.values()) and order not in ORDERS.get(page, (order,)):
        found.append(f"{FILTERS['xep'][0]} “{order}”")
    edition = reading.asked.get("so-lieu")
    return found + ([f"loại số liệu “{edition}”"] if edition not in (None, "", PREVIEW) else [])


def kept_filters(asked: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The filters that go along when another wave is chosen."""
    return {name: value for name, value in asked if name in FILTERS and value}
