"""Every table of the API: its rows are those stored, its fields those of the contract, as JSON and as CSV."""
import csv
import io
from datetime import date

import pytest
from sqlalchemy import select, update

from survey_app import engine
from survey_app.api.catalogue import CATALOGUE
from survey_app.models import Run, Wave
from tests.api.stored import add
from tests.guards import drop_guards

WAVE = "/api/v1/waves/quay-thu"
# resource -> how many rows the stored run gives, and some of what stands in the first
ROWS = {
    "measures": (2, {"measure": "2", "parent": None, "level": "index", "label": "Tiếp cận", "label_en": "Access", "position": 0}),
    "domains": (3, {"domain_kind": "all", "domain": "all", "label": "Toàn bộ", "label_en": "Everyone", "n": 3}),
    "differences": (1, {"measure": "2", "level": "index", "comparison": "wave", "other": "quay-truoc", "difference": 2.63, "p_holm": 0.02, "lo": None}),
    "priorities": (1, {"position": 1, "measure": "2.1", "target": 90.0, "gap": 5.0, "index_closed": 1.0, "points_closed": None}),
    "questions": (1, {"question": "2.1.1", "option": "top2", "statistic": "share", "value": 0.5, "domain": "all", "change": 0.05, "change_from": "quay-truoc", "change_p_holm": 0.06}),
    "pulses": (1, {"domain": "001", "month": "2025-07", "score": 80.0, "expected": 82.0, "signal": None}),
}


@pytest.mark.parametrize("name", ROWS)
def test_findings_of_a_run(client, bearer, run, name):
    answer = client.get(f"{WAVE}/{name}", headers=bearer("provisional"))
    number, first = ROWS[name]
    rows = answer.json[name]
    assert (len(rows), answer.json["total"], answer.json["wave"]["run"]["id"]) == (number, number, run)
    assert {key: rows[0][key] for key in first} == first


def test_a_difference_from_the_wave_before_says_whether_its_figures_are_released(app, client, bearer, run):
    """The stored run does not say what it was compared with; then it is compared with a run that nobody released."""
    headers = bearer("provisional")

    def told() -> bool | None:
        return client.get(f"{WAVE}/differences?run={run}", headers=headers).json["differences"][0]["other_provisional"]

    assert told() is None
    with app.app_context(), engine().begin() as connection:
        method = connection.scalar(select(Run.method).where(Run.id == run))
        before = add(connection, Run, wave_id=connection.scalar(select(Run.wave_id).where(Run.id == run)), state="succeeded", asked_by="test", input_digest="e" * 64)
        drop_guards(connection, "run")
        connection.execute(update(Run).where(Run.id == run).values(method=method | {"previous": {"wave": "quay-truoc", "run": before}}))
    assert told() is True


def test_a_difference_across_a_break_has_notes(app, client, bearer, run):
    """The wave before opened in 2024; the run's in 2025, the year in which districts ended."""
    headers = bearer("provisional")
    assert client.get(f"{WAVE}/differences?run={run}", headers=headers).json["differences"][0]["notes"] is None
    with app.app_context(), engine().begin() as connection:
        wave = connection.execute(select(Wave).where(Wave.code == "quay-thu")).one()
        other = add(connection, Wave, code="quay-xua", title="Đợt xưa", kind="desk", state="closed", opens_on=date(wave.opens_on.year - 1, 7, 1), instrument_id=wave.instrument_id, index_name="sipas")
        before = add(connection, Run, wave_id=other, state="succeeded", asked_by="test", input_digest="e" * 64)
        drop_guards(connection, "run")
        method = connection.scalar(select(Run.method).where(Run.id == run))
        connection.execute(update(Run).where(Run.id == run).values(method=method | {"previous": {"wave": "quay-xua", "run": before}}))
    first = client.get(f"{WAVE}/differences?run={run}", headers=headers).json["differences"][0]
    assert first["notes"].startswith("Từ 01/7/2025 không còn cấp huyện") and first["notes_en"].startswith("Since 1 July 2025 there are no districts")


def test_domains_have_the_names_the_run_gave_them(client, bearer, run):
    rows = client.get(f"{WAVE}/domains?domain_kind=service_point", headers=bearer("provisional")).json["domains"]
    assert [(row["domain"], row["label"], row["label_en"], row["n"]) for row in rows] == [
        ("001", "Một cửa xã Mây Trắng", "Mây Trắng desk", 3), ("002", "002", "002", None)]


