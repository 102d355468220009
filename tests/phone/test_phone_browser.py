"""A phone's browser with script: steps in the page, answers kept, one response whatever happens on the way."""
from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from survey_app.database import writing
from survey_app.models import Wave
from tests.phone.conftest import ANSWERS

pytestmark = pytest.mark.browser
API = "**/api/v1/responses"


def test_a_whole_visit_needs_the_network_only_to_open_and_to_send(open_phone):
    phone = open_phone()
    asked = []
    phone.page.context.on("request", lambda request: asked.append(request))
    phone.open().page.wait_for_load_state("networkidle")
    phone.page.evaluate("navigator.serviceWorker.ready.then(function () {})")
    first = [request.url.split("/", 3)[3].split("?")[0] for request in asked]
    assert first == [f"k/{phone.desk.code}", "k/phone.js", "k/sw.js"]
    assert sum(int(request.response().headers["content-length"]) for request in asked) <= 25_000
    asked.clear()
    phone.page.click("[data-begin] a")
    phone.answer(*ANSWERS)
    assert "mã biên nhận" in phone.state("Đã gửi")
    assert [request.url.split("/", 3)[3] for request in asked] == ["api/v1/responses"]
    (answers,) = phone.stored()
    assert answers["2.2.3"] == 1 and answers["2.5.1"] == "na" and answers["R"] == "Chờ hơi lâu."


def test_without_script_the_same_pages_do_the_same(open_phone):
    phone = open_phone(java_script_enabled=False).begin().answer(*ANSWERS)
    assert "mã biên nhận" in phone.state("Đã gửi")
    assert len(phone.stored()) == 1


def test_each_answer_is_kept_at_once(open_phone):
    phone = open_phone().begin().answer(1, 2).at(3).tick({"2.1.1": 2, "2.1.2": "ref"})
    phone.page.reload()
    phone.at(3)
    assert phone.page.eval_on_selector_all("input:checked", "all => all.map(one => one.name + one.value)") == ["2.1.12", "2.1.2ref"]


def test_a_remark_half_written_is_kept(open_phone):
    phone = open_phone().begin().answer(1, 2, 3, 4, 5, 6, 7).at(8)
    phone.page.type("textarea", "Ghế")
    phone.page.reload()
    assert phone.at(8).page.input_value("textarea") == "Ghế"


def test_a_fresh_scan_offers_to_go_on(open_phone):
    phone = open_phone().begin().answer(1, 2)
    phone.at(3).open()
    phone.page.click("text=Trả lời tiếp")
    phone.at(3)


def test_erasing_asks_first_and_leaves_nothing(open_phone):
    phone = open_phone().begin().answer(1, 2).at(3)
    phone.page.click("text=Xóa và làm lại")
    phone.page.click("text=Không xóa, trả lời tiếp")
    phone.at(3).page.click("text=Xóa và làm lại")
    phone.page.click("form[data-erase] button")
    phone.page.wait_for_selector("[data-begin] a")
    assert phone.page.evaluate("Object.keys(localStorage)") == []
    phone.page.click("[data-begin] a")
    assert phone.at(1).page.query_selector("input:checked") is None


def test_back_of_the_phone_and_back_on_the_page_keep_the_answers(open_phone):
    phone = open_phone().begin().answer(1, 2).at(3).tick({"2.1.1": 5})
    phone.page.go_back()
    phone.at(2).page.click("text=Quay lại")
    phone.at(1).answer(1, 2).at(3)
    assert phone.page.is_checked('input[name="2.1.1"][value="5"]')


def test_pages_are_counted_as_on_the_server(open_phone):
    phone = open_phone().begin()
    assert phone.page.inner_text("[data-place]") == "1 trên 9"
    phone.tick({"S1": "not_used"}).page.click("[data-forward]")
    assert phone.at(8).page.inner_text("[data-place]") == "2 trên 3"
    phone.page.go_back()
    phone.at(1).answer(1)
    assert phone.at(2).page.inner_text("[data-place]") == "2 trên 9"


def test_answers_hidden_by_a_change_of_mind_are_not_sent(open_phone):
    phone = open_phone().begin().answer(1, 2, 3).at(4)
    phone.open("#1").at(1).tick({"S1": "not_used"}).page.click("[data-forward]")
    phone.at(8).page.click("[data-forward]")
    phone.at(9).page.click("[data-forward]")
    phone.state("Đã gửi")
    assert phone.stored() == [{"S1": "not_used"}]


def test_a_missing_answer_is_named_and_the_summary_takes_focus(open_phone):
    phone = open_phone().begin().answer(1, 2).at(3).tick({"2.1.1": 5})
    phone.page.click("[data-forward]")
    words = "Câu này chưa có câu trả lời. Mời Ông/Bà chọn một câu trả lời."
    assert phone.page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert phone.page.title().startswith("Lỗi: 3 trên 9")
    assert phone.page.locator(".problems a").all_inner_texts() == [f"2. {words}", f"3. {words}"]
    assert phone.page.inner_text('[data-item="2.1.2"] .problem').endswith(words)
    phone.page.click(".problems a >> nth=1")
    assert phone.page.evaluate("document.activeElement.name") == "2.1.3"
    phone.tick({"2.1.2": 4, "2.1.3": 3}).page.click("[data-forward]")
    assert not phone.at(4).page.title().startswith("Lỗi")


def test_a_remark_that_is_too_long_is_told_before_sending(open_phone):
    phone = open_phone().begin().answer(1, 2, 3, 4, 5, 6, 7).at(8)
    phone.page.fill("textarea", "ờ" * 1001)
    phone.page.click("[data-forward]")
    assert "tối đa 1000" in phone.page.inner_text(".problems")


