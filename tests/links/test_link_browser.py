"""A household's phone with a browser: the long form by a link, whatever happens on the way one response or none."""
from __future__ import annotations

import pytest
from sqlalchemy import update

from survey_app.database import writing
from survey_app.links import issue_links, revoke_links
from survey_app.models import Case
from tests.fielding import field_desk
from tests.links.conftest import TICK_FIRST
from tests.offline import kept_for_offline

pytestmark = pytest.mark.browser
LAST = 22
API = "**/api/v1/responses"


def nearly_done(phone):
    """All sections but the last."""
    return phone.begin().answer(until=LAST - 1).at(LAST)


def test_offline_in_the_middle_with_a_reload_and_to_the_end(open_phone):
    phone = kept_for_offline(open_phone()).begin().answer(until=9).at(10)
    phone.page.context.set_offline(True)
    phone.page.reload()
    phone.at(10).answer()
    assert "đang giữ trong máy này" in phone.state("Chưa gửi") and phone.stored == []
    phone.page.reload()
    phone.state("Chưa gửi")
    assert not phone.page.is_visible("[data-begin] a")
    phone.page.context.set_offline(False)
    receipt = phone.state("Đã gửi").split()[-1]
    assert len(phone.stored) == 1 and phone.stored[0]["1.1.1"] == 1
    phone.page.reload()
    assert receipt in phone.state("Đã gửi") and phone.page.is_visible("text=Phiếu này đã được gửi")
    assert phone.page.evaluate("Object.keys(localStorage)") == []


def test_without_script_the_same_pages_do_the_same(open_phone):
    phone = open_phone(java_script_enabled=False)
    phone.open().page.click("[data-begin] a")
    for section in range(1, LAST + 1):
        for item in phone.at(section).page.locator("[data-item][data-must]").all():
            for number in range(int(item.get_attribute("data-choose") or 1)):
                item.locator("input:not([type=text])").nth(number).check()
        phone.page.click("[data-forward]")
    receipt = phone.state("Đã gửi")
    phone.page.reload()
    assert phone.state("Đã gửi") == receipt and len(phone.stored) == 1


def test_going_on_another_day_on_the_same_phone(open_phone):
    phone = open_phone().begin().answer(until=4).at(5)
    context = phone.page.context
    phone.page.evaluate("""() => {
        const key = Object.keys(localStorage)[0], draft = JSON.parse(localStorage[key]);
        draft.started = new Date(Date.now() - 10 * 24 * 3600 * 1000).toISOString();
        localStorage[key] = JSON.stringify(draft);
    }""")
    phone.page.close()
    phone = open_phone(context).open()
    phone.page.click("[data-resume] a")
    assert phone.at(5).page.inner_text("[data-place]") == f"5 trên {LAST}"
    assert phone.page.locator("progress").evaluate("bar => [bar.value, bar.max]") == [4, LAST]


def test_two_tabs_send_one_response_with_one_receipt(open_phone):
    first = nearly_done(open_phone())
    second = open_phone(first.page.context)
    second.page.goto(f"{first.page.url.split('#')[0]}#{LAST}")
    second.at(LAST)
    receipts = [phone.answer().state("Đã gửi") for phone in (first, second)]
    assert receipts[0] == receipts[1] and len(first.stored) == 1


def test_two_phones_send_one_response_and_the_second_is_told(open_phone):
    first, second = nearly_done(open_phone()), nearly_done(open_phone())
    first.answer().state("Đã gửi")
    assert "Phiếu này đã được gửi rồi" in second.answer().state("Chưa nhận được phiếu") and len(first.stored) == 1


def test_the_receipt_is_the_end(open_phone):
    phone = nearly_done(open_phone()).answer()
    phone.state("Đã gửi")
    phone.page.go_back()
    phone.state("Đã gửi")
    assert phone.page.query_selector("form[data-number]") is None and not phone.page.is_visible("[data-begin] a")


def test_a_form_of_a_link_revoked_meanwhile_is_sent_by_the_new_one_on_the_same_phone(open_phone):
    phone = nearly_done(open_phone())
    revoke_links(phone.linked.engine, phone.linked.wave.code)
    assert "vẫn được giữ trong máy này" in phone.answer().state("Chưa nhận được phiếu") and phone.stored == []
    phone.page.reload()
    phone.page.wait_for_selector("text=Đường dẫn này không còn dùng")
    (new,) = issue_links(phone.linked.engine, phone.linked.wave.code, "0001")
    phone.open(new.token).state("Đã gửi")
    assert len(phone.stored) == 1


def test_a_draft_of_a_link_revoked_meanwhile_goes_on_under_the_new_one(open_phone):
    phone = open_phone().begin().answer(until=3).at(4)
    (new,) = issue_links(phone.linked.engine, phone.linked.wave.code, "0001")
    phone.open(new.token).page.click("[data-resume] a")
    phone.at(4).answer().state("Đã gửi")
    assert len(phone.stored) == 1


def test_a_case_that_needs_no_answer_any_more_says_so_and_keeps_what_was_typed(open_phone):
    phone = nearly_done(open_phone())
    with writing(phone.linked.engine).begin() as connection:
        connection.execute(update(Case).where(Case.id == phone.linked.case_id).values(disposition="4.70"))
    assert "không thuộc diện lấy ý kiến" in phone.answer().state("Chưa nhận được phiếu")
    assert phone.stored == [] and phone.page.evaluate("Object.keys(localStorage).length") == 1


def test_a_form_of_a_desk_begun_on_the_same_phone_does_not_mix(open_phone):
    phone = kept_for_offline(open_phone()).begin().answer(until=2).at(3)
    desk = field_desk(phone.linked.engine, wave_code="quay-canh-ho", number="701")
    other = phone.page.context.new_page()
    other.goto(f"{phone.site}/k/{desk.code}")
    other.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    other.click("[data-begin] a")
    other.wait_for_selector("form[data-number='1']")
    other.evaluate(TICK_FIRST)
    phone.page.context.set_offline(True)
    phone.page.reload()
    other.reload()
    kept = other.evaluate("() => Object.keys(localStorage).filter(key => key.startsWith('sipas.draft.')).map(key => Object.keys(JSON.parse(localStorage[key]).answers))")
    assert len(kept) == 2 and set(kept[0]).isdisjoint(kept[1])
    assert phone.at(3).number == 3
    other.locator("form[data-number='1'] input:checked").first.wait_for(state="attached")
    phone.page.context.set_offline(False)
    phone.page.bring_to_front()  # a tab behind another draws, and so answers, once a second
    phone.answer().state("Đã gửi")
    assert len(phone.stored) == 1 and desk.code in "".join(other.evaluate("() => Object.keys(localStorage)"))


def test_the_other_pages_are_never_told_the_link(open_phone):
    phone = nearly_done(open_phone())
    told = []
    phone.page.context.on("request", lambda request: told.append(request.headers.get("referer", "")))
    phone.answer().state("Đã gửi")
    assert told and phone.linked.token not in "".join(told)
