"""The contract of /api/openapi.json against the running application: Schemathesis sends what it allows and what it forbids."""
from __future__ import annotations

import shutil

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from survey_app import create_app, engine
from survey_app.api.openapi import document
from survey_app.api.tokens import add_token
from survey_app.models.people import TOKEN_SCOPES
from survey_app.settings import load_settings
from tests.api.stored import store_findings, store_release, store_run
from tests.fielding import FieldedDesk, field_desk
from tests.servers import SECRET

# Enough that each operation sees a few allowed and a few forbidden requests; `--hypothesis-seed` repeats them.
QUICK = settings(max_examples=6, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))
# A filter's values are those in the data, and a wave must exist: what fits the schema may still be refused with 400 or 404.
PLAIN = {"Accept-Encoding": "identity"}  # the in-process client unpacks nothing
BEYOND_A_SCHEMA = (positive_data_acceptance,)


class Place:
    """An application with a wave that has been released, and a token that opens everything."""

    def __init__(self, database_url: str, folder):
        self.app = create_app(load_settings({"DATABASE_URL": database_url, "SIPAS_DATA": str(folder), "SECRET_KEY": SECRET, "SIPAS_RATE_LIMITS": "0"}))
        with self.app.app_context():
            self.desk: FieldedDesk = field_desk(engine())
            with engine().begin() as connection:
                run = store_run(connection, self.desk.wave_id)
                store_findings(connection, run)
                store_release(connection, self.desk.wave_id, run)
            self.headers = PLAIN | {"Authorization": f"Bearer {add_token(engine(), 'máy thử', TOKEN_SCOPES)}"}


@pytest.fixture(scope="module")
def place(sqlite_template, tmp_path_factory) -> Place:
    """One for all tests of this module: the contract's reading changes nothing."""
    folder = tmp_path_factory.mktemp("contract")
    shutil.copy(sqlite_template, folder / "test.db")
    found = Place(f"sqlite:///{folder / 'test.db'}", folder)
    knock.behind = found.app
    yield found
    with found.app.app_context():
        engine().dispose()


def knock(environ, start_response):
    """The WSGI application that the schema knows from the start; behind it stands the one of the fixture."""
    return knock.behind(environ, start_response)


schema = schemathesis.openapi.from_dict(document())
schema.app = knock


def aim(case, place: Place) -> None:
    """Let a request with a readable wave or desk reach one that is there, so that what is behind it is tried too."""
    if case.path_parameters and isinstance(case.path_parameters.get("code"), str):
        case.path_parameters["code"] = place.desk.wave_code
    if case.method == "POST" and isinstance(case.body, dict) and isinstance(case.body.get("code"), str):
        case.body |= {"code": place.desk.code, "instrument": place.desk.digest}


@schema.parametrize()
@QUICK
def test_with_a_token_every_answer_is_as_described(case, place):
    aim(case, place)
    case.call_and_validate(headers=place.headers, excluded_checks=[*BEYOND_A_SCHEMA, ignored_auth])


@schema.exclude(method="POST").parametrize()
@settings(QUICK, max_examples=2, phases=(Phase.generate,))
def test_without_a_token_nothing_is_told(case, place):
    answer = case.call_and_validate(headers=PLAIN, excluded_checks=[positive_data_acceptance, ignored_auth])
    assert answer.status_code in (401, 404, 405) and answer.json()["error"]
