"""The official table as CSV: the columns of the published tables, decimal point, and in every row what the figures are."""
from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from survey_app.csv_cells import safe_cell
from survey_app.exports.official_table.asking import Asked
from survey_app.office.letterhead import Letterhead

MARKS = ("wave", "kind", "sample", "run", "release", "status", "digest", "previous_status", "corrected_by")


def write_csv(asked: Asked, _head: Letterhead) -> bytes:
    """UTF-8 without byte order mark, lines ended by CRLF (RFC 4180); figures as printed, blank where there is none."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(map(safe_cell, line) for line in lines_of(asked))
    return text.getvalue().encode()


def lines_of(asked: Asked) -> Iterator[list[object]]:
    """The header and the rows as programs read them; figures as text, exactly as printed."""
    columns, marks = _columns(asked), _marks(asked)
    yield [*columns, *MARKS]
    for row in asked.document["rows"]:
        yield [_value(row, key) for key in columns.values()] + marks


def _columns(asked: Asked) -> dict[str, str]:
    """Heading of each column, and what of a row it holds; without figures of the wave before, none of it. One of the same year is `previous`."""
    year, before = asked.document["year"], asked.document["previous"]["year"]
    score = {"percent": "score", "points": "points"}[asked.document["unit"]]
    before = "previous" if before == year else before
    last = {f"{score}_{before}": "previous_printed", f"rank_{before}": "previous_rank"} if before else {}
    compared = {f"change_{year}": "change", f"rank_change_{year}": "rank_change", "p_holm": "p_holm"} if before else {}
    most = {"max_points": "most"} if any(row.get("most") for row in asked.document["rows"]) else {}
    return {"code": "code", "level": "level", "parent": "parent", "name_vi": "label"} | most | last | {
        f"{score}_{year}": "printed", f"rank_{year}": "rank", f"national_{year}": "national_printed",
        f"lo_{year}": "lo_printed", f"hi_{year}": "hi_printed", f"n_{year}": "n",
    } | compared


def _value(row: dict, key: str) -> object:
    if key == "rank_change":
        return row["previous_rank"] - row["rank"] if row["rank_words"] else None
    return row.get(key)  # a table frozen by an earlier version may lack one


def _marks(asked: Asked) -> list[object]:
    document = asked.document
    return [document["wave"], document["kind"], document["sample"], document["run"]["id"], asked.edition.release, "provisional" if asked.edition.provisional else "released", asked.digest, _status_before(document["previous"]),
            asked.edition.corrected_by]


def _status_before(previous: dict) -> str | None:
    """Whose figures of the wave before these are; blank where there are none."""
    if previous["year"] is None:
        return None
    return "external" if previous["external"] else "provisional" if previous["provisional"] else "released"
