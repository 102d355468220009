"""Keying in a real browser: by keyboard alone, through a dead network, two people, and one form's whole way to the index."""
from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from pipeline.run import run_wave
from survey_app.database import writing
from survey_app.models import Case, Estimate, KeyedBy, Measure, Response, SheetClaim, Wave, now
from survey_app.settings import load_settings
from tests.browsing import follow
from tests.paper.fielded import field_routed
from tests.paper.whole_sheet import ANSWER_KEYS, answers_of, keys_of

pytestmark = pytest.mark.browser


def stored(paper, serial: str) -> list[tuple[str, dict]]:
    """Purpose and answers of what is stored of a sheet, oldest first."""
    with paper.engine.connect() as connection:
        query = select(Response.purpose, Response.answers).join(Case, Case.id == Response.case_id).where(Case.serial == serial).order_by(Response.id)
        return [(row.purpose, json.loads(row.answers)) for row in connection.execute(query)]


def test_a_whole_sheet_takes_a_key_an_answer_and_at_most_ten_more(clerk, paper_server):
    """With the longest serial there is, six digits: as in a wave of tens of thousands."""
    paper = paper_server[1]
    serial = paper.serials[-1]
    one = clerk("nhap-01").open().press(serial)
    assert one.says("where-serial", serial) and len(serial) == 6
    of_serial = one.pressed
    one.press(keys_of(paper.wave.instrument))
    assert "Không có ô để trống" in one.says("blanks", "Không có")
    one.press("⏎").says("sent", f"{serial} – đã gửi")
    assert one.pressed - ANSWER_KEYS <= 10
    assert stored(paper, serial) == [("first_keying", answers_of(paper.wave.instrument))]
    with paper.engine.connect() as connection:
        keystrokes = connection.scalar(select(KeyedBy.keystrokes).join(Case, Case.id == KeyedBy.case_id).where(Case.serial == serial))
    assert keystrokes == one.pressed - of_serial


def test_the_network_dies_in_the_middle_and_nothing_is_lost(clerk, paper_server):
    """Four sheets by keyboard alone: one sent, two and a half without a network, all there when it returns."""
    paper, serials = paper_server[1], paper_server[1].serials[1:5]
    keys = keys_of(paper.wave.instrument)
    one = clerk("nhap-01").open().press(serials[0] + keys + "⏎")
    one.says("sent", f"{serials[0]} – đã gửi")
    one.press(serials[1] + keys[:30])
    one.context.set_offline(True)
    one.press(keys[30:] + "⏎" + serials[2] + keys + "⏎" + serials[3] + keys[:20])
    assert "mất mạng" in one.says("sending", "Chưa gửi: 2 phiếu")
    assert [stored(paper, serial) for serial in serials[1:]] == [[], [], []]
    one.context.set_offline(False)
    one.says("sending", "Đã gửi hết")
    one.press(keys[20:] + "⏎").says("sent", f"{serials[3]} – đã gửi")
    whole = answers_of(paper.wave.instrument)
    assert [stored(paper, serial) for serial in serials] == [[("first_keying", whole)]] * 4


def test_a_closed_laptop_goes_on_where_it_was(clerk, paper_server):
    paper, serial = paper_server[1], paper_server[1].serials[5]
    keys = keys_of(paper.wave.instrument)
    one = clerk("nhap-01").open().press(serial + keys[:25])
    place, first = one.where(), one.field("A1.1")
    one.page.close()
    one.page = one.context.new_page()
    one.open()
    assert (one.where(), one.field("A1.1")) == (place, first)
    one.press(keys[25:] + "⏎").says("sent", "đã gửi")
    assert stored(paper, serial) == [("first_keying", answers_of(paper.wave.instrument))]


def test_the_running_page_is_the_printed_one(clerk, paper_server):
    one = clerk("nhap-01").open().press(paper_server[1].serials[20])
    assert one.where().startswith("Trang 1/8 · Câu 1/")
    one.press("444444444")
    assert one.where().startswith("Trang 2/8 · Câu 10/")


