"""Pages, forms, packing: the same rows however they are fetched."""
import csv
import gzip
import io
import json

import pytest

from survey_app.api import parameters
from survey_app.api.parameters import USUAL_ROWS

WAVE = "/api/v1/waves/quay-thu/estimates"


@pytest.fixture
def headers(run, bearer) -> dict:
    """A token that sees the run."""
    return bearer("provisional")


def test_pages_add_up_to_the_whole(client, headers):
    whole = client.get(WAVE, headers=headers).json["estimates"]
    found, address = [], f"{WAVE}?limit=4"
    while address:
        page = client.get(address, headers=headers)
        assert page.json["total"] == 6 and page.headers["X-Total-Count"] == "6"
        found += page.json["estimates"]
        address = page.json["next"]
    assert found == whole


def test_links_name_the_other_pages_and_keep_the_filters(client, headers):
    link = client.get(f"{WAVE}?domain_kind=service_point&limit=1&page=2", headers=headers).headers["Link"]
    assert 'page=1>; rel="first"' in link and 'page=1>; rel="prev"' in link and 'page=3>; rel="next"' in link and 'page=4>; rel="last"' in link
    assert link.count("domain_kind=service_point") == 4


def test_a_page_behind_the_last_is_empty(client, headers):
    page = client.get(f"{WAVE}?limit=4&page=9", headers=headers)
    assert (page.status_code, page.json["estimates"], page.json["next"]) == (200, [], None)


@pytest.mark.parametrize("query", ["limit=0", "limit=10001", "limit=x", "limit=1&page=0", "page=0", "page=1000001", "limit=1&limit=2", "limit=٣"])
def test_impossible_pages_are_refused(client, headers, query):
    answer = client.get(f"{WAVE}?{query}", headers=headers)
    assert answer.status_code == 400 and answer.json["parameter"] in ("limit", "page")


def test_without_a_limit_json_comes_in_pages_and_says_so(client, headers, monkeypatch):
    assert client.get(WAVE, headers=headers).json["limit"] == USUAL_ROWS
    monkeypatch.setattr(parameters, "USUAL_ROWS", 4)
    first = client.get(WAVE, headers=headers)
    assert (len(first.json["estimates"]), first.json["total"], first.json["limit"], first.json["page"]) == (4, 6, 4, 1) and 'rel="next"' in first.headers["Link"]
    second = client.get(f"{WAVE}?page=2", headers=headers).json
    assert client.get(first.json["next"], headers=headers).json == second and len(second["estimates"]) == 2


def test_a_csv_file_is_whole_unless_a_page_is_asked_for(client, headers, monkeypatch):
    monkeypatch.setattr(parameters, "USUAL_ROWS", 4)
    whole, page = (client.get(f"{WAVE}.csv{query}", headers=headers) for query in ("", "?page=2"))
    assert [len(list(csv.reader(io.StringIO(answer.text)))) for answer in (whole, page)] == [1 + 6, 1 + 2]
    assert "Link" not in whole.headers and whole.headers["X-Total-Count"] == "6" and 'rel="prev"' in page.headers["Link"]


@pytest.mark.parametrize("query", ["limit=4", "limit=4&release=latest", "limit=4&provisional=0"])
def test_all_pages_are_of_one_run_whatever_is_released_meanwhile(client, bearer, run, later_run, release, query):
    headers = bearer("released")
    release(1)
    first = client.get(f"{WAVE}?{query}", headers=headers).json
    release(2, of=later_run)
    assert client.get(first["next"], headers=headers).json["wave"]["run"]["id"] == first["wave"]["run"]["id"] == run
    assert client.get(f"{WAVE}?{query}", headers=headers).json["wave"]["run"]["id"] == later_run


def test_pages_of_provisional_figures_stay_with_their_run(client, headers, run):
    assert f"run={run}" in client.get(f"{WAVE}?limit=4&provisional=1", headers=headers).json["next"]


def test_fields_stand_in_the_order_of_the_contract(client, headers):
    row = json.loads(client.get(WAVE, headers=headers).text)["estimates"][0]
    assert list(row)[:8] == ["measure", "parent", "level", "label", "domain_kind", "domain", "n", "score"]


@pytest.mark.parametrize(("accept", "mimetype"), [
    ("text/csv", "text/csv"), ("*/*", "application/json"), ("text/html", "application/json"), ("text/csv;q=0.5, application/json", "application/json"), ("", "application/json"),
])
def test_the_client_chooses_the_form(client, headers, accept, mimetype):
    answer = client.get(WAVE, headers=headers | {"Accept": accept})
    assert answer.mimetype == mimetype and "Accept" in answer.headers["Vary"]


def test_packed_or_not_the_body_and_its_tag_are_the_same(client, headers):
    plain, packed = client.get(WAVE, headers=headers), client.get(WAVE, headers=headers | {"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data and len(packed.data) < len(plain.data) / 3
    assert packed.headers["ETag"] == plain.headers["ETag"] and packed.headers["ETag"].startswith("W/")
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert "Content-Encoding" not in client.get(WAVE, headers=headers | {"Accept-Encoding": "gzip;q=0"}).headers


def test_csv_pages_carry_their_links_in_the_header(client, headers):
    page = client.get(f"{WAVE}.csv?limit=2", headers=headers)
    assert 'rel="next"' in page.headers["Link"] and "estimates.csv?" in page.headers["Link"] and page.headers["X-Total-Count"] == "6"
    assert len(list(csv.reader(io.StringIO(page.text)))) == 3
    assert page.headers["Content-Disposition"] == "attachment; filename=quay-thu-estimates.csv"


def test_head_answers_without_a_body(client, headers):
    answer = client.head(WAVE, headers=headers)
    assert (answer.status_code, answer.data) == (200, b"") and answer.headers["ETag"]


def test_other_methods_and_addresses_are_refused_in_the_same_shape(client, headers):
    wrong, absent = client.delete(WAVE, headers=headers), client.get("/api/v1/nothing", headers=headers)
    assert (wrong.status_code, wrong.json["error"]) == (405, "method_not_allowed") and "GET" in wrong.headers["Allow"]
    assert (absent.status_code, absent.json["error"]) == (404, "not_found") and absent.json["message_vi"]
