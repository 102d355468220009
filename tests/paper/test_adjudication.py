"""Deciding differences: by a third person, field by field, recorded; only then is there a response of record."""
from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from survey_app.channels.paper.adjudication import decide, open_dispute, read_dispute, waiting_sheets
from survey_app.channels.paper.progress import read_progress
from survey_app.channels.paper.refusals import Refused
from survey_app.channels.paper.statistics import read_operators
from survey_app.database import writing
from survey_app.models import FieldDecision, KeyedBy, Response
from tests.paper.fielded import Paper, field_paper

SECOND = {"1.1.1": 1, "A2": ["media", "other"], "A2.other": "báo làng", "D1": None}


@pytest.fixture
def disputed(paper) -> Paper:
    """A sheet that two people keyed differently in four fields."""
    paper.key("nhap-01", answers=paper.answers() | {"D1": "male"})
    paper.key("nhap-02", answers=paper.answers() | SECOND)
    return paper


def letters(paper: Paper, side: str) -> dict[str, str]:
    """What to choose in each differing field for this side."""
    with paper.engine.connect() as connection:
        dispute = read_dispute(connection, paper.wave, paper.serials[0], paper.people["giam-sat"])
    return {one.field.code: "AB"[one.sides.index(side)] for one in dispute.differences}


def settle(paper: Paper, choices: dict, typed: dict | None = None, who: str = "giam-sat"):
    return decide(paper.engine, paper.wave, paper.serials[0], paper.people[who], choices, typed or {})


def decisions_in(connection) -> dict[str, str]:
    return {row.item: row.side for row in connection.execute(select(FieldDecision.item, FieldDecision.side))}


def refused(action) -> Refused:
    with pytest.raises(Refused) as found:
        action()
    return found.value


def test_decisions_make_the_response_of_record_and_say_who_was_right(disputed):
    first = letters(disputed, "first")
    settle(disputed, first | {"1.1.1": "other", "D1": letters(disputed, "second")["D1"]}, {"1.1.1": "3"})
    with disputed.engine.connect() as connection:
        answers = json.loads(connection.scalar(select(Response.answers).where(Response.purpose == "original")))
        decisions = decisions_in(connection)
        decider = connection.execute(select(KeyedBy.user_id).where(KeyedBy.part == "adjudication")).scalar_one()
    assert answers == disputed.answers() | {"1.1.1": 3}
    assert decisions == {"1.1.1": "other", "A2": "first", "A2.other": "first", "D1": "second"}
    assert decider == disputed.people["giam-sat"].user_id


def test_writing_out_what_one_of_them_had_counts_as_that_one(disputed):
    settle(disputed, dict.fromkeys(letters(disputed, "first"), "other"), {"1.1.1": "1", "A2": "7 2", "A2.other": "báo làng", "D1": "1"})
    with disputed.engine.connect() as connection:
        decisions = decisions_in(connection)
    assert decisions == {"1.1.1": "second", "A2": "second", "A2.other": "second", "D1": "first"}


