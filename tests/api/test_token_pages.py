"""Pages of tokens: made once shown, used by day, revoked at once; an auditor looks on."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from survey_app import engine
from survey_app.models import ApiToken, ApiTokenUse
from tests.people.conftest import accounts, logged_in  # noqa: F401 - fixtures


@pytest.fixture
def admin(logged_in):  # noqa: F811
    """The administrator's client."""
    return logged_in("administrator")


def made(admin, **given) -> str:
    page = admin.post("/khoa-api/moi", data={"name": "Cổng dữ liệu", "scopes": ["released"], "days": "90"} | given)
    return page.text.split("<output>")[1].split("</output>")[0]


def test_a_token_is_shown_once_and_works(client, admin):
    token = made(admin, scopes=["released", "fieldwork"])
    assert client.get("/api/v1/desks", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    listed = admin.get("/khoa-api/").text
    assert "Cổng dữ liệu" in listed and "Số liệu đã công bố <span" in listed and "(fieldwork)" in listed and token not in listed


def test_it_ends_and_says_who_made_it(app, admin):
    made(admin)
    with app.app_context(), engine().connect() as connection:
        row = connection.execute(select(ApiToken.created_by, ApiToken.expires_at)).one()
    assert row.created_by == "administrator" and timedelta(days=89) < row.expires_at - datetime.now(UTC) < timedelta(days=91)


@pytest.mark.parametrize(("given", "said"), [({"name": "  "}, "Hãy nhập tên"), ({"scopes": []}, "ít nhất một quyền"), ({"scopes": ["all"]}, "scopes-error"), ({"days": "0"}, "days-error"), ({"name": "x" * 81}, "80 ký tự")])
def test_what_is_missing_is_said(app, admin, given, said):
    page = admin.post("/khoa-api/moi", data={"name": "Cổng dữ liệu", "scopes": ["released"], "days": "90"} | given)
    assert page.status_code == 422 and (said in page.text or 'class="error"' in page.text)
    with app.app_context(), engine().connect() as connection:
        assert connection.scalar(select(ApiToken.id)) is None


def test_a_taken_name_is_said(admin):
    made(admin)
    assert "đã có khóa khác dùng" in admin.post("/khoa-api/moi", data={"name": "Cổng dữ liệu", "scopes": ["released"], "days": "90"}).text


def test_a_leak_is_seen_by_day_and_ended(app, client, admin):
    headers = {"Authorization": f"Bearer {made(admin)}"}
    with app.app_context(), engine().begin() as connection:
        connection.execute(insert(ApiTokenUse).values(token_id=1, day=datetime.now(UTC).date() - timedelta(days=2), requests=4711, refused=23))
    client.get("/api/v1/waves", headers=headers)
    page = admin.get("/khoa-api/1").text
    assert '"token": 1<' in page  # by which the log's lines are found
    assert '<td class="num">4.711</td><td class="num">23</td>' in page and '<td class="num">1</td><td class="num">0</td>' in page
    assert "không mở được gì" in admin.post("/khoa-api/1/thu-hoi", follow_redirects=True).text
    assert client.get("/api/v1/waves", headers=headers).status_code == 401
    assert '<td class="num">1</td><td class="num">1</td>' in admin.get("/khoa-api/1").text and "Đã thu hồi" in admin.get("/khoa-api/").text


def test_an_auditor_reads_and_presses_nothing(admin, logged_in):  # noqa: F811
    made(admin)
    auditor = logged_in("auditor")
    for path in ("/khoa-api/", "/khoa-api/1", "/khoa-api/webhook/"):
        page = auditor.get(path)
        assert page.status_code == 200 and 'method="post"' not in page.text.split("<main")[1]
    assert auditor.post("/khoa-api/1/thu-hoi").status_code == 403 and auditor.get("/khoa-api/moi").status_code == 403
    assert logged_in("department").get("/khoa-api/").status_code == 403


def test_unknown_tokens(admin):
    assert admin.get("/khoa-api/9").status_code == 404 and admin.get("/khoa-api/99999999999").status_code == 404
