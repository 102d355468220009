"""One case: its history, saying what became of it, replacing it; refusals in Vietnamese; the journal."""
from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from survey_app.models import JournalEntry
from survey_app.sampling.casework import dispose
from survey_app.waves import move_on
from tests.cases.conftest import HERE, THERE
from tests.sampling.conftest import WAVE


def at(serial: str, then: str = "") -> str:
    return f"/mau/{WAVE}/ho/{serial}{then}"


def journal(field) -> list[tuple]:
    with field.engine.connect() as connection:
        rows = connection.execute(select(JournalEntry.actor, JournalEntry.action, JournalEntry.details).where(JournalEntry.action == "case.event").order_by(JournalEntry.number))
        return [(row.actor, json.loads(row.details)) for row in rows]


@pytest.fixture
def serial(field) -> str:
    return field.serials(HERE)[0]


def test_a_surveyor_says_what_became_of_a_case(as_role, field, serial):
    client = as_role("surveyor")
    done = client.post(at(serial, "/ket-qua"), data={"code": "2.24", "reason": "đến ba lần"}, follow_redirects=True)
    assert "Đã ghi kết quả: Không có ai ở nhà sau các lần đến." in done.text and "đến ba lần" in done.text
    assert journal(field) == [("surveyor", {"serial": serial, "code": "2.24", "name": "surveyor", "reason": "đến ba lần"})]
    assert "Thay bằng hộ dự phòng" not in done.text


def test_a_supervisor_replaces_it_and_its_place_is_told_on_both(as_role, field, serial):
    client = as_role("supervisor")
    done = client.post(at(serial, "/thay"), data={"ground": "2.111", "why": "từ chối hai lần"}, follow_redirects=True)
    new = field.serials(HERE)[-1]
    assert done.request.path == at(new) and f"thay hộ của phiếu {serial}" in done.text
    old = client.get(at(serial)).text
    assert f"phiếu {new}" in old and "từ chối hai lần" in old and "Hộ gia đình từ chối" in old and "Thay hộ này" not in old
    assert journal(field) == [("supervisor", {"serial": serial, "code": "2.111", "name": "supervisor", "reason": "từ chối hai lần"})]


@pytest.mark.parametrize(("data", "words"), [
    ({"ground": "2.111", "why": " "}, "Hãy ghi lý do thay hộ."),
    ({"ground": "", "why": "vắng"}, "“Chưa thực hiện” không phải là lý do được thay hộ"),
    ({"ground": "1.1", "why": "vắng"}, "Hãy chọn một kết quả trong danh sách"),
    ({"ground": "2.111", "why": "x" * 501}, "Nhiều nhất 500 ký tự"),
])
def test_a_replacement_without_ground_is_refused(as_role, field, serial, data, words):
    answer = as_role("supervisor").post(at(serial, "/thay"), data=data)
    assert answer.status_code == 422 and words in answer.text and journal(field) == []


def test_a_used_up_reserve_and_a_second_replacement_are_told(as_role, field):
    client, (first, second, *_) = as_role("supervisor"), field.serials(HERE)
    assert client.post(at(first, "/thay"), data={"ground": "4.60", "why": "trống"}).status_code == 303
    assert "đã được thay, bằng hộ của phiếu" in client.post(at(first, "/thay"), data={"ground": "4.60", "why": "trống"}).text
    assert "Thôn này đã hết hộ dự phòng" in client.get(at(second)).text
    assert "đã hết hộ dự phòng" in client.post(at(second, "/thay"), data={"ground": "4.60", "why": "trống"}).text
    assert "không ghi được kết quả “Chưa thực hiện”" in client.post(at(first, "/ket-qua"), data={"code": "3.11"}).text


@pytest.mark.parametrize("code", ["", "1.1", "9.9"])
def test_only_what_people_may_say(as_role, field, serial, code):
    answer = as_role("supervisor").post(at(serial, "/ket-qua"), data={"code": code})
    assert answer.status_code == 422 and "Hãy chọn một kết quả trong danh sách" in answer.text


def test_an_answered_case_says_so_and_refuses(as_role, field, serial):
    field.answer(serial)
    client = as_role("supervisor")
    page = client.get(at(serial))
    assert "Hoàn thành phiếu" in page.text and "kết quả của hộ theo câu trả lời đó" in page.text and "Ghi kết quả tiếp xúc" not in page.text
    for then, data in (("/ket-qua", {"code": "2.24"}), ("/thay", {"ground": "2.24", "why": "vắng"})):
        assert "đã có câu trả lời" in client.post(at(serial, then), data=data).text


def test_a_half_keyed_form_refuses(as_role, field, serial):
    field.key_once(serial)
    client = as_role("supervisor")
    assert "đã nhập một lần, chờ người thứ hai" in client.get(at(serial)).text
    answer = client.post(at(serial, "/ket-qua"), data={"code": "2.24"})
    assert answer.status_code == 422 and "chờ người thứ hai nhập" in answer.text


def test_a_closed_wave_offers_nothing_and_refuses(as_role, field, serial):
    dispose(field.engine, WAVE, serial, "2.24", "an")
    move_on(field.engine, WAVE, "closed", anyway=True)
    client = as_role("department")
    assert 'method="post"' not in client.get(at(serial)).text.split("<main")[1]
    assert "Đợt khảo sát đã đóng" in client.post(at(serial, "/ket-qua"), data={"code": "2.24"}).text


def test_who_may_do_what(as_role, field, serial):
    """Role: sees the forms for saying an outcome and for replacing; what the doors answer."""
    expected = {"department": (True, True), "supervisor": (True, True), "surveyor": (True, False), "administrator": (False, False), "auditor": (False, False)}
    for role, (disposes, replaces) in expected.items():
        client = as_role(role)
        page = client.get(at(serial)).text
        assert ("Ghi kết quả tiếp xúc" in page, "Thay hộ này" in page) == (disposes, replaces), role
        assert (client.post(at(serial, "/ket-qua"), data={"code": ""}).status_code != 403) == disposes
        assert (client.post(at(serial, "/thay"), data={}).status_code != 403) == replaces
    assert as_role("reinterviewer").get(at(serial)).status_code == 403


@pytest.mark.parametrize("then", ["/ket-qua", "/thay"])
def test_another_commune_is_nobodys_to_change(as_role, field, then):
    there = field.serials(THERE)[0]
    assert as_role("supervisor").post(at(there, then), data={"code": "2.24", "ground": "2.24", "why": "vắng"}).status_code == 404
    assert journal(field) == []
