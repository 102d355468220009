"""The official table as CSV: the columns of the published tables, decimal point, and in every row what the figures are."""
from __future__ import annotations

import csv
import io

from survey_app.exports.official_table.asking import Asked
from survey_app.office.letterhead import Letterhead

MARKS = ("wave", "kind", "run", "release", "status", "digest")


def write_csv(asked: Asked, _head: Letterhead) -> bytes:
    """UTF-8 without byte order mark, lines ended by CRLF (RFC 4180); figures as printed, blank where there is none."""
    columns = _columns(asked)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*columns, *MARKS])
    writer.writerows([_value(row, key) for key in columns.values()] + _marks(asked) for row in asked.document["rows"])
    return text.getvalue().encode()


def _columns(asked: Asked) -> dict[str, str]:
    """Heading of each column, and what of a row it holds; without figures of the wave before, none of it. One of the same year is `previous`."""
    year, before = asked.document["year"], asked.document["previous"]["year"]
    score = {"percent": "score", "points": "points"}[asked.document["unit"]]
    before = "previous" if before == year else before
    last = {f"{score}_{before}": "previous_printed", f"rank_{before}": "previous_rank"} if before else {}
    compared = {f"change_{year}": "change", f"rank_change_{year}": "rank_change"} if before else {}
    return {"code": "code", "level": "level", "parent": "parent", "name_vi": "label"} | last | {
        f"{score}_{year}": "printed", f"rank_{year}": "rank", f"national_{year}": "national_printed",
        f"lo_{year}": "lo_printed", f"hi_{year}": "hi_printed", f"n_{year}": "n",
    } | compared


def _value(row: dict, key: str) -> object:
    if key == "rank_change":
        return row["previous_rank"] - row["rank"] if row["previous_rank"] and row["rank"] else None
    return row[key]


def _marks(asked: Asked) -> list[object]:
    document = asked.document
    return [document["wave"], document["sample"], document["run"]["id"], asked.edition.release, "provisional" if asked.edition.provisional else "released", asked.digest]
