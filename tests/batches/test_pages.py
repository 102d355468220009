"""Staff pages of batches."""
from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import insert, select, update

from survey_app.database import open_engine, writing
from survey_app.batches.making import Bundling, create_batches
from survey_app.models import AccountScope, AdminUnit, Batch, JournalEntry, Organisation, User, Wave
from survey_app.sampling.serials import serial_of
from tests.batches.conftest import add_forms, answer, batch, enter, place_villages
from tests.sampling.conftest import WAVE, add_wave

ROLES = ("administrator", "department", "supervisor", "surveyor", "auditor")
LIST = "/ban-lam-viec/tap-phieu/"
ONE = f"{LIST}{WAVE}/1"


@pytest.fixture
def database(settings):
    """Two batches of six forms; the first is the post office's and its surveyor's, who works in xã Đồng Bông. The second has forms elsewhere too."""
    engine = open_engine(settings.database_url)
    add_forms(engine, add_wave(engine))
    create_batches(engine, WAVE, Bundling(6))
    communes = place_villages(engine)
    with writing(engine).begin() as connection:
        office = connection.execute(insert(Organisation).values(code="buu-dien", name="Bưu điện tỉnh Hoa Lau", kind="buu_dien")).inserted_primary_key[0]
        for role in ROLES:
            own = {"organisation_id": office} if role in ("supervisor", "surveyor") else {}
            user = connection.execute(insert(User).values(username=role, password_hash="none", role=role, session_key=role, **own)).inserted_primary_key[0]
            if own:
                connection.execute(insert(AccountScope).values(user_id=user, unit_id=communes["xã Đồng Bông"]))
            if role == "surveyor":
                connection.execute(update(Batch).where(Batch.number == 1).values(organisation_id=office, surveyor_id=user))
    yield engine
    engine.dispose()


@pytest.fixture
def staff(logged_in):
    return logged_in("department")


def page(client, path: str) -> str:
    answered = client.get(path)
    assert answered.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answered.text)).split())


def token(client) -> str:
    return re.search(r'name="token"[^>]*value="([^"]+)"', client.get(ONE).text)[1]


def test_the_waves_with_their_batches(staff):
    assert f"{WAVE} đang mở 2" in page(staff, LIST)


def test_without_waves_and_without_batches_the_pages_say_so(app, staff, database):
    add_wave(database, code="moi")
    assert "Chưa có tập phiếu nào. Phiếu được chia thành tập khi đã rút mẫu." in page(staff, f"{LIST}moi/")
    with writing(database).begin() as connection:
        connection.execute(update(Wave).values(kind="leaders"))
    assert "Chưa có đợt khảo sát hộ gia đình" in page(staff, LIST)


def test_a_waves_batches_with_their_sums(staff, database):
    enter(database, "returned", count=5)
    text = page(staff, f"{LIST}{WAVE}/")
    assert "Cả đợt 12 5 0 0 7 0 0 0 0" in text
    assert "Tập 1 Bưu điện tỉnh Hoa Lau surveyor 6 5 0 0 1 0 0 0 0 Còn phiếu ngoài địa bàn" in text


def test_what_differs_is_said_in_words_and_can_be_picked_out(staff, database):
    answer(database, [7, 8], "first_keying")
    sentence = "Lệch. Đã nhập 2 phiếu, nhưng sổ ghi thu về 0: 2 phiếu đã nhập chưa được ghi thu về."
    assert sentence in page(staff, f"{LIST}{WAVE}/")
    picked = page(staff, f"{LIST}{WAVE}/?loc=differs")
    assert "Tập 2" in picked and "Tập 1" not in picked


@pytest.mark.parametrize("query", ["?loc=x", "?trang=99", "?trang=x", "?trang=-1"])
def test_a_strange_address_shows_what_there_is(staff, query):
    assert "Tập 1" in page(staff, f"{LIST}{WAVE}/{query}")


def test_many_batches_come_in_pages(staff, database):
    with writing(database).begin() as connection:
        wave_id = connection.scalar(select(Wave.id))
        connection.execute(insert(Batch), [{"wave_id": wave_id, "number": number, "created_by": "thử"} for number in range(3, 61)])
    first, second = page(staff, f"{LIST}{WAVE}/"), page(staff, f"{LIST}{WAVE}/?trang=2")
    assert "Tập 50" in first and "Tập 51" not in first and "Trang: 1 2 trong 2" in first
    assert "Tập 60" in second and "Tập 50" not in second


