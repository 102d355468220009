"""Pages on which batches are made, after a preview, and dissolved."""
from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import func, insert, select, update

from survey_app.batches.making import Bundling, create_batches
from survey_app.database import open_engine, writing
from survey_app.models import AccountScope, Batch, BatchCase, JournalEntry, Organisation, User, Wave
from survey_app.sampling.serials import serial_of
from tests.batches.conftest import add_forms, batch, enter, place_villages
from tests.sampling.conftest import WAVE, add_wave

HOME = f"/ban-lam-viec/tap-phieu/{WAVE}/"
NEW = f"{HOME}moi"


@pytest.fixture
def database(settings):
    """Twelve forms in no batch; a post office with a supervisor and a surveyor in xã Đồng Bông (eight of the forms)."""
    engine = open_engine(settings.database_url)
    add_forms(engine, add_wave(engine))
    communes = place_villages(engine)
    with writing(engine).begin() as connection:
        office = connection.execute(insert(Organisation).values(code="buu-dien", name="Bưu điện tỉnh Hoa Lau", kind="buu_dien")).inserted_primary_key[0]
        for role, organisation in (("department", None), ("auditor", None), ("supervisor", office), ("surveyor", office)):
            user = connection.execute(insert(User).values(username=role, password_hash="none", role=role, session_key=role, organisation_id=organisation)).inserted_primary_key[0]
            if organisation:
                connection.execute(insert(AccountScope).values(user_id=user, unit_id=communes["xã Đồng Bông"]))
    yield engine
    engine.dispose()


def ids(database) -> dict[str, str]:
    with database.connect() as connection:
        users = dict(connection.execute(select(User.username, User.id)).all())
        return {"organisation": str(connection.scalar(select(Organisation.id))), "surveyor": str(users["surveyor"])}


def batches(database) -> list[tuple]:
    """Number, forms, and who has each."""
    with database.connect() as connection:
        query = select(Batch.number, func.count(BatchCase.case_id), Batch.organisation_id, Batch.surveyor_id).outerjoin(BatchCase, BatchCase.batch_id == Batch.id)
        return [tuple(row) for row in connection.execute(query.group_by(Batch.id).order_by(Batch.number))]


NOBODY = {"organisation": "", "surveyor": "", "commune": ""}


def test_the_preview_says_how_many_and_stores_nothing(logged_in, database):
    text = unescape(logged_in("department").post(NEW, data={"size": "5", "xem": "1"} | NOBODY).text)
    assert "3 tập, 12 phiếu." in text and serial_of(6) in text and batches(database) == []
    by_village = unescape(logged_in("department").post(NEW, data={"size": "3", "by_psu": "y", "xem": "1"} | NOBODY).text)
    assert "6 tập, 12 phiếu." in by_village


def test_batches_are_made_handed_over_and_in_the_journal(logged_in, database):
    client, who = logged_in("department"), ids(database)
    with database.connect() as connection:
        commune = str(connection.scalar(select(AccountScope.unit_id)))
    made = client.post(NEW, data={"size": "4", "commune": commune, "lap": "1"} | who, follow_redirects=True)
    assert "Đã lập 2 tập, 8 phiếu." in unescape(made.text)
    assert batches(database) == [(number, 4, int(who["organisation"]), int(who["surveyor"])) for number in (1, 2)]
    with database.connect() as connection:
        action, details = connection.execute(select(JournalEntry.action, JournalEntry.details).order_by(JournalEntry.number.desc())).first()
    assert action == "batch.create" and '"organisation":"buu-dien"' in details and '"surveyor":"surveyor"' in details
    again = client.post(NEW, data={"size": "4", "commune": "", "lap": "1"} | NOBODY, follow_redirects=True)
    assert "Đã lập 1 tập, 4 phiếu." in unescape(again.text)
    assert "Không có phiếu nào ngoài tập" in unescape(client.post(NEW, data={"size": "4", "lap": "1"} | NOBODY, follow_redirects=True).text)


