"""What the wave before answered to the questions of this one: figures of the run it was compared with, where both asked the same."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, select

from forms import Instrument, Item
from forms.definition import Condition, Section
from survey_app.fielded import find_wave
from survey_app.models import QuestionFigure, Release, Run, Wave

NEW, REWORDED = "new", "reworded"
SAME = "same"
WORDS = {NEW: "câu mới, đợt trước không hỏi", REWORDED: "lời hỏi, phương án hoặc người được hỏi khác đợt trước, không so sánh"}


@dataclass(frozen=True)
class AskedBefore:
    """`wave`: code, title and opens_on of the wave before; `release`: under which number this run of it was let go, None while provisional.

    figures: those of everyone, by question and option of this wave; not_same: why a question of this wave has none (NEW or REWORDED).
    """

    wave: Row
    run: int
    release: int | None
    figures: Mapping[tuple[str, str], Row] = field(default_factory=dict)
    not_same: Mapping[str, str] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """The year of the wave before."""
        return self.wave.opens_on.year

    @property
    def source(self) -> str:
        """Where its figures are from."""
        return f"{self.wave.title}, lần tính {self.run} ({f'bản công bố số {self.release}' if self.release else 'số liệu tạm tính, chưa công bố'})"

    def state(self, question: str) -> str:
        """SAME, NEW or REWORDED."""
        return self.not_same.get(question, SAME)


def read_asked_before(connection: Connection, run: Row, instrument: Instrument) -> AskedBefore | None:
    """What the run was compared with; None where it was compared with none, or with one weighted otherwise. `run`: a row with `method`."""
    number = (run.method.get("previous") or {}).get("run")
    query = select(Run.method, Wave.code, Wave.title, Wave.opens_on).join(Wave, Wave.id == Run.wave_id)
    before = connection.execute(query.where(Run.id == number)).first() if number else None
    if before is None or before.method.get("weighting") != run.method.get("weighting"):
        return None
    same, not_same = match_questions(instrument, find_wave(connection, before.code).instrument)
    release = connection.scalar(select(Release.number).where(Release.run_id == number, Release.state == "released").order_by(Release.number.desc()).limit(1))
    figures = {(same[row.question], row.option): row for row in _figures(connection, number) if row.question in same}
    return AskedBefore(before, number, release, figures, not_same)


def _figures(connection: Connection, run: int) -> list[Row]:
    columns = [getattr(QuestionFigure, name) for name in ("question", "option", "statistic", "n", "value", "lo", "hi", "suppressed", "flag")]
    query = select(*columns).where(QuestionFigure.run_id == run, QuestionFigure.domain_kind == "all", QuestionFigure.domain == "all")
    return list(connection.execute(query))


def match_questions(now: Instrument, before: Instrument) -> tuple[dict[str, str], dict[str, str]]:
    """Codes of before with the code of the same question now; and why each other question of now has no such.

    A question is found by its concept, which outlives codes. It is the same when whatever bears on the answer is: its words, how
    it may be answered (boxes, levels, reasons for no answer, how many), and who is asked it.
    """
    known = {item.concept: item for item in before.items.values()}
    meant_now, meant_before = _meanings(now), _meanings(before)
    same, not_same = {}, {}
    for item in now.items.values():
        other = known.get(item.concept)
        if other is None:
            not_same[item.code] = NEW
        elif meant_now[item.code] != meant_before[other.code]:
            not_same[item.code] = REWORDED
        else:
            same[other.code] = item.code
    return same, not_same


def _meanings(instrument: Instrument) -> dict[str, tuple]:
    return {item.code: _meaning(instrument, section, item) for section in instrument.sections for item in section.items}


def _meaning(instrument: Instrument, section: Section, item: Item) -> tuple:
    levels = tuple((level.value, level.text.vi) for level in item.scale.levels) if item.scale else ()
    options = tuple((option.value, option.text.vi) for option in item.options)
    reasons = tuple((code, instrument.nonanswers[code].text.vi) for code in item.nonanswers)
    asked = (*_conditions(instrument, section.show_if), *_conditions(instrument, item.show_if))
    return item.kind, item.text.vi, item.help and item.help.vi, item.choose, levels, options, reasons, asked


def _conditions(instrument: Instrument, conditions: tuple[Condition, ...]) -> tuple:
    """Who is asked, by concepts: codes may have changed."""
    return tuple((instrument.items[one.item].concept, one.values) for one in conditions)
