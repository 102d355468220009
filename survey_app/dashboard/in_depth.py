"""One measure in depth: how it is made, how answers spread behind it, and how it went over the years."""
from __future__ import annotations

from functools import partial
from itertools import pairwise

from sqlalchemy import Row

from survey_app.breaks import break_notes
from survey_app.charts.intervals import IntervalChart, IntervalRow, draw_intervals
from survey_app.dashboard import estimates
from survey_app.dashboard.answers import answers_of
from survey_app.dashboard.figure import Column, Figure
from survey_app.dashboard.group import group_asked
from survey_app.dashboard.headline import NOTE, SCORE
from survey_app.dashboard.questions import level_figure
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.saying import caution, title_of
from survey_app.dashboard.view import View, all_waves
from survey_app.numbers import vietnamese


def definition_words(view: View, measure: Row) -> str:
    """How the score of a measure is made, in a sentence."""
    items = view.items(measure.code)
    known = view.instrument.items.get(items[0].code) if items else None
    levels = len(known.scale.levels) if known and known.scale else 5
    if (most := view.most(measure.code)) is not None:
        return _points_words(view, measure, most, levels)
    item = f"100 × tổng các mức đã chọn, chia cho {levels} × số người trả lời"
    if measure.level == "item":
        return f"Điểm của câu hỏi = {item}. Điểm thấp nhất là {100 / levels:.0f}, không phải 0; đây không phải tỷ lệ người hài lòng."
    return f"Điểm = trung bình cộng, chưa làm tròn, của {len(items)} câu hỏi; điểm mỗi câu = {item}."


def _points_words(view: View, measure: Row, most: float, levels: int) -> str:
    """The same for points that are added up."""
    items = view.items(measure.code)
    each = most / len(items)
    item = f"{f'{each:.0f} × ' if each != 1 else ''}tổng các mức đã chọn, chia cho {levels} × số người trả lời"
    if measure.level == "item":
        return f"Điểm của tiêu chí = {item}: từ {vietnamese(each / levels)} đến {vietnamese(each)}."
    return f"Điểm = cộng điểm của {len(items)} tiêu chí, tối đa {most:.0f}; điểm mỗi tiêu chí = {item}."


def spread_figure(reading: Reading) -> Figure | None:
    """The levels of the items behind the measure asked for, of everyone or of the group asked for."""
    known = reading.view.instrument.items
    items = tuple(known[measure.code] for measure in reading.view.items(reading.measure.code) if measure.code in known and known[measure.code].scale)
    if not items:
        return None
    answers = answers_of(reading, (item.code for item in items), group_asked(reading))
    return level_figure(answers, "phan-bo", f"{reading.measure.code}: người trả lời chọn mức nào", items, {"chi_tieu": reading.measure.code})


def chain(waves: list[Row], wave: Row) -> list[Row]:
    """A wave and those before it, one kind only, the newest first."""
    by_id, found = {one.id: one for one in waves}, [wave]
    while (before := by_id.get(found[-1].previous_wave_id)) is not None and before not in found and before.kind == wave.kind:
        found.append(before)
    return found


def years_figure(reading: Reading) -> Figure | None:
    """The measure asked for in this wave and those before; None where there is only one."""
    waves = chain(all_waves(reading.connection), reading.view.wave)
    if len(waves) < 2:
        return None
    now = reading.everyone.get(reading.measure.code)
    before = estimates.over_waves(reading.connection, [wave.id for wave in waves[1:]], reading.measure.code)
    listed = [(wave.code, wave.title, row, wave.released is None) for wave in before for row in [wave]]
    listed.append((reading.view.wave.code, reading.view.wave.title, now, reading.view.shown.provisional))
    rows = tuple(_drawn(reading, *one) for one in listed)
    cells = tuple((code, title, *((row.n, row.score, row.lo, row.hi) if row else (None,) * 4), _note(reading, row, provisional)) for code, title, row, provisional in listed)
    chart = IntervalChart(rows, interval=reading.view.interval)
    source = " · ".join((reading.source, *_breaks(waves)))
    return Figure("cac-nam", f"{title_of(reading.measure)} – qua các đợt", source, partial(draw_intervals, chart=chart),
                  (Column("wave", "Đợt"), Column("title", "Tên đợt"), *SCORE, NOTE), cells, {"chi_tieu": reading.measure.code})


def _breaks(waves: list[Row]) -> list[str]:
    """Between which of the waves (the newest first) a change is not only one of satisfaction."""
    return [note.removesuffix(".") for now, before in pairwise(waves) for note in break_notes(now.opens_on.year, before.opens_on.year)]


def _drawn(reading: Reading, code: str, title: str, row: Row | None, provisional: bool) -> IntervalRow:
    figures = (row.score, row.lo, row.hi) if row else (None,) * 3
    return IntervalRow(title, *figures, _note(reading, row, provisional), strong=code == reading.view.wave.code)


def _note(reading: Reading, row: Row | None, provisional: bool) -> str:
    return "; ".join(part for part in (caution(reading.view, row), "tạm tính, chưa công bố" if provisional else "") if part)
