"""Is the fieldwork sound: response rates, double entry, re-interviews, what was left out of the figures and why."""
from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlalchemy import func, select

from survey_app.batches.unsettled import Unsettled, read_unsettled
from survey_app.channels.paper.keys import fields_of
from survey_app.charts.progress import ProgressChart, draw_progress
from survey_app.dashboard.figure import Column, Figure
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.reinterviews import Agreement, read_agreement
from survey_app.dashboard.view import View
from survey_app.exclusions.reading import count_reasons
from survey_app.locale import show_moment
from survey_app.models import Case, KeyedBy, Response, now
from survey_app.numbers import whole
from survey_app.of_record import of_record
from survey_app.results.wording import FLAGS, words_of
from survey_app.sampling.dispositions import DISPOSITIONS
from survey_app.sampling.outcome import OUTCOME, outcome
from survey_app.sampling.rates import Tally, rates


@dataclass(frozen=True)
class Double:
    """Independent double entry: sheets keyed twice, those of them that differ, fields that differ, and fields compared in all these sheets."""

    sheets: int
    differing: int
    fields: int
    compared: int

    @property
    def share(self) -> float | None:
        """Of the fields compared, those that differ (0..1)."""
        return self.fields / self.compared if self.compared else None


@dataclass(frozen=True)
class Fieldwork:
    """What is known of how a wave was collected.

    received: of record; paper: those of them that came on paper. excluded: of the received those that are left out of the figures now.
    unsettled: what keeps sheets of a household wave out of the figures. worked: cases that have a disposition; tally: what all cases count as by AAPOR's groups. flags, hidden: of a run that is shown.
    """

    received: int
    paper: int
    excluded: int
    cases: int | None
    worked: int
    tally: Tally
    double: Double
    single: int
    again: Agreement
    flags: dict[str, int]
    hidden: int
    unsettled: Unsettled = Unsettled()

    @property
    def rates(self) -> dict[str, float | None] | None:
        """By AAPOR's names; None while no case has a disposition."""
        return rates(self.tally) if self.worked else None


def received_of(reading: Reading) -> int:
    """Responses of record as the database has them now."""
    return reading.connection.scalar(of_record(select(func.count()).select_from(Response).where(Response.wave_id == reading.view.wave.id)))


def read_fieldwork(reading: Reading) -> Fieldwork:
    """Figures of the collection as the database has it now, and of the run's own cautions."""
    wave, connection = reading.view.wave, reading.connection
    channels = dict(connection.execute(of_record(select(Response.channel, func.count()).where(Response.wave_id == wave.id)).group_by(Response.channel)).all())
    counts = dict(connection.execute(select(outcome(), func.count()).where(Case.wave_id == wave.id).group_by(OUTCOME)).all())
    groups: dict[str, int] = {}
    for code, count in counts.items():
        groups[DISPOSITIONS[code].group] = groups.get(DISPOSITIONS[code].group, 0) + count
    worked = sum(count for group, count in groups.items() if group != "UH")
    double, single = _keyed(reading)
    household = wave.kind == "household"
    flags, hidden = _cautions(reading)
    return Fieldwork(sum(channels.values()), channels.get("paper", 0), sum(count_reasons(connection, wave.id).values()), sum(counts.values()) or None, worked,
                     Tally(**groups), double, single, read_agreement(reading) if household else Agreement(0), flags, hidden, read_unsettled(connection, wave) if household else Unsettled())


def _keyed(reading: Reading) -> tuple[Double, int]:
    """Sheets keyed twice, and how many were keyed once for all."""
    columns = KeyedBy.part, func.count(), func.sum(KeyedBy.differs), func.count(func.nullif(KeyedBy.differs, 0))
    query = select(*columns).join(Case, Case.id == KeyedBy.case_id).where(Case.wave_id == reading.view.wave.id).group_by(KeyedBy.part)
    found = {row[0]: row[1:] for row in reading.connection.execute(query)}
    sheets, fields, differing = found.get("second", (0, 0, 0))
    return Double(sheets, differing, int(fields or 0), sheets * len(fields_of(reading.view.instrument))), found.get("single", (0,))[0]


def _cautions(reading: Reading) -> tuple[dict[str, int], int]:
    """Everyone's figures that are flagged, by reason, and how many are not shown."""
    flags: dict[str, int] = {}
    if not reading.view.shown:
        return flags, 0
    for row in reading.everyone.values():
        if row.flag:
            flags[row.flag] = flags.get(row.flag, 0) + 1
    return flags, sum(row.suppressed is not None for row in reading.everyone.values())


def flag_words(view: View, flags: dict[str, int]) -> list[str]:
    """Flags with how many figures have them."""
    return [f"{count} chỉ tiêu: {words_of(flag, FLAGS, view.run.method, view.kind.psus)}" for flag, count in flags.items()]


def progress_figure(reading: Reading, cases: int | None) -> Figure:
    """Responses day by day: those of now, whatever run is shown."""
    query = of_record(select(Response.answered_on, func.count()).where(Response.wave_id == reading.view.wave.id))
    days = tuple(tuple(row) for row in reading.connection.execute(query.group_by(Response.answered_on).order_by(Response.answered_on)))
    columns = (Column("day", "Ngày"), Column("responses", "Số phiếu", "count"))
    rows = tuple((day.isoformat(), count) for day, count in days)
    source = f"{reading.view.wave.title} · {reading.view.kind_words} · {whole(sum(count for _, count in days))} phiếu ghi nhận đến {show_moment(now())}"
    return Figure("tien-do", "Số phiếu đã nhận", source, partial(draw_progress, chart=ProgressChart(days, cases)), columns, rows)