def test_one_batch_with_its_ledger_and_forms(staff, database):
    enter(database, "spoiled", serials=serial_of(2), reason="Ướt")
    text = page(staff, ONE)
    assert "6 phát ra = 0 thu về + 0 từ chối + 1 hỏng + 5 còn ngoài." in text
    assert f"{serial_of(2)} thôn 1, xã Đồng Bông 2 Chưa thực hiện hỏng" in text and serial_of(7) not in text


def test_more_back_than_out_is_said_with_the_numbers(staff, database):
    enter(database, "returned", count=8)
    text = page(staff, ONE)
    assert "6 phát ra = 8 thu về + 0 từ chối + 0 hỏng − 2 còn ngoài." in text and "nhiều hơn 2 phiếu" in text


def test_entering_adds_to_the_ledger_and_says_so(staff, database):
    answered = staff.post(ONE, data={"token": token(staff), "kind": "returned", "count": "5"}, follow_redirects=True)
    assert "Đã ghi 5 phiếu thu về." in unescape(answered.text) and batch(database).ledger.returned == 5
    with database.connect() as connection:
        assert connection.scalars(select(JournalEntry.actor)).all()[-1] == "department"


def test_a_double_click_enters_once(staff, database):
    data = {"token": token(staff), "kind": "returned", "count": "5"}
    staff.post(ONE, data=data)
    assert "đã có trong sổ" in unescape(staff.post(ONE, data=data, follow_redirects=True).text)
    assert batch(database).ledger.returned == 5


@pytest.mark.parametrize(("data", "words"), [
    ({}, "Hãy chọn loại"),
    ({"kind": "returned", "count": "năm"}, "Chưa lưu"),
    ({"kind": "returned", "count": "0"}, "Số lượng phải từ 1"),
    ({"kind": "spoiled", "count": "1"}, "Hãy ghi lý do"),
    ({"kind": "returned", "serials": "999"}, "Không có trong tập này: 999"),
    ({"kind": "returned", "count": "1", "token": "x"}, "Trang đã cũ"),
])
def test_a_bad_entry_is_explained_and_what_was_typed_stays(staff, database, data, words):
    answered = staff.post(ONE, data={"token": token(staff)} | data)
    assert answered.status_code == 422 and words in unescape(answered.text) and batch(database).ledger.returned == 0
    assert all(f'value="{value}"' in answered.text or f"{value}</textarea>" in answered.text for value in data.values())


def test_a_batch_is_handed_over_and_the_journal_knows(staff, database):
    with database.connect() as connection:
        office, surveyor = connection.scalar(select(Organisation.id)), connection.scalar(select(User.id).where(User.role == "surveyor"))
        mist = connection.scalar(select(AdminUnit.id).where(AdminUnit.name == "xã Mây Trắng"))
    data = {"organisation": str(office), "surveyor": str(surveyor)}
    refused = staff.post(f"{LIST}{WAVE}/2/giao", data=data, follow_redirects=True)
    assert "Có phiếu ở xã Mây Trắng, ngoài địa bàn được giao cho surveyor." in unescape(refused.text) and batch(database, 2).surveyor is None
    with writing(database).begin() as connection:
        connection.execute(insert(AccountScope).values(user_id=surveyor, unit_id=mist))
    staff.post(f"{LIST}{WAVE}/2/giao", data=data)
    assert (batch(database, 2).organisation, batch(database, 2).surveyor) == ("Bưu điện tỉnh Hoa Lau", "surveyor")
    with database.connect() as connection:
        assert connection.execute(select(JournalEntry.action, JournalEntry.subject)).all()[-1] == ("batch.assign", f"{WAVE}/2")


def test_a_surveyor_of_another_organisation_does_not_get_it(staff, database):
    with database.connect() as connection:
        surveyor = connection.scalar(select(User.id).where(User.role == "surveyor"))
    answered = staff.post(f"{LIST}{WAVE}/2/giao", data={"organisation": "", "surveyor": str(surveyor)}, follow_redirects=True)
    assert "không thuộc cơ quan" in unescape(answered.text) and batch(database, 2).surveyor is None


def test_the_forms_come_as_a_pdf(staff):
    answered = staff.get(f"{ONE}/phieu.pdf")
    assert answered.mimetype == "application/pdf" and "attachment" in answered.headers["Content-Disposition"]
    document = PdfReader(BytesIO(answered.data))
    assert serial_of(1) in document.pages[0].extract_text() and serial_of(6) in document.pages[-1].extract_text()


@pytest.mark.parametrize("path", [f"{WAVE}/3", f"{WAVE}/3/phieu.pdf", f"{WAVE}/0", "khong-co/", "khong-co/1", f"{WAVE}/99999999999999999999"])
def test_what_is_not_there_is_not_found(staff, path):
    assert staff.get(LIST + path).status_code == 404


