"""Figures of single questions: the published tables of 2024 from stored rows, the same as the index where both tell, nothing given away."""
import shutil
from dataclasses import replace

import pytest
from sqlalchemy import select
from tests.pipeline_run.small_waves import Field, field_households, one_database

from demo.loading import load_province
from demo.published import background_scores, background_shares, printed, satisfaction_scores
from forms import load
from pipeline.run import run_wave
from survey_app.database import open_engine
from survey_app.models import Estimate, QuestionFigure
from survey_app.settings import load_settings

LEVELS = {"A1": 4, "A3": 5, "A7": 5}
SHOWN = {"few_answers", "complementary"}


def figures_of(engine, run: int) -> dict[tuple, object]:
    """The stored figures of a run by question, option, domain kind and domain."""
    columns = [column for column in QuestionFigure.__table__.c if column.name != "run_id"]
    with engine.connect() as connection:
        rows = connection.execute(select(*columns).where(QuestionFigure.run_id == run)).all()
    return {(row.question, row.option, row.domain_kind, row.domain): row for row in rows}


@pytest.fixture(scope="module")
def demo(tmp_path_factory, sqlite_template):
    """The demo's wave of 2024 computed: its engine, run and stored figures."""
    place = tmp_path_factory.mktemp("questions")
    here = load_settings({"DATABASE_URL": f"sqlite:///{shutil.copy(sqlite_template, place / 'sipas.db')}", "SIPAS_DATA": str(place)})
    engine = open_engine(here.database_url)
    load_province(engine, 90)
    run = run_wave(engine, here, "hh-2024", asked_by="test").run
    yield engine, run, figures_of(engine, run)
    engine.dispose()


def test_published_shares_of_sections_a_and_c_to_the_printed_digit(demo):
    shares = {(question, option): row for (question, option, kind, _), row in demo[2].items() if kind == "all"}
    for question, options in background_shares().items():
        for option, published in options.items():
            row = shares[question, option]
            assert printed(round(row.value * row.n), row.n) == published, (question, option)


def test_published_scores_of_sections_a_and_b_to_the_printed_digit(demo):
    for question, published in (background_scores() | satisfaction_scores(2024)).items():
        row, levels = demo[2][question, "score", "all", "all"], LEVELS.get(question.split(".")[0], 5)
        assert printed(round(row.value * levels * row.n / 100), levels * row.n) == published, question


def test_score_of_an_item_is_that_of_the_index_in_every_domain(demo):
    engine, run, figures = demo
    with engine.connect() as connection:
        estimates = connection.execute(select(*Estimate.__table__.c).where(Estimate.run_id == run)).all()
    compared = 0
    for e in estimates:
        row = figures.get((e.measure, "score", e.domain_kind, e.domain))
        if row:
            told = (row.n, row.value, row.se, row.df, row.lo, row.hi, row.lo_other, row.hi_other, row.suppressed, row.flag)
            assert told == (e.n, e.score, e.se, e.df, e.lo_logit, e.hi_logit, e.lo, e.hi, e.suppressed, e.flag)
            compared += 1
    assert compared == 39 * len({(e.domain_kind, e.domain) for e in estimates})


def test_levels_of_a_scale_add_up_and_top2_is_the_two_best(demo):
    for question, levels in (("1.1.1", 5), ("A1.1", 4)):
        share = {option: demo[2][question, option, "all", "all"].value for option in ("top2", *map(str, range(1, levels + 1)))}
        assert sum(share.values()) - share["top2"] == pytest.approx(1)
        assert share["top2"] == pytest.approx(share[str(levels)] + share[str(levels - 1)])


def test_no_share_of_a_group_tells_of_fewer_than_five_people(demo):
    """Nor of all but so few, nor of a group of fewer than 30. Everybody answered on paper: that group is everybody, whose table is published."""
    shares = [row for row in demo[2].values() if row.statistic == "share" and row.domain_kind not in ("all", "channel") and row.n]
    assert len(shares) > 500 and min(row.n for row in shares) >= 30
    chosen = [(round(row.value * row.n), row.n) for row in shares]
    assert all(not some or 5 <= some <= n - 5 for some, n in chosen)