def test_neither_keyer_may_decide_and_nobody_twice(disputed):
    for who in ("nhap-01", "nhap-02"):
        assert refused(lambda who=who: settle(disputed, letters(disputed, "first"), who=who)).reason == "keyed_it"
    settle(disputed, letters(disputed, "first"))
    assert refused(lambda: decide(disputed.engine, disputed.wave, disputed.serials[0], disputed.people["nhap-03"], {}, {})).reason == "not_waiting"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_field_that_is_left_or_unreadable_is_named_and_nothing_is_stored(disputed):
    chosen = letters(disputed, "first")
    left = refused(lambda: settle(disputed, {code: choice for code, choice in chosen.items() if code != "A2"}))
    assert (left.reason, list(left.wrong)) == ("undecided", ["A2"])
    assert list(refused(lambda: settle(disputed, chosen | {"1.1.1": "other"}, {"1.1.1": "6"})).wrong) == ["1.1.1"]
    # The words are kept, the box that they explain is not: the validator names the field.
    clash = refused(lambda: settle(disputed, chosen | {"A2.other": letters(disputed, "second")["A2.other"]}))
    assert (clash.reason, list(clash.wrong)) == ("invalid", ["A2.other"])
    with disputed.engine.connect() as connection:
        assert connection.scalar(select(FieldDecision.item)) is None
        assert connection.scalar(select(Response.id).where(Response.purpose == "original")) is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_order_does_not_tell_who(engine):
    """A is now the first, now the second: over 20 sheets of one difference the chance of only one order is 2 in a million."""
    paper = field_paper(engine, sheets=20)
    orders = set()
    for serial in paper.serials:
        paper.key("nhap-01", serial)
        paper.key("nhap-02", serial, answers=paper.answers() | {"1.1.1": 1})
        with paper.engine.connect() as connection:
            orders |= {one.sides for one in read_dispute(connection, paper.wave, serial, paper.people["giam-sat"]).differences}
    assert orders == {("first", "second"), ("second", "first")}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_sheet_in_hand_keeps_another_decider_from_it(disputed):
    open_dispute(disputed.engine, disputed.wave, disputed.serials[0], disputed.people["giam-sat"])
    assert refused(lambda: open_dispute(disputed.engine, disputed.wave, disputed.serials[0], disputed.people["nhap-03"])).reason == "held"


def test_the_counts_close_at_every_step(paper):
    def counts(who: str = "nhap-01") -> tuple:
        with paper.engine.connect() as connection:
            found = read_progress(connection, paper.wave, paper.people[who])
            assert waiting_sheets(connection, paper.wave, paper.people[who])[0] == found.differing_for_me
        return found.to_key, found.keyed_once, found.second_for_me, found.differing, found.differing_for_me, found.of_record

    assert counts() == (3, 0, 0, 0, 0, 0)
    paper.key("nhap-01")
    assert counts() == (2, 1, 0, 0, 0, 0) and counts("nhap-02") == (2, 1, 1, 0, 0, 0)
    paper.key("nhap-02", answers=paper.answers() | SECOND)
    assert counts() == (2, 0, 0, 1, 0, 0) and counts("giam-sat") == (2, 0, 0, 1, 1, 0)
    settle(paper, letters(paper, "first"))
    assert counts() == (2, 0, 0, 0, 0, 1)
    paper.key("nhap-01", paper.serials[1])
    paper.key("nhap-02", paper.serials[1])
    assert counts() == (1, 0, 0, 0, 0, 2)


def test_who_sees_no_commune_sees_no_sheet(paper):
    with writing(paper.engine).begin() as connection:
        connection.exec_driver_sql("DELETE FROM account_scope")
    with paper.engine.connect() as connection:
        assert read_progress(connection, paper.wave, paper.people["nhap-01"]).cases == 0


def test_operators_are_told_apart_by_their_errors(disputed):
    settle(disputed, letters(disputed, "first") | {"1.1.1": "other"}, {"1.1.1": "3"})
    for serial in disputed.serials[1:]:
        disputed.key("nhap-02", serial, keystrokes=None, seconds=40)
        disputed.key("nhap-01", serial, seconds=60)
    with disputed.engine.connect() as connection:
        first, second = read_operators(connection, disputed.wave)
    # nhap-01 erred in 1.1.1, nhap-02 in all four fields; three sheets of 70 fields each. Seconds: 90, 60, 60 and 90, 40, 40.
    assert [(one.username, one.sheets, one.keystrokes, one.median_seconds) for one in (first, second)] == [("nhap-01", 3, 79, 60), ("nhap-02", 3, 79, 40)]
    assert [(one.rate.errors, one.rate.sheets, one.rate.fields) for one in (first, second)] == [(1, 3, 210), (4, 3, 210)]
    assert second.rate.lo < 4 / 210 < second.rate.hi
