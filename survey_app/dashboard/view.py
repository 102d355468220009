"""What a reader looks at: a wave, the run shown of it, and what has to be said beside every figure."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, Row, select

from survey_app.fielded import find_wave
from survey_app.good_runs import KINDS, WEIGHTINGS, Kind, last_good_run, last_run
from survey_app.locale import show_day
from survey_app.models import Measure, Release, Run, Wave
from survey_app.released import PROVISIONAL, Shown, pending_release, shown_run
from survey_app.times import LOCAL
from forms import Instrument

PREVIEW = "tam-tinh"  # in the address: show the newest run although an older one is released
LEVEL = 0.95
BASES = {
    "household": "theo cụm thôn, tổ dân phố", "desk": "theo ngày tại quầy, không suy rộng cho toàn dân", "leaders": "toàn bộ danh sách",
}
WAVE_COLUMNS = (Wave.id, Wave.code, Wave.title, Wave.kind, Wave.state, Wave.opens_on, Wave.closes_on, Wave.previous_wave_id)


@dataclass(frozen=True)
class View:
    """A wave and its shown run with the run's measures in published order; `newer`: a good run of other figures after the released one;
    `pending`: the proposal that waits for a decision (number, run_id)."""

    wave: Row
    instrument: Instrument
    shown: Shown | None
    latest: Row | None
    newer: int | None
    measures: tuple[Row, ...]
    pending: Row | None = None

    @property
    def kind(self) -> Kind:
        """How this kind of wave is named."""
        return KINDS[self.wave.kind]

    @property
    def kind_words(self) -> str:
        """The kind with its warning."""
        return f"{self.kind.name}, {self.kind.warning}" if self.kind.warning else self.kind.name

    @property
    def run(self) -> Row:
        """The run shown."""
        return self.shown.run

    @property
    def first(self) -> Row | None:
        """The measure at the top."""
        return self.measures[0] if self.measures else None

    @cached_property
    def by_code(self) -> dict[str, Row]:
        """The measures by code."""
        return {measure.code: measure for measure in self.measures}

    @property
    def level(self) -> float:
        """Confidence level of the run's intervals."""
        return self.run.method.get("interval_level", LEVEL)

    @property
    def interval(self) -> str:
        """What the intervals are called."""
        return f"khoảng tin cậy {100 * self.level:.0f}\u00a0%"

    @property
    def edition(self) -> str:
        """Which run and release these figures are of."""
        release = self.shown.release
        if release is None:
            return f"lần tính {self.run.id} · {PROVISIONAL}"
        return f"bản công bố số {release.number} ngày {show_day(release.decided_at.astimezone(LOCAL))} (lần tính {self.run.id})"

    def source(self, n: str, group: str = "") -> str:
        """What stands below a figure: kind, whom it is of, `n` in words, method, run and release."""
        weighting = WEIGHTINGS.get(self.run.method.get("weighting"), "")
        said = (self.wave.title, self.kind_words, group, n, weighting, f"{self.interval} ({BASES[self.wave.kind]})", self.edition)
        return " · ".join(part for part in said if part)

    def most(self, code: str) -> float | None:
        """The points that a measure can earn at most; None where scores are of 100."""
        return self.run.method.get("most_points", {}).get(code)

    def below(self, code: str) -> list[Row]:
        """A measure's own parts, in published order."""
        return [measure for measure in self.measures if measure.parent == code]

    def items(self, code: str) -> list[Row]:
        """The items a measure is made of; itself when it is one."""
        inside = {code}
        for measure in self.measures:  # a parent stands before its parts
            if measure.parent in inside:
                inside.add(measure.code)
        return [measure for measure in self.measures if measure.code in inside and measure.level == "item"]

    def rollups(self) -> list[Row]:
        """All measures but the items."""
        return [measure for measure in self.measures if measure.level != "item"]


def all_waves(connection: Connection) -> list[Row]:
    """Every wave, the newest first."""
    return list(connection.execute(select(*WAVE_COLUMNS).order_by(Wave.opens_on.desc(), Wave.id.desc())))


def wave_to_open(connection: Connection, waves: Sequence[Row]) -> Row:
    """Which of the waves (the newest first) is shown unasked: of households, released rather than only computed, then the newest; a draft comes last."""
    released = set(connection.scalars(select(Release.wave_id).where(Release.state == "released")))
    good = set(connection.scalars(select(Run.wave_id).where(Run.state == "succeeded").distinct()))
    return max(waves, key=lambda wave: (wave.state != "draft", wave.kind == "household", wave.id in released, wave.id in good, wave.opens_on, wave.id))


def open_view(connection: Connection, wave: Row, edition: str | None) -> View:
    """The view of a wave: its release, or with `edition` PREVIEW (or without a release) its newest good run."""
    shown, good = shown_run(connection, wave.id, provisional=True), last_good_run(connection, wave.id)
    newer = good.id if shown and good.id > shown.run.id and good.input_digest != shown.run.input_digest else None
    if edition == PREVIEW and newer:
        shown = Shown(good, None)
    instrument = find_wave(connection, wave.code).instrument
    return View(wave, instrument, shown, last_run(connection, wave.id), newer, _measures(connection, shown), pending_release(connection, wave.id))


def _measures(connection: Connection, shown: Shown | None) -> tuple[Row, ...]:
    if shown is None:
        return ()
    query = select(Measure.code, Measure.parent, Measure.level, Measure.label_vi.label("label")).where(Measure.run_id == shown.run.id)
    return tuple(connection.execute(query.order_by(Measure.position)))
