"""The figures of questions as data: one table a section, from the run that was released or a provisional one."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, select

import forms
from forms import Instrument, Item
from survey_app.good_runs import KINDS, good_runs, last_good_run
from survey_app.models import Measure, QuestionFigure, Release, Run, StoredInstrument, Wave
from survey_app.numbers import two_decimals
from survey_app.office.edition import Edition
from survey_app.office.refusals import NoDocument
from survey_app.released import releases

BACKGROUND = "respondent."  # concepts of who answered, not of what they think
CHOOSE = {"single": "1", "multiple": "any"}


@dataclass(frozen=True)
class Line:
    """An option's share (per cent) or a question's score (0-100), unrounded; None where hidden."""

    question: str
    option: str
    label: str
    n: int | None
    value: float | None
    lo: float | None
    hi: float | None
    flag: str | None


@dataclass(frozen=True)
class QuestionTable:
    """One table: shares of the options of one question, or scores of the questions of one section.

    `choose`: how many options may be ticked ("1", "any", "5"); None for scores.
    """

    title: str
    choose: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Questions:
    """All tables of a wave, and what a reader must know about them."""

    wave: str
    title: str
    kind: str
    year: int
    n: int | None
    weighting: str
    run: int
    finished_at: datetime
    input_digest: str
    edition: Edition
    tables: tuple[QuestionTable, ...]

    @property
    def name(self) -> str:
        """The name of its file, without an ending."""
        return f"sipas-{self.wave}-cau-hoi-{self.edition.ending}"

    @property
    def moment(self) -> datetime:
        """When it was released, or computed."""
        return self.edition.decided_at or self.finished_at


def build_questions(connection: Connection, wave_code: str, release: int | None = None, provisional: bool = False) -> Questions:
    """The tables of the run of a release (the newest unless a number is given), or with `provisional` of the last good run.

    Raises NoDocument: no such wave, release or run, or a run without such figures.
    """
    wave = connection.execute(
        select(Wave.id, Wave.code, Wave.title, Wave.kind, Wave.opens_on, StoredInstrument.definition).join(StoredInstrument).where(Wave.code == wave_code)).first()
    if wave is None:
        raise NoDocument(f"There is no wave {wave_code!r}.")
    run, edition = _run(connection, wave, release, provisional)
    figures = {(row.question, row.option): row for row in connection.execute(select(QuestionFigure.__table__).where(
        QuestionFigure.run_id == run.id, QuestionFigure.domain_kind == "all", QuestionFigure.domain == "all"))}
    measured = set(connection.scalars(select(Measure.code).where(Measure.run_id == run.id)))
    tables = _tables(Instrument.from_json(wave.definition), measured, figures)
    if not tables:
        raise NoDocument(f"Run {run.id} of wave {wave_code} has no figures of questions outside its index.")
    return Questions(wave.code, wave.title, wave.kind, wave.opens_on.year, run.counts.get("n"), run.method.get("weighting", "official"), run.id, run.finished_at,
                     run.input_digest, edition, tables)


def _run(connection: Connection, wave: Row, number: int | None, provisional: bool) -> tuple[Row, Edition]:
    if provisional:
        run = last_good_run(connection, wave.id)
        if run is None:
            raise NoDocument(f"Wave {wave.code} has no succeeded run yet. Start one: sipas pipeline run --wave {wave.code}")
        return run, Edition()
    query = releases(wave.id)
    found = connection.execute(query.where(Release.number == number) if number else query.limit(1)).first()
    if found is None:
        said = f"release {number}" if number else "release yet"
        raise NoDocument(f"Wave {wave.code} has no {said}. Figures not released can be had with --provisional, and say on every page that they are.")
    corrects = connection.scalar(select(Release.number).where(Release.id == found.corrects_id)) if found.corrects_id else None
    return connection.execute(good_runs(wave.id).where(Run.id == found.run_id)).one(), Edition(found.number, found.decided_at, corrects, found.correction)


def _tables(instrument: forms.Instrument, measured: set[str], figures: dict[tuple[str, str], Row]) -> tuple[QuestionTable, ...]:
    """Scales of one title together; every choice a table of its own. What the index measures, texts and who answered are left out."""
    scales: dict[str, list[Line]] = {}
    found: list[QuestionTable | str] = []
    for section in instrument.sections:
        for item in section.items:
            if item.code in measured or item.concept.startswith(BACKGROUND):
                continue
            if item.kind == "scale" and (item.code, "score") in figures:
                if section.title.vi not in scales:
                    found.append(section.title.vi)
                scales.setdefault(section.title.vi, []).append(_line(figures[item.code, "score"], item.text.vi))
            elif item.options:
                found += _choices(item, figures)
    return tuple(QuestionTable(one, None, tuple(scales[one])) if isinstance(one, str) else one for one in found)


def _choices(item: Item, figures: dict[tuple[str, str], Row]) -> list[QuestionTable]:
    lines = tuple(_line(figures[item.code, option.value], option.text.vi) for option in item.options if (item.code, option.value) in figures)
    return [QuestionTable(item.text.vi, CHOOSE.get(item.kind) or str(item.choose), lines)] if lines else []


def _line(row: Row, label: str) -> Line:
    times = 100 if row.statistic == "share" else 1
    value, lo, hi = (None if number is None else number * times for number in (row.value, row.lo, row.hi))
    return Line(row.question, row.option, label, row.n if row.suppressed is None else None, value, lo, hi, row.flag)


def printed(value: float | None) -> str | None:
    """A figure as printed, with a decimal point."""
    return None if value is None else str(two_decimals(value))


def sample_of(questions: Questions) -> str:
    """What kind of survey it is, in words."""
    kind = KINDS[questions.kind]
    return f"{kind.name}{f' – {kind.warning.upper()}' if kind.warning else ''}"