def test_runs_tell_of_failures(app, client, bearer, desk, run):
    with app.app_context(), engine().begin() as connection:
        add(connection, Run, wave_id=desk.wave_id, state="failed", asked_by="test", reason="hết chỗ trên đĩa")
    rows = client.get(f"{WAVE}/runs", headers=bearer("provisional")).json["runs"]
    assert [(row["state"], row["reason"]) for row in rows] == [("succeeded", None), ("failed", "hết chỗ trên đĩa")] and rows[0]["finished_at"].endswith("+00:00")
    assert client.get(f"{WAVE}/runs?state=failed", headers=bearer("provisional")).json["total"] == 1
    assert client.get(f"{WAVE}/runs?run={run}", headers=bearer("provisional")).json["total"] == 1


def test_waves_as_csv_name_run_and_release_by_number(client, bearer, run, release):
    release(1)
    [row] = csv.DictReader(io.StringIO(client.get("/api/v1/waves.csv", headers=bearer("released")).text))
    assert (row["code"], row["run"], row["release"], row["closes_on"]) == ("quay-thu", str(run), "1", "")


@pytest.mark.parametrize("path", ["/api/v1/waves?kind=household", f"{WAVE}/pulses?signal=lower", f"{WAVE}/differences?comparison=domain", f"{WAVE}/runs?state=failed", f"{WAVE}/cases?group=R"])
def test_what_can_be_but_is_not_there_gives_no_rows(client, bearer, run, path):
    answer = client.get(path, headers=bearer("provisional", "fieldwork"))
    assert (answer.status_code, answer.json["total"]) == (200, 0)


def test_what_can_not_be_is_refused_with_all_that_can(client, bearer, run):
    answer = client.get("/api/v1/waves?kind=survey", headers=bearer("released"))
    assert (answer.status_code, answer.json["allowed"]) == (400, ["household", "desk", "leaders"])


def test_words_that_look_like_a_formula_do_no_harm_in_a_table_program(app, client, bearer, desk):
    with app.app_context(), engine().begin() as connection:
        add(connection, Run, wave_id=desk.wave_id, state="failed", asked_by="test", reason="=1+1")
    [row] = csv.DictReader(io.StringIO(client.get(f"{WAVE}/runs.csv", headers=bearer("provisional")).text))
    assert row["reason"] == "'=1+1" and client.get(f"{WAVE}/runs", headers=bearer("provisional")).json["runs"][0]["reason"] == "=1+1"


@pytest.mark.parametrize("resource", CATALOGUE, ids=lambda resource: resource.name)
def test_json_and_csv_have_the_fields_of_the_contract(client, bearer, run, release, resource):
    release(1)
    headers, path = bearer("provisional", "fieldwork"), f"/api/v1{resource.path.replace('<code>', 'quay-thu')}"
    names = [field.name for field in resource.fields]
    body, header = client.get(path, headers=headers).json, next(csv.reader(io.StringIO(client.get(f"{path}.csv", headers=headers).text)))
    assert all(list(row) == names for row in body[resource.name])
    assert header == {"place": names, "wave": ["wave", *names], "run": ["wave", "sample", "run", *names, "release", "provisional", "corrected_by"]}[resource.of]


@pytest.mark.parametrize("name", ["priorities", "pulses", "differences"])
def test_a_table_without_rows_refuses_no_filter(app, client, bearer, later_run, name):
    value = {"priorities": "measure=2", "pulses": "month=2025-07", "differences": "domain=001"}[name]
    answer = client.get(f"{WAVE}/{name}?run={later_run}&{value}", headers=bearer("provisional"))
    assert (answer.status_code, answer.json[name]) == (200, [])


@pytest.mark.parametrize(("path", "find"), [("/api/v1/waves", lambda told: told["waves"][0]), (f"{WAVE}/measures", lambda told: told["wave"])])
def test_what_is_said_of_a_run_at_length_may_be_left_out(client, bearer, run, path, find):
    headers = bearer("provisional")
    whole, brief, same = (client.get(f"{path}{query}", headers=headers) for query in ("", "?method=0", "?method=1"))
    told = find(whole.json)["run"]
    assert told["method"] and told["counts"] and find(brief.json)["run"] == told | {"method": {}, "counts": {}, "diagnostics": {}}
    assert same.json == whole.json and brief.headers["ETag"] != whole.headers["ETag"]
    assert client.get(f"{path}?method=yes", headers=headers).json["error"] == "bad_parameter"


def test_pages_of_a_brief_answer_are_brief(client, bearer, run):
    headers = bearer("provisional")
    first = client.get(f"{WAVE}/measures?method=0&limit=1", headers=headers).json
    assert "method=0" in first["next"] and client.get(first["next"], headers=headers).json["wave"]["run"]["method"] == {}


def test_a_table_that_says_nothing_of_a_run_knows_no_such_wish(client, bearer, run):
    assert client.get(f"{WAVE}/releases?method=0", headers=bearer("provisional")).json["error"] == "unknown_filter"
