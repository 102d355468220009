"""Tokens: an end, scopes, revoking at once, and their use by day. The same on both databases."""
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from survey_app import create_app
from survey_app import engine as app_engine
from survey_app.api.tokens import add_token, revoke_token
from survey_app.api.uses import Uses, uses
from survey_app.models import ApiToken, ApiTokenUse, JournalEntry, now

WAVES = "/api/v1/waves"


def today():
    return datetime.now(UTC).date()


@pytest.fixture
def running(settings, database_url):
    """An application on a database of each kind, in its context."""
    app = create_app(replace(settings, database_url=database_url))
    with app.app_context():
        yield app
        uses().write()
        app_engine().dispose()


@pytest.fixture
def ask(running):
    """Ask for the waves with a token; the status."""
    return lambda token, path=WAVES: running.test_client().get(path, headers={"Authorization": f"Bearer {token}"})


def counted() -> list[tuple]:
    uses().write()
    with app_engine().connect() as connection:
        return [tuple(row) for row in connection.execute(select(ApiTokenUse.day, ApiTokenUse.requests, ApiTokenUse.refused))]


def test_a_token_ends_after_a_year_unless_said_otherwise(running):
    for name, days in (("một năm", 365), ("mười ngày", 10), ("mãi", None)):
        add_token(app_engine(), name, ["released"], **({} if days == 365 else {"days": days}))
    with app_engine().connect() as connection:
        ends = dict(connection.execute(select(ApiToken.name, ApiToken.expires_at)).all())
    assert ends["mãi"] is None
    assert all(abs(ends[name] - now() - timedelta(days=days)) < timedelta(minutes=1) for name, days in (("một năm", 365), ("mười ngày", 10)))


@pytest.mark.parametrize(("scopes", "days"), [([], 365), (["everything"], 365), (["released"], 0), (["released"], 3651)])
def test_impossible_tokens_are_not_made(running, scopes, days):
    with pytest.raises(ValueError, match="expected"):
        add_token(app_engine(), "máy", scopes, days)


def test_an_expired_token_is_told_so(ask):
    token = add_token(app_engine(), "máy")
    assert ask(token).status_code == 200
    with app_engine().begin() as connection:
        connection.execute(update(ApiToken).values(expires_at=now() - timedelta(seconds=1)))
    answer = ask(token)
    assert (answer.status_code, answer.json["error"]) == (401, "expired") and "hết hạn" in answer.json["message_vi"]


def test_a_revoked_token_is_dead_at_once_and_its_tries_are_seen(ask):
    token = add_token(app_engine(), "máy")
    assert ask(token).status_code == 200
    assert revoke_token(app_engine(), "máy") and not revoke_token(app_engine(), "máy")
    assert [ask(token).status_code for _ in range(3)] == [401, 401, 401]
    assert counted() == [(today(), 1, 3)]


def test_uses_add_up_over_several_writings(ask):
    token = add_token(app_engine(), "máy")
    for _ in range(3):
        ask(token)
    assert counted() == [(today(), 3, 0)]
    ask(token)
    ask(token, "/api/v1/desks")  # lacks the scope
    assert counted() == [(today(), 4, 1)]
    with app_engine().connect() as connection:
        assert now() - connection.scalar(select(ApiToken.last_used_at)) < timedelta(minutes=1)


def test_reading_writes_nothing_itself(ask):
    token = add_token(app_engine(), "máy")
    ask(token)
    with app_engine().connect() as connection:
        assert connection.scalar(select(ApiToken.last_used_at)) is None


def test_a_stranger_is_counted_for_no_token(ask):
    add_token(app_engine(), "máy")
    assert ask("sipas_guess").status_code == 401 and counted() == []


def test_what_cannot_be_written_is_kept(running, monkeypatch):
    add_token(app_engine(), "máy")
    counting, engine = Uses(), app_engine()
    counting.note(1, engine, "api.list_waves", "192.0.2.0/24")
    with monkeypatch.context() as broken:
        broken.setattr("survey_app.api.uses._add", lambda *_: (_ for _ in ()).throw(OperationalError("", {}, Exception("gone"))))
        counting.write()
    counting.note(1, engine, "api.list_waves", "192.0.2.0/24", refused=True)
    counting.write()
    with engine.connect() as connection:
        assert connection.execute(select(ApiTokenUse.requests, ApiTokenUse.refused)).all() == [(1, 1)]


def test_the_journal_knows_scopes_and_end_but_not_the_token(running):
    token = add_token(app_engine(), "máy", ["released", "fieldwork"], 30)
    with app_engine().connect() as connection:
        entry = connection.execute(select(JournalEntry.action, JournalEntry.subject, JournalEntry.details)).one()
    assert (entry.action, entry.subject) == ("token.add", "máy") and "fieldwork" in entry.details and token not in str(entry)


def test_commands(running):
    run = running.test_cli_runner().invoke
    from survey_app.commands.token import group
    made = run(group, ["add", "máy tỉnh", "--scope", "released", "--scope", "fieldwork", "--days", "30"])
    assert made.exit_code == 0 and made.output.startswith("sipas_")
    assert "exists already" in run(group, ["add", "máy tỉnh"]).output and run(group, ["add", "x", "--scope", "all"]).exit_code == 2
    listed = run(group, ["list"]).output
    assert "máy tỉnh\tliving\treleased,fieldwork" in listed and "last used never" in listed and made.output.strip() not in listed
    assert run(group, ["revoke", "máy tỉnh"]).exit_code == 0 and run(group, ["revoke", "máy tỉnh"]).exit_code == 1
    assert "revoked" in run(group, ["list"]).output


def test_a_name_is_kept_on_one_line_in_one_form_of_unicode(running):
    from survey_app.commands.token import group
    run = running.test_cli_runner().invoke
    assert run(group, ["add", " ma\u0301y   ti\u0309nh "]).exit_code == 0 and run(group, ["list"]).output.startswith("m\u00e1y t\u1ec9nh\t")
    assert run(group, ["revoke", "ma\u0301y ti\u0309nh"]).exit_code == 0
