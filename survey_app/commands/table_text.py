"""The table of a wave as lines for a terminal."""
from __future__ import annotations

import textwrap
from collections.abc import Callable

from survey_app.exports.table import ResultTable, TableRow
from survey_app.numbers import NOTHING, change, two_decimals, vietnamese
from survey_app.good_runs import KINDS, WEIGHTINGS
from survey_app.released import PROVISIONAL
from survey_app.times import LOCAL

GAP = "  "
NARROWEST_LABEL = 8
INDENT = {"overall": 0, "index": 0, "component": 1, "item": 2}


def _interval(row: TableRow) -> str:
    """The interval that pages and reports print."""
    return NOTHING if row.lo_logit is None else f"{vietnamese(row.lo_logit)}–{vietnamese(row.hi_logit)}"


def _agrees(row: TableRow) -> str:
    if row.published is None or row.score is None:
        return NOTHING
    return "có" if two_decimals(row.score) == two_decimals(row.published) else "KHÔNG"


# Heading, the cell of a row, and whether the column is shown at all; the label goes between the first two.
COLUMNS: tuple[tuple[str, Callable[[TableRow], str], Callable[[ResultTable], bool]], ...] = (
    ("Mã", lambda row: row.code, lambda table: True),
    ("n", lambda row: NOTHING if row.n is None else str(row.n), lambda table: True),
    ("Điểm", lambda row: vietnamese(row.score), lambda table: True),
    ("KTC 95%", _interval, lambda table: True),
    ("Công bố", lambda row: vietnamese(row.published), lambda table: any(row.published is not None for row in table.rows)),
    ("Khớp", _agrees, lambda table: any(row.published is not None for row in table.rows)),
    ("Đợt trước", lambda row: vietnamese(row.previous), lambda table: any(row.previous is not None for row in table.rows)),
    ("Thay đổi", lambda row: change(row.score, row.previous), lambda table: any(row.previous is not None for row in table.rows)),
)


def as_text(table: ResultTable, width: int) -> str:
    """What the table is, its rows with labels clipped to `width` characters a line, and its notes."""
    lines = [*_heading(table, width), "", *_grid(table, width)]
    for note in table.notes:
        lines += ["", *textwrap.wrap(f"Ghi chú {note}", width)]
    return "\n".join(lines) + "\n"


def _before(table: ResultTable) -> str:
    return f"số liệu tạm tính, chưa công bố của {table.previous_wave}" if table.previous_provisional else table.previous_wave


def _heading(table: ResultTable, width: int) -> list[str]:
    kind = KINDS[table.kind]
    sample = f"{kind.name}, {kind.warning}" if kind.warning else kind.name
    weighting = WEIGHTINGS.get(table.method.get("weighting", ""), NOTHING)
    moment = f", {table.finished_at.astimezone(LOCAL):%d/%m/%Y %H:%M}" if table.finished_at else ""
    facts = (
        f"{table.wave}: {table.title}",
        f"{sample}.",
        f"Cách tính: {weighting}. n = {table.n}. Lần tính {table.run}{moment}.",
        f"Thay đổi: điểm tăng, giảm so với {_before(table)} (hiệu của hai điểm đã làm tròn)." if table.previous_wave else "",
        f"Đã công bố, bản số {table.release.number}, {table.release.decided_at.astimezone(LOCAL):%d/%m/%Y %H:%M}." if table.release else f"{PROVISIONAL}.",
    )
    return [line for fact in facts for line in textwrap.wrap(fact, width)]


def _grid(table: ResultTable, width: int) -> list[str]:
    shown = [(heading, cell) for heading, cell, wanted in COLUMNS if wanted(table)]
    cells = [[heading for heading, _ in shown]] + [[cell(row) for _, cell in shown] for row in table.rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    room = max(NARROWEST_LABEL, width - sum(widths) - len(GAP) * len(widths))
    labels = ["Nội dung"] + ["  " * INDENT.get(row.level, 0) + row.label for row in table.rows]
    lines = [_line(line, label, widths, room) for line, label in zip(cells, labels, strict=True)]
    return [lines[0], "─" * len(lines[0]), *lines[1:]]


def _line(cells: list[str], label: str, widths: list[int], room: int) -> str:
    code, *figures = (cell.ljust(width) if place == 0 else cell.rjust(width) for place, (cell, width) in enumerate(zip(cells, widths, strict=True)))
    return GAP.join([code, _clipped(label, room).ljust(room), *figures])


def _clipped(label: str, room: int) -> str:
    """The label cut after a whole word, with a mark that something is missing."""
    if len(label) <= room:
        return label
    kept = label[:room - 1]
    if label[room - 1] != " ":
        kept = kept.rpartition(" ")[0]
    return kept.rstrip(" ,") + "…"
