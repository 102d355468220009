"""The official table as data: one JSON-able dictionary that every format is written from and a release freezes."""
from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Connection, Row

from survey_app.answered import answered_days
from survey_app.breaks import break_notes
from survey_app.exclusions.effect import read_effect
from survey_app.exports.official_table.checking import external_contradictions
from survey_app.exports.official_table.reading import LastYear, read_chances, read_external, read_last_year, read_rows, read_run, read_wave, sources_of
from survey_app.exports.official_table.wording import chance_notes, change_words, exclusion_notes, hidden_notes, printed, published_notes, rank_words
from survey_app.good_runs import KINDS
from survey_app.numbers import two_decimals
from survey_app.office.refusals import NoDocument
from survey_app.provinces import provinces_in

FORM = "official_table/1"


def build_document(connection: Connection, wave_id: int, run_id: int) -> dict:
    """The official table of a run: the same database gives the same dictionary, key by key.

    Scores stand unrounded (`score`, `lo`, `hi`: the logit interval) and as printed (`printed`, decimal point). `change` is the
    difference of the two printed figures. Ranks, national and published figures were published by others: `sources` says by
    whom. Figures not known, or hidden, are None. Raises NoDocument: no such wave, or the run is not a succeeded one of it.
    """
    wave = read_wave(connection, wave_id)
    if wave is None:
        raise NoDocument(f"There is no wave with id {wave_id}.")
    run = read_run(connection, wave_id, run_id)
    last = read_last_year(connection, wave)
    found = read_rows(connection, run_id)
    own, national = (_of(found, read_external(connection, wave_id, kind)) for kind in ("province", "national"))
    unit = "points" if wave.kind == "leaders" else "percent"
    chances = read_chances(connection, run, last.run)
    rows = [_row(row, own.get(row.code), national.get(row.code), last, unit, wave.opens_on.year) | _chance(chances.get(row.code), run) | _most(row.code, run, unit) for row in found]
    noted = {code: figure.note for code, figure in own.items() if figure.note}
    document = _head(wave, run, unit) | {"answered": answered_days(connection, wave, run), "previous": _previous(last), "rows": rows, "sources": _sources(own, national, last)}
    others = [f"Số liệu của nguồn ngoài – {one.words}" for one in external_contradictions(document, noted)]
    return document | {"notes": [*break_notes(wave.opens_on.year, last.year), *chance_notes(rows), *hidden_notes(rows, run.method), *exclusion_notes(read_effect(connection, run)), *published_notes(rows, noted), *others]}


def _head(wave: Row, run: Row, unit: str) -> dict:
    kind, year = KINDS[wave.kind], wave.opens_on.year
    return {
        "form": FORM, "title": wave.title, "wave": wave.code, "kind": wave.kind, "sample": kind.sample, "kind_name": kind.name, "warning": kind.warning,
        "year": year, "provinces": provinces_in(year), "unit": unit, "opens_on": wave.opens_on.isoformat(),
        "closes_on": wave.closes_on.isoformat() if wave.closes_on else None,
        "n": run.counts.get("n"), "method": run.method,
        "run": {"id": run.id, "finished_at": run.finished_at.isoformat() if run.finished_at else None, "input_digest": run.input_digest, "code_version": run.code_version},
    }


def _of(rows: list[Row], figures: dict[str, Row]) -> dict[str, Row]:
    """The figures of what stands in the table; those of single questions do not."""
    return {row.code: figures[row.code] for row in rows if row.code in figures}


def _row(row: Row, own: Row | None, national: Row | None, last: LastYear, unit: str, year: int) -> dict:
    previous = last.scores.get(row.code)
    rank, previous_rank = own.rank if own else None, last.ranks.get(row.code)
    change = _less(row.score, previous)
    return {
        "code": row.code, "level": row.level, "parent": row.parent, "label": row.label_vi, "label_en": row.label_en,
        "n": row.n, "items_used": row.items_used, "items_total": row.items_total, "suppressed": row.suppressed, "flag": row.flag,
        "change": str(change) if change is not None else None, "change_words": change_words(change, unit),
        "rank": rank, "previous_rank": previous_rank, "rank_words": rank_words(previous_rank - rank if rank and previous_rank and provinces_in(year) == provinces_in(last.year) else None),
    } | _both("", row.score) | _both("lo", row.lo) | _both("hi", row.hi) | _both("previous", previous) | _both(
        "national", national.value if national else None) | _both("published", own.value if own else None)


def _chance(p: float | None, run: Row) -> dict:
    """The adjusted p value of the change, and whether it is more than chance; None for both where the change was not tested."""
    return {"p_holm": p, "beyond_chance": None if p is None else p < round(1 - run.method["interval_level"], 9)}


def _most(code: str, run: Row, unit: str) -> dict:
    """The most points that a measure can earn, in a table of points."""
    return {"most": run.method.get("most_points", {}).get(code)} if unit == "points" else {}


def _both(name: str, value: float | None) -> dict:
    """A figure unrounded under its name (a score under `score`), and as printed."""
    return {name or "score": value, f"{name}_printed".lstrip("_"): printed(value)}


def _less(score: float | None, previous: float | None) -> Decimal | None:
    """The difference of the two figures as printed, as the published tables give it."""
    return None if score is None or previous is None else two_decimals(score) - two_decimals(previous)


def _previous(last: LastYear) -> dict:
    return {
        "year": last.year, "provinces": provinces_in(last.year) if last.year else None, "wave": last.wave, "title": last.title, "run": last.run, "release": last.release, "external": last.source is not None,
        "provisional": last.wave is not None and last.release is None,
    }


def _sources(own: dict[str, Row], national: dict[str, Row], last: LastYear) -> list[dict]:
    """Who published what in this table that we did not compute."""
    named = (
        ("rank", sources_of({code: figure for code, figure in own.items() if figure.rank is not None})),
        ("published", sources_of(own)), ("national", sources_of(national)), ("previous", last.source), ("previous_rank", last.rank_source if last.ranks else None),
    )
    return [{"figures": figures, "source": source, "external": True} for figures, source in named if source]