def test_a_double_tap_sends_once(open_phone):
    phone = open_phone().begin().answer(1, 2, 3, 4, 5, 6, 7, 8).at(9)
    phone.page.dblclick("[data-forward]")
    phone.state("Đã gửi")
    assert len(phone.stored()) == 1


def test_two_tabs_send_one_response_with_one_receipt(open_phone):
    first = open_phone().begin().answer(1, 2, 3, 4, 5, 6, 7, 8).at(9)
    second = open_phone(first.page.context).open("#9").at(9)
    receipts = []
    for phone in (first, second):
        phone.page.click("[data-forward]")
        receipts.append(phone.state("Đã gửi"))
    assert receipts[0] == receipts[1] and len(first.stored()) == 1


def test_a_lost_reply_gives_the_same_receipt(open_phone):
    phone = open_phone().begin().answer(1, 2, 3, 4, 5, 6, 7, 8).at(9)
    received = []

    def lose(route):
        received.append(json.loads(route.fetch().body())["receipt"])
        route.abort()

    phone.page.route(API, lose, times=1)
    phone.page.click("[data-forward]")
    assert phone.state("Đã gửi").split()[-1].replace("-", "") == received[0]
    assert len(phone.stored()) == 1


@pytest.mark.parametrize("reply", [
    {"status": 503, "body": "busy"}, {"status": 429, "body": '{"error": "too_many"}'},
    {"status": 200, "content_type": "text/html", "body": "<p>Welcome to the café's network</p>"},
    {"status": 403, "content_type": "text/html", "body": "<p>Log in first</p>"},
])
def test_what_is_not_our_answer_means_later(open_phone, reply):
    phone = open_phone().begin().answer(1, 2, 3, 4, 5, 6, 7, 8).at(9)
    given = []
    phone.page.route(API, lambda route: (given.append(reply), route.fulfill(**reply)), times=1)
    phone.page.click("[data-forward]")
    phone.state("Đã gửi")
    assert given == [reply] and len(phone.stored()) == 1


def test_a_refusal_is_told_and_the_answers_stay(open_phone):
    phone = open_phone().begin().answer(1, 2, 3, 4, 5, 6, 7, 8).at(9)

    def set_state(state):
        with writing(phone.storage).begin() as connection:
            connection.execute(update(Wave).where(Wave.id == phone.desk.wave_id).values(state=state))

    set_state("draft")  # a closed wave would stay closed
    phone.page.click("[data-forward]")
    assert "vẫn được giữ trong máy này" in phone.state("Chưa nhận được phiếu")
    set_state("open")
    phone.open().state("Chưa nhận được phiếu")
    phone.page.click("text=Gửi lại")
    phone.state("Đã gửi")
    assert phone.stored()[0]["R"] == "Chờ hơi lâu."


def test_a_reload_shows_the_receipt_again(open_phone):
    phone = open_phone().begin().answer(*ANSWERS)
    receipt = phone.state("Đã gửi")
    phone.page.reload()
    assert phone.state("Đã gửi") == receipt and len(phone.stored()) == 1
    phone.page.click("text=Mở phiếu mới cho người khác")
    phone.page.reload()
    assert phone.page.is_visible("[data-begin] a") and not phone.page.is_visible("text=mã biên nhận")


def test_the_next_person_sees_nothing_of_the_previous_one(open_phone):
    phone = open_phone().begin().answer(*ANSWERS)
    phone.state("Đã gửi")
    phone.page.go_back()
    phone.state("Đã gửi")
    assert phone.page.query_selector("form[data-number]") is None
    phone.page.click("text=Mở phiếu mới cho người khác")
    phone.page.click("[data-begin] a")
    assert phone.at(1).page.query_selector("input:checked") is None
    assert phone.page.evaluate("Object.keys(localStorage)") == []
    phone.answer(*ANSWERS)
    phone.state("Đã gửi")
    assert len(phone.stored()) == 2


def test_a_draft_of_changed_questions_is_given_up_and_that_is_told(open_phone):
    phone = open_phone().begin().answer(1, 2).at(3)
    phone.page.evaluate("""() => {
        const key = Object.keys(localStorage)[0], draft = JSON.parse(localStorage[key]);
        draft.digest = 'older';
        localStorage[key] = JSON.stringify(draft);
    }""")
    phone.page.reload()
    phone.page.wait_for_selector("text=Phiếu hỏi vừa được cập nhật")
    assert phone.page.evaluate("Object.keys(localStorage)") == []


def test_an_old_web_view_without_storage_worker_and_fetch(open_phone):
    phone = open_phone()
    phone.page.add_init_script("""
        Object.defineProperty(window, 'localStorage', {get: function () { throw new Error('denied'); }});
        Object.defineProperty(Navigator.prototype, 'serviceWorker', {value: undefined});
        ['caches', 'fetch'].forEach(function (name) { Object.defineProperty(window, name, {value: undefined}); });
    """)
    errors = []
    phone.page.on("pageerror", lambda error: errors.append(error))
    phone.begin().answer(1, 2, 3, 4, 5, 6, 7, 8).at(9)
    phone.page.route(API, lambda route: route.abort(), times=1)
    phone.page.click("[data-forward]")
    phone.state("máy này không cho lưu")
    phone.state("Đã gửi")
    assert errors == [] and len(phone.stored()) == 1


def test_the_other_language_goes_on_at_the_same_page(open_phone):
    phone = open_phone().begin().answer(1, 2).at(3).tick({"2.1.1": 5})
    phone.page.click("text=English")
    phone.page.wait_for_selector("text=3 of 9")
    assert phone.page.is_checked('input[name="2.1.1"][value="5"]')
