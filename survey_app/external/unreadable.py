"""Why a file of external figures cannot be read, in Vietnamese: the readers of files speak English, in fixed words."""
from __future__ import annotations

import re
from collections.abc import Iterator

from survey_app.importing.unreadable import why_unreadable as why_no_table

UNREADABLE = (
    (r".*row 1: expected the columns.*", "Dòng 1 chưa có đủ tên cột của một trong hai dạng tệp mô tả bên dưới."),
    (r".*line 1: two columns hold (\S+); keep one", r"Hai cột cùng là \1; hãy để lại một cột."),
    (r".*line 1: expected a column of figures.*", "Tệp không có cột số liệu nào, ví dụ score_2024 hoặc rank_2024."),
)
CELL = re.compile(r".*?line (\d+), column ([^:]+): (expected .+?, got '(.*)')")


def why_unreadable(english: str) -> str:
    """Why the whole file cannot be taken."""
    for pattern, words in UNREADABLE:
        if found := re.fullmatch(pattern, english, re.DOTALL):
            return found.expand(words)
    return why_no_table(english)


def bad_cells(english: str) -> Iterator[tuple[int, str, str, str]]:
    """The cells that cannot be read: line, column, what is wrong in English and in Vietnamese; none when it is not about cells."""
    for line in english.splitlines():
        if found := CELL.fullmatch(line):
            number, column, expected, came = found.groups()
            yield int(number), column, expected, f"“{came}” không phải số; cần một số, ví dụ 83,94." if came else "Không được để trống."
