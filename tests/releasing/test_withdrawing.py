"""Taking a proposal back; a proposer who left; a clock that was set back: what is decided then, and what not."""
from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from survey_app import engine as app_engine
from survey_app.database import writing
from survey_app.journal import chain, record, verify
from survey_app.models import JournalEntry, Release, User, now
from survey_app.releasing import clock
from survey_app.releasing.deciding import Decision, decide
from survey_app.releasing.proposing import Proposal, propose
from survey_app.releasing.withdrawing import withdraw
from tests.guards import drop_guards
from tests.releasing.published import change, set_stage
from tests.releasing.test_two_persons import one_database, refusal_of, releases


def take_back(stage, number: int = 1, by: str = "first", reason: str = "Nhầm lần tính") -> None:
    withdraw(stage.engine, stage.code, number, stage.people[by], reason)


def test_a_proposal_is_taken_back_and_another_made(stage, proposed, decided):
    take_back(stage, proposed())
    with stage.engine.connect() as connection:
        row = connection.execute(select(Release.state, Release.decided_by, Release.decision)).one()
        entry = connection.execute(select(JournalEntry.action, JournalEntry.subject, JournalEntry.details).order_by(JournalEntry.number.desc()).limit(1)).one()
    assert tuple(row) == ("withdrawn", None, "Nhầm lần tính")
    assert (entry.action, entry.subject, json.loads(entry.details)) == ("release.withdraw", "ho-thu/1", {"account": "first", "run": stage.run_id, "reason": "Nhầm lần tính"})
    assert refusal_of(decided) == "decided"
    decided(proposed())
    assert [state for _, state, _ in releases(stage)] == ["withdrawn", "released"]


def test_what_was_taken_back_never_changes(stage, proposed):
    take_back(stage, proposed())
    for state in ("proposed", "released"):
        with pytest.raises(DBAPIError, match="refused"):
            change(stage, Release, Release.number == 1, state=state, decided_by=stage.people["second"])


@one_database
def test_only_whoever_proposed_takes_it_back_with_a_reason_and_once(stage, proposed, decided):
    assert refusal_of(take_back, stage) == "unknown"
    proposed()
    assert refusal_of(take_back, stage, by="second") == "not_yours"
    assert refusal_of(take_back, stage, reason=" ") == "no_reason"
    decided(release=False)
    assert refusal_of(take_back, stage) == "decided"
    assert [state for _, state, _ in releases(stage)] == ["refused"]


@one_database
@pytest.mark.parametrize("values", [{"active": False}, {"role": "auditor"}])
def test_what_one_proposed_who_could_not_today_is_refused_and_not_released(stage, proposed, decided, values):
    proposed()
    change(stage, User, User.username == "first", **values)
    assert refusal_of(decided) == "proposer_gone"
    decided(release=False, reason="Người đề nghị đã nghỉ")
    assert [state for _, state, _ in releases(stage)] == ["refused"]


@one_database
def test_by_a_clock_before_the_last_entry_nothing_is_proposed_or_decided(stage, proposed, decided, monkeypatch):
    proposed()
    monkeypatch.setattr(chain, "now", lambda: now() - timedelta(hours=1))
    assert refusal_of(decided) == "clock" and refusal_of(decided, release=False) == "clock"
    take_back(stage)
    monkeypatch.setattr(chain, "now", lambda: now() - timedelta(hours=2))
    assert refusal_of(proposed) == "clock"


@one_database
def test_by_a_clock_before_the_proposal_nothing_is_decided_though_a_log_in_was_dated_by_it(stage, proposed, decided, monkeypatch):
    proposed()
    for module in (chain, clock):
        monkeypatch.setattr(module, "now", lambda: now() - timedelta(hours=1))
    with writing(stage.engine).begin() as connection:
        record(connection, "second", "login.success", "second")
    assert refusal_of(decided) == "clock"
    with stage.engine.connect() as connection:
        assert verify(connection).set_back == (2,) and verify(connection).broken is None


@one_database
def test_seconds_between_the_clocks_of_two_servers_are_not_told(stage, proposed, decided, monkeypatch):
    proposed()
    monkeypatch.setattr(chain, "now", lambda: now() - timedelta(seconds=50))
    decided()
    with stage.engine.connect() as connection:
        assert verify(connection).set_back == ()


@pytest.fixture
def shown(app, logged_in):
    """The stage in the application's database."""
    with app.app_context():
        return set_stage(app_engine())


OFFERED = {"run": 1, "reason": "Xong đợt", "xac-nhan-ledger": "Không chia tập."}


def test_the_page_takes_a_proposal_back(shown, logged_in):
    department, other = logged_in("department"), logged_in("administrator")
    department.post("/cong-bo/ho-thu/de-nghi", data=OFFERED)
    assert "/cong-bo/ho-thu/1/rut-lai" in department.get("/cong-bo/ho-thu/1").text
    assert other.get("/cong-bo/ho-thu/1/rut-lai").location == "/cong-bo/ho-thu/1"
    assert "Chỉ người đề nghị rút lại được." in other.get("/cong-bo/ho-thu/1").text
    told = other.post("/cong-bo/ho-thu/1/rut-lai", data={"reason": "Tôi muốn"})
    assert "Chỉ người đề nghị rút lại được." in other.get(told.location).text
    empty = department.post("/cong-bo/ho-thu/1/rut-lai", data={"reason": ""})
    assert empty.status_code == 422 and "Hãy ghi lý do." in empty.text
    done = department.post("/cong-bo/ho-thu/1/rut-lai", data={"reason": "Nhầm lần tính"})
    page = department.get(done.location).text
    assert "Đã rút lại đề nghị." in page and "Đã rút lại</span>" in page and "Nhầm lần tính" in page and "Quyết định</dt>" not in page
    assert "Nhầm lần tính" in department.get("/cong-bo/ho-thu").text


def test_an_auditor_has_the_releases_checked_on_a_page(shown, logged_in, proposed_here):
    reader = logged_in("auditor")
    assert "Chưa công bố bản nào" in reader.get("/cong-bo/kiem-tra").text
    proposed_here()
    page = reader.get("/cong-bo/kiem-tra").text
    assert "Cả 1 bản còn nguyên" in page and 'href="/nhat-ky/kiem-tra"' in page
    assert 'href="/cong-bo/kiem-tra"' in reader.get("/nhat-ky/kiem-tra").text
    with shown.engine.begin() as connection:
        drop_guards(connection, "release")
        connection.execute(text("UPDATE release SET decision = 'x'"))
    bent = reader.get("/cong-bo/kiem-tra").text
    assert "1 bản không còn như nhật ký ghi" in bent and "lời quyết định khác với nhật ký" in bent
    assert "nhật ký là kiểm toán viên" in logged_in("department").get("/cong-bo/kiem-tra").text


@pytest.fixture
def proposed_here(shown):
    """Propose and release on the shown stage."""
    def do() -> None:
        number = propose(shown.engine, shown.code, Proposal(shown.run_id, shown.people["first"], "Xong đợt", {"ledger": "Không chia tập."}))
        decide(shown.engine, shown.code, number, Decision(shown.people["second"], True, "Đồng ý"))
    return do
