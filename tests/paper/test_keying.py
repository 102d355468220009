"""Keying in the database: who may key what, two people, equal and different, and what the database itself refuses."""
from __future__ import annotations

import json
import threading
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from survey_app.channels.paper.claims import LEASE, open_sheet
from survey_app.channels.paper.refusals import Refused
from survey_app.channels.paper.sheets import find_sheet, is_keyed_twice, largest_number, share_keyed_twice
from survey_app.database import writing
from survey_app.fielded import FieldedWave, find_wave
from survey_app.intake import Submission, submit
from survey_app.models import AccountScope, JournalEntry, KeyedBy, Response, SheetClaim, Wave, now
from survey_app.people.scopes import Scope
from tests.paper.fielded import DAY, field_paper

one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def stored(paper) -> list[tuple[str, str | None]]:
    """Purpose of every response with the part of its keyer, oldest first."""
    with paper.engine.connect() as connection:
        query = select(Response.purpose, KeyedBy.part).outerjoin(KeyedBy, KeyedBy.response_id == Response.id)
        return [tuple(row) for row in connection.execute(query.order_by(Response.id))]


def answers_of_record(paper) -> dict:
    with paper.engine.connect() as connection:
        return json.loads(connection.scalar(select(Response.answers).where(Response.purpose == "original")))


def refusal(action) -> str:
    with pytest.raises(Refused) as refused:
        action()
    return refused.value.reason


def test_one_keying_is_not_of_record_and_two_equal_ones_are(paper):
    paper.key("nhap-01")
    assert stored(paper) == [("first_keying", "first")]
    paper.key("nhap-02")
    assert stored(paper) == [("first_keying", "first"), ("second_keying", "second"), ("original", None)]
    assert answers_of_record(paper) == paper.answers()


def test_two_different_ones_wait_for_a_third_person(paper):
    paper.key("nhap-01")
    paper.key("nhap-02", answers=paper.answers() | {"1.1.1": 1, "D1": "female"})
    assert stored(paper) == [("first_keying", "first"), ("second_keying", "second")]
    with paper.engine.connect() as connection:
        assert connection.scalar(select(KeyedBy.differs).where(KeyedBy.part == "second")) == 2


@one_database
def test_what_was_done_is_in_the_journal_without_answers(paper):
    paper.key("nhap-01")
    paper.key("nhap-02", answers=paper.answers() | {"1.1.1": 1})
    with paper.engine.connect() as connection:
        entries = connection.execute(select(JournalEntry.action, JournalEntry.subject, JournalEntry.details)).all()
    assert [tuple(entry) for entry in entries] == [
        ("sheet.key", f"ho-thu/{paper.serials[0]}", '{"part":"first"}'), ("sheet.key", f"ho-thu/{paper.serials[0]}", '{"differs":1,"part":"second"}')]


@one_database
def test_outside_the_share_one_keying_is_of_record(engine):
    paper = field_paper(engine, share=0)
    paper.key("nhap-01")
    assert stored(paper) == [("original", "single")]
    assert refusal(lambda: paper.key("nhap-02")) == "done"


def test_the_share_is_a_hash_that_nobody_chooses():
    """Of 2000 serials 30 % give 600 with a standard deviation of 20.5; the set is the same whenever it is asked for, and grows with the share."""
    serials = [str(number) for number in range(2000)]
    chosen = {serial for serial in serials if is_keyed_twice("dot-1", serial, 0.3)}
    assert abs(len(chosen) - 600) < 80
    assert chosen == {serial for serial in serials if is_keyed_twice("dot-1", serial, 0.3)} < {serial for serial in serials if is_keyed_twice("dot-1", serial, 0.5)}
    assert chosen != {serial for serial in serials if is_keyed_twice("dot-2", serial, 0.3)}
    assert all(is_keyed_twice("dot-1", serial, 1) for serial in serials) and not any(is_keyed_twice("dot-1", serial, 0) for serial in serials)


@one_database
@pytest.mark.parametrize("share", [1.5, -0.1, "một nửa", True])
def test_an_impossible_share_is_named(paper, share):
    with writing(paper.engine).begin() as connection:
        connection.execute(update(Wave).values(design={"double_entry": share}))
    with paper.engine.connect() as connection, pytest.raises(ValueError, match="double_entry from 0 to 1"):
        share_keyed_twice(connection, paper.wave)


@one_database
def test_a_share_set_lower_later_does_not_skip_a_second_keying_that_was_begun(paper):
    paper.key("nhap-01")
    with writing(paper.engine).begin() as connection:
        connection.execute(update(Wave).values(design={"double_entry": 0}))
    paper.key("nhap-02")
    assert stored(paper)[-1] == ("original", None)


@one_database
def test_who_may_not_key(paper):
    paper.key("nhap-01")
    assert refusal(lambda: paper.key("nhap-01")) == "mine"
    assert refusal(lambda: paper.key("nhap-02", serial="000014")) == "mistyped"
    assert refusal(lambda: paper.key("nhap-02", serial="018006")) == "unknown"
    paper.key("nhap-02", answers=paper.answers() | {"1.1.1": 1})
    assert refusal(lambda: paper.key("nhap-03")) == "waiting"


@one_database
def test_a_sheet_of_another_commune_is_refused(paper):
    with writing(paper.engine).begin() as connection:
        connection.execute(AccountScope.__table__.delete().where(AccountScope.user_id == paper.people["nhap-01"].user_id))
    assert refusal(lambda: paper.key("nhap-01")) == "elsewhere"


