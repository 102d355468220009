"""What people change is in the journal, in the transaction of the change: log-ins, tokens, codes, runs, files."""
from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from survey_app import engine
from survey_app.api.tokens import add_token, revoke_token
from survey_app.desks.desk_codes import issue, revoke
from survey_app.journal import acting
from survey_app.login.passwords import check_password, set_password
from survey_app.models import ApiToken, JournalEntry

PASSWORD = "mật khẩu đủ dài"


@pytest.fixture
def here(app):
    """Inside the application, as commands are."""
    with app.app_context():
        yield engine()


def recorded(engine) -> list[tuple]:
    with engine.connect() as connection:
        rows = connection.execute(select(JournalEntry.actor, JournalEntry.action, JournalEntry.subject, JournalEntry.details).order_by(JournalEntry.number))
        return [(*row[:3], json.loads(row.details)) for row in rows]


def test_log_ins_are_counted_without_passwords(here):
    set_password(here, "lan", PASSWORD, "auditor")
    for word in ("sai", "cũng sai", PASSWORD):
        check_password(here, "lan", word)
    check_password(here, "mật khẩu gõ nhầm chỗ", "x")
    check_password(here, "lan", PASSWORD, opens=False)
    assert recorded(here)[1:] == [
        (acting(), "login.failure", "lan", {"failures": 1, "active": True}), (acting(), "login.failure", "lan", {"failures": 2, "active": True}),
        ("lan", "login.success", "lan", {"failures_before": 2}),
    ]


def test_a_page_records_the_account_and_before_it_nobody(app, client, desk):
    with app.app_context():
        set_password(engine(), "lan", PASSWORD, "department")
    app.config["WTF_CSRF_ENABLED"] = False
    client.post("/dang-nhap", data={"username": "lan", "password": "sai"})
    client.post("/dang-nhap", data={"username": "lan", "password": PASSWORD})
    client.post(f"/ket-qua/{desk.wave_code}/tinh-lai")
    client.post(f"/ket-qua/{desk.wave_code}/tinh-lai")
    client.post(f"/ban-lam-viec/diem/{desk.code}/thu-hoi", data={"stop": "1"})
    with app.app_context():
        assert [entry[:3] for entry in recorded(engine())[1:]] == [
            ("web:", "login.failure", "lan"), ("lan", "login.success", "lan"), ("lan", "run.request", desk.wave_code), ("lan", "desk.revoke", "001"),
        ]


def test_tokens(here):
    token = add_token(here, "máy đọc")
    assert revoke_token(here, "máy đọc") and not revoke_token(here, "máy đọc")
    assert [entry[:3] for entry in recorded(here)] == [(acting(), "token.add", "máy đọc"), (acting(), "token.revoke", "máy đọc")]
    assert token not in str(recorded(here))


def test_desk_codes(here, desk):
    successor = revoke(here, desk.code)
    assert issue(here, desk.desk_id) == successor, "nothing was issued, so nothing is recorded"
    assert recorded(here) == [(acting(), "desk.revoke", "001", {"code": desk.code, "replaced_by": successor})]


def test_what_cannot_be_recorded_does_not_happen(here):
    with here.begin() as connection:
        connection.execute(text("DROP TABLE journal_head"))
    with pytest.raises(DBAPIError):
        add_token(here, "máy đọc")
    with here.connect() as connection:
        assert connection.scalar(select(ApiToken.name)) is None
