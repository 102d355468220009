"""Proposing and deciding: two persons, reasons, what is frozen, who comes too late; on both kinds of database."""
from __future__ import annotations

import json
import threading

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from survey_app.database import writing
from survey_app.models import JournalEntry, Release, User, Wave, Webhook, WebhookDelivery, now
from survey_app.released import current_release, shown_run
from survey_app.releasing.deciding import Decision, decide
from survey_app.releasing.freezing import digest_of
from survey_app.releasing.refusal import Refused
from tests.releasing.published import add, add_run, change

one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def releases(stage) -> list:
    with stage.engine.connect() as connection:
        return connection.execute(select(Release.number, Release.state, Release.run_id).order_by(Release.number)).all()


def refusal_of(act, *args, **given) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **given)
    return refused.value.reason


def test_another_person_releases_and_the_table_is_frozen(stage, proposed, decided):
    with writing(stage.engine).begin() as connection:
        hooks = [add(connection, Webhook, name=name, url="https://nghe.example/", salt="s", active=active, created_by="first") for name, active in (("một", True), ("hai", False))]
    digest = decided(proposed())
    with stage.engine.connect() as connection:
        release = connection.execute(select(Release)).one()
        assert (release.state, release.number, release.digest) == ("released", 1, digest)
        assert digest_of(release.document) == digest
        assert [row["printed"] for row in release.document["rows"]] == ["85.00", "84.00", "86.00"]
        assert connection.scalars(select(WebhookDelivery.webhook_id).order_by(WebhookDelivery.webhook_id)).all() == hooks  # the stopped one is told when it is started
        entries = {entry.action: (entry.subject, json.loads(entry.details)) for entry in connection.execute(select(JournalEntry.action, JournalEntry.subject, JournalEntry.details))}
    assert entries["release.propose"][1]["account"] == "first"
    assert entries["release.release"] == ("ho-thu/1", {
        "account": "second", "run": stage.run_id, "reason": "Đồng ý", "document_digest": digest, "results_digest": digest_of(release.document["results"]),
        "proposer": "first", "passwords_set_by": [None, None], "corrects": None, "correction": None,
        "checklist_digest": digest_of(release.checklist), "asked_by": "test"})


def test_before_a_release_only_those_who_may_see_provisional_figures_see_any(stage, proposed, decided):
    with stage.engine.connect() as connection:
        assert shown_run(connection, stage.wave_id) is None
        assert shown_run(connection, stage.wave_id, provisional=True).provisional
    decided(proposed())
    with writing(stage.engine).begin() as connection:
        newer = add_run(connection, stage.wave_id, digest="e")
    with stage.engine.connect() as connection:
        shown = shown_run(connection, stage.wave_id, provisional=True)
        assert newer != shown.run.id == stage.run_id and shown.release.number == 1 and not shown.provisional


@one_database
def test_nobody_decides_on_the_own_proposal(stage, proposed, decided):
    proposed()
    assert refusal_of(decided, by=stage.people["first"]) == "same_person"
    with pytest.raises(IntegrityError, match="two_persons"), stage.engine.begin() as connection:  # the database stands behind it
        connection.execute(update(Release).values(state="refused", decided_by=stage.people["first"], decided_at=now()))


@one_database
def test_an_auditor_and_a_stopped_account_decide_nothing(stage, proposed, decided):
    proposed()
    assert refusal_of(decided, by=stage.people["watcher"]) == "no_right"
    change(stage, User, User.username == "second", active=False)
    assert refusal_of(decided) == "no_right"


@one_database
def test_both_acts_need_a_reason(stage, proposed, decided):
    assert refusal_of(proposed, reason="  ") == "no_reason"
    proposed()
    assert refusal_of(decided, reason=" ") == "no_reason"
    assert releases(stage) == [(1, "proposed", stage.run_id)]


def test_what_people_write_is_stored_composed_and_without_the_character_zero(stage, proposed, decided):
    decided(proposed(reason="Đo\u0323t\0 xong ", acknowledged={"ledger": "Kho\u0302ng"}))
    with stage.engine.connect() as connection:
        release = connection.execute(select(Release.reason, Release.checklist)).one()
    assert release.reason == "Đọt xong" and [item["acknowledged"] for item in release.checklist if item["acknowledged"]] == ["Không"]


@one_database
def test_a_refused_proposal_stays_and_its_number_is_not_used_again(stage, proposed, decided):
    proposed()
    assert decided(release=False, reason="Chưa xem xong") is None
    assert proposed() == 2
    assert releases(stage) == [(1, "refused", stage.run_id), (2, "proposed", stage.run_id)]
    with stage.engine.connect() as connection:
        assert current_release(connection, stage.wave_id) is None


@one_database
def test_one_proposal_waits_at_a_time(stage, proposed):
    proposed()
    assert refusal_of(proposed) == "pending"


