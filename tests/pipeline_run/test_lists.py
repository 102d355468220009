"""Leaders: whoever answered is a part of a finite list, and the error is that of the part that did not answer."""
import json
from math import sqrt
from statistics import fmean, variance

import pytest
from sqlalchemy import select, update

from pipeline.run import run_wave
from survey_app.database import writing
from survey_app.models import Case, QuestionFigure, Response, Wave
from survey_app.models.waves import INELIGIBLE
from survey_app.sampling.dispositions import DISPOSITIONS
from tests.pipeline_run.small_waves import estimates_of, field_households


@pytest.fixture
def listed(engine):
    """A list of 18 people in two groups, of whom 12 have answered every item."""
    wave = field_households(engine)
    with writing(engine).begin() as connection:
        connection.execute(update(Wave).values(kind="leaders"))
    for case in wave.places[:12]:
        wave.answer(case)
    return wave


def overall(wave, settings):
    """The overall estimate of a run made now."""
    summary = run_wave(wave.engine, settings, wave.code, asked_by="test")
    assert summary.status == "succeeded", summary.reason
    return next(row for row in estimates_of(wave.engine, summary.run) if (row.measure, row.domain_kind) == ("SIPAS", "all"))


def persons_scores(wave) -> list[float]:
    """Each person's own index: the mean of the 0-100 scores of all 39 items, for nobody left one out."""
    with wave.engine.connect() as connection:
        answers = [json.loads(text) for text in connection.scalars(select(Response.answers))]
    return [fmean(20 * given[item] for item in wave.items if item[0].isdigit()) for given in answers]


def test_error_shrinks_as_the_list_is_used_up(listed, here):
    # With every item answered the index is the mean of the persons' own: simple random sampling without replacement,
    # se^2 = (1 - n/N) s^2 / n (Cochran 1977, 2.20), n = 12 of N = 18.
    found, scores = overall(listed, here), persons_scores(listed)
    assert found.score == pytest.approx(fmean(scores))
    assert found.se == pytest.approx(sqrt((1 - 12 / 18) * variance(scores) / 12), rel=1e-9)


def test_who_does_not_belong_to_the_list_is_not_counted_in_it(listed, here):
    with writing(listed.engine).begin() as connection:
        connection.execute(update(Case).where(Case.id == listed.places[-1]).values(disposition="4.10"))
    assert overall(listed, here).se == pytest.approx(sqrt((1 - 12 / 17) * variance(persons_scores(listed)) / 12), rel=1e-9)


def test_no_error_is_left_when_all_have_answered(listed, here):
    for case in listed.places[12:]:
        listed.answer(case)
    found = overall(listed, here)
    assert found.se == 0
    assert found.lo == found.hi == found.score


def test_shares_of_a_whole_list_are_known_exactly(listed, here):
    for case in listed.places[12:]:
        listed.answer(case)
    overall(listed, here)
    with listed.engine.connect() as connection:
        shares = connection.execute(select(QuestionFigure.value, QuestionFigure.lo, QuestionFigure.hi).where(
            QuestionFigure.statistic == "share", QuestionFigure.domain_kind == "all")).all()
    assert shares and all(lo == hi == value for value, lo, hi in shares)


def test_who_answered_is_on_the_list_whatever_was_noted_later(listed, here):
    with writing(listed.engine).begin() as connection:
        connection.execute(update(Case).values(disposition="4.10"))
    assert overall(listed, here).se == 0


def test_ineligible_cases_are_told_by_what_their_codes_begin_with():
    assert {code for code, disposition in DISPOSITIONS.items() if disposition.group == "NE"} == {code for code in DISPOSITIONS if code.startswith(INELIGIBLE)}
