"""A whole visit without script: one section a page, nothing lost on the way, one response at the end."""
from __future__ import annotations

import pytest
from sqlalchemy import event, select

from survey_app import engine
from survey_app.asking import answering
from survey_app.channels.phone import desks
from survey_app.models import Paradata, Response
from tests.phone.conftest import ANSWERS


def test_a_whole_visit_stores_one_response_and_shows_its_receipt(app, visitor, stored):
    assert "Bắt đầu" in visitor.get().text
    assert visitor.answer(*ANSWERS) == f"/k/{visitor.code}/xong"
    (_, answers), = stored()
    assert answers["2.1.1"] == 5 and answers["2.1.3"] == "ref" and answers["R"] == "Chờ hơi lâu."
    assert set(answers) == {code for page in ANSWERS.values() for code in page}
    with app.app_context(), engine().connect() as connection:
        receipt, language, channel = connection.execute(select(Response.receipt, Response.language, Response.channel)).one()
        device, seconds = connection.execute(select(Paradata.device, Paradata.seconds)).one()
    assert visitor.receipt().replace("-", "") == receipt
    assert (language, channel, device) == ("vi", "phone", "other") and 0 <= seconds < 60


def test_nothing_is_written_before_the_last_page(visitor, stored):
    visitor.answer(1, 2, 3, 4, 5, 6, 7, 8)
    assert stored() == []


def test_nothing_is_chosen_beforehand(visitor):
    for number in ANSWERS:
        page = visitor.get(f"/{number}").text
        assert "<fieldset" in page or "<textarea" in page
        assert " checked" not in page
        visitor.post(number, ANSWERS[number])


def test_pages_are_counted(visitor):
    assert "1 trên 9" in visitor.get("/1").text
    visitor.answer(1)
    assert "2 trên 9" in visitor.get("/2").text


def test_the_number_of_pages_shrinks_when_an_answer_hides_some(visitor):
    visitor.get("/1")
    assert visitor.post(1, {"S1": "not_used"}).location == f"/k/{visitor.code}/8"
    assert "2 trên 3" in visitor.get("/8").text


def test_hidden_pages_lead_to_the_one_that_is_shown(visitor):
    visitor.get("/1")
    visitor.post(1, {"S1": "not_used"})
    assert visitor.get("/3").location == f"/k/{visitor.code}/9"  # nothing is missing, so to the last page


def test_a_page_cannot_be_jumped_over(visitor):
    visitor.answer(1)
    assert visitor.get("/5").location == f"/k/{visitor.code}/2"


def test_answers_of_pages_hidden_by_a_change_of_mind_are_not_sent(visitor, stored):
    visitor.answer(1, 2, 3)
    visitor.post(1, {"S1": "not_used"})
    visitor.post(8, {})
    visitor.post(9, {})
    assert stored()[0][1] == {"S1": "not_used"}


def test_back_keeps_what_was_chosen_on_both_pages(visitor):
    visitor.answer(1, 2)
    assert visitor.post(3, {"2.1.1": "2"}, go="back").location == f"/k/{visitor.code}/2"
    assert 'value="land" checked' in visitor.get("/2").text
    assert 'name="2.1.1" value="2" checked' in visitor.get("/3").text


def test_back_from_the_first_page_leads_to_the_start_which_offers_to_go_on(visitor):
    visitor.get("/1")
    assert visitor.post(1, {"S1": "online"}, go="back").location == f"/k/{visitor.code}"
    page = visitor.get()
    assert "Trả lời tiếp" in page.text and page.headers["Cache-Control"] == "no-store"


def test_back_keeps_the_remark(visitor):
    visitor.answer(1, 2, 3, 4, 5, 6, 7)
    visitor.post(8, {"R": "Đường vào khó tìm."}, go="back")
    assert "Đường vào khó tìm." in visitor.get("/8").text


def test_going_on_leads_to_the_first_page_without_answers(visitor):
    visitor.answer(1, 2, 3)
    assert visitor.get("/9").location == f"/k/{visitor.code}/4"


def test_a_missing_answer_is_named_at_the_top_and_at_the_item_in_the_same_words(visitor):
    visitor.answer(1, 2)
    answer = visitor.post(3, {"2.1.1": "2", "2.1.3": "3"})
    words = "Câu này chưa có câu trả lời. Mời Ông/Bà chọn một câu trả lời."
    assert answer.status_code == 422
    assert f'<a href="#i-2.1.2">2. {words}</a>' in answer.text
    assert f'id="i-2.1.2-e"><span class="hush">Lỗi: </span>{words}</p>' in answer.text
    assert answer.text.count(words) == 2
    assert "<title>Lỗi: 3 trên 9" in answer.text
    assert answer.text.index('role="alert" tabindex="-1" autofocus') < answer.text.index("<form")
    assert 'name="2.1.1" value="2" checked' in answer.text


def test_every_item_of_a_section_can_be_declined(visitor):
    visitor.answer(1, 2)
    assert visitor.post(3, dict.fromkeys(ANSWERS[3], "ref")).status_code == 303


def test_an_impossible_value_is_refused(visitor):
    visitor.answer(1, 2)
    answer = visitor.post(3, ANSWERS[3] | {"2.1.1": "6"})
    assert answer.status_code == 422 and "“6” không phải là một mức" in answer.text