def test_every_share_lies_in_both_its_intervals(demo):
    shares = [row for row in demo[2].values() if row.statistic == "share" and row.suppressed is None]
    least = 1e-12  # where two villages have the same share no spread can be measured, and the logit is as wide as rounding
    assert all(row.lo - least <= row.value <= row.hi + least for row in shares if row.lo is not None)
    assert all(row.lo_other - least <= row.value <= row.hi_other + least for row in shares if row.lo_other is not None)
    assert {row.value for row in shares if row.lo_other is None} <= {0.0, 1.0}  # where the logit is not defined


def test_every_question_but_text_has_figures_and_people_are_described_as_a_whole_only(demo):
    asked = {item.code for item in load("sipas_household", "2024").items.values() if item.kind != "text"}
    assert {question for question, *_ in demo[2]} == asked
    assert {kind for question, _, kind, _ in demo[2] if question.startswith("D")} == {"all"}


def test_hidden_figures_hold_no_number(demo):
    hidden = [row for row in demo[2].values() if row.suppressed in SHOWN]
    assert hidden and {(row.n, row.value, row.se, row.df, row.lo, row.lo_other) for row in hidden} == {(None,) * 6}


@pytest.fixture
def field(engine) -> Field:
    """A household wave not answered yet: cases 0-8 in stratum A, 9-17 in B."""
    return field_households(engine)


def run_figures(field: Field, here) -> dict[tuple, object]:
    """What a run of the wave stores."""
    summary = run_wave(field.engine, here, field.code, asked_by="test")
    assert summary.status == "succeeded", summary.reason
    return figures_of(field.engine, summary.run)


@one_database
def test_shares_of_a_small_group_are_hidden_and_everyones_is_shown(field, here):
    """A5 is answered by 3 people in stratum A and 9 in B."""
    for number, case in enumerate(field.places):
        field.answer(case, answers=field.answers() | ({"A5": "none"} if number < 3 or number >= 9 else {}))
    found = run_figures(field, here)
    assert found["A5", "none", "stratum", "A"].suppressed == "few_answers"
    assert found["A5", "none", "stratum", "B"].suppressed == "few_answers"
    whole = found["A5", "none", "all", "all"]
    assert (whole.n, whole.value, whole.suppressed, whole.flag) == (12, 1.0, None, "few_answers")
    assert found["A6", "none", "stratum", "A"].suppressed == "no_answers" and found["A6", "none", "stratum", "A"].n == 0


@one_database
def test_what_the_index_hides_the_question_hides(field, here):
    """3 people of stratum A rate 1.1.1; the index hides a sibling with it, which 9 rated, and so the score of that sibling is hidden."""
    for number, case in enumerate(field.places):
        answers = field.answers()
        field.answer(case, answers={item: level for item, level in answers.items() if item != "1.1.1" or not 3 <= number < 9})
    found = run_figures(field, here)
    with field.engine.connect() as connection:
        query = select(Estimate.measure).where(Estimate.domain == "A", Estimate.suppressed == "complementary", Estimate.measure.like("1.1._"))
        sibling = connection.scalars(query).first()
    assert sibling and found[sibling, "score", "stratum", "A"].suppressed == "complementary" and found[sibling, "4", "stratum", "A"].suppressed


@one_database
def test_share_of_an_option_is_among_those_who_answered(field, here):
    """18 people: 6 tick two channels, 6 one of them, 6 say that they do not know. Media: 12 of 12; loudspeaker: 6 of 12."""
    for number, case in enumerate(field.places):
        said = (["media", "loudspeaker"], ["media"], "dk")[number % 3]
        field.answer(case, answers=field.answers() | {"A2": said})
    found = run_figures(field, here)
    shares = {option: (found["A2", option, "all", "all"].n, found["A2", option, "all", "all"].value) for option in ("media", "loudspeaker", "family")}
    assert shares == {"media": (12, 1.0), "loudspeaker": (12, 0.5), "family": (12, 0.0)}


def test_incremental_run_stores_the_same_figures_as_one_from_nothing(desks, engine, here, tmp_path):
    run_wave(engine, here, "quay-thu", asked_by="test")
    desks.answer(desks.places[0], answers=desks.answers() | {"S1": "online"})
    incremental = run_wave(engine, here, "quay-thu", asked_by="test")
    fresh = run_wave(engine, replace(here, data_dir=tmp_path / "other"), "quay-thu", asked_by="test")
    assert figures_of(engine, incremental.run) == figures_of(engine, fresh.run)
