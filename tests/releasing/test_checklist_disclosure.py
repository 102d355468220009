"""What the checklist tells of figures of few people."""
from __future__ import annotations

import pytest
from sqlalchemy import insert

from survey_app.database import writing
from survey_app.models import Estimate, Pulse, QuestionFigure
from survey_app.releasing.found import Found
from tests.releasing.published import CHECKED, METHOD
from tests.releasing.test_checklist import items, other_run, state

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_small_figure_that_is_shown_blocks(stage):
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(Estimate).values(run_id=stage.run_id, measure="1", domain_kind="stratum", domain="01", n=4, score=80.0))
    assert state(stage, "suppression") == "blocking"


@pytest.mark.parametrize("table", [QuestionFigure, Pulse])
def test_a_small_figure_of_a_question_or_a_month_that_is_shown_blocks(stage, table):
    small = {QuestionFigure: {"question": "C1", "option": "a", "statistic": "share", "n": 4, "value": 0.5}, Pulse: {"domain": "001", "month": "2025-01", "n": 4, "score": 80.0}}
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(table).values(run_id=stage.run_id, **small[table]))
    found = items(stage)["suppression"]
    assert found.state == "blocking" and "1 số liệu dưới 5 phiếu chưa ẩn" in found.words


@pytest.mark.parametrize(("people", "expected"), [(33, "warning"), (30, "ok"), (35, "ok")])
def test_a_figure_that_differs_from_the_released_one_by_a_few_people_wants_words(stage, proposed, decided, people, expected):
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(Estimate).values(run_id=stage.run_id, measure="1", domain_kind="stratum", domain="01", n=30, score=80.0))
    assert state(stage, "between_releases") == "ok"
    decided(proposed())
    later = other_run(stage)
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(Estimate).values(run_id=later, measure="1", domain_kind="stratum", domain="01", n=people, score=80.0))
    assert state(stage, "between_releases", later) == expected


@pytest.mark.parametrize(("acts", "score", "expected"), [(0, 80.5, "ok"), (1, 80.5, "warning"), (1, 80.0, "ok")])
def test_one_form_left_out_where_another_came_is_no_less_told_than_one_more(stage, proposed, decided, acts, score, expected):
    """A figure that moved with the same n: without an act of leaving out it was corrected, with one it can be one person in another's place."""
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(Estimate).values(run_id=stage.run_id, measure="1", domain_kind="stratum", domain="01", n=30, score=80.0))
    decided(proposed())
    later = other_run(stage, diagnostics=CHECKED | {"ground": {"exclusions": {"acts": acts, "last": acts}}})
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(Estimate).values(run_id=later, measure="1", domain_kind="stratum", domain="01", n=30, score=score))
    assert state(stage, "between_releases", later) == expected


def few_apart(stage, proposed, decided, table, values: dict, counts: tuple[int, ...]) -> dict:
    """Releases of runs whose figure has these people, then the items of a last run with as many as the last of `counts`."""
    for place, people in enumerate(counts):
        run = stage.run_id if place == 0 else other_run(stage, digest="efgh"[place])
        with writing(stage.engine).begin() as connection:
            connection.execute(insert(table).values(run_id=run, n=people, **values))
        if place < len(counts) - 1:
            decided(proposed(run, **({"correction": "Sai"} if place else {})))
    return items(stage, run)


def test_every_release_that_can_be_read_is_subtracted_from(stage, proposed, decided):
    """30, then 50, then 33 people: the current release is far away and the first one is not."""
    found = few_apart(stage, proposed, decided, Estimate, {"measure": "1", "domain_kind": "stratum", "domain": "01", "score": 80.0}, (30, 50, 33))["between_releases"]
    assert found.state == "warning" and "bản số 1: 1 số liệu, ở 1 (" in found.words and "bản số 2" not in found.words


def test_figures_of_questions_are_subtracted_too(stage, proposed, decided):
    found = few_apart(stage, proposed, decided, QuestionFigure, {"question": "C1", "option": "a", "statistic": "share", "value": 0.5}, (40, 42))["between_releases"]
    assert found.state == "warning" and "bản số 1: 1 số liệu, ở C1 (toàn đợt)" in found.words


def shares(stage, *told: dict) -> Found:
    """The item on disclosure, where everybody's share is one of 200 people, and these are told of groups."""
    about = {"run_id": stage.run_id, "question": "C1", "option": "a", "statistic": "share", "suppressed": None}
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(QuestionFigure), [about | {"domain_kind": "all", "domain": "all", "n": 200, "value": 0.5}])
        for one in told:
            connection.execute(insert(QuestionFigure), [about | {"domain_kind": "stratum", "domain": "01"} | one])
    return items(stage)["suppression"]


@pytest.mark.parametrize(("n", "chosen", "right"), [
    (29, 14, False), (30, 15, True), (60, 4, False), (60, 5, True), (60, 0, True), (60, 56, False), (60, 55, True), (60, 60, False), (200, 200, True),
])
def test_a_share_of_a_group_is_held_to_the_rule_that_hides_shares(stage, n, chosen, right):
    # hidden: groups under 30; 1 to 4 people behind it, or behind its opposite, or nobody behind that; a group that is everybody has nothing to hide
    found = shares(stage, {"n": n, "value": chosen / n})
    assert (found.state == "ok") == right
    assert right or "1 tỷ lệ của nhóm dưới 30 người, hoặc có 1–4 người đứng sau, chưa ẩn" in found.words


def test_two_best_levels_may_be_told_where_the_levels_are(stage):
    everybody = {"domain_kind": "all", "domain": "all", "option": "top2", "n": 200, "value": 0.5}
    best = {"option": "top2", "n": 40, "value": 1.0}
    assert shares(stage, everybody, best, {"n": 40, "value": 0.5}).state == "ok"


def test_two_best_levels_may_not_be_told_where_the_levels_are_hidden(stage):
    everybody = {"domain_kind": "all", "domain": "all", "option": "top2", "n": 200, "value": 0.5}
    best = {"option": "top2", "n": 40, "value": 1.0}
    assert shares(stage, everybody, best, {"n": None, "value": None, "suppressed": "few_answers"}).state == "blocking"


def test_a_run_without_rules_of_disclosure_blocks(stage):
    assert state(stage, "suppression", other_run(stage, method={key: value for key, value in METHOD.items() if key != "disclosure"})) == "blocking"


@pytest.mark.parametrize(("shown", "expected"), [(57, "blocking"), (50, "ok")])
def test_what_the_shown_parts_leave_must_not_be_few(stage, shown, expected):
    with writing(stage.engine).begin() as connection:  # of 60 people: 3 or 10 are left for the hidden part
        connection.execute(insert(Estimate).values(run_id=stage.run_id, measure="1", domain_kind="stratum", domain="01", n=shown, score=80.0))
        connection.execute(insert(Estimate).values(run_id=stage.run_id, measure="1", domain_kind="stratum", domain="02", suppressed="few_answers"))
    assert state(stage, "suppression") == expected


@pytest.mark.parametrize(("hidden", "expected"), [(False, "ok"), (True, "blocking")])
def test_people_who_left_the_question_blank_are_no_group_unless_another_is_hidden(stage, hidden, expected):
    run = other_run(stage, method=METHOD | {"domains": {"sex": {"label": {"vi": "Giới tính"}, "item": "D1", "names": {}}}})
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(Estimate).values(run_id=run, measure="1", domain_kind="sex", domain="male", n=57, score=80.0))
        if hidden:
            connection.execute(insert(Estimate).values(run_id=run, measure="1", domain_kind="sex", domain="other", suppressed="few_answers"))
    assert state(stage, "suppression", run) == expected
