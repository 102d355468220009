"""The figures of questions as data: one table a section, from the run that was released or a provisional one."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, Row, select

from forms import Instrument, Item
from survey_app.answered import answered_days, days_of, period
from survey_app.asked_before import AskedBefore, read_asked_before
from survey_app.compared import sampling_words
from survey_app.exclusions.effect import Effect, read_effect
from survey_app.external.figures import option_code
from survey_app.external.national import National, national_figures
from survey_app.good_runs import KINDS, good_runs, last_good_run
from survey_app.models import Difference, Measure, QuestionFigure, Release, Run, StoredInstrument, Wave
from survey_app.models.findings import OF_QUESTION
from survey_app.numbers import two_decimals
from survey_app.office.edition import Edition, edition_of
from survey_app.office.refusals import NoDocument
from survey_app.released import releases

BACKGROUND = "respondent."  # concepts of who answered, not of what they think
LEVEL = 0.95  # of intervals, in a run that does not say
CHOOSE = {"single": "1", "multiple": "any"}


@dataclass(frozen=True)
class Told:
    """A share (per cent) or a score (0-100) with its interval, unrounded, and the people behind it; None where hidden."""

    n: int | None = None
    value: float | None = None
    lo: float | None = None
    hi: float | None = None
    flag: str | None = None


NOTHING_TOLD = Told()


@dataclass(frozen=True)
class Line:
    """An option or a question and its figure; `before`: that of the wave before, where both asked the same; `national`: the country's share, published by others.

    p_holm, beyond_chance: adjusted p of the change and whether it is more than chance; None where it was not tested.
    """

    question: str
    option: str
    label: str
    now: Told
    before: Told = NOTHING_TOLD
    national: float | None = None
    p_holm: float | None = None
    beyond_chance: bool | None = None

    @property
    def change(self) -> Decimal | None:
        """The difference of the two figures as printed, in points."""
        now, before = self.now.value, self.before.value
        return None if now is None or before is None else two_decimals(now) - two_decimals(before)


@dataclass(frozen=True)
class QuestionTable:
    """One table: shares of the options of one question, or scores of the questions of one section.

    `choose`: how many options may be ticked ("1", "any", "5"); None for scores.
    """

    title: str
    choose: str | None
    lines: tuple[Line, ...]

    @property
    def has_national(self) -> bool:
        """Whether the country's share is known of any option."""
        return any(line.national is not None for line in self.lines)


@dataclass(frozen=True)
class Questions:
    """All tables of a wave, and what a reader must know about them; `period`, `days`: when the answers came, in words, and the first and last day."""

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
    period: str
    days: tuple[date, date | None]
    tables: tuple[QuestionTable, ...]
    before: AskedBefore | None = None
    national_sources: tuple[str, ...] = ()
    left_out: Effect | None = None
    sampling: str = ""

    @property
    def changes_tested(self) -> list[bool]:
        """Of every change that was tested, whether it is more than chance."""
        return [line.beyond_chance for table in self.tables for line in table.lines if line.beyond_chance is not None]

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
    wave = _wave(connection, wave_code)
    return _questions(connection, wave, *_run(connection, wave, release, provisional))


def questions_of_run(connection: Connection, wave_code: str, run_id: int, edition: Edition) -> Questions | None:
    """The tables of a certain run, before its release or after; None where it has no such figures. Raises NoDocument: no such wave or run."""
    wave = _wave(connection, wave_code)
    run = connection.execute(good_runs(wave.id).where(Run.id == run_id)).first()
    if run is None:
        raise NoDocument(f"Run {run_id} is not a succeeded run of wave {wave_code}.")
    try:
        return _questions(connection, wave, run, edition)
    except NoFigures:
        return None


class NoFigures(NoDocument):
    """A run without figures of questions outside its index."""


def _wave(connection: Connection, code: str) -> Row:
    query = select(Wave.id, Wave.code, Wave.title, Wave.kind, Wave.opens_on, Wave.closes_on, StoredInstrument.definition).join(StoredInstrument)
    wave = connection.execute(query.where(Wave.code == code)).first()
    if wave is None:
        raise NoDocument(f"There is no wave {code!r}.")
    return wave


