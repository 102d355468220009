"""Codes that lead nowhere each get a page that says why and what to do; codes typed loosely lead to their desk."""
from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from survey_app import engine
from survey_app.codes import check_character, show_code
from survey_app.database import writing
from survey_app.models import DeskCode, Wave, now
from tests.phone.conftest import ANSWERS


def change(app, table, **values):
    with app.app_context(), writing(engine()).begin() as connection:
        connection.execute(update(table).values(**values))


def mistype(code: str) -> str:
    return code[:8] + ("2" if code[8] != "2" else "3")


def test_a_mistyped_code(client, desk):
    answer = client.get(f"/k/{mistype(desk.code)}")
    assert answer.status_code == 404 and "Mã chưa đúng" in answer.text
    assert f'value="{mistype(desk.code)}"' in answer.text and "<title>Lỗi: " in answer.text


def test_an_unknown_code(client, desk):
    unknown = "23456789" + check_character("23456789")
    answer = client.get(f"/k/{unknown}")
    assert answer.status_code == 404 and "Không tìm thấy điểm này" in answer.text


def test_a_revoked_code(app, client, desk):
    change(app, DeskCode, revoked_at=now() + timedelta(seconds=1))
    answer = client.get(f"/k/{desk.code}")
    assert answer.status_code == 410 and "Mã này không còn dùng" in answer.text


@pytest.mark.parametrize("values", [
    {"state": "closed"}, {"state": "draft"},
    {"closes_on": date(2025, 7, 2)}, {"opens_on": date(2999, 1, 1)},
])
def test_a_desk_without_an_open_survey(app, client, desk, values):
    change(app, Wave, **values)
    answer = client.get(f"/k/{desk.code}")
    assert answer.status_code == 410 and "Hiện không có đợt lấy ý kiến" in answer.text


def test_a_survey_that_ends_during_a_visit(app, visitor, stored):
    visitor.answer(1, 2, 3, 4, 5, 6, 7, 8)
    change(app, Wave, state="closed")
    assert visitor.post(9, {}).status_code == 410 and stored() == []


def test_a_receipt_is_shown_after_the_survey_has_ended(app, visitor):
    visitor.answer(*ANSWERS)
    change(app, Wave, state="closed")
    assert len(visitor.receipt()) == 11


@pytest.mark.parametrize("write", [str.lower, show_code, lambda code: f" {code[:3]} {code[3:]} "])
def test_a_code_typed_loosely_leads_to_its_desk(client, desk, write):
    assert client.get("/k/", query_string={"code": write(desk.code)}).location == f"/k/{desk.code}"


def test_an_address_typed_loosely_leads_to_its_desk(client, desk):
    assert client.get(f"/k/{show_code(desk.code).lower()}").location == f"/k/{desk.code}"


def test_the_page_that_asks_for_a_code(client):
    answer = client.get("/k/")
    assert answer.status_code == 200 and 'name="code"' in answer.text and "Lỗi" not in answer.text


def test_a_wrong_code_typed_by_hand_is_shown_again(client):
    answer = client.get("/k/?code=<b>123</b>")
    assert answer.status_code == 404 and 'value="&lt;b&gt;123&lt;/b&gt;"' in answer.text


@pytest.mark.parametrize("path", ["/k/a/b/c", "/k/abc", "/k/%F0%9F%98%80", "/k/ABCDEFGHJ/99"])
def test_stray_addresses_get_the_same_help(client, path):
    answer = client.get(path)
    assert answer.status_code == 404 and 'name="code"' in answer.text


def test_a_page_number_that_does_not_exist_leads_to_the_first_missing_one(visitor):
    visitor.answer(1)
    assert visitor.get("/99").location == f"/k/{visitor.code}/2"


def test_guessing_codes_is_slowed_down(app, desk):
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    statuses = [app.test_client().get("/k/23456789A", environ_base=elsewhere).status_code for _ in range(61)]
    assert statuses[:60] == [404] * 60 and statuses[60] == 429


def test_a_busy_desk_is_not_slowed_down(app, desk):
    elsewhere = {"REMOTE_ADDR": "198.51.100.8"}
    assert {app.test_client().get(f"/k/{desk.code}", environ_base=elsewhere).status_code for _ in range(80)} == {200}