def test_the_page_opens_without_a_network_and_sends_later(clerk, paper_server):
    """The laptop is closed, the network gone, the laptop opened again: the sheet goes on, the next one begins."""
    paper, (first, second) = paper_server[1], paper_server[1].serials[21:23]
    keys = keys_of(paper.wave.instrument)
    one = clerk("nhap-01").open().is_kept()
    one.press(first + keys[:25])
    one.page.close()
    one.context.set_offline(True)
    one.page = one.context.new_page()
    one.open().press(keys[25:] + "⏎" + second + keys + "⏎")
    one.says("sending", "Chưa gửi: 2 phiếu")
    one.context.set_offline(False)
    one.says("sending", "Đã gửi hết")
    whole = answers_of(paper.wave.instrument)
    assert [stored(paper, serial) for serial in (first, second)] == [[("first_keying", whole)]] * 2


def test_a_session_that_ended_costs_nothing(clerk, paper_server):
    paper, serial = paper_server[1], paper_server[1].serials[6]
    one = clerk("nhap-01").open().press(serial + keys_of(paper.wave.instrument))
    one.context.clear_cookies()
    one.press("⏎")
    assert "Đăng nhập lại" in one.says("alert", "Phiên làm việc đã hết") and stored(paper, serial) == []
    one.log_in(one.context.new_page())
    one.says("sent", f"{serial} – đã gửi")
    assert len(stored(paper, serial)) == 1 and one.page.locator("[data-alert]").is_hidden()


def test_another_person_at_the_same_computer_does_not_send_it_as_theirs(clerk, paper_server):
    paper, serial = paper_server[1], paper_server[1].serials[7]
    one = clerk("nhap-01").open().press(serial + keys_of(paper.wave.instrument))
    one.context.set_offline(True)
    one.press("⏎").says("sending", "Chưa gửi: 1 phiếu")
    one.context.clear_cookies()
    one.page.close()
    one.context.set_offline(False)
    one.page, one.name = one.context.new_page(), "nhap-02"
    one.log_in().open()
    one.says("sending", "người khác còn 1 phiếu chưa gửi trên máy này")
    assert stored(paper, serial) == []
    one.context.clear_cookies()
    one.name = "nhap-01"
    one.log_in().open().says("sent", f"{serial} – đã gửi")
    with paper.engine.connect() as connection:
        keyer = connection.scalar(select(KeyedBy.user_id).join(Case, Case.id == KeyedBy.case_id).where(Case.serial == serial))
    assert keyer == paper.people["nhap-01"].user_id


def test_slips_are_refused_at_the_field_and_arrows_correct(clerk, paper_server):
    paper = paper_server[1]
    one = clerk("nhap-01").open().press(paper.serials[8])
    one.press("5")  # four levels only
    assert "Câu 1/" in one.where() and "không có phím 5" in one.says("meaning", "phím 5")
    one.press("x").says("meaning", "Chỉ bấm số")
    one.press("34←2")
    assert (one.field("A1.1"), one.field("A1.2")) == ("3", "2") and "Câu 3/" in one.where()
    one.page.keyboard.press("Shift+Tab")
    one.press("␣")  # blank again
    assert one.field("A1.2") == "" and "Câu 3/" in one.where()
    one.press("4444444").press("17")
    assert "Câu 10/" in one.where() and one.field("A2") == "1 7"
    one.press("1⏎")
    assert one.field("A2") == "7" and "Câu 11/" in one.where()  # the words beside box 7
    one.page.keyboard.type("báo làng")
    one.press("←")
    one.press("-7")
    assert one.field("A2") == "-7" and "Câu 12/" in one.where()  # no box, no words
    one.page.keyboard.press("F9")
    one.page.click("[data-act=to][value=C]")
    one.press("1234")
    assert one.field("C") == "1 2 3 4" and "Câu 65/" in one.where()
    one.press("5")  # the last of five boxes: on to D1, and an Enter pressed by habit leaves nothing blank
    assert one.field("C") == "1 2 3 4 5" and "Câu 66/" in one.where()
    one.press("⏎")
    assert "Câu 66/" in one.where()
    one.press("←6")
    assert one.field("C") == "1 2 3 4 5" and "Đã đủ 5 ô" in one.says("meaning", "Đã đủ")
    one.page.focus("#f-answered_on")
    one.press("⏎")
    assert "Câu" in one.where() and stored(paper, paper.serials[8]) == []
    one.page.keyboard.press("Escape")
    one.says("drafts", paper.serials[8])


