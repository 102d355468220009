"""GET waves and estimates: only with a living token, as JSON and as CSV."""
import csv
import io

import pytest
from sqlalchemy import insert, update

from survey_app import engine
from survey_app.models import Run
from tests.guards import drop_guards

WAVE = "/api/v1/waves/quay-thu/estimates"


@pytest.fixture
def token(app, desk, run, bearer) -> dict:
    """Headers with a living token that sees provisional figures; after the good run the wave has a failed one."""
    with app.app_context(), engine().begin() as connection:
        connection.execute(insert(Run).values(wave_id=desk.wave_id, state="failed", asked_by="test", reason="a reason"))
    return bearer("provisional")


def test_waves_are_listed_with_their_kind_and_run(client, token):
    [wave] = client.get("/api/v1/waves", headers=token).json["waves"]
    assert (wave["code"], wave["sample"], wave["run"]["counts"], wave["run"]["provisional"]) == ("quay-thu", "self-selected", {"n": 3}, True)


def test_estimates_are_unrounded(client, token):
    rows = client.get(WAVE, headers=token).json["estimates"]
    assert len(rows) == 6 and rows[0]["score"] == 85.123456789 and rows[0]["lo"] is None


def test_estimates_come_with_both_intervals_and_what_may_be_shown(client, token):
    shown = client.get(f"{WAVE}?measure=2&domain=all", headers=token).json["estimates"][0]
    assert (shown["lo_logit"], shown["hi_logit"], shown["deff"], shown["response_rate"]) == (79.5, 88.0, 1.4, 0.9)
    assert (shown["items_used"], shown["items_total"], shown["flag"], shown["suppressed"], shown["rank_lo"]) == (2, 3, "few_answers", None, None)
    hidden = client.get(f"{WAVE}?measure=2&domain=002", headers=token).json["estimates"][0]
    named = {"measure": "2", "parent": None, "level": "index", "label": "Tiếp cận", "label_en": "Access", "domain_kind": "service_point", "domain": "002", "suppressed": "few_answers",
             "unit": "percent", "max_score": 100.0}
    assert hidden == dict.fromkeys(shown) | named


def test_run_tells_its_diagnostics(client, token):
    assert client.get(WAVE, headers=token).json["wave"]["run"]["diagnostics"] == {"warnings": []}


def test_in_which_villages_people_were_asked_is_not_told(app, client, token):
    ground = {"frame": "d" * 64, "national": {}}
    with app.app_context(), engine().begin() as connection:
        drop_guards(connection, "run")
        connection.execute(update(Run).values(diagnostics={"warnings": [], "ground": ground | {"shared": [[["A", "T1"], ["A", "T1"]]]}}))
    assert client.get(WAVE, headers=token).json["wave"]["run"]["diagnostics"] == {"warnings": [], "ground": ground}


@pytest.mark.parametrize(("query", "found"), [("measure=2", 3), ("level=component", 3), ("domain=001", 2), ("domain=all&measure=2", 1), ("measure=2&measure=2.1", 6)])
def test_filters(client, token, query, found):
    assert len(client.get(f"{WAVE}?{query}", headers=token).json["estimates"]) == found


def test_csv_has_the_same_rows(client, token):
    answer = client.get(f"{WAVE}.csv?domain=all", headers=token)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.mimetype == "text/csv" and [row["measure"] for row in rows] == ["2", "2.1"]
    assert rows[0]["score"] == "85.123456789" and rows[0]["sample"] == "self-selected" and rows[0]["lo"] == ""
    assert (rows[0]["hi_logit"], rows[0]["flag"], rows[0]["suppressed"]) == ("88.0", "few_answers", "")
    assert (rows[0]["release"], rows[0]["provisional"]) == ("", "true")


def test_an_unknown_filter_value_or_wave_is_named_with_what_there_is(client, token):
    unknown = client.get(f"{WAVE}?colour=red", headers=token)
    assert unknown.status_code == 400 and "colour" in unknown.json["message"] and "domain_kind" in unknown.json["allowed"]
    value = client.get(f"{WAVE}?measure=2&measure=9", headers=token)
    assert (value.status_code, value.json["error"], value.json["parameter"], value.json["allowed"]) == (400, "unknown_value", "measure", ["2", "2.1"])
    wave = client.get("/api/v1/waves/other/estimates", headers=token)
    assert wave.status_code == 404 and "quay-thu" in wave.json["message"]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic abc"}, {"Authorization": "Bearer"}])
def test_without_a_living_token_nothing_is_told(client, token, headers):
    answer = client.get(WAVE, headers=headers)
    assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer" and "estimates" not in answer.json
    assert answer.json["message_vi"]
