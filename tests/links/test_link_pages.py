"""Staff pages of links: seen by commune, issued once, printed, ended; recorded; never beyond an account's communes."""
from __future__ import annotations

import io
import re
from datetime import date
from functools import partial

import pypdf
import pytest
from sqlalchemy import insert, select

from survey_app.database import writing
from survey_app.links import find_link
from survey_app.models import AccountScope, AdminUnit, Case, JournalEntry, OneTimeLink, Psu, Stratum, User
from survey_app.models.people import ROLES
from tests.links.conftest import Letter, field_linked
from tests.sessions import client_of

WAVE = "/lien-ket/ho-thu/"


@pytest.fixture
def three(app):
    """Three households in one commune, the first with a link."""
    with app.app_context():
        from survey_app import engine
        return field_linked(engine(), cases=3)


@pytest.fixture
def elsewhere(three) -> int:
    """The id of another commune, with one household of the same wave."""
    with writing(three.engine).begin() as connection:
        def add(table, **values) -> int:
            return connection.execute(insert(table).values(**values)).inserted_primary_key[0]
        unit = add(AdminUnit, code="khac", name="xã Suối Ngà", level="commune", valid_from=date(2025, 7, 1))
        psu = add(Psu, stratum_id=connection.scalar(select(Stratum.id)), code="002", name="thôn Mía", unit_id=unit)
        add(Case, wave_id=three.wave.id, psu_id=psu, serial="0009")
    return unit


@pytest.fixture
def staff(app, three):
    """A client in a session of a role; a supervisor works in the first commune only."""
    app.config["WTF_CSRF_ENABLED"] = False
    with writing(three.engine).begin() as connection:
        for role in ROLES:
            connection.execute(insert(User).values(username=role, password_hash="none", role=role, session_key=role))
        unit = connection.scalar(select(Psu.unit_id).where(Psu.name == "thôn Lúa"))
        connection.execute(insert(AccountScope).values(user_id=1 + ROLES.index("supervisor"), unit_id=unit))
    return partial(client_of, app)


def tokens_in(page) -> list[str]:
    return re.findall(r'name="token" value="(\w+)"', page.text)


def journal(linked) -> list[tuple]:
    with linked.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(JournalEntry.action, JournalEntry.actor, JournalEntry.details).order_by(JournalEntry.number))]


def test_the_state_of_every_link_is_counted_and_listed(staff, three):
    page = staff("department").get(WAVE)
    assert "Chưa có đường dẫn (2)" in page.text and "Chờ trả lời (1)" in page.text and "hộ số 3, thôn Lúa, xã Mây Trắng" in page.text
    only = staff("department").get(WAVE + "?loc=living")
    assert "0001" in only.text and "0002" not in only.text


def test_answering_shows_in_the_list(app, staff, three):
    Letter(app.test_client(), three).answer()
    assert "Đã trả lời qua đường dẫn (1)" in staff("auditor").get(WAVE).text


def test_links_are_issued_once_and_shown_once(staff, three):
    page = staff("department").post(WAVE + "cap")
    tokens = tokens_in(page)
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store" and "Đã cấp 2 đường dẫn" in page.text
    with three.engine.connect() as connection:
        assert [find_link(connection, token).serial for token in tokens] == ["0002", "0003"]
    again = staff("department").post(WAVE + "cap", follow_redirects=True)
    assert "Không phiếu nào cần đường dẫn" in again.text and all(token not in again.text for token in tokens)
    assert journal(three)[-1] == ("link.issue", "department", '{"links":2}')


def test_one_case_gets_another_link_and_its_old_one_ends(staff, three):
    (token,) = tokens_in(staff("department").post(WAVE + "cap", data={"phieu": "0001"}))
    with three.engine.connect() as connection:
        assert find_link(connection, token).serial == "0001"
        assert connection.scalar(select(OneTimeLink.revoked_at).where(OneTimeLink.id == 1))


def test_the_letters_hold_what_the_post_and_the_household_need(staff, three):
    client = staff("department")
    tokens = tokens_in(client.post(WAVE + "cap"))
    answer = client.post(WAVE + "thu-moi.pdf", data={"token": [*tokens, "23456789A", "x"]})
    pages = pypdf.PdfReader(io.BytesIO(answer.data)).pages
    text = " ".join(pages[0].extract_text().split())
    assert answer.mimetype == "application/pdf" and answer.headers["Cache-Control"] == "no-store" and len(pages) == 1
    assert "Phiếu số 0002" in text and "hộ số 3, thôn Lúa, xã Mây Trắng" in text and "-".join(re.findall(".{1,4}", tokens[0])) in text


def test_no_letter_is_printed_without_a_living_token(staff, three):
    assert staff("department").post(WAVE + "thu-moi.pdf").status_code == 404
    assert staff("department").post("/lien-ket/khong-co/thu-moi.pdf", data={"token": three.token}).status_code == 404


def test_ending_links_asks_first(staff, three):
    client = staff("department")
    assert "Thu hồi 1 đường dẫn" in client.get(WAVE + "thu-hoi").text and len(journal(three)) == 1
    assert "Đã thu hồi 1 đường dẫn" in client.post(WAVE + "thu-hoi", data={"phieu": "0001"}, follow_redirects=True).text
    assert journal(three)[-1] == ("link.revoke", "department", '{"links":1,"serial":"0001"}')


def test_a_supervisor_acts_in_the_own_communes_only(staff, three, elsewhere):
    supervisor = staff("supervisor")
    assert "0009" not in supervisor.get(WAVE).text and "0009" in staff("department").get(WAVE).text
    assert len(tokens_in(supervisor.post(WAVE + "cap"))) == 2
    for data in ({"phieu": "0009"}, {"xa": elsewhere}):
        assert "Không có phiếu nào như vậy" in supervisor.post(WAVE + "cap", data=data, follow_redirects=True).text
        assert supervisor.post(WAVE + "thu-hoi", data=data).status_code == 404
    (token,) = tokens_in(staff("department").post(WAVE + "cap", data={"xa": elsewhere}))
    assert supervisor.post(WAVE + "thu-moi.pdf", data={"token": token}).status_code == 404


def test_an_auditor_sees_nothing_to_press(staff, three):
    page = staff("auditor").get(WAVE)
    assert page.status_code == 200 and 'method="post"' not in page.text.split("<main")[1] and "Thu hồi" not in page.text


@pytest.mark.parametrize("query", ["?xa=99999999999999999999", "?xa=-1", "?loc=gi&trang=99", "?trang=0", "?phieu=" + "9" * 100])
def test_odd_addresses_do_no_harm(staff, three, query):
    assert staff("department").get(WAVE + query).status_code == 200
    assert staff("department").get("/lien-ket/quay/").status_code == 404
