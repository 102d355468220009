"""Whether an answer arrived: by its receipt, and by day at its desk. Nothing that was answered is shown, and who asks is recorded."""
from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select

from survey_app import engine as app_engine
from survey_app.codes import check_character, show_code
from survey_app.database import writing
from survey_app.desks.by_day import Day, list_days
from survey_app.desks.receipts import look_up
from survey_app.exclusions.deciding import exclude
from survey_app.exclusions.sheets import choose_by_numbers, find_wave
from survey_app.models import JournalEntry, Response
from tests.fielding import field_desk, field_household
from tests.people.conftest import accounts, logged_in  # noqa: F401 - fixtures

DESK = "/ban-lam-viec/diem"
LOOK = f"{DESK}/ma-nhan-phieu"


def receipt_of(body: str) -> str:
    return body + check_character(body)


FIRST, SECOND, NOBODYS = map(receipt_of, ("K7M4PXA2", "2345679A", "XXXXXXXX"))


def answer(connection, receipt: str, **where) -> int:
    row = {"submission_id": receipt, "receipt": receipt, "channel": "phone", "purpose": "original", "answers": '{"2.1.1": 5}', "answered_on": date(2025, 7, 2),
           "received_at": datetime(2025, 7, 2, 18, 30, tzinfo=UTC)}  # 01:30 of the next day in Vietnam
    return connection.execute(insert(Response).values(**row | where)).inserted_primary_key[0]


@pytest.fixture
def given(engine):
    """Two answers at a desk, of one day; the database and the desk."""
    desk = field_desk(engine)
    with writing(engine).begin() as connection:
        for receipt in (FIRST, SECOND):
            answer(connection, receipt, wave_id=desk.wave_id, service_point_id=desk.desk_id)
    return engine, desk


def looked(engine, typed: str):
    with writing(engine).begin() as connection:
        return look_up(connection, typed)


def entries(engine) -> list[tuple]:
    with engine.connect() as connection:
        rows = connection.execute(select(JournalEntry.subject, JournalEntry.details).where(JournalEntry.action == "receipt.look").order_by(JournalEntry.number))
        return [(subject, json.loads(details)) for subject, details in rows]


def test_a_receipt_tells_where_and_when_however_it_is_typed(given):
    engine, desk = given
    found = looked(engine, f" {show_code(FIRST).lower()} ")
    assert (found.wave, found.desk, found.answered_on, found.received_on, found.channel, found.reason) == (
        desk.wave_code, f"001 {'Bộ phận Một cửa xã Mây Trắng'}", date(2025, 7, 2), date(2025, 7, 3), "phone", None)
    assert entries(engine) == [(desk.wave_code, {"receipt": FIRST, "found": True})]


def test_an_answer_left_out_and_one_corrected_say_so(given):
    engine, desk = given
    with writing(engine).begin() as connection:
        wave = find_wave(connection, desk.wave_code)
        exclude(connection, wave, choose_by_numbers(connection, wave, FIRST, "out"), "staff_test", "Tập huấn.")
        first = connection.scalar(select(Response.id).where(Response.receipt == FIRST))
        answer(connection, NOBODYS, wave_id=desk.wave_id, service_point_id=desk.desk_id, supersedes_id=first)
    assert [looked(engine, receipt).reason for receipt in (FIRST, NOBODYS, SECOND)] == ["staff_test", "staff_test", None]
    with engine.connect() as connection:
        assert list_days(connection, desk.desk_id, most=9, skip=0) == [Day(date(2025, 7, 2), desk.wave_code, "Đợt thử tại quầy", 2, 1)]


def test_a_household_is_not_named(engine):
    wave, case = field_household(engine)
    with writing(engine).begin() as connection:
        answer(connection, FIRST, wave_id=wave.id, case_id=case, channel="link")
        answer(connection, SECOND, wave_id=wave.id, case_id=case, channel="paper", purpose="reinterview")
    found = looked(engine, FIRST)
    assert (found.wave, found.desk, found.channel) == ("ho-thu", None, "link")
    assert looked(engine, SECOND) is None  # nobody was given the receipt of a re-interview
    assert [details["found"] for _, details in entries(engine)] == [True, False]


@pytest.mark.parametrize("typed", ["", "K7M4", FIRST[:-1] + "2", "Nguyễn Văn A 0912 345 678"])
def test_of_a_slip_nothing_is_kept(given, typed):
    with pytest.raises(ValueError, match="expected a receipt of 9 characters"):
        looked(given[0], typed)
    assert entries(given[0]) == []


@pytest.fixture
def office(app, desk):
    """The application with one desk's answer."""
    with app.app_context(), writing(app_engine()).begin() as connection:
        answer(connection, FIRST, wave_id=desk.wave_id, service_point_id=desk.desk_id)
    return desk


@pytest.mark.parametrize("role", ["department", "auditor"])
def test_the_page_says_that_it_arrived_and_who_asked(app, office, logged_in, role):
    page = logged_in(role).post(LOOK, data={"receipt": FIRST}).text
    assert f"Phiếu {show_code(FIRST)} đã đến" in page and f'href="{DESK}/{office.desk_id}"' in page and "02/07/2025, qua điện thoại" in page and "03/07/2025" in page
    assert logged_in(role).post(LOOK, data={"receipt": SECOND}).text.count("Chưa có phiếu nào mang mã này") == 1
    with app.app_context(), app_engine().connect() as connection:
        assert connection.scalars(select(JournalEntry.actor).where(JournalEntry.action == "receipt.look")).all() == [role] * 2


def test_what_was_typed_wrongly_is_said(office, logged_in):
    said = logged_in("department").post(LOOK, data={"receipt": "K7M4"})
    assert said.status_code == 422 and "Mã này không đúng" in said.text
    assert logged_in("department").post(LOOK, data={"receipt": " "}).status_code == 422


def test_trying_receipts_is_slowed_down(office, logged_in):
    person = logged_in("department")
    statuses = [person.post(LOOK, data={"receipt": SECOND}, environ_base={"REMOTE_ADDR": "198.51.100.77"}).status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]


def test_a_desks_page_counts_by_day(office, logged_in):
    page = logged_in("auditor").get(f"{DESK}/{office.desk_id}").text
    assert "001 Bộ phận Một cửa xã Mây Trắng" in page and '02/07/2025</th><td>Đợt thử tại quầy' in page
    assert logged_in("auditor").get(f"{DESK}/999").status_code == 404
