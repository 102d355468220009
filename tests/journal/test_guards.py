"""What the database itself refuses, whoever asks; on both kinds of database."""
from __future__ import annotations

import re
import uuid
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from survey_app.api.tokens import add_token
from survey_app.database import writing
from survey_app.intake import Submission, submit
from survey_app.links import issue_links
from survey_app.login.passwords import set_password
from survey_app.people.organisations import add_organisation
from tests.fielding import field_desk, field_household
from tests.guards import triggers_of

KEPT = {
    "journal": 3, "journal_head": 2, "response": 3, "case_": 1, "user_account": 1, "organisation": 1, "desk_code": 1, "api_token": 1, "one_time_link": 1,
}


@pytest.fixture
def full(kept):
    """A database with a row of everything that is kept."""
    field_desk(kept)
    wave, case = field_household(kept)
    issue_links(kept, wave.code)
    submit(kept, wave, Submission(str(uuid.uuid4()), {}, date(2025, 8, 1), case_id=case), channel="import")
    set_password(kept, "nguoi-thu", "mật khẩu đủ dài", "auditor")
    add_token(kept, "máy đọc")
    add_organisation(kept, "buu-dien", "Bưu điện tỉnh", "buu_dien")
    return kept


REFUSED = [f"DELETE FROM {table}" for table in KEPT] + [
    "UPDATE journal SET actor = 'ai khac' WHERE number = 3",
    "UPDATE response SET answers = '{}'",
    "UPDATE journal_head SET number = number - 1",
    "UPDATE journal_head SET number = number + 2",
    "INSERT INTO journal SELECT number - 10, at, actor, action, subject, details, previous_hash, hash FROM journal WHERE number = 3",
    "INSERT INTO journal SELECT number + 100, at, actor, action, subject, details, previous_hash, hash FROM journal WHERE number = 3",
]


def done_although_refused(engine, statements: list[str]) -> list[str]:
    """The statements that the database did not refuse for the reason a trigger gives."""
    done = []
    with writing(engine).begin() as connection:
        for statement in statements:
            try:
                with connection.begin_nested():
                    connection.execute(text(statement))
                done.append(statement)
            except DBAPIError as error:
                if not re.search("refused|one entry at a time", str(error.orig)):
                    done.append(f"{statement}: {error.orig}")
    return done


def test_the_database_refuses(full):
    assert done_although_refused(full, REFUSED) == []
    assert done_although_refused(full, ["UPDATE user_account SET active = active"]) == ["UPDATE user_account SET active = active"]


def test_a_closed_wave_takes_no_response_and_stays_closed(full):
    assert done_although_refused(full, ["UPDATE wave SET state = 'closed' WHERE code = 'ho-thu'"])
    columns = "wave_id, channel, purpose, case_id, language, answers, answered_on, received_at"
    correction = f"INSERT INTO response (submission_id, receipt, supersedes_id, {columns}) SELECT 'x', 'x', id, {columns} FROM response"
    assert done_although_refused(full, [correction, "UPDATE wave SET state = 'open' WHERE code = 'ho-thu'"]) == []
    assert done_although_refused(full, ["UPDATE wave SET title = 'Tên khác' WHERE code = 'ho-thu'", "UPDATE wave SET state = 'closed'"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_refuses_to_replace_a_row(full):
    assert done_although_refused(full, [f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" for table in ("journal", "response")]) == []


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_postgresql_refuses_to_empty_a_table(full):
    assert done_although_refused(full, [f"TRUNCATE {table} CASCADE" for table in KEPT]) == []


def test_every_trigger_stands(engine):
    """A migration that makes a table anew on SQLite loses its triggers: it must raise them again."""
    with engine.connect() as connection:
        lacking = {table for table in KEPT if not triggers_of(connection, table)}
        assert not lacking
        if connection.dialect.name == "sqlite":
            assert {table: len(triggers_of(connection, table)) for table in KEPT} == KEPT