def _questions(connection: Connection, wave: Row, run: Row, edition: Edition) -> Questions:
    figures = {(row.question, row.option): row for row in connection.execute(select(QuestionFigure.__table__).where(
        QuestionFigure.run_id == run.id, QuestionFigure.domain_kind == "all", QuestionFigure.domain == "all"))}
    measured = set(connection.scalars(select(Measure.code).where(Measure.run_id == run.id)))
    instrument = Instrument.from_json(wave.definition)
    before, frozen = read_asked_before(connection, run, instrument, edition.decided_at), _frozen(connection, wave, edition)
    before = before and before.named_as(frozen)
    national, alpha = national_figures(connection, wave.id, edition.release), 1 - run.method.get("interval_level", LEVEL)
    tables = _tables(instrument, measured, Lines(figures, before.figures if before else {}, national, _chances(connection, run.id), alpha))
    if not tables:
        raise NoFigures(f"Run {run.id} of wave {wave.code} has no figures of questions outside its index.")
    dated = frozen or _dated(connection, wave, run)
    return Questions(wave.code, wave.title, wave.kind, wave.opens_on.year, run.counts.get("n"), run.method.get("weighting", "official"), run.id, run.finished_at,
                     run.input_digest, edition, period(dated), days_of(dated), tables, before, _sources(tables, national), read_effect(connection, run),
                     sampling_words(run.method.get("previous") or {}))


def _frozen(connection: Connection, wave: Row, edition: Edition) -> Mapping:
    """The official table of the release as it was frozen, so that both papers say the same of days and of the wave before; empty where nothing was."""
    query = select(Release.document).where(Release.wave_id == wave.id, Release.number == edition.release)
    return (connection.scalar(query) if edition.release else None) or {}


def _dated(connection: Connection, wave: Row, run: Row) -> Mapping:
    """What an official table made now says of the days of the answers."""
    return {"kind": wave.kind, "opens_on": wave.opens_on.isoformat(), "closes_on": wave.closes_on and wave.closes_on.isoformat(),
            "answered": answered_days(connection, wave, run), "run": {"finished_at": run.finished_at and run.finished_at.isoformat()}}


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
    return connection.execute(good_runs(wave.id).where(Run.id == found.run_id)).one(), edition_of(connection, found)


@dataclass(frozen=True)
class Lines:
    """Figures by question and option, of this wave and of the one before; chances: adjusted p of their changes, where they were tested."""

    now: Mapping[tuple[str, str], Row]
    before: Mapping[tuple[str, str], Row]
    national: Mapping[str, National]
    chances: Mapping[tuple[str, str], float]
    alpha: float

    def line(self, question: str, option: str, label: str) -> Line | None:
        """The line of an option or score; None where the run has none."""
        row, before = self.now.get((question, option)), self.before.get((question, option))
        national = self.national.get(option_code(question, option))
        p = self.chances.get((question, option)) if before else None
        return row and Line(question, option, label, _told(row), _told(before) if before else NOTHING_TOLD, national and national.value,
                            p, None if p is None else p < round(self.alpha, 9))


def _chances(connection: Connection, run: int) -> dict[tuple[str, str], float]:
    query = select(Difference.measure, Difference.domain, Difference.p_holm).where(
        Difference.run_id == run, Difference.comparison == "wave", Difference.domain_kind == OF_QUESTION, Difference.p_holm.is_not(None))
    return {(question, option): p for question, option, p in connection.execute(query)}


def _sources(tables: tuple[QuestionTable, ...], national: Mapping[str, National]) -> tuple[str, ...]:
    """Who published the country's shares that stand in the tables, each once."""
    shown = (national[option_code(line.question, line.option)] for table in tables for line in table.lines if line.national is not None)
    return tuple(dict.fromkeys(row.source for row in shown))


def _tables(instrument: Instrument, measured: set[str], lines: Lines) -> tuple[QuestionTable, ...]:
    """Scales of one title together; every choice a table of its own. What the index measures, texts and who answered are left out."""
    scales: dict[str, list[Line]] = {}
    found: list[QuestionTable | str] = []
    for section in instrument.sections:
        for item in section.items:
            if item.code in measured or item.concept.startswith(BACKGROUND):
                continue
            if item.kind == "scale" and (scored := lines.line(item.code, "score", item.text.vi)):
                if section.title.vi not in scales:
                    found.append(section.title.vi)
                scales.setdefault(section.title.vi, []).append(scored)
            elif item.options:
                found += _choices(item, lines)
    return tuple(QuestionTable(one, None, tuple(scales[one])) if isinstance(one, str) else one for one in found)


def _choices(item: Item, lines: Lines) -> list[QuestionTable]:
    shown = tuple(filter(None, (lines.line(item.code, option.value, option.text.vi) for option in item.options)))
    return [QuestionTable(item.text.vi, CHOOSE.get(item.kind) or str(item.choose), shown)] if shown else []


def _told(row: Row) -> Told:
    times = 100 if row.statistic == "share" else 1
    value, lo, hi = (None if number is None else number * times for number in (row.value, row.lo, row.hi))
    return Told(row.n if row.suppressed is None else None, value, lo, hi, row.flag)


def printed(value: float | None) -> str | None:
    """A figure as printed, with a decimal point."""
    return None if value is None else str(two_decimals(value))


def sample_of(questions: Questions) -> str:
    """What kind of survey it is, in words."""
    kind = KINDS[questions.kind]
    return f"{kind.name}{f' – {kind.warning.upper()}' if kind.warning else ''}"
