"""The file of a frame: one village a row, with its commune and, where there were any, its former district."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from survey_app.importing.cells import text_of
from survey_app.importing.report import Finding
from survey_app.sampling.rows import Heading, RowReader, read_rows, refuse_short_codes
from survey_app.sampling.villages import Frame, Village

HEADINGS = (
    Heading("commune_code", ("mã xã", "mã phường/xã", "mã đơn vị hành chính cấp xã")),
    Heading("commune", ("xã", "tên xã", "xã/phường", "xã, phường", "xã, phường, thị trấn")),
    Heading("district_code", ("mã huyện", "mã huyện cũ"), needed=False),
    Heading("district", ("huyện", "tên huyện", "huyện cũ", "huyện/thành phố"), needed=False),
    Heading("village_code", ("mã thôn", "mã thôn/tổ dân phố", "mã tổ dân phố")),
    Heading("village", ("thôn", "tên thôn", "thôn/tổ dân phố", "thôn, tổ dân phố")),
    Heading("kind", ("loại", "loại hình"), needed=False),
    Heading("households", ("số hộ", "số hộ gia đình", "tổng số hộ")),
    Heading("valid_from", ("từ ngày", "có hiệu lực từ", "ngày hiệu lực"), needed=False),
)
# What villages are called: in the country, in town. Source: Thông tư 04/2012/TT-BNV, điều 2.
KINDS = {
    **dict.fromkeys(("thôn", "làng", "xóm", "ấp", "bản", "buôn", "bon", "phum", "sóc", "thon"), "thon"),
    **dict.fromkeys(("tổ dân phố", "tdp", "khu phố", "khối phố", "khóm", "tiểu khu", "to_dan_pho"), "to_dan_pho"),
}
MOST_HOUSEHOLDS = 20_000
LEVELS = ("district", "commune", "village")


@dataclass(frozen=True)
class FrameFile:
    """What a file says: its frame, or what is wrong with it. `read` counts its rows, `refused` the bad ones."""

    read: int
    refused: int
    frame: Frame
    findings: tuple[Finding, ...]


def read_frame_file(path: Path, day: date, sheet: str | None = None) -> FrameFile:
    """Read and check the frame of a wave that opens on `day`; Unreadable when the file is no table."""
    rows, findings = read_rows(path, HEADINGS, sheet)
    villages = [_read_village(row, day) for row in rows]
    for level in LEVELS:
        refuse_short_codes(rows, f"{level}_code")
    _refuse_doubles(rows)
    _refuse_contradictions(rows)
    _refuse_shared_codes(rows)
    findings += [finding for row in rows for finding in row.findings]
    refused = sum(1 for row in rows if row.findings)
    return FrameFile(len(rows), refused, Frame.of([] if findings else villages), tuple(findings))


def _read_village(row: RowReader, day: date) -> Village:
    village = Village(
        code=row.code("village_code"), name=row.text("village"), kind=_kind(row), households=row.count("households", MOST_HOUSEHOLDS),
        commune_code=row.code("commune_code"), commune=row.text("commune"),
        district_code=row.code("district_code", needed=False), district=row.text("district", needed=False), valid_from=row.day("valid_from"),
    )
    if bool(village.district_code) != bool(village.district) and not row.findings:
        row.refuse("district" if village.district_code else "district_code", "code and name of the former district, or neither")
    if village.valid_from and village.valid_from > day:
        row.refuse("valid_from", f"a day not after {day}, on which the wave opens")
    return village


def _kind(row: RowReader) -> str | None:
    text = row.text("kind", needed=False)
    if text and text.casefold() not in KINDS:
        row.refuse("kind", f"one of {', '.join(KINDS)}, or blank")
    return KINDS.get((text or "").casefold())


def _refuse_doubles(rows: Sequence[RowReader]) -> None:
    """Every village once: which row of two is right is not for us to say."""
    same = defaultdict(list)
    for row in rows:
        same[text_of(row.cells.get("village_code"))].append(row)
    for code, group in same.items():
        for row in group if code and len(group) > 1 else ():
            others = ", ".join(str(other.number) for other in group if other is not row)
            row.refuse("village_code", f"every village once, with a code of its own in the province; it is also in row {others}")


# A code and what must be the same wherever it stands.
FIXED = (("commune_code", "commune"), ("commune_code", "district_code"), ("district_code", "district"))


def _refuse_contradictions(rows: Sequence[RowReader]) -> None:
    first: dict[tuple[str, str, str], RowReader] = {}
    for row in rows:
        for code, column in FIXED:
            key = (code, column, text_of(row.cells.get(code)))
            before = first.setdefault(key, row)
            stood = text_of(before.cells.get(column))
            if key[2] and stood != text_of(row.cells.get(column)):
                row.refuse(column, f"{stood or 'nothing'}, as in row {before.number} for {code} {key[2]}")


def _refuse_shared_codes(rows: Sequence[RowReader]) -> None:
    """A code names one unit: no village may have a commune's, no commune a district's."""
    used = {level: {text_of(row.cells.get(f"{level}_code")) for row in rows} - {""} for level in LEVELS}
    for row in rows:
        for level, others in (("commune", ("district",)), ("village", ("commune", "district"))):
            code = text_of(row.cells.get(f"{level}_code"))
            for other in others:
                if code in used[other]:
                    row.refuse(f"{level}_code", f"a code of its own; a {other} has this one")
