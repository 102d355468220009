"""Two accounts in one hand: whoever gave an account its password cannot release together with it; a third person can mend it."""
from __future__ import annotations

import pytest
from sqlalchemy import select

from survey_app.database import writing
from survey_app.journal import record
from survey_app.models import JournalEntry, User
from survey_app.releasing.two_persons import password_of, who_may_decide
from tests.releasing.published import add
from tests.releasing.test_two_persons import refusal_of, releases

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def given(stage, username: str, by: str, action: str = "account.password") -> None:
    """A password set, as the journal tells it."""
    with writing(stage.engine).begin() as connection:
        record(connection, by, action, username)


def third(stage, username: str = "third", role: str = "administrator") -> int:
    with writing(stage.engine).begin() as connection:
        return add(connection, User, username=username, password_hash="none", role=role, session_key=username)


@pytest.mark.parametrize("action", ["account.create", "account.password"])
@pytest.mark.parametrize(("account", "by"), [("second", "first"), ("first", "second")])
def test_who_gave_the_other_a_password_does_not_release_with_them(stage, proposed, decided, action, account, by):
    given(stage, account, by, action)
    proposed()
    assert refusal_of(decided) == "given_password"
    assert decided(release=False) is None  # refusing lets nothing out


def test_choosing_a_password_in_the_others_name_does_not_help(stage, proposed, decided):
    given(stage, "second", "first"), given(stage, "second", "second")
    proposed()
    assert refusal_of(decided) == "given_password"


def test_a_password_from_another_administrator_mends_it(stage, proposed, decided):
    third(stage)
    given(stage, "second", "first"), given(stage, "second", "third")
    decided(proposed())
    assert releases(stage) == [(1, "released", stage.run_id)]


def test_an_administrator_who_was_made_by_the_proposer_is_no_other(stage, proposed, decided):
    third(stage)
    given(stage, "third", "first", "account.create"), given(stage, "second", "third")
    proposed()
    assert refusal_of(decided) == "given_password"


def test_two_passwords_from_one_administrator_must_be_changed_by_one_of_the_two(stage, proposed, decided):
    given(stage, "first", "third", "account.create"), given(stage, "second", "third", "account.create")
    proposed()
    assert refusal_of(decided) == "same_giver"
    given(stage, "second", "second")
    assert decided()


def test_the_command_line_counts_as_the_account_of_its_users_name_alone(stage, proposed, decided):
    given(stage, "first", "cli:root"), given(stage, "second", "cli:root")
    number = proposed()
    given(stage, "second", "cli:first")
    assert refusal_of(decided) == "given_password"
    given(stage, "second", "cli:root")
    assert decided(number)
    with stage.engine.connect() as connection:
        assert '"passwords_set_by":["cli:root","cli:root"]' in connection.scalar(select(JournalEntry.details).where(JournalEntry.action == "release.release"))


def test_accounts_that_gave_each_other_passwords_end_the_search(stage, proposed, decided):
    given(stage, "second", "third"), given(stage, "third", "second")
    assert decided(proposed())


def test_a_proposer_is_told_who_can_decide(stage):
    third(stage), third(stage, "fourth", "surveyor")
    given(stage, "second", "first")
    with stage.engine.connect() as connection:
        able, unable = who_may_decide(connection, "first")
        assert password_of(connection, "third").set_by is None
    assert able == ["third"] and list(unable) == ["second"] and "nhờ một quản trị khác, không phải first" in str(unable["second"])


def test_the_message_names_every_link_of_the_chain(stage):
    third(stage)
    given(stage, "third", "first", "account.create"), given(stage, "second", "third")
    with stage.engine.connect() as connection:
        assert "(second ← third ← first)" in str(who_may_decide(connection, "first")[1]["second"])
