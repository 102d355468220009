"""Logging in: argon2, a lock that grows, no hint which half was wrong, CSRF on every staff form."""
import re
import threading
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest

from survey_app import engine
from survey_app.login import attempts
from survey_app.login.attempts import FREE_FAILURES, Locked
from survey_app.login.passwords import check_password, set_password

PASSWORD = "mật khẩu đủ dài"


@pytest.fixture
def account(app) -> str:
    """An account of the Department."""
    with app.app_context():
        set_password(engine(), "so-noi-vu", PASSWORD, "department")
    return "so-noi-vu"


def send(client, path: str, **fields):
    page = client.get("/dang-nhap").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    return client.post(path, data={"csrf_token": token.group(1) if token else "", **fields})


def test_the_right_password_opens_and_leaving_closes(client, account):
    assert client.get("/ket-qua/").status_code == 302
    assert send(client, "/dang-nhap?next=/ket-qua/", username=account, password=PASSWORD).location == "/ket-qua/"
    page = client.get("/ket-qua/")
    assert page.status_code == 200 and account in page.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
    assert client.post("/dang-xuat", data={"csrf_token": token}).status_code == 302
    assert client.get("/ket-qua/").status_code == 302


def test_wrong_name_and_wrong_password_read_the_same(client, account):
    answers = [send(client, "/dang-nhap", username=name, password=word) for name, word in ((account, "sai"), ("ai-do", PASSWORD))]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("Tên đăng nhập hoặc mật khẩu không đúng." in answer.text for answer in answers)


def test_what_was_typed_stays_but_the_password(client, account):
    page = send(client, "/dang-nhap", username=account, password="sai").text
    assert f'value="{account}"' in page and "sai" not in re.sub("Lỗi[^<]*", "", page).split("password")[-1]


def test_an_empty_form_says_what_is_missing(client, account):
    page = send(client, "/dang-nhap", username="", password="")
    assert page.status_code == 422 and "Hãy nhập tên đăng nhập." in page.text and "Hãy nhập mật khẩu." in page.text


@pytest.fixture
def long_lock(monkeypatch):
    """The first lock outlasts whatever else keeps this machine busy."""
    monkeypatch.setattr(attempts, "FIRST_LOCK", 600)


def test_guessing_is_slowed_even_for_the_right_password(app, client, account, long_lock):
    with app.app_context():
        for _ in range(FREE_FAILURES):
            assert check_password(engine(), account, "sai") is None
        with pytest.raises(Locked):
            check_password(engine(), account, PASSWORD)
    assert send(client, "/dang-nhap", username=account, password=PASSWORD).status_code == 429


def test_an_unknown_name_is_slowed_like_a_known_one(app, client, account, long_lock):
    with app.app_context():
        for _ in range(FREE_FAILURES):
            assert check_password(engine(), "ai-do", "sai") is None
        with pytest.raises(Locked):
            check_password(engine(), "ai-do", "sai")
    assert send(client, "/dang-nhap", username="ai-do", password="sai").status_code == 429


def test_guesses_made_at_once_are_all_counted(app, account):
    outcomes = []

    def guess():
        with app.app_context():
            try:
                outcomes.append(check_password(engine(), account, "sai"))
            except Locked:
                outcomes.append("locked")
    threads = [threading.Thread(target=guess) for _ in range(FREE_FAILURES + 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(None) <= FREE_FAILURES and "locked" in outcomes


@pytest.mark.parametrize(("name", "status"), [("a\0", 400), ("a\nb", 422)])
def test_a_name_with_control_characters_is_refused(client, account, name, status):
    assert send(client, "/dang-nhap", username=name, password=PASSWORD).status_code == status


@pytest.mark.parametrize("path", ["/ket-qua/%00", "/api/v1/waves/%00/estimates", "/k/%00", "/ket-qua/?a=%00"])
def test_an_address_with_a_nul_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_a_form_without_its_token_is_refused(client, account):
    client.post("/dang-nhap", data={"username": account, "password": PASSWORD})
    assert client.get("/ket-qua/").status_code == 302


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", "/%09/example.org", "/%09%5Cexample.org", "/%0A%5Cexample.org", "/x%0D%0ASet-Cookie: a=b"])
def test_logging_in_never_leads_elsewhere(client, account, target):
    assert send(client, f"/dang-nhap?next={target}", username=account, password=PASSWORD).location == "/tong-quan/"


def test_a_session_ends_after_a_working_day(client, account, monkeypatch):
    send(client, "/dang-nhap", username=account, password=PASSWORD)
    for later, status in ((timedelta(hours=11), 200), (timedelta(hours=13), 302)):
        clock = SimpleNamespace(time=lambda later=later: time.time() + later.total_seconds())
        monkeypatch.setattr("itsdangerous.timed.time", clock)
        assert client.get("/ket-qua/").status_code == status


def test_a_form_that_stood_open_for_hours_is_still_taken(client, account, monkeypatch):
    send(client, "/dang-nhap", username=account, password=PASSWORD)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/ket-qua/").text).group(1)
    monkeypatch.setattr("itsdangerous.timed.time", SimpleNamespace(time=lambda: time.time() + 5 * 3600))
    assert client.post("/dang-xuat", data={"csrf_token": token}).location == "/dang-nhap"


def test_short_passwords_and_roleless_new_accounts_are_refused(app):
    with app.app_context():
        with pytest.raises(ValueError, match="at least 12"):
            set_password(engine(), "x", "ngắn", "department")
        with pytest.raises(LookupError, match="role"):
            set_password(engine(), "x", PASSWORD)


def test_the_hash_is_argon2(app, served_hasher, account):
    from sqlalchemy import select

    from survey_app.models import User
    with app.app_context(), engine().connect() as connection:
        assert connection.scalar(select(User.password_hash)).startswith("$argon2id$v=19$m=65536,t=3,p=4$")
