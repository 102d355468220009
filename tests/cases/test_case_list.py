"""The list of cases: what each account sees of it, filters, the search by serial."""
from __future__ import annotations

import re

import pytest
from sqlalchemy import insert, select

from survey_app.cases import reading
from survey_app.cases.reading import Wanted
from survey_app.database import writing
from survey_app.models import AdminUnit, Case, Psu, Wave
from survey_app.people.scopes import Scope, scope_of
from survey_app.sampling.casework import dispose, replace_case
from survey_app.sampling.serials import serial_of
from tests.cases.conftest import HERE, THERE, take_the_field
from tests.sampling.conftest import WAVE, add_wave

ALL = Scope(0, everywhere=True, organisation_id=None)
LIST = f"/mau/{WAVE}/"


def shown(page) -> list[str]:
    return re.findall(r'/ho/(\d+)"', page.text)


def commune_id(field, code: str) -> int:
    with field.engine.connect() as connection:
        return connection.scalar(select(AdminUnit.id).where(AdminUnit.code == code))


def test_every_case_stands_there_with_its_place_and_weight(as_role, field):
    page = as_role("department").get(LIST)
    assert shown(page) == sorted(field.serials(HERE) + field.serials(THERE)) and len(shown(page)) == 20
    assert "Chưa thực hiện" in page.text and "xã 01-01" in page.text and "Tất cả (20)" in page.text


@pytest.mark.parametrize("role", ["supervisor", "surveyor"])
def test_an_account_sees_its_own_communes(as_role, field, role):
    client = as_role(role)
    assert shown(client.get(LIST)) == field.serials(HERE) and 'class="num">10<' in client.get("/mau/").text
    assert shown(client.get(f"{LIST}?xa={commune_id(field, THERE)}")) == []
    assert client.get(f"{LIST}ho/{field.serials(THERE)[0]}").status_code == 404


def test_filters_by_commune_village_and_outcome(as_role, field):
    first, client = field.serials(THERE)[0], as_role("department")
    dispose(field.engine, WAVE, first, "2.111", "an")
    commune = commune_id(field, THERE)
    assert shown(client.get(f"{LIST}?xa={commune}")) == field.serials(THERE)
    with field.engine.connect() as connection:
        village = connection.scalar(select(Case.psu_id).where(Case.serial == first))
    assert len(shown(client.get(f"{LIST}?xa={commune}&thon={village}"))) == 5
    for outcome in ("R", "2.111"):
        assert shown(client.get(f"{LIST}?ket-qua={outcome}")) == [first]
    assert "Không có hộ nào có kết quả này" in client.get(f"{LIST}?ket-qua=4.10").text


@pytest.mark.parametrize("nonsense", ["ket-qua=9.9", "trang=0", "trang=99", "trang=x", "ket-qua=%27", "thon=3"])
def test_nonsense_in_the_address_shows_everything(as_role, field, nonsense):
    assert len(shown(as_role("department").get(f"{LIST}?{nonsense}"))) == 20


@pytest.mark.parametrize("nonsense", ["xa=-1", "xa=x", "xa=99999999999999"])
def test_no_such_commune(as_role, field, nonsense):
    assert as_role("department").get(f"{LIST}?{nonsense}").status_code == 404


def test_a_serial_is_found_however_it_is_typed(as_role, field):
    client, serial = as_role("surveyor"), field.serials(HERE)[0]
    for typed in (serial, serial.lstrip("0"), f" {serial} "):
        assert client.get(LIST, query_string={"so": typed}).location == f"{LIST}ho/{serial}"
    answer = client.get(LIST, query_string={"so": field.serials(THERE)[0]})
    assert answer.status_code == 200 and "Không có phiếu số" in answer.text


def test_pages_of_a_hundred(as_role, field):
    with writing(field.engine).begin() as connection:
        psu, wave = connection.scalar(select(Psu.id)), connection.scalar(select(Wave.id))
        connection.execute(insert(Case), [{"wave_id": wave, "psu_id": psu, "serial": serial_of(number)} for number in range(101, 201)])
    client = as_role("department")
    assert len(shown(client.get(LIST))) == 100 and len(shown(client.get(f"{LIST}?trang=2"))) == 20


def test_other_kinds_of_wave_have_no_such_pages(as_role, field):
    add_wave(field.engine, "quay-mau", kind="desk")
    client = as_role("department")
    for path in ("", "ty-le", "rut-mau", "co-mau", "ho/000013"):
        assert client.get(f"/mau/quay-mau/{path}").status_code == client.get(f"/mau/khong-co/{path}").status_code == 404
    assert "quay-mau" not in client.get("/mau/").text


def test_counts_lists_and_places_agree_on_both_databases(engine, tmp_path):
    field = take_the_field(engine, tmp_path)
    first = field.serials(HERE)[0]
    done = replace_case(engine, WAVE, first, "an", "nhà bỏ trống", "4.60")
    with engine.connect() as connection:
        wave = connection.scalar(select(Wave.id))
        own = scope_of(connection, field.people["surveyor"])
        assert reading.count_outcomes(connection, wave, Wanted(ALL)) == {"3.11": 20, "4.60": 1}
        assert reading.count_outcomes(connection, wave, Wanted(own)) == {"3.11": 10, "4.60": 1}
        rows = {row.serial: row for row in reading.list_cases(connection, wave, Wanted(own, outcome="NE"), most=100, skip=0)}
        assert rows.keys() == {first} and rows[first].replaced and rows[first].commune == "xã 01-01"
        assert reading.find_serial(connection, wave, done.serial, own) == done.serial
        (commune, name), = reading.communes_of(connection, wave, own)
        assert name == "xã 01-01" and len(reading.villages_of(connection, wave, Wanted(own, commune))) == 2
        assert [row.cases for row in reading.waves_with_cases(connection, own)] == [11]