def test_a_wave_without_paper_is_not_found(staff, database):
    add_wave(database, code="quay", kind="desk")
    assert staff.get(f"{LIST}quay/").status_code == 404


@pytest.mark.parametrize(("role", "sees"), [("supervisor", [1]), ("surveyor", [1]), ("auditor", [1, 2]), ("administrator", [1, 2])])
def test_everybody_sees_the_batches_that_are_theirs(logged_in, role, sees):
    client = logged_in(role)
    text = page(client, f"{LIST}{WAVE}/")
    assert [number for number in (1, 2) if f"Tập {number} " in text] == sees
    assert [number for number in (1, 2) if client.get(f"{LIST}{WAVE}/{number}").status_code == 200] == sees


@pytest.mark.parametrize("role", ["supervisor", "surveyor"])
def test_a_batch_of_ones_organisation_with_forms_in_other_communes_is_not_ones_own(logged_in, database, role):
    """Neither is one in the own communes that another organisation has."""
    with writing(database).begin() as connection:
        connection.execute(update(Batch).where(Batch.number == 2).values(
            organisation_id=select(Organisation.id).scalar_subquery(), surveyor_id=select(User.id).where(User.role == "surveyor").scalar_subquery()))
        other = connection.execute(insert(Organisation).values(code="khac", name="Bưu điện khác", kind="buu_dien")).inserted_primary_key[0]
        connection.execute(update(Batch).where(Batch.number == 1).values(organisation_id=other))
    client = logged_in(role)
    assert "Chưa có tập phiếu nào" in page(client, f"{LIST}{WAVE}/") and f"{WAVE} đang mở 0" in page(client, LIST)
    for number in (1, 2):
        assert client.get(f"{LIST}{WAVE}/{number}").status_code == client.get(f"{LIST}{WAVE}/{number}/phieu.pdf").status_code == 404
        expected = 404 if role == "supervisor" else 403
        for path, data in (("", {"kind": "returned", "count": "1"}), ("/giao", {}), ("/giai-the", {"why": "thử"})):
            assert client.post(f"{LIST}{WAVE}/{number}{path}", data=data).status_code == expected, path


def test_a_supervisor_hands_over_only_within_the_own_organisation(logged_in, database):
    with writing(database).begin() as connection:
        other = connection.execute(insert(Organisation).values(code="khac", name="Bưu điện khác", kind="buu_dien")).inserted_primary_key[0]
    client = logged_in("supervisor")
    assert "Bưu điện khác" not in client.get(ONE).text and "chưa giao –" in unescape(client.get(ONE).text)  # of surveyors only
    for organisation in (str(other), ""):
        assert client.post(f"{ONE}/giao", data={"organisation": organisation, "surveyor": ""}).status_code == 400
    assert batch(database).organisation == "Bưu điện tỉnh Hoa Lau"


def test_a_surveyor_sees_not_even_a_colleagues_batch(logged_in, database):
    with writing(database).begin() as connection:
        connection.execute(update(Batch).values(surveyor_id=None))
    assert "Chưa có tập phiếu nào được giao cho bạn" in page(logged_in("surveyor"), f"{LIST}{WAVE}/")


@pytest.mark.parametrize("role", ["surveyor", "auditor"])
def test_who_may_only_read_finds_nothing_to_press_and_no_way_in(logged_in, database, role):
    client = logged_in(role)
    assert 'method="post"' not in client.get(ONE).text.split("<main")[1]
    assert client.post(ONE, data={"kind": "returned", "count": "1", "token": "123e4567-e89b-42d3-a456-426614174000"}).status_code == 403
    assert client.post(f"{ONE}/giao", data={}).status_code == 403 and batch(database).ledger.returned == 0


def test_nobody_sees_anything_without_logging_in(app, database):
    for path in (LIST, f"{LIST}{WAVE}/", ONE, f"{ONE}/phieu.pdf"):
        assert app.test_client().get(path).location.startswith("/dang-nhap")


def test_a_post_without_a_token_is_refused(app, staff, database):
    app.config["WTF_CSRF_ENABLED"] = True
    for path, data in ((ONE, {"kind": "returned", "count": "1", "token": "123e4567-e89b-42d3-a456-426614174000"}), (f"{ONE}/giao", {"organisation": "", "surveyor": ""})):
        assert staff.post(path, data=data).status_code in (400, 422)
    assert batch(database).ledger.returned == 0
