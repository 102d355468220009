"""The document and its page: valid, complete, in both languages, and open to anybody."""
from openapi_spec_validator import validate

from survey_app.api.openapi import document
from survey_app.api.reading import READERS
from survey_app.api.submissions import ENVELOPE
from tests.people.conftest import accounts, logged_in  # noqa: F401 - fixtures


def test_it_is_valid_openapi_3_1(client):
    served = client.get("/api/openapi.json").json
    assert served["openapi"] == "3.1.0" and served == document()
    validate(served)


def test_every_route_of_the_api_is_in_it(app):
    described = {path.replace("{", "<").replace("}", ">") for path in document()["paths"]}
    routes = {rule.rule.removeprefix("/api/v1").replace("<int:", "<") for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    assert described == routes


def test_fields_and_parameters_speak_both_languages():
    parts = [*document()["components"]["schemas"].values()]
    fields = [field for schema in parts for field in schema["properties"].values()]
    assert len(fields) > 100 and all(field["description"] and field["x-description-en"] for field in fields)
    parameters = [one for methods in document()["paths"].values() for operation in methods.values() for one in operation.get("parameters", ())]
    assert len(parameters) > 100 and all(one["description"] != one["x-description-en"] for one in parameters)


def test_what_is_described_of_a_submission_is_what_is_read():
    assert ENVELOPE.keys() == READERS.keys()


def test_it_can_be_kept_and_packed(client):
    first = client.get("/api/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    assert client.get("/api/openapi.json", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_any_cache_may_keep_it_and_who_is_logged_in_leaves_nothing_in_it(logged_in):  # noqa: F811
    answer = logged_in("administrator").get("/api/openapi.json")
    assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == ("public, no-cache", "Accept-Encoding") and "Set-Cookie" not in answer.headers


def test_the_page_needs_no_log_in_and_no_other_host(client):
    page = client.get("/api/")
    assert page.status_code == 200 and "/waves/{code}/estimates" in page.text and "X-Sipas-Signature" in page.text
    assert 'src="http' not in page.text and 'href="http' not in page.text


def test_every_operation_stands_on_the_page(client):
    page = client.get("/api/").text
    for path, methods in document()["paths"].items():
        operation = next(iter(methods.values()))
        assert (f'id="{operation["operationId"]}"' in page) != path.endswith(".csv"), path
    assert all(f'id="{methods["post"]["operationId"]}"' in page for methods in document()["webhooks"].values()) and "PingMessage" not in page


def test_whatever_is_said_is_said_in_both_languages():
    def parts(node):
        if isinstance(node, dict):
            yield node
        for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from parts(child)
    said = [part for part in parts(document()) if isinstance(part.get("description"), str)]
    assert len(said) > 500 and [part for part in said if not part.get("x-description-en")] == []


def test_the_columns_of_a_file_are_those_that_are_described(client, bearer, run):
    headers = bearer("provisional")
    for name in ("waves", "waves/quay-thu/estimates", "waves/quay-thu/releases"):
        described = document()["paths"][f"/{name.replace('quay-thu', '{code}')}.csv"]["get"]["responses"]["200"]["content"]["text/csv"]["schema"]["description"]
        header = client.get(f"/api/v1/{name}.csv", headers=headers).text.splitlines()[0]
        assert described == f"Các cột: {header.replace(',', ', ')}"
