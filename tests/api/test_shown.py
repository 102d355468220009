"""Which figures a token gets: those released, and the others only with the scope for them."""
import csv
import io

import pytest
from sqlalchemy import update

from survey_app import engine
from survey_app.models import Wave

WAVE = "/api/v1/waves/quay-thu/estimates"


def shown(client, headers, query=""):
    """Run, release, and whether provisional."""
    answer = client.get(f"{WAVE}?{query}", headers=headers)
    wave = answer.json.get("wave")
    return answer.status_code if wave is None else (wave["run"]["id"], wave["release"] and wave["release"]["number"], wave["run"]["provisional"])


def test_the_newest_release_is_what_readers_see(client, bearer, run, later_run, release):
    release(1)
    assert shown(client, bearer("released")) == (run, 1, False)
    release(2, of=later_run)
    assert shown(client, bearer("released")) == (later_run, 2, False)


def test_nothing_reaches_a_reader_before_a_release(client, bearer, run):
    answer = client.get(WAVE, headers=bearer("released"))
    assert (answer.status_code, answer.json["error"]) == (404, "not_released") and "85.1" not in answer.text
    [wave] = client.get("/api/v1/waves", headers=bearer("released")).json["waves"]
    assert (wave["run"], wave["release"]) == (None, None)


def test_a_proposed_release_is_none(app, client, bearer, run, release):
    from survey_app.models import Release
    release(1)
    with app.app_context(), engine().begin() as connection:
        row = dict(connection.execute(Release.__table__.select()).mappings().one())
        proposed = row | {"id": 9, "number": 2, "state": "proposed", "decided_by": None, "decided_at": None, "document": None, "digest": None}
        connection.execute(Release.__table__.insert(), proposed)
    assert client.get(f"{WAVE}?release=2", headers=bearer("provisional")).status_code == 404
    assert client.get("/api/v1/waves/quay-thu/releases/2", headers=bearer("released")).status_code == 404


@pytest.mark.parametrize("query", ["release=1", "release=latest", "provisional=0", ""])
def test_ways_to_ask_for_the_release(client, bearer, run, later_run, release, query):
    release(1)
    assert shown(client, bearer("released"), query) == (run, 1, False) == shown(client, bearer("provisional"), query)


def test_who_may_see_provisional_figures_asks_for_them(client, bearer, run, later_run, release):
    release(1)
    reader, insider = bearer("released"), bearer("provisional")
    assert shown(client, insider, "provisional=1") == (later_run, None, True) == shown(client, insider, f"run={later_run}")
    for query in ("provisional=1", f"run={later_run}", "run=999"):
        refused = client.get(f"{WAVE}?{query}", headers=reader)
        assert (refused.status_code, refused.json["error"], refused.json["scope"]) == (403, "missing_scope", "provisional")
    assert shown(client, reader, f"run={run}") == (run, 1, False)  # this one was released


@pytest.mark.parametrize(("query", "status", "said"), [
    ("run=999", 404, "runs: 1"), ("release=7", 404, "releases: 1"), ("release=newest", 400, "latest or a whole number"), ("run=-1", 400, "whole number"),
    ("run=1&release=1", 400, "only one of"), ("run=1&run=2", 400, "once"), ("provisional=yes", 400, "0 or 1"), ("run=99999999999", 400, "whole number"),
])
def test_what_cannot_be_asked_is_named(client, bearer, run, release, query, status, said):
    release(1)
    answer = client.get(f"{WAVE}?{query}", headers=bearer("provisional"))
    assert answer.status_code == status and said in answer.json["message"] and answer.json["message_vi"]


def test_releases_with_their_frozen_tables_and_corrections(client, bearer, run, later_run, release):
    first = release(1)
    release(2, of=later_run, corrects_id=first, correction="Sai số phiếu.")
    rows = client.get("/api/v1/waves/quay-thu/releases", headers=bearer("released")).json["releases"]
    assert [(row["number"], row["run"], row["corrects"], row["correction"]) for row in rows] == [(1, run, None, None), (2, later_run, 1, "Sai số phiếu.")]
    frozen = client.get("/api/v1/waves/quay-thu/releases/2", headers=bearer("released"))
    assert frozen.json == {"wave": "quay-thu", "number": 2, "digest": f"{2:064d}", "corrected_by": None, "document": {"title": "Bảng thử", "rows": []}}
    assert client.get(WAVE, headers=bearer("released")).json["wave"]["release"]["corrects"] == 1


def test_a_corrected_release_says_so_everywhere(client, bearer, run, later_run, release):
    headers, address = bearer("released"), "/api/v1/waves/quay-thu/releases/1"
    first = release(1)
    before = client.get(address, headers=headers)
    release(2, of=later_run, corrects_id=first, correction="Sai số phiếu.")
    after = client.get(address, headers=headers | {"If-None-Match": before.headers["ETag"]})
    assert (before.json["corrected_by"], after.status_code, after.json["corrected_by"], after.json["digest"]) == (None, 200, 2, before.json["digest"])
    assert client.get(f"{WAVE}?release=1", headers=headers).json["wave"]["release"]["corrected_by"] == 2
    assert client.get(f"{WAVE}?release=2", headers=headers).json["wave"]["release"]["corrected_by"] is None
    assert [row["corrected_by"] for row in client.get("/api/v1/waves/quay-thu/releases", headers=headers).json["releases"]] == [2, None]
    header, row, *_ = csv.reader(io.StringIO(client.get(f"{WAVE}.csv?release=1", headers=headers).text))
    assert dict(zip(header, row, strict=True))["corrected_by"] == "2"


@pytest.mark.parametrize(("path", "scope"), [
    ("waves/quay-thu/runs", "provisional"), ("waves/quay-thu/rates", "fieldwork"), ("waves/quay-thu/batches", "fieldwork"), ("desks", "fieldwork"),
])
def test_a_missing_scope_is_said(client, bearer, run, path, scope):
    refused = client.get(f"/api/v1/{path}", headers=bearer("released"))
    assert (refused.status_code, refused.json["error"], refused.json["scope"]) == (403, "missing_scope", scope)
    assert "this one has: released" in refused.json["message"]
    assert client.get(f"/api/v1/{path}", headers=bearer(scope)).status_code == 200


@pytest.mark.parametrize(("scope", "told"), [("released", True), ("provisional", True), ("fieldwork", False), ("metrics", False)])
def test_only_who_may_see_figures_is_told_of_the_run_of_a_wave(client, bearer, run, release, scope, told):
    release(1)
    [wave] = client.get("/api/v1/waves", headers=bearer(scope)).json["waves"]
    assert (wave["run"] is not None, wave["release"] is not None) == (told, told) and wave["title"]


def test_fieldwork_opens_no_figures(client, bearer, run, release):
    release(1)
    assert client.get(WAVE, headers=bearer("fieldwork")).status_code == 403


def test_an_etag_holds_until_what_is_told_changes(app, client, bearer, run, release):
    release(1)
    headers = bearer("released")
    first = client.get(WAVE, headers=headers)
    again = client.get(WAVE, headers=headers | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"") and first.headers["Cache-Control"] == "private, no-cache"
    assert client.get(f"{WAVE}?level=index", headers=headers | {"If-None-Match": first.headers["ETag"]}).status_code == 200
    with app.app_context(), engine().begin() as connection:
        connection.execute(update(Wave).values(state="closed"))
    assert client.get(WAVE, headers=headers | {"If-None-Match": first.headers["ETag"]}).status_code == 200
