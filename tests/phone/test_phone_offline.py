"""A dead network: the form opens, goes on and ends without one, and is sent once when it returns."""
from __future__ import annotations

import pytest
from sqlalchemy import update

from survey_app.database import writing
from survey_app.desks.desk_codes import revoke
from survey_app.models import DeskCode, now
from tests.offline import kept_for_offline
from tests.servers import PATIENCE

pytestmark = pytest.mark.browser


def test_offline_in_the_middle_with_a_reload_and_to_the_end(open_phone):
    phone = kept_for_offline(open_phone()).begin().answer(1, 2, 3).at(4).tick({"2.2.1": 2})
    phone.page.context.set_offline(True)
    phone.page.reload()
    assert phone.at(4).page.is_checked('input[name="2.2.1"][value="2"]')
    phone.answer(4, 5, 6, 7, 8, 9)
    assert "đang giữ trong máy này" in phone.state("Chưa gửi")
    assert phone.stored() == []
    phone.page.context.set_offline(False)
    assert "mã biên nhận" in phone.state("Đã gửi")
    (answers,) = phone.stored()
    assert answers["2.2.1"] == 3 and answers["D2"] == "60plus"


def test_a_form_finished_offline_is_sent_when_the_page_is_opened_again(open_phone):
    phone = kept_for_offline(open_phone()).begin().answer(1, 2, 3, 4, 5, 6, 7, 8).at(9)
    phone.page.context.set_offline(True)
    phone.answer(9).state("Chưa gửi")
    phone.page.reload()
    phone.state("Chưa gửi")
    phone.page.close()
    phone.page = phone_again = open_phone(phone.page.context).page
    phone.page.context.set_offline(False)
    phone.open().state("Đã gửi")
    assert len(phone.stored()) == 1
    assert phone_again.evaluate("caches.open('sipas-outbox').then(cache => cache.keys()).then(keys => keys.length)") == 0


def test_several_people_at_a_tablet_without_network(open_phone):
    phone = kept_for_offline(open_phone())
    phone.page.context.set_offline(True)
    for remark in ("một", "hai", "ba"):
        phone.page.click("[data-begin] a")
        phone.answer(1, 2, 3, 4, 5, 6, 7).at(8).tick({"R": remark}).page.click("[data-forward]")
        phone.answer(9).state("Chưa gửi")
        phone.page.click("text=Mở phiếu mới cho người khác")
    phone.page.context.set_offline(False)
    phone.page.locator("[data-state] .sent").nth(2).wait_for()
    assert sorted(answers["R"] for answers in phone.stored()) == ["ba", "hai", "một"]


def test_the_worker_alone_sends_what_waits(open_phone):
    phone = kept_for_offline(open_phone()).begin().answer(1, 2, 3, 4, 5, 6, 7, 8).at(9)
    phone.page.route("**/api/v1/responses", lambda route: route.abort())
    phone.answer(9).state("Chưa gửi")
    worker = phone.page.context.service_workers[0]
    worker.evaluate("() => { const event = new ExtendableEvent('sync'); event.tag = 'sipas-send'; self.dispatchEvent(event); }")
    for _ in range(20 * PATIENCE):
        if phone.stored():
            break
        phone.page.wait_for_timeout(50)
    assert len(phone.stored()) == 1
    phone.page.unroute("**/api/v1/responses")
    phone.state("Đã gửi")
    assert len(phone.stored()) == 1


def test_a_desk_whose_code_ended_is_not_opened_from_the_cache(open_phone):
    phone = kept_for_offline(open_phone())
    with writing(phone.storage).begin() as connection:
        connection.execute(update(DeskCode).where(DeskCode.code == phone.desk.code).values(revoked_at=now()))
    phone.open().page.wait_for_selector("text=Mã này không còn dùng")
    phone.page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        phone.page.reload()


def test_a_form_answered_while_the_clock_was_wrong_is_sent_without_its_times(open_phone):
    phone = kept_for_offline(open_phone()).begin().answer(1, 2, 3, 4, 5, 6, 7, 8).at(9)
    phone.page.context.set_offline(True)
    phone.answer(9).state("Chưa gửi")
    phone.page.evaluate("""() => {
        var key = Object.keys(localStorage).filter(name => localStorage[name].indexOf('finished_at') > 0)[0];
        var entry = JSON.parse(localStorage[key]);
        entry.body.started_at = entry.body.finished_at = '2039-01-01T00:00:00.000Z';
        localStorage[key] = JSON.stringify(entry);
    }""")
    phone.page.context.set_offline(False)
    phone.state("Đã gửi")
    assert len(phone.stored()) == 1


def test_a_form_of_a_code_replaced_meanwhile_is_sent_under_the_new_one(open_phone):
    phone = kept_for_offline(open_phone()).begin().answer(1, 2, 3, 4, 5, 6, 7, 8).at(9)
    phone.page.context.set_offline(True)
    phone.answer(9).state("Chưa gửi")
    new = revoke(phone.storage, phone.desk.code)
    phone.page.context.set_offline(False)
    phone.state("Chưa nhận được phiếu")
    phone.page.goto(phone.page.url.split("/k/")[0] + f"/k/{new}")
    phone.state("Đã gửi")
    assert len(phone.stored()) == 1
