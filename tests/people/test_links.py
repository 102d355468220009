"""One-time links: one living link a case, spent by one response, ended by revoking; the token itself is not stored."""
from __future__ import annotations

import uuid
from datetime import date

import pytest
from sqlalchemy import select, update

from survey_app.codes import new_code
from survey_app.database import writing
from survey_app.intake import Submission, submit
from survey_app.links import LinkRefused, find_link, issue_links, revoke_links, spend_link
from survey_app.models import JournalEntry, OneTimeLink, Wave
from tests.fielding import field_desk, field_household


@pytest.fixture
def fielded(engine):
    """A household wave with one case: engine, wave, case."""
    return engine, *field_household(engine)


def reason(action) -> str:
    with pytest.raises(LinkRefused) as refused:
        action()
    return refused.value.reason


def found(engine, token: str):
    with engine.connect() as connection:
        return find_link(connection, token)


def test_a_link_leads_to_its_case_and_is_stored_as_a_digest(fielded):
    engine, wave, case = fielded
    (link,) = issue_links(engine, wave.code)
    assert (found(engine, link.token).case_id, found(engine, link.token).wave.code) == (case, wave.code)
    with engine.connect() as connection:
        assert link.token not in str(connection.execute(select(OneTimeLink)).all()) + str(connection.execute(select(JournalEntry)).all())


def test_issuing_again_makes_none_for_a_case_that_has_one_unless_asked_for(fielded):
    engine, wave, _ = fielded
    (first,) = issue_links(engine, wave.code)
    assert issue_links(engine, wave.code) == []
    (second,) = issue_links(engine, wave.code, "0001")
    assert reason(lambda: found(engine, first.token)) == "revoked" and found(engine, second.token)


def test_a_link_is_spent_once(fielded):
    engine, wave, _ = fielded
    (link,) = issue_links(engine, wave.code)
    with writing(engine).begin() as connection:
        spend_link(connection, found(engine, link.token).id)
        assert reason(lambda: spend_link(connection, 1)) == "revoked"
    assert reason(lambda: found(engine, link.token)) == "used"


def test_revoked_links_are_over_and_counted(fielded):
    engine, wave, _ = fielded
    (link,) = issue_links(engine, wave.code)
    assert (revoke_links(engine, wave.code, "0001"), revoke_links(engine, wave.code)) == (1, 0)
    assert reason(lambda: found(engine, link.token)) == "revoked"
    with engine.connect() as connection:
        assert list(connection.scalars(select(JournalEntry.action).order_by(JournalEntry.number))) == ["link.issue", "link.revoke"]


def test_an_answered_case_gets_no_link(fielded):
    engine, wave, case = fielded
    submit(engine, wave, Submission(str(uuid.uuid4()), {}, date(2025, 8, 1), case_id=case), channel="import")
    assert issue_links(engine, wave.code) == [] and reason(lambda: issue_links(engine, wave.code, "0001")) == "answered"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_where_there_is_nothing_to_link_to(fielded):
    engine, wave, _ = fielded
    desk = field_desk(engine)
    for action in (
        lambda: issue_links(engine, "khong-co"), lambda: issue_links(engine, wave.code, "9"), lambda: issue_links(engine, desk.wave_code),
        lambda: revoke_links(engine, wave.code, "9"), lambda: found(engine, new_code(20)),
    ):
        assert reason(action) == "unknown"
    with writing(engine).begin() as connection:
        connection.execute(update(Wave).values(state="closed"))
    assert reason(lambda: issue_links(engine, wave.code)) == "closed" and revoke_links(engine, wave.code) == 0
