"""The wave before, computed again for what each of its villages adds to its figures: errors of changes need that, and no run stores it."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import isclose, sqrt

import numpy as np
from sqlalchemy import Connection, Engine, Row

from forms.matching import match_questions
from pipeline import indices, record
from pipeline.errors import EngineError
from pipeline.estimate import Results, results_of
from pipeline.extract import WaveInput, read_responses, read_wave
from pipeline.increments import keep
from pipeline.kinds import kind_of
from pipeline.left_out import read_left_out
from pipeline.moments import Moments
from pipeline.overlap import Contributions, Pairs, contributions_of, shared_covariances
from pipeline.questions.contributions import question_contributions
from pipeline.questions.plans import QuestionPlans, question_plans, with_made_columns
from pipeline.summing import Plan
from pipeline.yardsticks import Previous

NOT_AS_STORED = "not_as_stored"
SAME = 1e-9  # figures of the same answers agree to this part, whatever processor and library computed them


@dataclass(frozen=True)
class Lack:
    """Why there is no covariance although villages are shared: in one of two codes, and in words."""

    code: str
    words: str


FEW = Lack("few_villages", "the villages in both samples that have answers in both are too few, or in too many strata, to measure it")


@dataclass(frozen=True)
class Before:
    """What the villages of the wave before add to its figures, by the codes of the stored ones; or what is `lacking`.

    same: code of a question then -> that of the same question now.
    """

    same: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Contributions, ...] = ()
    lacking: Lack | None = None


@dataclass(frozen=True)
class Overlap:
    """Covariances of figures of this wave and the wave before, by measure or by (question, option) of this wave.

    psus: shared villages that they were measured from.
    """

    by_figure: Mapping[Hashable, float]
    psus: int
    lacking: Lack | None = None


def compute_before(engine: Engine, now: WaveInput, previous: Previous | None, weighting: str) -> Before:
    """Of the run that wave `now` is compared with, computed from the database as of then; no parts where no village is shared, or it is weighted otherwise.

    It must come out as it is stored: else what its villages add to it is not what they added then.
    """
    if previous is None or previous.weighting != weighting:
        return Before()
    with engine.connect() as connection:
        wave = read_wave(connection, previous.wave_id)
        before = Before(match_questions(now.instrument, wave.instrument)[0])
        return _with_parts(before, connection, wave, previous) if previous.shared else before


def _with_parts(before: Before, connection: Connection, wave: WaveInput, previous: Previous) -> Before:
    try:
        parts = tuple(_computed(connection, wave, previous.ground))
    except EngineError as refusal:
        return replace(before, lacking=_not_as_stored(previous, str(refusal)))
    changed = sum(_changed(part, {**previous.figures, **previous.questions}) for part in parts)
    return replace(before, lacking=_not_as_stored(previous, f"{changed} of its figures come out otherwise")) if changed else replace(before, parts=parts)


def _not_as_stored(previous: Previous, why: str) -> Lack:
    return Lack(NOT_AS_STORED, f"run {previous.run} of {previous.wave} cannot be computed again from what is stored today: {why}")


def _computed(connection: Connection, wave: WaveInput, ground: Mapping) -> Iterator[Contributions]:
    """From the responses, and what was left out of them, that the run with this ground knew."""
    stored = read_responses(connection, wave, ground.get("responses", {}).get("last"))
    left_out = read_left_out(connection, wave.id, ground.get("exclusions", {}).get("last"))
    rows = record.of_record(stored, np.union1d(record.superseded_by(stored), left_out.ids))
    design, definition = kind_of(wave.kind, wave.design).design, indices.load(wave.index_name)
    plan = Plan(design, {item: item for item in definition.items}, definition.scale, (None,), cross=False)
    plans = question_plans(wave.instrument, plan, definition)
    reported = with_made_columns(rows, plans.made)
    results = results_of(keep(reported, plan, 0).tables, design, definition)
    yield from contributions_now(results, {name: keep(reported, one, 0).tables[None] for name, one in plans.plans.items()}, plans)


def contributions_now(results: Results, tables: Mapping[str, Moments], plans: QuestionPlans) -> Iterator[Contributions]:
    """Contributions to everybody's scores, and to the figures of single questions. tables: of all rows, by name of the pass."""
    yield contributions_of(results.everything, results.strata)
    yield from question_contributions(tables, plans, results.design)


def _changed(part: Contributions, stored: Mapping[Hashable, Row]) -> int:
    """How many stored figures the computed ones differ from."""
    pairs = ((stored[code], part.scores[place], sqrt(part.variances[place])) for code, place in part.figures.items() if code in stored)
    return sum(not (isclose(figure.score, score, rel_tol=SAME) and isclose(figure.se, se, rel_tol=SAME, abs_tol=SAME)) for figure, score, se in pairs)


def overlap_of(now: Iterable[Contributions], before: Before, shared: Pairs) -> Overlap:
    """Covariances of everybody's figures in this wave and in the one before."""
    if not before.parts:
        return Overlap({}, 0, before.lacking)
    then = [part.named([_today(code, before.same) for code in part.figures]) for part in before.parts]
    found = [shared_covariances(part, other, shared) for part in now for other in then]
    psus = found[0].psus  # all are measured from the same villages
    return Overlap({code: value for one in found for code, value in one.by_figure.items()}, psus, None if psus else FEW)


def _today(code: Hashable, same: Mapping[str, str]) -> Hashable:
    """The code of a figure of this wave; that of a question asked otherwise then is none."""
    return code if isinstance(code, str) else (same.get(code[0]), code[1])
