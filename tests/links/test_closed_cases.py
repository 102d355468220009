"""Late answers of a case that was replaced or proved to be nobody's to answer: refused by every way in, each in its words."""
from __future__ import annotations

import csv
import uuid
from datetime import date

import pytest
from sqlalchemy import insert, select, update

from survey_app.channels.paper.claims import open_sheet
from survey_app.channels.paper.keying import Keyed, keep_keying
from survey_app.channels.paper.refusals import Refused
from survey_app.database import open_engine, writing
from survey_app.importing.importer import import_file
from survey_app.intake import Rejected, Submission, submit
from survey_app.links import LinkRefused, issue_links
from survey_app.models import Case, Psu, ReserveHousehold, User, now
from survey_app.people.scopes import scope_of
from survey_app.sampling.dispositions import DISPOSITIONS, FINAL
from tests.links.conftest import field_linked, stored

DAY = date(2025, 8, 1)


@pytest.fixture
def linked(sqlite_url):
    engine = open_engine(sqlite_url)
    yield field_linked(engine, cases=2)
    engine.dispose()


def dispose(linked, code: str) -> None:
    with writing(linked.engine).begin() as connection:
        connection.execute(update(Case).where(Case.id == linked.case_id).values(disposition=code))


def replace(linked) -> None:
    with writing(linked.engine).begin() as connection:
        psu, other = connection.scalar(select(Psu.id)), connection.scalar(select(Case.id).where(Case.serial == "0002"))
        connection.execute(insert(ReserveHousehold).values(psu_id=psu, position=1, household=2, case_id=other, replaces_case_id=linked.case_id))


ENDS = {"replaced": replace, "final": lambda linked: dispose(linked, "4.50")}
ended = pytest.mark.parametrize("reason", ENDS)


def send(linked, submission_id: str | None = None, purpose: str = "original"):
    sent = Submission(submission_id or str(uuid.uuid4()), {}, DAY, case_id=linked.case_id, purpose=purpose)
    return submit(linked.engine, linked.wave, sent, channel="import")


def surveyor(linked):
    with writing(linked.engine).begin() as connection:
        user = connection.execute(insert(User).values(username="an", password_hash="none", role="department", session_key="an")).inserted_primary_key[0]
        return scope_of(connection, user)


@ended
@pytest.mark.parametrize("purpose", ["original", "first_keying"])
def test_the_intake_refuses_and_says_why(linked, reason, purpose):
    ENDS[reason](linked)
    with pytest.raises(Rejected, match={"replaced": "replaced by 0002", "final": r"4\.50 \(Not a housing unit\)"}[reason]) as refused:
        send(linked, purpose=purpose)
    assert refused.value.reason == reason and stored(linked.engine, linked.case_id) == []


@ended
def test_what_was_stored_before_is_acknowledged_again(linked, reason):
    first = send(linked, "6f1f7a3e-0000-4000-8000-000000000001", "first_keying")
    ENDS[reason](linked)
    assert send(linked, "6f1f7a3e-0000-4000-8000-000000000001", "first_keying").code == first.code


def test_only_what_leaves_nobody_to_answer_is_final(linked):
    assert set(FINAL) == {"2.31"} | {code for code, known in DISPOSITIONS.items() if known.group == "NE"}
    for code in sorted(DISPOSITIONS.keys() - set(FINAL)):
        dispose(linked, code)
        assert send(linked, "6f1f7a3e-0000-4000-8000-000000000001").code  # stored once, acknowledged ever after


def test_a_household_that_refused_may_think_better_of_it(linked):
    dispose(linked, "2.111")
    assert send(linked).is_new


def test_the_replacement_itself_may_answer(linked):
    replace(linked)
    with linked.engine.connect() as connection:
        other = connection.scalar(select(Case.id).where(Case.serial == "0002"))
    assert submit(linked.engine, linked.wave, Submission(str(uuid.uuid4()), {}, DAY, case_id=other), channel="paper").is_new


@ended
def test_its_sheet_is_not_opened_for_keying(linked, reason):
    by = surveyor(linked)
    ENDS[reason](linked)
    with pytest.raises(Refused) as refused:
        open_sheet(linked.engine, linked.wave, "0001", by)
    assert refused.value.reason == reason and {"replaced": "đã được thay bằng hộ khác", "final": "không thuộc diện khảo sát"}[reason] in refused.value.words


@ended
def test_a_sheet_keyed_meanwhile_is_not_kept(linked, reason):
    by = surveyor(linked)
    open_sheet(linked.engine, linked.wave, "0001", by)
    ENDS[reason](linked)
    with pytest.raises(Refused) as refused:
        keep_keying(linked.engine, linked.wave, "0001", Keyed(str(uuid.uuid4()), {}, DAY, now(), now(), 60), by)
    assert refused.value.reason == reason and stored(linked.engine, linked.case_id) == []


@ended
def test_an_imported_row_of_it_is_named_and_the_others_may_come(linked, reason, tmp_path):
    file = tmp_path / "phieu.csv"
    with file.open("w", newline="") as out:
        blank = {code: "" for code in linked.wave.instrument.items}
        rows = [{"serial": serial, "answered_on": "2025-08-01"} | blank | {"1.1.1": 4} for serial in ("0001", "0002")]
        csv.writer(out).writerows([rows[0], *(row.values() for row in rows)])
    ENDS[reason](linked)
    report = import_file(linked.engine, linked.wave.code, file, today=DAY, skip_bad=True)
    (finding,) = report.findings
    assert (finding.row, finding.column) == (2, "serial") and "a case that may still be answered" in finding.expected
    assert report.new == 1 and stored(linked.engine, linked.case_id) == []


@ended
def test_it_gets_no_link_any_more(linked, reason):
    ENDS[reason](linked)
    assert [link.serial for link in issue_links(linked.engine, linked.wave.code)] == ["0002"]
    with pytest.raises(LinkRefused) as refused:
        issue_links(linked.engine, linked.wave.code, "0001")
    assert refused.value.reason == reason
