"""Accounts as functions: what may change, what is recorded, who must remain; on both kinds of database where they queue."""
from __future__ import annotations

import json
import threading
from datetime import date

import pytest
from sqlalchemy import insert, select

from survey_app.database import writing
from survey_app.login.passwords import set_password
from survey_app.models import AdminUnit, JournalEntry, Organisation, User
from survey_app.people.accounts import NameTaken, Profile, change_account, create_account, read_username, set_active
from survey_app.people.administrators import LastAdministrator

PASSWORD = "mật khẩu đủ dài"
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def add(engine, table, **values) -> int:
    with writing(engine).begin() as connection:
        return connection.execute(insert(table).values(**values)).inserted_primary_key[0]


def commune(engine, code: str) -> int:
    return add(engine, AdminUnit, code=code, name=f"xã {code}", level="commune", valid_from=date(2025, 7, 1))


def administrators(engine, number: int) -> list[int]:
    return [add(engine, User, username=f"quan-tri-{place}", password_hash="none", role="administrator", session_key=str(place)) for place in range(number)]


def recorded(engine) -> list[tuple[str, str, dict]]:
    with engine.connect() as connection:
        rows = connection.execute(select(JournalEntry.action, JournalEntry.subject, JournalEntry.details).order_by(JournalEntry.number))
        return [(row.action, row.subject, json.loads(row.details)) for row in rows]


@one_database
def test_what_changes_is_recorded_and_what_stays_is_not(engine):
    office, first, second = add(engine, Organisation, code="bd", name="Bưu điện", kind="buu_dien"), commune(engine, "09101"), commune(engine, "09102")
    user = create_account(engine, " BD-01 ", PASSWORD, Profile("surveyor", "Lê  Thị Mây", office, frozenset({first})))
    change_account(engine, user, Profile("supervisor", "Lê  Thị Mây", office, frozenset({second})))
    change_account(engine, user, Profile("supervisor", "Lê  Thị Mây", office, frozenset({second})))
    change_account(engine, user, Profile("auditor", "Lê  Thị Mây", None, frozenset({second})))
    assert recorded(engine) == [
        ("account.create", "bd-01", {"role": "surveyor", "organisation": "bd", "communes_added": ["09101"]}),
        ("account.change", "bd-01", {"role": ["surveyor", "supervisor"], "communes_added": ["09102"], "communes_removed": ["09101"]}),
        ("account.change", "bd-01", {"role": ["supervisor", "auditor"], "organisation": ["bd", None], "communes_removed": ["09102"]}),
    ]
    assert PASSWORD not in str(recorded(engine))


@one_database
@pytest.mark.parametrize("name", ["", "cli:root", "web:", "người-dùng", "a b", "-a", "a" * 61])
def test_names_that_will_not_do(engine, name):
    with pytest.raises(ValueError, match="expected 1 to 60"):
        create_account(engine, name, PASSWORD, Profile("auditor"))
    assert read_username(" Bd.01_x ") == "bd.01_x"


def test_a_name_is_given_once(engine):
    create_account(engine, "bd-01", PASSWORD, Profile("auditor"))
    with pytest.raises(NameTaken):
        create_account(engine, "BD-01", PASSWORD, Profile("surveyor"))
    assert len(recorded(engine)) == 1


@one_database
def test_the_last_administrator_stays_one(engine):
    (only,) = administrators(engine, 1)
    for attempt in (
        lambda: set_active(engine, only, active=False), lambda: change_account(engine, only, Profile("auditor")),
        lambda: set_password(engine, "quan-tri-0", PASSWORD, "department"),
    ):
        with pytest.raises(LastAdministrator):
            attempt()
    stopped = add(engine, User, username="cu", password_hash="none", role="administrator", session_key="cu", active=False)
    with pytest.raises(LastAdministrator):
        set_active(engine, only, active=False)
    set_active(engine, stopped, active=True)
    set_active(engine, only, active=False)
    assert recorded(engine) == [("account.reactivate", "cu", {}), ("account.deactivate", "quan-tri-0", {})]


def test_two_administrators_who_stop_each_other_leave_one(engine):
    pair, outcomes = administrators(engine, 2), []

    def stop(user: int) -> None:
        try:
            outcomes.append(set_active(engine, user, active=False))
        except LastAdministrator:
            outcomes.append("refused")

    threads = [threading.Thread(target=stop, args=(user,)) for user in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["None", "refused"]


@one_database
def test_an_account_nobody_has(engine):
    for attempt in (lambda: set_active(engine, 99, active=True), lambda: change_account(engine, 99, Profile("administrator"))):
        with pytest.raises(LookupError, match="no account with id 99"):
            attempt()