@one_database
def test_a_closed_wave_takes_nothing(paper):
    with writing(paper.engine).begin() as connection:
        connection.execute(update(Wave).values(state="closed"))
        closed: FieldedWave = find_wave(connection, paper.wave.code)
    assert refusal(lambda: open_sheet(paper.engine, closed, paper.serials[0], paper.people["nhap-01"])) == "closed"


@one_database
def test_bad_answers_and_days_store_nothing(paper):
    assert refusal(lambda: paper.key("nhap-01", answers=paper.answers() | {"1.1.1": 6})) == "invalid"
    assert refusal(lambda: paper.key("nhap-01", answered_on=paper.wave.opens_on - timedelta(days=1))) == "outside"
    assert stored(paper) == []


@one_database
def test_the_same_submission_again_is_acknowledged_once_whatever_came_between(paper):
    sent = {"submission_id": str(uuid.uuid4())}
    paper.key("nhap-01", **sent)
    paper.key("nhap-02")
    paper.key("nhap-01", **sent)
    assert len(stored(paper)) == 3
    assert refusal(lambda: paper.key("nhap-03", **sent)) == "done"


@one_database
@pytest.mark.parametrize("typed", ["000013", "13", " 0000-13 "])
def test_a_serial_is_found_however_it_is_typed(paper, typed):
    with paper.engine.connect() as connection:
        assert find_sheet(connection, paper.wave, typed, paper.people["nhap-01"]).serial == "000013"
        assert largest_number(connection, paper.wave) == 3


def test_two_people_at_once_on_one_sheet_make_its_two_keyings(paper):
    """Both opened it before either was told; who comes second has keyed blind all the same, so nothing typed is lost."""
    barrier, outcomes = threading.Barrier(2), []

    def work(who: str) -> None:
        barrier.wait()
        outcomes.append(paper.key(who).serial)

    threads = [threading.Thread(target=work, args=(who,)) for who in ("nhap-01", "nhap-02")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [paper.serials[0]] * 2
    assert [purpose for purpose, _part in stored(paper)] == ["first_keying", "second_keying", "original"]


def test_two_people_at_once_on_a_sheet_keyed_once_leave_one(engine):
    paper = field_paper(engine, share=0)
    barrier, outcomes = threading.Barrier(2), []

    def work(who: str) -> None:
        barrier.wait()
        try:
            outcomes.append(paper.key(who).serial)
        except Refused as refused:
            outcomes.append(refused.reason)

    threads = [threading.Thread(target=work, args=(who,)) for who in ("nhap-01", "nhap-02")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [paper.serials[0], "done"] and stored(paper) == [("original", "single")]


@one_database
def test_who_has_a_sheet_in_hand_keeps_others_from_it_until_the_lease_ends(paper):
    first, second = (paper.people[name] for name in ("nhap-01", "nhap-02"))
    open_sheet(paper.engine, paper.wave, paper.serials[0], first)
    open_sheet(paper.engine, paper.wave, paper.serials[0], first)
    assert refusal(lambda: open_sheet(paper.engine, paper.wave, paper.serials[0], second)) == "held"
    with writing(paper.engine).begin() as connection:
        connection.execute(update(SheetClaim).values(expires_at=now() - timedelta(seconds=1)))
    open_sheet(paper.engine, paper.wave, paper.serials[0], second)
    with paper.engine.connect() as connection:
        held = connection.execute(select(SheetClaim)).one()
    assert held.user_id == second.user_id and held.expires_at - held.claimed_at <= LEASE + timedelta(seconds=1)


@one_database
def test_keying_ends_the_lease(paper):
    open_sheet(paper.engine, paper.wave, paper.serials[0], paper.people["nhap-01"])
    paper.key("nhap-01")
    open_sheet(paper.engine, paper.wave, paper.serials[0], paper.people["nhap-02"])


@one_database
def test_a_form_that_came_in_another_way_meanwhile_wins(paper):
    with paper.engine.connect() as connection:
        case = find_sheet(connection, paper.wave, paper.serials[0], Scope(1, True, None)).case_id
    paper.key("nhap-01")
    submit(paper.engine, paper.wave, Submission(str(uuid.uuid4()), paper.answers(), DAY, case_id=case), channel="import")
    assert refusal(lambda: paper.key("nhap-02")) == "done"


def keyed_by(paper, who: str, part: str, response_id: int, differs: int | None = None) -> dict:
    with paper.engine.connect() as connection:
        case = connection.scalar(select(KeyedBy.case_id))
    return {"response_id": response_id, "case_id": case, "part": part, "user_id": paper.people[who].user_id, "started_at": now(), "finished_at": now(), "seconds": 1, "differs": differs}


def test_the_database_refuses_a_person_twice_and_a_part_twice(paper):
    paper.key("nhap-01")
    paper.key("nhap-02", serial=paper.serials[1])
    for who, part in (("nhap-01", "second"), ("nhap-01", "adjudication"), ("nhap-02", "first")):
        with pytest.raises(IntegrityError), writing(paper.engine).begin() as connection:
            other = connection.scalar(select(func.max(Response.id))) + 0
            connection.execute(insert(KeyedBy).values(**keyed_by(paper, who, part, other, 0 if part == "second" else None)))


def test_the_database_refuses_to_change_who_keyed(paper):
    paper.key("nhap-01")
    for statement in ("UPDATE keyed_by SET user_id = user_id + 1", "DELETE FROM keyed_by"):
        with pytest.raises(DBAPIError, match="refused"), writing(paper.engine).begin() as connection:
            connection.execute(text(statement))
