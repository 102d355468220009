"""The columns of the official table as people read them, in files and on pages, and what their cells say."""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from survey_app.chance import MARK
from survey_app.exports.official_table.span import column_of
from survey_app.exports.official_table.wording import change_words
from survey_app.numbers import NOTHING, vietnamese, whole

SCORES = {"percent": "Chỉ số (%)", "points": "Điểm"}
CHANGES = {"percent": "Chỉ số (điểm\u00a0%)", "points": "Điểm"}
# Columns that others published, in the order in which they stand.
MARKED = ("previous", "previous_rank", "rank", "national")
ALWAYS = ("code", "label", "most", "score", "interval", "n")


@dataclass(frozen=True)
class Heading:
    """A column: its group (None: a heading of its own), its title, what of a row it shows, and its width in millimetres (0: what is left)."""

    group: str | None
    title: str
    shows: str
    width: int


def headings(document: dict, on_page: bool = False) -> tuple[Heading, ...]:
    """The columns for which this table has figures, in the order of the published ones; `on_page`: also with the number of people of every row, and what others printed of it."""
    now, before, scores = column_of(document), wave_before(document), SCORES[document["unit"]]
    marks, against = source_marks(document), f"So sánh với {before[0].lower()}{before[1:]}"
    every = (
        Heading(None, "TT", "code", 15),
        Heading(None, "Nội dung", "label", 0),
        *([Heading(None, "Điểm tối đa", "most", 16)] if any(row.get("most") for row in document["rows"]) else []),
        Heading(before, scores + marks.get("previous", ""), "previous", 16),
        Heading(before, "Xếp hạng" + marks.get("previous_rank", ""), "previous_rank", 13),
        *([Heading(now, "n", "n", 14)] if on_page else []),
        Heading(now, scores, "score", 16),
        Heading(now, "Khoảng tin cậy 95%", "interval", 28),
        Heading(now, "Xếp hạng" + marks.get("rank", ""), "rank", 13),
        Heading(now, "Cả nước" + marks.get("national", ""), "national", 15),
        *([Heading(None, "Nguồn ngoài công bố", "published", 17)] if on_page else []),
        *([Heading(None, against, "both", 0)] if on_page else [Heading(against, CHANGES[document["unit"]], "change", 25), Heading(against, "Thứ hạng", "rank_words", 26)]),
    )
    return tuple(heading for heading in every if heading.shows in ALWAYS or any(cell(row, heading.shows) != NOTHING for row in document["rows"]))


def wave_before(document: dict) -> str:
    """What is compared with, by its year; a wave of the same year by its code; figures that nobody released by what they are."""
    previous = document["previous"]
    name = f"Đợt {previous['wave']}" if previous["year"] == document["year"] else f"Năm {previous['year']}"
    return f"{name} (tạm tính, chưa công bố)" if previous["provisional"] else name


def cell(row: dict, shows: str) -> str:
    """What a cell says in Vietnamese; a page shows `both` changes in one, each on its line."""
    if shows == "interval":
        return NOTHING if row["lo"] is None else f"{vietnamese(row['lo'])} – {vietnamese(row['hi'])}"
    if shows == "change":
        return NOTHING if row["change"] is None else change_words(Decimal(row["change"])) + (f"\u00a0{MARK}" if row.get("beyond_chance") else "")
    if shows == "both":
        return "\n".join(words for change in ("change", "rank_words") if (words := cell(row, change)) != NOTHING) or NOTHING
    if shows == "score":
        return vietnamese(row["score"]) + ("*" if row["flag"] else "")
    if shows in ("previous", "national", "published"):
        return vietnamese(row[shows])
    if shows == "code":
        return row["code"] if any(map(str.isdigit, row["code"])) else ""
    if shows == "n":
        return whole(row["n"])
    if shows == "most":
        return NOTHING if row["most"] is None else f"{row['most']:g}".replace(".", ",")
    return NOTHING if row[shows] is None else str(row[shows])


def source_marks(document: dict) -> dict[str, str]:
    """The mark "(1)" of each column whose figures others published: one number for each source."""
    numbers = {source: number for number, source in enumerate(distinct_sources(document), 1)}
    return {one["figures"]: f" ({numbers[one['source']]})" for one in document["sources"] if one["source"] in numbers}


def distinct_sources(document: dict) -> list[str]:
    """Who published the columns that we did not compute, each once, in the order of their marks."""
    named = {one["figures"]: one["source"] for one in document["sources"]}
    return list(dict.fromkeys(named[figures] for figures in MARKED if figures in named))
