"""The arithmetic of an official table: our own contradictions stop it, those of figures published by others are noted."""
from __future__ import annotations

from collections.abc import Container
from decimal import Decimal

from survey_app.arithmetic import Column, Contradiction, Row, check_rows
from survey_app.arithmetic.figures import Printed
from survey_app.office.refusals import Contradicting

PLACES = 2
EXTERNAL = ("rank", "national")


def refuse_contradictions(document: dict) -> None:
    """Raises Contradicting when figures that we computed cannot all be true as they would be printed."""
    own = tuple(one for one in check_rows(_rows(document)) if not _external(one, document))
    if own:
        raise Contradicting(own)


def external_contradictions(document: dict, noted: Container[str] = ()) -> tuple[Contradiction, ...]:
    """Contradictions within the figures of others: ranks, national figures, last year's where entered, what was published for us.

    `noted`: measures whose published figure has a note already.
    """
    beside = tuple(one for one in check_rows(_rows(document)) if _external(one, document))
    return beside + tuple(one for one in check_rows(_published(document)) if one.row not in noted)


def _external(one: Contradiction, document: dict) -> bool:
    what, _, year = one.column.rpartition("_")
    return what in EXTERNAL or (document["previous"]["external"] and year == str(_year_before(document)))


def _rows(document: dict) -> list[Row]:
    return [Row(row["code"], _figures(row, document), row["parent"], row["level"]) for row in document["rows"]]


def _published(document: dict) -> list[Row]:
    scored = Column(_what(document), document["year"])
    return [Row(row["code"], _present({scored: _printed(row["published_printed"])}), row["parent"], row["level"]) for row in document["rows"]]


def _what(document: dict) -> str:
    return {"percent": "score", "points": "points"}[document["unit"]]


def _figures(row: dict, document: dict) -> dict[Column, Printed]:
    year, before, what = document["year"], _year_before(document), _what(document)
    found = {
        Column(what, year): _printed(row["printed"]), Column("lo", year): _printed(row["lo_printed"]), Column("hi", year): _printed(row["hi_printed"]),
        Column("national", year): _printed(row["national_printed"]), Column("n", year): _whole(row["n"]), Column("rank", year): _whole(row["rank"]),
    }
    if before is not None:
        found |= {
            Column(what, before): _printed(row["previous_printed"]), Column("rank", before): _whole(row["previous_rank"]), Column("change", year): _printed(row["change"]),
        }
    return _present(found)


def _year_before(document: dict) -> int | None:
    """The year by which the rules know the column of the wave before: a wave of the same year stands as one of the year before."""
    before = document["previous"]["year"]
    return min(before, document["year"] - 1) if before is not None else None


def _present(figures: dict[Column, Printed | None]) -> dict[Column, Printed]:
    return {column: figure for column, figure in figures.items() if figure is not None}


def _printed(text: str | None) -> Printed | None:
    return Printed(Decimal(text), PLACES) if text is not None else None


def _whole(number: int | None) -> Printed | None:
    return Printed(Decimal(number)) if number is not None else None
