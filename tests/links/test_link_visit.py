"""A form by a link without script: one response, one receipt, and a calm page for whatever ended the link."""
from __future__ import annotations

import logging
import re
from datetime import date

import pytest
from sqlalchemy import insert, select, update

import forms
from survey_app.codes import show_code
from survey_app.database import writing
from survey_app.intake import Submission, submit
from survey_app.links import issue_links, revoke_links
from survey_app.models import Case, CaseEvent, OneTimeLink, Psu, ReserveHousehold, Response, Wave
from tests.links.conftest import Letter, field_linked, stored

ELSEWHERE = {"REMOTE_ADDR": "198.51.100.7"}


def change(linked, table, **values) -> None:
    with writing(linked.engine).begin() as connection:
        connection.execute(update(table).values(**values))


def replace_case(linked) -> None:
    """Let another household take the place of the linked one."""
    with writing(linked.engine).begin() as connection:
        other = connection.execute(insert(Case).values(wave_id=linked.wave.id, psu_id=select(Psu.id).scalar_subquery(), serial="0099")).inserted_primary_key[0]
        connection.execute(insert(ReserveHousehold).values(psu_id=select(Psu.id).scalar_subquery(), position=1, household=99, case_id=other, replaces_case_id=linked.case_id))


def answered_on_paper(linked) -> None:
    submit(linked.engine, linked.wave, Submission("6f1f7a3e-0000-4000-8000-000000000001", {}, date(2025, 8, 1), case_id=linked.case_id), channel="import")


def test_a_whole_form_stores_one_response_uses_the_link_and_completes_the_case(letter, linked):
    assert "Bắt đầu" in letter.get().text
    assert letter.answer() == f"/l/{linked.token}/xong"
    with linked.engine.connect() as connection:
        response = connection.execute(select(Response.receipt, Response.channel, Response.purpose, Response.case_id, Response.service_point_id)).one()
        used, disposition = connection.execute(select(OneTimeLink.used_at, Case.disposition).join(Case)).one()
        event = connection.execute(select(CaseEvent.kind, CaseEvent.actor)).one()
    assert response == (letter.receipt().replace("-", ""), "link", "original", linked.case_id, None)
    assert used and disposition == "1.1" and event == ("response", "system")
    assert stored(linked.engine, linked.case_id) == [forms.validate(linked.wave.instrument, letter.answers, channel="link").answers]


def test_the_leaders_form_by_a_link(app, client):
    with app.app_context():
        from survey_app import engine
        linked = field_linked(engine(), "lanh-dao", "leaders", "par_leaders")
    letter = Letter(client, linked)
    assert "cải cách hành chính. Khoảng 5 phút" in letter.get().text
    assert letter.answer().endswith("/xong") and len(stored(linked.engine, linked.case_id)[0]) >= 22


def test_a_reload_shows_the_receipt_again_on_any_phone(app, letter, linked):
    letter.answer()
    receipt = letter.receipt()
    assert letter.receipt() == receipt
    for phone in (letter, Letter(app.test_client(), linked)):
        again = phone.get()
        assert again.status_code == 410 and receipt in again.text and "Phiếu này đã được gửi" in again.text and "<script" not in again.text


def test_unsent_answers_stay_a_month_on_the_phone_a_receipt_a_day(letter):
    letter.answer(until=20)
    assert [letter.post(number).headers["Set-Cookie"].split("Max-Age=")[1].split(";")[0] for number in (21, 22)] == [str(30 * 24 * 3600), str(24 * 3600)]


def test_a_link_is_used_once(app, letter, linked):
    other = Letter(app.test_client(), linked)
    other.answer(until=21)
    letter.answer()
    late = other.post(22)
    assert late.status_code == 410 and "Phiếu này đã được gửi" in late.text and len(stored(linked.engine, linked.case_id)) == 1


def test_the_last_page_sent_twice_gives_one_response(letter, linked):
    letter.answer(until=21)
    before = {cookie.key: cookie.value for cookie in letter.client._cookies.values()}
    letter.post(22)
    receipt = letter.receipt()
    for key, value in before.items():
        letter.client.set_cookie(key, value, path="/l/")
    assert receipt in letter.post(22).text and len(stored(linked.engine, linked.case_id)) == 1


@pytest.mark.parametrize(("end", "status", "words"), [
    (lambda linked: revoke_links(linked.engine, linked.wave.code), 410, "Đường dẫn này không còn dùng"),
    (replace_case, 410, "đã được chuyển cho người khác"),
    (lambda linked: change(linked, Case, disposition="4.60"), 410, "không thuộc diện lấy ý kiến"),
    (answered_on_paper, 410, "bằng cách khác, chẳng hạn phiếu giấy"),
    (lambda linked: change(linked, Wave, state="closed"), 410, "đã kết thúc hoặc chưa bắt đầu"),
    (lambda linked: change(linked, Wave, closes_on=date(2025, 7, 31)), 410, "Hạn gửi là hết ngày 31/07/2025"),
    (lambda linked: change(linked, Wave, opens_on=date(2999, 1, 2)), 403, "từ ngày 02/01/2999"),
])
def test_what_ends_a_link_has_a_page_of_its_own_and_stores_nothing(letter, linked, end, status, words):
    letter.answer(until=21)
    end(linked)
    before = len(stored(linked.engine, linked.case_id))
    for answer in (letter.get(), letter.post(22)):
        assert answer.status_code == status and words in answer.text and linked.token not in answer.text
    assert len(stored(linked.engine, linked.case_id)) == before