def test_a_refused_sheet_is_mended_and_sent(clerk, paper_server):
    paper, serial = paper_server[1], paper_server[1].serials[19]
    one = clerk("nhap-01").open().press(serial)
    one.page.fill("#f-answered_on", "2999-01-01")
    one.page.focus("[id='f-A1.1']")
    one.press(keys_of(paper.wave.instrument) + "⏎").says("refused", "nằm ngoài thời gian")
    assert stored(paper, serial) == []
    one.page.click("[data-act=mend]")
    assert one.page.evaluate("document.activeElement.id") == "f-answered_on" and one.field("D5") == "1"
    one.page.fill("#f-answered_on", "2025-08-01")
    one.page.focus("[id='f-A1.1']")
    one.page.keyboard.press("F9")
    one.page.keyboard.press("F9")
    one.says("sent", f"{serial} – đã gửi")
    assert stored(paper, serial) == [("first_keying", answers_of(paper.wave.instrument))]


def test_a_serial_keyed_wrongly_or_by_a_scanner(clerk, paper_server):
    paper, serial = paper_server[1], paper_server[1].serials[9]
    one = clerk("nhap-01").open().press(serial[:-1] + str((int(serial[-1]) + 1) % 10) + "⏎")
    one.says("serial-error", "chữ số cuối không khớp")
    one.press(serial + "⏎")  # a scanner's Enter comes when the sheet is open already, and leaves no blank
    assert "Câu 1/" in one.where()
    one.press("4")
    assert one.field("A1.1") == "4"


def test_two_people_on_one_sheet_at_once(clerk, paper_server):
    paper, serial = paper_server[1], paper_server[1].serials[10]
    keys = keys_of(paper.wave.instrument)
    one, two = clerk("nhap-01").open(), clerk("nhap-02").open()
    one.press(serial + keys[:40]).says("sending", "")
    two.press(serial).says("serial-error", "Người khác đang nhập")
    with writing(paper.engine).begin() as connection:  # the first person's computer sleeps until the lease is over
        connection.execute(update(SheetClaim).values(expires_at=now() - timedelta(seconds=1)))
    two.page.fill("#serial", "")
    two.press(serial + keys + "⏎").says("sent", "đã gửi")
    one.press(keys[40:] + "⏎").says("sent", "đã gửi")
    assert [purpose for purpose, _answers in stored(paper, serial)] == ["first_keying", "second_keying", "original"]


def test_routing_leads_past_what_is_not_asked(clerk, paper_server):
    """S1 4: has done no procedure, so that only the remark and the person are asked; mended to 1, S2 and S3 come, and 2.4 after S3 1 only."""
    paper = paper_server[1]
    serial = field_routed(paper)
    one = clerk("nhap-01").open("/nhap-phieu/re-nhanh/").press(serial + "4")
    assert " R " in one.where() and one.page.locator("[id='f-S3']").is_hidden()
    one.press("←1")
    assert " T " in one.where()
    one.press("12")  # land; no result yet
    one.press("5" * one.page.locator("[data-part^='2.1'] [data-row], [data-part='2.2'] [data-row], [data-part='2.3'] [data-row]").count())
    assert " 2.5 " in one.where()
    one.page.keyboard.press("Home")
    one.page.focus("[id='f-S1']")
    one.press("4")
    one.page.keyboard.press("F9")
    assert "S3" not in one.says("blanks", "Để trống")
    one.press("⏎").says("sent", f"{serial} – đã gửi")
    assert stored(paper, serial) == [("first_keying", {"S1": "not_used"})]