def test_a_surveyor_who_does_not_work_there_gets_nothing_and_nothing_is_made(logged_in, database):
    answered = logged_in("department").post(NEW, data={"size": "4", "commune": "", "lap": "1"} | ids(database))
    assert answered.status_code == 422 and "Có phiếu ở xã Mây Trắng" in unescape(answered.text) and batches(database) == []


@pytest.mark.parametrize(("data", "words"), [
    ({"size": "0"}, "Hãy ghi một số từ 1 đến 1000"), ({"size": ""}, "Hãy ghi một số"), ({"size": "1001"}, "Hãy ghi một số"),
    ({"size": "4", "commune": "99"}, "Hãy chọn một trong các mục"),
])
def test_nonsense_is_explained(logged_in, database, data, words):
    answered = logged_in("department").post(NEW, data=NOBODY | data | {"lap": "1"})
    assert answered.status_code == 422 and words in unescape(answered.text) and batches(database) == []


def test_a_supervisor_makes_batches_of_the_own_communes_for_the_own_organisation(logged_in, database):
    client, office = logged_in("supervisor"), ids(database)["organisation"]
    assert "xã Mây Trắng" not in unescape(client.get(NEW).text)
    assert client.post(NEW, data={"size": "4", "lap": "1"} | NOBODY).status_code == 422  # batches of nobody would be out of the supervisor's sight
    made = client.post(NEW, data={"size": "10", "commune": "", "organisation": office, "surveyor": "", "lap": "1"}, follow_redirects=True)
    assert "Đã lập 1 tập, 8 phiếu." in unescape(made.text) and "Tập 1" in made.text


def test_a_supervisor_without_an_organisation_is_told_whom_to_ask(logged_in, database):
    with writing(database).begin() as connection:
        connection.execute(update(User).where(User.username == "supervisor").values(organisation_id=None))
    assert "chưa thuộc cơ quan nào" in unescape(logged_in("supervisor").get(NEW).text)


def test_in_a_closed_wave_no_batches_are_made(logged_in, database):
    with writing(database).begin() as connection:
        connection.execute(update(Wave).values(state="closed"))
    answered = logged_in("department").post(NEW, data={"size": "4", "lap": "1"} | NOBODY)
    assert answered.status_code == 422 and "Đợt đã đóng" in unescape(answered.text)


@pytest.mark.parametrize("role", ["surveyor", "auditor"])
def test_the_wrong_person_at_every_door(logged_in, database, role):
    create_batches(database, WAVE, Bundling(6))
    client = logged_in(role)
    assert "Lập tập phiếu" not in unescape(client.get(HOME).text)
    for answered in (client.get(NEW), client.post(NEW, data={"size": "4", "lap": "1"} | NOBODY), client.post(f"{HOME}1/giai-the", data={"why": "thử"})):
        assert answered.status_code == 403
    assert [row[1] for row in batches(database)] == [6, 6]


def test_a_batch_is_dissolved_and_its_forms_bundled_anew(logged_in, database):
    create_batches(database, WAVE, Bundling(6))
    client = logged_in("department")
    assert "Giải thể tập 2" in unescape(client.get(f"{HOME}2").text)
    done = client.post(f"{HOME}2/giai-the", data={"why": "chia nhầm cỡ"}, follow_redirects=True)
    assert "Đã giải thể tập 2; 6 phiếu lại ở ngoài tập." in unescape(done.text) and client.get(f"{HOME}2").status_code == 404
    assert [made.number for made in create_batches(database, WAVE, Bundling(6))] == [3]


def test_a_batch_that_went_out_has_no_button_and_stays(logged_in, database):
    create_batches(database, WAVE, Bundling(6))
    enter(database, "returned", count=1)
    client = logged_in("department")
    assert "Giải thể tập" not in unescape(client.get(f"{HOME}1").text)
    answered = client.post(f"{HOME}1/giai-the", data={"why": "thử"}, follow_redirects=True)
    assert "Không giải thể được: sổ của tập đã có ghi chép." in unescape(answered.text) and batch(database).ledger.issued == 6
    assert "Hãy ghi lý do" in unescape(client.post(f"{HOME}2/giai-the", data={"why": " "}, follow_redirects=True).text)