@one_database
def test_the_run_that_was_looked_at_must_still_be_the_newest(stage, proposed):
    with writing(stage.engine).begin() as connection:
        newest = add_run(connection, stage.wave_id, digest="e")
    with pytest.raises(Refused, match=f"lần tính {newest} vừa xong"):
        proposed()
    assert proposed(newest) == 1


@one_database
def test_a_repeated_run_of_the_same_input_makes_no_proposal_stale(stage, proposed):
    with writing(stage.engine).begin() as connection:
        add_run(connection, stage.wave_id, digest="d")
    assert proposed() == 1


@one_database
def test_a_run_that_finishes_meanwhile_wants_the_deciders_own_words(stage, proposed, decided):
    proposed()
    with writing(stage.engine).begin() as connection:
        add_run(connection, stage.wave_id, digest="e")
    with pytest.raises(Refused, match="Lần tính là mới nhất"):
        decided()
    decided(acknowledged={"current": "Lần mới chỉ thêm phiếu thử."})
    with stage.engine.connect() as connection:
        release = connection.execute(select(Release.run_id, Release.checklist)).one()
    said = {item["code"]: (item["acknowledged"], item["by"]) for item in release.checklist if item["acknowledged"]}
    assert release.run_id == stage.run_id
    assert said == {"ledger": ("Không chia tập.", "first"), "current": ("Lần mới chỉ thêm phiếu thử.", "second")}


@one_database
def test_a_warning_without_written_words_is_refused(stage, proposed):
    assert refusal_of(proposed, acknowledged={}) == "unacknowledged"
    assert refusal_of(proposed, acknowledged={"ledger": "   "}) == "unacknowledged"
    assert releases(stage) == []


@one_database
def test_what_blocks_cannot_be_talked_away(stage, proposed, decided):
    proposed()
    change(stage, Wave, Wave.id == stage.wave_id, state="draft")
    assert refusal_of(decided, acknowledged={"closed": "không sao"}) == "blocked"
    assert decided(release=False) is None


@one_database
def test_a_second_release_of_a_closed_wave_says_what_was_wrong(stage, proposed, decided):
    decided(proposed())
    with writing(stage.engine).begin() as connection:
        newer = add_run(connection, stage.wave_id, digest="e", scores=(86.0, 85.0, 87.0))
    assert refusal_of(proposed, newer) == "no_correction"
    decided(proposed(newer, correction="Bản 1 thiếu 12 phiếu."))
    with stage.engine.connect() as connection:
        current, first = current_release(connection, stage.wave_id), connection.execute(select(Release.id, Release.document).where(Release.number == 1)).one()
    assert (current.number, current.corrects_id, current.correction) == (2, first.id, "Bản 1 thiếu 12 phiếu.")
    assert first.document["rows"][0]["printed"] == "85.00"  # the old one stays as it was


@one_database
def test_an_open_wave_is_released_again_without_a_correction(stage, proposed, decided):
    change(stage, Wave, Wave.id == stage.wave_id, state="open")
    written = {"ledger": "Không chia tập.", "closed": "Công bố quý."}
    decided(proposed(acknowledged=written))
    with writing(stage.engine).begin() as connection:
        newer = add_run(connection, stage.wave_id, digest="e")
    decided(proposed(newer, acknowledged=written))
    with stage.engine.connect() as connection:
        assert current_release(connection, stage.wave_id).corrects_id is None


@one_database
def test_nothing_released_is_nothing_to_correct(stage, proposed):
    assert refusal_of(proposed, correction="Sai rồi") == "nothing_to_correct"


@one_database
def test_unknown_waves_runs_and_numbers_are_told(stage, proposed, decided):
    assert refusal_of(proposed, 99) == "no_run"
    assert refusal_of(decided, 7) == "unknown"


def test_what_is_released_can_no_longer_be_changed(stage, proposed, decided):
    decided(proposed())
    for statement in ("UPDATE release SET digest = 'x'", "DELETE FROM release"):
        with pytest.raises(DBAPIError), stage.engine.begin() as connection:
            connection.execute(text(statement))


def at_once(*acts) -> list:
    """What each act returned or raised, started together."""
    start, ends = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        start.wait()
        try:
            ends[place] = act()
        except Refused as refused:
            ends[place] = refused.reason

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_of_two_who_decide_at_once_one_decides(stage, proposed):
    with writing(stage.engine).begin() as connection:
        third = connection.execute(insert(User).values(username="third", password_hash="none", role="administrator", session_key="third")).inserted_primary_key[0]
    number = proposed()
    by = (stage.people["second"], third)
    ends = at_once(*(lambda who=who: decide(stage.engine, stage.code, number, Decision(who, False, "Chưa")) for who in by))
    assert sorted(ends, key=str) == [None, "decided"]


def test_of_two_who_propose_at_once_one_proposes(stage, proposed):
    ends = at_once(proposed, lambda: proposed(by=stage.people["second"]))
    assert sorted(ends, key=str) == [1, "pending"]