def test_fingers_on_a_tablet(clerk, paper_server):
    paper, serial = paper_server[1], paper_server[1].serials[11]
    one = clerk("nhap-01", viewport={"width": 820, "height": 1180}, has_touch=True).open().press(serial)
    for sign in "4321":
        one.page.tap(f"[data-panel] [data-sign='{sign}']")
    one.page.tap("[data-press=back]")
    one.page.tap("[data-panel] [data-sign='9']")
    assert [one.field(f"A1.{number}") for number in range(1, 6)] == ["4", "3", "2", "9", ""]
    assert one.page.get_attribute("[id='f-A1.1']", "inputmode") == "none"
    smallest = one.page.eval_on_selector_all("[data-panel] button, [data-moves] button", "all => Math.min(...all.map(one => one.getBoundingClientRect().height))")
    assert smallest >= 44


def test_the_way_of_one_form_to_the_index(clerk, paper_server, tmp_path):
    server, paper = paper_server
    serial, instrument = paper.serials[12], paper.wave.instrument
    first = clerk("nhap-01").open().press(serial + keys_of(instrument, **{"1_1_1": "2"}) + "⏎")
    first.says("sent", "đã gửi")

    second = clerk("nhap-02").open("/nhap-phieu/")
    follow(second.page, "main a.button")
    second.page.wait_for_selector(".scripted #serial:focus")
    second.press(serial)
    assert second.page.eval_on_selector_all("#sheet [data-kind]", "all => all.filter(one => one.value).length") == 0
    second.press(keys_of(instrument) + "⏎").says("sent", "đã gửi")
    assert [purpose for purpose, _answers in stored(paper, serial)] == ["first_keying", "second_keying"]

    third = clerk("giam-sat").open("/nhap-phieu/ho-thu/phan-xu/")
    follow(third.page, f"[aria-label='Phân xử phiếu {serial}']")
    assert third.page.locator("fieldset.difference").count() == 1
    third.page.check("text=Khác, theo phiếu")
    third.page.fill("[name='go-1.1.1']", "5")
    follow(third.page, "text=Ghi quyết định")
    third.page.wait_for_selector(f"text=Đã phân xử phiếu {serial}.")
    assert stored(paper, serial)[-1] == ("original", answers_of(instrument) | {"1.1.1": 5})

    for other in paper.serials[13:18]:  # figures of fewer than five forms are not shown
        paper.key("nhap-01", other)
        paper.key("nhap-02", other)
    with writing(paper.engine).begin() as connection:  # one village alone has no variance of its own
        connection.execute(update(Wave).values(design={"lonely": "adjust", "double_entry": 1}))
    settings = load_settings({"DATABASE_URL": server.database_url, "SIPAS_DATA": str(tmp_path)})
    summary = run_wave(paper.engine, settings, paper.wave.code, asked_by="test")
    with paper.engine.connect() as connection:
        of_record = len(connection.scalars(select(Response.id).where(Response.purpose == "original")).all())
        scores = dict(connection.execute(select(Estimate.measure, Estimate.score).where(Estimate.run_id == summary.run, Estimate.domain_kind == "all")).all())
        measures = connection.scalars(select(Measure.code).where(Measure.run_id == summary.run)).all()
    assert (summary.reason, summary.status, summary.n) == (None, "succeeded", of_record) and "SIPAS" in measures
    # Every form of record so far says 4 everywhere but this one, which says 5 in 1.1.1: 100 · (4n + 1) / 5n.
    assert scores["1.1.1"] == pytest.approx(100 * (4 * of_record + 1) / (5 * of_record)) and scores["2.5.3"] == pytest.approx(80)
