"""What a score is of: 100, or the points that a measure earns in the leaders' survey."""
import csv
import io

import pytest

from survey_app import engine
from survey_app.models import QuestionFigure
from tests.api.stored import add, store_findings, store_run

WAVE = "/api/v1/waves/quay-thu"


@pytest.fixture
def in_points(app, desk) -> int:
    """A run as of the leaders' survey: measure 2 earns 22 points, 2.1 of them 4, the question 2.1.1 one."""
    with app.app_context(), engine().begin() as connection:
        run = store_run(connection, desk.wave_id, most_points={"2": 22, "2.1": 4, "2.1.1": 1})
        store_findings(connection, run)
        return run


def scales(client, bearer, name: str, by: str) -> dict:
    rows = client.get(f"{WAVE}/{name}", headers=bearer("provisional")).json[name]
    return {row[by]: (row["unit"], row.get("max_score")) for row in rows}


def test_scores_are_of_100_by_default(client, bearer, run):
    for name in ("measures", "estimates"):
        assert scales(client, bearer, name, "measure") == {"2": ("percent", 100.0), "2.1": ("percent", 100.0)}


@pytest.mark.usefixtures("in_points")
@pytest.mark.parametrize("name", ["measures", "estimates"])
def test_measures_that_earn_points_say_how_many(client, bearer, name):
    assert scales(client, bearer, name, "measure") == {"2": ("points", 22.0), "2.1": ("points", 4.0)}


@pytest.mark.usefixtures("in_points")
def test_differences_say_their_unit(client, bearer):
    assert scales(client, bearer, "differences", "measure") == {"2": ("points", None)}


def test_questions_are_shares_points_or_per_cent(app, client, bearer, in_points):
    with app.app_context(), engine().begin() as connection:
        for question in ("2.1.1", "A4"):
            add(connection, QuestionFigure, run_id=in_points, question=question, option="score", statistic="score", n=3, value=0.5)
    rows = client.get(f"{WAVE}/questions", headers=bearer("provisional")).json["questions"]
    found = {(row["question"], row["option"]): (row["unit"], row["max_score"]) for row in rows}
    assert found == {("2.1.1", "top2"): ("proportion", 1.0), ("2.1.1", "score"): ("points", 1.0), ("A4", "score"): ("percent", 100.0)}


@pytest.mark.usefixtures("in_points")
def test_a_filtered_page_and_a_file_have_them_too(client, bearer):
    headers = bearer("provisional")
    page = client.get(f"{WAVE}/estimates?measure=2.1&domain=all&limit=1", headers=headers).json
    assert (page["total"], page["estimates"][0]["max_score"]) == (1, 4.0)
    row = next(csv.DictReader(io.StringIO(client.get(f"{WAVE}/estimates.csv?measure=2", headers=headers).text)))
    assert (row["unit"], row["max_score"]) == ("points", "22.0")
