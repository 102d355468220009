"""What is wrong with a frame's file, in Vietnamese: the reader's own words are for commands and logs."""
from __future__ import annotations

import re

from survey_app.importing.report import Finding, shortened
from survey_app.sampling.frame_file import HEADINGS

COLUMNS = {heading.name: heading.vietnamese[0] for heading in HEADINGS}
UNITS = {"commune": "xã", "district": "huyện"}
# What the reader expected -> how it is said; groups by number.
EXPECTED = (
    (r"a value", "không được để trống"),
    (r"a value; the formula here failed.*", "công thức ở ô này bị lỗi hoặc chưa có kết quả; hãy mở tệp bằng Excel, sửa, rồi lưu lại"),
    (r"at most (\d+) signs", r"nhiều nhất \1 ký tự"),
    (r"a code of at most 20 .*", "mã gồm nhiều nhất 20 chữ cái, chữ số, dấu “.”, “-”, “/” hoặc “_”"),
    (r"a whole number from 1 to (\d+), without separators", r"phải là số nguyên từ 1 đến \1, không có dấu ngăn cách"),
    (r"a day as yyyy-mm-dd.*", "phải là ngày dạng 31/12/2026, hoặc ô ngày của Excel"),
    (r"nothing; this cell stands under no heading.*", "ô này không nằm dưới tiêu đề nào; dòng có bị lệch cột không?"),
    (r"this column once; it stands there (\d+) times", r"cột này có \1 lần, chỉ được có một"),
    (r"a column named (\S+) or “(.*)”; it is missing", r"thiếu cột “\2” (hoặc \1)"),
    (r"one of (.*), or blank", r"phải là một trong: \1; hoặc để trống"),
    (r"one of .*", "tiêu đề không nhận ra; hãy dùng các tiêu đề trong bảng bên dưới"),
    (r"a code of (\d+) digits, as in other rows.*", r"mã phải có \1 chữ số như các dòng khác; Excel có bỏ mất số 0 ở đầu không? Hãy định dạng cột là văn bản"),
    (r"code and name of the former district, or neither", "phải có cả mã và tên huyện cũ, hoặc bỏ trống cả hai"),
    (r"a day not after (\d+)-(\d+)-(\d+), on which the wave opens", r"không được sau ngày mở đợt, \3/\2/\1"),
    (r"every village once.*; it is also in row (.*)", r"mỗi thôn chỉ một dòng và một mã riêng; mã này còn ở dòng \1"),
    (r"(.*), as in row (\d+) for (\w+) (.*)", None),
    (r"a code of its own; a (\w+) has this one", None),
)


def told(finding: Finding) -> str:
    """One thing wrong, as a line for people."""
    place = f"Dòng {finding.row}, cột “{column_of(finding.column)}”"
    value = f" (đang là “{shortened(finding.value)}”)" if finding.value and finding.row > 1 else ""
    return f"{place}{value}: {expected(finding.expected)}."


def column_of(name: str) -> str:
    """A column by its Vietnamese heading; what is no column of a frame stays as it is in the file."""
    return COLUMNS.get(name, name)


def expected(english: str) -> str:
    """What was expected; English where no line above knows it."""
    for pattern, words in EXPECTED:
        if found := re.fullmatch(pattern, english, re.DOTALL):
            return found.expand(words) if words else _with_units(found)
    return english


def _with_units(found: re.Match) -> str:
    """The two that name a column or a kind of unit."""
    if len(found.groups()) == 1:
        return f"cần mã riêng; một {UNITS[found[1]]} đã mang mã này"
    stood = "để trống" if found[1] == "nothing" else f"“{found[1]}”"
    return f"phải là {stood} như ở dòng {found[2]}, vì cùng {column_of(found[3])} {found[4]}"
