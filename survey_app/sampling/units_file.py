"""The file of administrative units: what each was called and when, and which units took its place."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from survey_app.importing.cells import text_of
from survey_app.importing.report import Finding
from survey_app.models.places import UNIT_LEVELS
from survey_app.sampling.rows import Heading, RowReader, read_rows, refuse_short_codes

HEADINGS = (
    Heading("code", ("mã", "mã đơn vị")),
    Heading("name", ("tên", "tên đơn vị")),
    Heading("level", ("cấp",)),
    Heading("parent_code", ("mã cấp trên",), needed=False),
    Heading("valid_from", ("từ ngày", "có hiệu lực từ")),
    Heading("valid_to", ("đến ngày", "hết hiệu lực từ"), needed=False),
    Heading("successor_code", ("mã đơn vị mới", "nhập vào"), needed=False),
    Heading("share", ("tỷ lệ", "phần"), needed=False),
)
LEVELS = {level: level for level in UNIT_LEVELS} | {
    "tỉnh": "province", "thành phố trực thuộc trung ương": "province", "huyện": "district", "quận": "district", "thị xã": "district",
    "xã": "commune", "phường": "commune", "thị trấn": "commune", "đặc khu": "commune", "thôn": "village", "tổ dân phố": "village",
}
WHOLE, ROUNDING = 1.0, 0.005


@dataclass(frozen=True)
class UnitSpan:
    """A unit during one span of its life, from its first day up to but not including `valid_to`."""

    code: str
    name: str
    level: str
    parent_code: str | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Succession:
    """The share of a unit's households that went to a successor when its span ended; None: a part of unknown size."""

    unit: UnitSpan
    successor_code: str
    share: float | None
    row: RowReader


@dataclass(frozen=True)
class UnitsFile:
    """What a file says. A unit that was split stands in several rows, alike but for successor and share.

    spans by code and first day; `keys` has the span's key of each good row by its number.
    """

    rows: list[RowReader]
    spans: dict[tuple[str, date], UnitSpan]
    keys: dict[int, tuple[str, date]]
    successions: list[Succession]
    findings: list[Finding]


def read_units_file(path: Path, sheet: str | None = None) -> UnitsFile:
    """Read and check a file of units; `findings` are those of its header, its rows hold their own."""
    rows, findings = read_rows(path, HEADINGS, sheet)
    spans: dict[tuple[str, date], UnitSpan] = {}
    keys: dict[int, tuple[str, date]] = {}
    successions = []
    for row in rows:
        span = _read_span(row)
        if span is None:
            continue
        key = keys[row.number] = (span.code, span.valid_from)
        if spans.setdefault(key, span) != span:
            row.refuse("code", f"the same name, level, parent and last day as in another row for {span.code} from {span.valid_from}")
        successions += _read_succession(row, span)
    for level in UNIT_LEVELS:
        refuse_short_codes([row for row in rows if LEVELS.get(text_of(row.cells.get("level")).casefold()) == level], "code")
    _refuse_impossible_shares(successions)
    return UnitsFile(rows, spans, keys, successions, findings)


def _read_span(row: RowReader) -> UnitSpan | None:
    code, name, parent = row.code("code"), row.text("name"), row.code("parent_code", needed=False)
    level, start, end = row.text("level"), row.day("valid_from"), row.day("valid_to")
    if level and level.casefold() not in LEVELS:
        row.refuse("level", f"one of {', '.join(LEVELS)}")
    if start is None and not row.findings:
        row.refuse("valid_from", "the unit's first day")
    if start and end and end <= start:
        row.refuse("valid_to", f"the first day on which the unit was no more, after {start}")
    return None if row.findings else UnitSpan(code, name, LEVELS[level.casefold()], parent, start, end)


def _read_succession(row: RowReader, span: UnitSpan) -> list[Succession]:
    successor, share = row.code("successor_code", needed=False), row.text("share", needed=False)
    if successor is None:
        if share:
            row.refuse("share", "nothing, for no successor is named")
        return []
    if span.valid_to is None:
        row.refuse("valid_to", "a last day, for only a unit whose span ended has successors")
    part = _part(share)
    if share and part is None:
        row.refuse("share", "a number above 0 and at most 1, or a percentage such as 30%")
    return [Succession(span, successor, part, row)]


def _part(text: str | None) -> float | None:
    if not text:
        return None
    percent = text.endswith("%")
    try:
        value = float(text.rstrip("% ").replace(",", "."))
    except ValueError:
        return None
    value = value / 100 if percent else value
    return value if 0 < value <= 1 else None


def _refuse_impossible_shares(successions: Sequence[Succession]) -> None:
    """Shares of one unit make up a whole; a single successor without a share takes all."""
    of_unit = defaultdict(list)
    for place, succession in enumerate(successions):
        of_unit[succession.unit.code, succession.unit.valid_from].append(place)
    for places in of_unit.values():
        shares = [successions[place].share for place in places]
        if len(places) == 1 and shares[0] is None:
            old = successions[places[0]]
            successions[places[0]] = Succession(old.unit, old.successor_code, WHOLE, old.row)
        elif None not in shares and abs(sum(shares) - 1) > ROUNDING:
            successions[places[-1]].row.refuse("share", f"shares that make up 1 for the unit; its rows make up {sum(shares):g}")
