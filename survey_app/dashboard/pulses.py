"""Desks month by month: which months left their limits; quiet where nothing happened."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial

from sqlalchemy import select

from survey_app.charts.pulse import SIGNALS, Month, PulseChart, draw_pulse, month_words
from survey_app.dashboard.figure import Column, Figure
from survey_app.dashboard.labels import DESK, in_order, name_domains
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.saying import n_words
from survey_app.desks.silence import Pause, pauses
from survey_app.gathered import Gathered, gathered
from survey_app.models import Pulse
from survey_app.numbers import vietnamese
from survey_app.results.wording import SUPPRESSED, words_of

NO_ANSWERS = "không có phiếu"
NO_LIMITS = "chưa đủ dữ liệu cũ để so sánh"
QUIET = "trong giới hạn"
LIMITS = "dải là giới hạn kiểm soát theo các ngày của chính điểm này, giữ được khi xem lại hằng đêm (không phải khoảng tin cậy 95\u00a0% của điểm số)"
MONTHS = (
    Column("desk", "Số"), Column("month", "Tháng"), Column("n", "n", "count"), Column("score", "Điểm", "score"), Column("expected", "Mức dự kiến", "score"),
    Column("lo", "Giới hạn dưới", "score"), Column("hi", "Giới hạn trên", "score"), Column("state", "Kết luận"),
    Column("since", "Gộp từ tháng"), Column("since_n", "n gộp", "count"), Column("since_score", "Điểm gộp", "score"), Column("since_expected", "Mức dự kiến của phần gộp", "score"),
)


@dataclass(frozen=True)
class MonthOfDesk:
    """A month as the run published it (the columns of Pulse), and what the months of its signal are together."""

    month: str
    n: int | None
    score: float | None
    expected: float | None
    lo: float | None
    hi: float | None
    signal: str | None
    since: str | None
    suppressed: str | None
    gathered: Gathered | None = None


@dataclass(frozen=True)
class DeskPulse:
    """A desk with its months in order."""

    number: str
    name: str
    months: tuple[MonthOfDesk, ...]

    @property
    def last(self) -> MonthOfDesk:
        """The newest month."""
        return self.months[-1]

    @property
    def signals(self) -> tuple[MonthOfDesk, ...]:
        """Months that left their limits."""
        return tuple(month for month in self.months if month.signal)


def read_pulses(reading: Reading) -> list[DeskPulse]:
    """All desks of the run in order of their numbers."""
    found: dict[str, list[MonthOfDesk]] = {}
    columns = [getattr(Pulse, field.name) for field in fields(MonthOfDesk) if field.name != "gathered"]
    query = select(Pulse.domain, *columns).where(Pulse.run_id == reading.run_id).order_by(Pulse.domain, Pulse.month)
    for row in reading.connection.execute(query):
        found.setdefault(row.domain, []).append(MonthOfDesk(*row[1:]))
    names = name_domains(reading.connection, reading.view, DESK) if found else {}
    return [DeskPulse(number, names.get(number, number), _gathered(found[number])) for number in in_order(DESK, found, names)]


def _gathered(months: list[MonthOfDesk]) -> tuple[MonthOfDesk, ...]:
    return tuple(replace(month, gathered=gathered(months, month)) for month in months)


def pauses_of(reading: Reading) -> list[Pause]:
    """How long each desk of the wave has had no answers; none for a wave that is not being collected."""
    wave = reading.view.wave
    return [one for (code, _), one in pauses(reading.connection).items() if code == wave.code] if wave.kind == "desk" else []


def state_of(reading: Reading, month: MonthOfDesk) -> str:
    """What a month says of its desk, in words."""
    if month.suppressed:
        return words_of(month.suppressed, SUPPRESSED, reading.view.run.method)
    if month.score is None:
        return NO_ANSWERS
    if month.signal:
        return signal_of(month)
    return QUIET if month.lo is not None else NO_LIMITS


def signal_of(month: MonthOfDesk) -> str:
    """Which way a month left its limits; the months since an earlier one may be outside together although it alone is not."""
    return SIGNALS[month.signal] + (f" ({gathered_words(month.gathered)})" if month.gathered else "")


def gathered_words(of: Gathered) -> str:
    """What several months are together, and what their desk's past let expect of them."""
    expected = f", mức dự kiến {vietnamese(of.expected)}" if of.expected is not None else ""
    return f"gộp từ tháng {month_words(of.since)}: {vietnamese(of.score)}{expected}"


def signal_words(month: MonthOfDesk) -> str:
    """A month that left its limits, with its figures."""
    limits = f", giới hạn {vietnamese(month.lo)}–{vietnamese(month.hi)}" if month.lo is not None else ""
    expected = f"; mức dự kiến {vietnamese(month.expected)}" if month.expected is not None else ""
    return f"tháng {month_words(month.month)}: {vietnamese(month.score)}{limits}{expected} – {signal_of(month)}"


def pulse_figure(reading: Reading, desk: DeskPulse) -> Figure:
    """The months of one desk."""
    known = {month.month: month for month in desk.months}
    months = tuple(_month(reading, name, known.get(name)) for name in _all_months(known))
    rows = tuple((desk.number, row.month, row.n, row.score, row.expected, row.lo, row.hi, state_of(reading, row), *_together(row.gathered)) for row in desk.months)
    return Figure("nhip", f"{desk.name} – từng tháng", pulse_source(reading, desk), partial(draw_pulse, chart=PulseChart(months)), MONTHS, rows, {"diem": desk.number})


def _together(of: Gathered | None) -> tuple:
    return (of.since, of.n, of.score, of.expected) if of else (None,) * 4


def pulse_source(reading: Reading, desk: DeskPulse) -> str:
    """What stands below the months of a desk: its own n, what the limits are, and how often all desks together raise a false alarm."""
    view = reading.view
    n = n_words((month.n for month in desk.months), " mỗi tháng")
    return " · ".join(part for part in (view.wave.title, view.kind_words, n, LIMITS, false_alarm_words(view.run.diagnostics.get("pulse")), view.edition) if part)


def false_alarm_words(said: Mapping | None) -> str:
    """How often the limits are left although nothing changed, as the run says; empty for a run that does not."""
    if not said or not said.get("desks"):
        return ""
    rate = vietnamese(said["false_alarms_a_year"]).rstrip("0").rstrip(",")
    return f"khi không có gì thay đổi, nhiều nhất khoảng {rate} lần báo nhầm một năm cho cả {said['desks']} điểm"


def _month(reading: Reading, name: str, row: MonthOfDesk | None) -> Month:
    if row is None:
        return Month(name, None, note=NO_ANSWERS)
    return Month(name, row.score, row.expected, row.lo, row.hi, row.n, row.signal, state_of(reading, row) if row.score is None or row.signal else "")


def _all_months(known: Iterable[str]) -> Iterator[str]:
    """From the first month to the last, none left out."""
    first, last = min(known), max(known)
    year, month = map(int, first.split("-"))
    while (name := f"{year}-{month:02}") <= last:
        yield name
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