def test_a_link_ended_while_it_is_being_sent_stores_nothing(letter, linked, monkeypatch):
    from survey_app.links import spending
    letter.answer(until=21)
    monkeypatch.setattr(spending, "LIVING", (OneTimeLink.id == 0,))  # as if it had been revoked after it was found
    assert "Đường dẫn này không còn dùng" in letter.post(22).text and stored(linked.engine, linked.case_id) == []


def test_nothing_typed_is_lost_when_the_link_is_issued_anew(letter, linked):
    letter.answer(until=5)
    revoke_links(linked.engine, linked.wave.code)
    assert letter.post(6).status_code == 410  # the answers of this page too
    (new,) = issue_links(linked.engine, linked.wave.code, "0001")
    again = Letter(letter.client, linked, new.token)
    assert "Trả lời tiếp" in again.get().text
    assert again.get("/22").location == f"/l/{new.token}/7" and " checked" in again.get("/6").text
    assert again.answer(until=6) == f"/l/{new.token}/7"


def test_the_whole_draft_of_the_long_form_fits_in_a_cookie(letter):
    letter.answer(until=21)
    assert max(len(cookie.value) for cookie in letter.client._cookies.values()) < 2500


def test_two_households_at_one_phone_do_not_mix(app, client, letter, linked):
    with app.app_context():
        other = Letter(client, field_linked(linked.engine, "khac"))
    letter.answer(until=2)
    assert " checked" not in other.get("/1").text and " checked" in letter.get("/2").text


def test_a_mistyped_or_unknown_link_asks_for_the_code(client, linked):
    cut = client.get(f"/l/{linked.token[:-2]}")
    assert cut.status_code == 404 and "Mã chưa đúng" in cut.text and 'name="code"' in cut.text
    other = client.get("/l/234567892345678923452")
    assert other.status_code == 404 and "Lỗi: " in other.text
    assert client.get("/l/").status_code == 200 and client.get("/l/a/b").status_code == 404


@pytest.mark.parametrize("write", [str, str.lower, show_code, lambda token: f" {token[:7]} {token[7:]} "])
def test_a_code_typed_by_hand_leads_to_its_form_and_is_posted(client, linked, write):
    assert client.post("/l/", data={"code": write(linked.token)}).location == f"/l/{linked.token}"


def test_guessing_links_is_slowed_down(app, linked):
    statuses = [app.test_client().get("/l/23456789A", environ_base=ELSEWHERE).status_code for _ in range(61)]
    assert statuses[:60] == [404] * 60 and statuses[60] == 429


def test_the_token_is_in_no_title_no_referrer_and_no_log(app, letter, linked, monkeypatch, caplog):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for answer in (letter.get(), letter.get("/1"), letter.get("/xoa")):
        assert answer.headers.getlist("Referrer-Policy") == ["no-referrer"] and linked.token not in re.search("<title>(.*)</title>", answer.text)[1]
    letter.answer(until=21)
    monkeypatch.setattr("survey_app.channels.link.cases.submit_by_link", lambda *_given, **_named: 1 / 0)
    with caplog.at_level(logging.DEBUG):
        answer = letter.post(22)
    assert answer.status_code == 500 and answer.headers["Referrer-Policy"] == "no-referrer"
    assert "ZeroDivisionError" in caplog.text and linked.token not in caplog.text


def test_search_engines_are_told_to_leave_a_link_alone(letter, client):
    assert "noindex" in letter.get().headers["X-Robots-Tag"] and "X-Robots-Tag" not in client.get("/k/").headers


def test_no_staff_session_is_opened_behind_a_link(letter):
    assert all("session" not in header for header in letter.get().headers.getlist("Set-Cookie"))
    cookie = letter.get("/1").headers["Set-Cookie"]
    assert "Path=/l/" in cookie and "HttpOnly" in cookie and letter.token not in cookie


def test_the_pages_of_one_household_hold_nothing_of_another(app, client, letter, linked):
    with app.app_context():
        other = Letter(app.test_client(), field_linked(linked.engine, "khac", cases=2))
    (second,) = issue_links(linked.engine, "khac", "0002")
    for rest in ("", "/1"):
        first, again = other.get(rest).text, Letter(app.test_client(), linked, second.token).get(rest).text
        assert other.token in first and second.token in again and other.token not in again and not re.search(r"\(-\w+-\)", first)
    assert "Phiếu số 0002" in Letter(client, linked, second.token).get().text
