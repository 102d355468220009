"""Fieldwork by the API: counts that add up, and nobody named. The same on both databases."""
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select, update

from survey_app import create_app
from survey_app import engine as app_engine
from survey_app.api.tokens import add_token
from survey_app.api.uses import uses
from survey_app.batches.making import Bundling, create_batches
from survey_app.exclusions.deciding import exclude
from survey_app.exclusions.sheets import choose_by_numbers, find_wave
from survey_app.intake import Submission, submit
from survey_app.models import AdminUnit, Case, KeyedBy, Psu, User
from tests.answers import complete_answers
from tests.api.stored import add
from tests.fielding import field_desk, field_household

WAVE = "/api/v1/waves/ho-thu"


@pytest.fixture
def fielded(engine, settings, database_url):
    """A client with a fieldwork token, and a household wave of four cases in two communes: one answered on paper, one refused."""
    wave, first = field_household(engine)
    with engine.begin() as connection:
        units = [add(connection, AdminUnit, code=code, name=name, level="commune", valid_from=date(2025, 7, 1)) for code, name in (("09101", "xã Suối Ngà"), ("09102", "xã Mây Hồng"))]
        psu = connection.scalar(select(Case.psu_id))
        connection.execute(update(Psu).values(unit_id=units[0]))
        other = add(connection, Psu, stratum_id=connection.scalar(select(Psu.stratum_id)), code="002", name="thôn Mít", unit_id=units[1])
        for serial, village, disposition in (("0002", psu, "2.11"), ("0003", other, "3.11"), ("0004", other, "3.11")):
            add(connection, Case, wave_id=wave.id, psu_id=village, serial=serial, weight=2.0, disposition=disposition)
        person = add(connection, User, username="nhap-01", password_hash="none", role="surveyor", session_key="k")
    receipt = submit(engine, wave, Submission("5f0c9d1e-0000-4000-8000-000000000001", complete_answers(wave.instrument), date(2025, 7, 2), case_id=first), channel="paper")
    with engine.begin() as connection:
        moment = datetime(2025, 7, 2, 18, 30, tzinfo=UTC)  # 01:30 of the next day in Vietnam
        connection.execute(insert(KeyedBy).values(response_id=receipt.response_id, case_id=first, part="single", user_id=person, started_at=moment, finished_at=moment, seconds=300))
    app = create_app(replace(settings, database_url=database_url))
    with app.app_context():
        headers = {"Authorization": f"Bearer {add_token(app_engine(), 'máy', ['fieldwork'])}"}
        yield lambda path: app.test_client().get(path, headers=headers)
        uses().write()
        app_engine().dispose()


def rows_of(fielded, name: str, *fields: str) -> list[tuple]:
    return [tuple(row[field] for field in fields) for row in fielded(f"{WAVE}/{name}").json[name]]


def test_cases_by_disposition_and_commune(fielded):
    # The answered case gets its disposition 1.1 when its response is found.
    assert rows_of(fielded, "cases", "commune", "disposition", "group", "cases", "weighted") == [
        ("09101", "1.1", "I", 1, 1.0), ("09101", "2.11", "R", 1, 2.0), ("09102", "3.11", "UH", 2, 4.0)]
    assert [row["cases"] for row in fielded(f"{WAVE}/cases?commune=09102").json["cases"]] == [2]


def test_rates_by_aapor(fielded):
    # RR1 = I / (I+P + R+NC+O + UH+UO) = 1/4 in all, 1/2 in the first commune; COOP1 = I / (I+P+R+O) = 1/2; nobody was reached in the second.
    assert rows_of(fielded, "rates", "domain_kind", "domain", "I", "UH", "RR1", "COOP1") == [
        ("all", "all", 1, 2, 0.25, 0.5), ("commune", "09101", 1, 0, 0.5, 0.5), ("commune", "09102", 0, 2, 0.0, None)]


def test_batches_close_or_say_so(fielded, engine):
    create_batches(engine, "ho-thu", Bundling(3))
    found = rows_of(fielded, "batches", "number", "issued", "of_record", "keyed_once", "outstanding", "closes")
    assert found[0][:2] == (1, 3) and sum(row[1] for row in found) == 4
    assert [row[-1] for row in found] == [False, True]  # a form of the first is keyed, and nobody entered that it came back


def test_a_form_left_out_is_no_interview_and_stays_in_its_ledger(fielded, engine):
    create_batches(engine, "ho-thu", Bundling(3))
    fielded(f"{WAVE}/cases")  # the case learns of its response
    with engine.begin() as connection:
        wave = find_wave(connection, "ho-thu")
        exclude(connection, wave, choose_by_numbers(connection, wave, connection.scalar(select(Case.serial).where(Case.disposition == "1.1")), "out"), "fabricated", "Không ai đến.")
    assert rows_of(fielded, "cases", "commune", "disposition", "group", "cases", "weighted")[:2] == [("09101", "2.11", "R", 1, 2.0), ("09101", "3.90", "UO", 1, 1.0)]
    # RR1 = 0/4; COOP1 = I / (I+P+R+O) = 0/1: who was refused was reached, and of the form left out that is not known.
    assert rows_of(fielded, "rates", "domain_kind", "I", "UO", "RR1", "COOP1")[0] == ("all", 0, 1, 0.0, 0.0)
    assert rows_of(fielded, "batches", "number", "of_record", "excluded") == [(1, 1, 1), (2, 0, 0)]


def test_keying_by_vietnams_day(fielded):
    assert rows_of(fielded, "keying", "day", "part", "sheets", "seconds", "differing") == [("2025-07-03", "single", 1, 300, 0)]
    assert fielded(f"{WAVE}/keying?day=2025-07-03").json["total"] == 1
    assert fielded(f"{WAVE}/keying?day=2025-07-04").status_code == 400


@pytest.mark.parametrize("name", ["cases", "rates", "batches", "keying"])
def test_nobody_is_named(fielded, name):
    assert "nhap-01" not in fielded(f"{WAVE}/{name}").text and "0002" not in fielded(f"{WAVE}/{name}").text.replace("00000002", "")


def test_desks_with_their_codes(fielded, engine):
    desk = field_desk(engine)
    [row] = fielded("/api/v1/desks").json["desks"]
    assert (row["number"], row["commune"], row["code"], row["open_wave"], row["responses"]) == ("001", "09001", desk.code, "quay-thu", 0)
    assert row["address"].endswith(f"/k/{desk.code}")
