"""Every report there is, in a literal table: how it is asked for, and its formats."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from survey_app.exports.official_table import asking as official_table
from survey_app.exports.official_table.formats import FORMATS as OFFICIAL_TABLE_FORMATS
from survey_app.exports.questions import asking as questions
from survey_app.exports.questions.formats import FORMATS as QUESTIONS_FORMATS
from survey_app.office.formats import Format


@dataclass(frozen=True)
class Report:
    """`slug` in addresses; `ask(connection, wave_code, release, provisional)` gives what the formats write, which has `name` and `edition`."""

    slug: str
    title: str
    help: str
    kinds: tuple[str, ...]
    ask: Callable
    formats: Mapping[str, Format]


REPORTS = {
    "official-table": Report(
        "bang-chinh-thuc", "Bảng chính thức", "The official table (the form of Annex I) as CSV, XLSX or DOCX.", ("household", "desk", "leaders"),
        official_table.ask, OFFICIAL_TABLE_FORMATS,
    ),
    "questions": Report(
        "cau-hoi", "Nhận định, mong đợi", "The tables of questions outside the index (interest, channels, harassment, expectations) as CSV, XLSX or DOCX.", ("household",),
        questions.ask, QUESTIONS_FORMATS,
    ),
}
BY_SLUG = {report.slug: report for report in REPORTS.values()}


def reports_of(kind: str) -> list[Report]:
    """The reports that waves of a kind have."""
    return [report for report in REPORTS.values() if kind in report.kinds]