def test_a_remark_that_is_too_long_is_shown_again_whole(visitor):
    visitor.answer(1, 2, 3, 4, 5, 6, 7)
    answer = visitor.post(8, {"R": "ờ" * 1001})
    assert answer.status_code == 422 and "tối đa 1000" in answer.text and "ờ" * 1001 in answer.text


def test_a_body_above_the_limit_is_refused_in_words(visitor):
    answer = visitor.post(1, {"S1": "x" * 70_000})
    assert answer.status_code == 413 and "Nội dung gửi lên quá dài" in answer.text


def test_a_second_tap_on_send_gives_the_same_receipt(visitor, stored):
    visitor.answer(*ANSWERS)
    first = visitor.receipt()
    assert visitor.post(9, ANSWERS[9]).location.endswith("/xong")
    assert visitor.receipt() == first and len(stored()) == 1


def test_sending_again_after_a_lost_reply_gives_the_same_receipt(visitor, stored):
    visitor.answer(1, 2, 3, 4, 5, 6, 7, 8)
    before = visitor.client.get_cookie("phieu", path=f"/k/{visitor.code}").value
    visitor.post(9, ANSWERS[9])
    first = visitor.receipt()
    visitor.client.set_cookie("phieu", before, path=f"/k/{visitor.code}")
    visitor.post(9, ANSWERS[9])
    assert visitor.receipt() == first and len(stored()) == 1


def test_two_tabs_send_one_response(visitor, stored):
    visitor.answer(1, 2, 3, 4, 5, 6, 7, 8)
    visitor.get("/9"), visitor.get("/9")
    visitor.post(9, {"D1": "male"}), visitor.post(9, {"D1": "female"})
    assert [answers["D1"] for _, answers in stored()] == ["male"]


def test_after_the_receipt_the_next_person_starts_afresh(visitor, stored):
    visitor.answer(*ANSWERS)
    assert "Trả lời tiếp" not in visitor.get().text.split("data-resume hidden")[0]
    assert " checked" not in visitor.get("/1").text
    visitor.answer(*ANSWERS)
    assert len({submission for submission, _ in stored()}) == 2


def test_the_pages_of_a_sent_form_lead_to_its_receipt(visitor):
    visitor.answer(*ANSWERS)
    for number in ANSWERS:
        assert visitor.get(f"/{number}").location == f"/k/{visitor.code}/xong"


@pytest.mark.parametrize("rest", ["/1", "/2", "/xong", "/xoa"])
def test_pages_of_a_visit_are_not_kept_by_the_browser(visitor, rest):
    visitor.answer(*ANSWERS) if rest == "/xong" else visitor.answer(1)
    assert visitor.get(rest).headers["Cache-Control"] == "no-store"


def test_erasing_asks_first_and_then_forgets(visitor):
    visitor.answer(1, 2)
    assert "Xóa các câu trả lời đã chọn?" in visitor.get("/xoa").text
    assert visitor.client.post(f"/k/{visitor.code}/xoa").location == f"/k/{visitor.code}"
    assert " checked" not in visitor.get("/1").text


def test_the_receipt_page_without_a_receipt_leads_to_the_start(visitor):
    assert visitor.get("/xong").location == f"/k/{visitor.code}"


def test_without_cookies_the_start_says_why_nothing_is_kept(app, desk):
    phone = app.test_client(use_cookies=False)
    assert phone.post(f"/k/{desk.code}/1", data=ANSWERS[1]).location == f"/k/{desk.code}/2"
    there = phone.get(f"/k/{desk.code}/2").location
    assert "trình duyệt không cho lưu" in phone.get(there).text


def test_a_database_that_fails_loses_nothing(app, visitor, stored, monkeypatch):
    visitor.answer(1, 2, 3, 4, 5, 6, 7, 8)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def fail(*_args, **_options):
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(desks, "submit", fail)
        answer = visitor.post(9, ANSWERS[9])
    assert answer.status_code == 500 and "Gửi lại nhiều lần vẫn chỉ tính là một phiếu" in answer.text
    assert visitor.post(9, ANSWERS[9]).location.endswith("/xong") and len(stored()) == 1


def test_a_flood_from_one_address_is_slowed_down_in_words(app, visitor, stored, monkeypatch):
    monkeypatch.setattr(answering, "SUBMISSIONS_PER_ADDRESS", "1 per minute")
    statuses = []
    for _ in range(2):
        visitor.answer(1, 2, 3, 4, 5, 6, 7, 8)
        answer = visitor.client.post(f"/k/{visitor.code}/9", environ_base={"REMOTE_ADDR": "198.51.100.9"})
        statuses.append(answer.status_code)
        visitor.get()
    assert statuses == [303, 429] and "đợi một phút" in answer.text and len(stored()) == 1


def test_showing_a_page_asks_the_database_nothing_and_taking_its_answers_once(app, visitor):
    visitor.answer(1, 2, 3, 4, 5, 6, 7, 8)
    statements = []
    with app.app_context():
        event.listen(engine(), "before_cursor_execute", lambda *given: statements.append(given[2].split()[0]))
    visitor.get("/9")
    assert statements == []
    visitor.post(9, ANSWERS[9])
    assert [word for word in statements if word != "BEGIN"] == ["SELECT", "INSERT", "INSERT"]
    statements.clear()
    visitor.get("/xong")
    assert statements == []


def test_a_visit_goes_on_in_another_process(app, visitor):
    visitor.answer(1)
    app.extensions["sipas.phone.places"].clear()
    assert visitor.answer(2) == f"/k/{visitor.code}/3"
