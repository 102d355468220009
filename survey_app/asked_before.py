"""What the wave before answered to the questions of this one: figures of the run it was compared with, where both asked the same."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, Row, select

from forms import Instrument
from forms.matching import NEW, REWORDED, match_questions
from survey_app.compared import compared_with, source_words
from survey_app.fielded import find_wave
from survey_app.models import QuestionFigure, Run

SAME = "same"
WORDS = {NEW: "câu mới, đợt trước không hỏi", REWORDED: "lời hỏi, phương án hoặc người được hỏi khác đợt trước, không so sánh"}


@dataclass(frozen=True)
class AskedBefore:
    """`wave`: code, title and opens_on of the wave before; `release`: under which number this run of it was let go, None while provisional.

    figures: those of everyone, by question and option of this wave; not_same: why a question of this wave has none (NEW or REWORDED);
    title: what a release called the wave before, None where it is called as it is now.
    """

    wave: Row
    run: int
    release: int | None
    figures: Mapping[tuple[str, str], Row] = field(default_factory=dict)
    not_same: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None

    @property
    def year(self) -> int:
        """The year of the wave before."""
        return self.wave.opens_on.year

    @property
    def source(self) -> str:
        """Where its figures are from."""
        return source_words(self.title or self.wave.title, self.run, self.release)

    def named_as(self, document: Mapping) -> AskedBefore:
        """With the wave before called as in the official table of a release, where that compares with the same one."""
        previous = document.get("previous") or {}
        return replace(self, title=previous.get("title")) if previous.get("wave") == self.wave.code else self

    def state(self, question: str) -> str:
        """SAME, NEW or REWORDED."""
        return self.not_same.get(question, SAME)


def read_asked_before(connection: Connection, run: Row, instrument: Instrument, until: datetime | None = None) -> AskedBefore | None:
    """What the run was compared with; None where it was compared with none, or with one weighted otherwise. `run`: a row with `method`; until: when it was released."""
    before = compared_with(connection, run.method, until)
    if before is None or _weighting(connection, before.run) != run.method.get("weighting"):
        return None
    same, not_same = match_questions(instrument, find_wave(connection, before.wave.code).instrument)
    figures = {(same[row.question], row.option): row for row in _figures(connection, before.run) if row.question in same}
    return AskedBefore(before.wave, before.run, before.release, figures, not_same)


def _weighting(connection: Connection, run: int) -> str | None:
    return connection.scalar(select(Run.method).where(Run.id == run)).get("weighting")


def _figures(connection: Connection, run: int) -> list[Row]:
    columns = [getattr(QuestionFigure, name) for name in ("question", "option", "statistic", "n", "value", "lo", "hi", "suppressed", "flag")]
    query = select(*columns).where(QuestionFigure.run_id == run, QuestionFigure.domain_kind == "all", QuestionFigure.domain == "all")
    return list(connection.execute(query))
