"""Twenty forms in one sitting as a new surveyor keys them: keyboard alone, the network cut in the middle, the laptop closed once meanwhile."""
from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from survey_app.models import Case, Response
from tests.paper.whole_sheet import ANSWER_KEYS, answers_of, keys_of

pytestmark = pytest.mark.browser
FORMS, CUT, CLOSED, BACK = 20, 7, 10, 14  # the network goes in the 8th sheet and returns in the 15th; the laptop is closed in the 11th


def test_twenty_forms_by_keyboard_with_the_network_cut_in_the_middle(clerk, paper_server):
    paper, serials = paper_server[1], paper_server[1].serials[:FORMS]
    keys = keys_of(paper.wave.instrument)
    one = clerk("nhap-01").open().is_kept()
    for number, serial in enumerate(serials):
        one.press(serial + keys[:30])
        if number in (CUT, BACK):
            one.context.set_offline(number == CUT)
        if number == CLOSED:
            assert "mất mạng" in one.says("sending", f"Chưa gửi: {CLOSED - CUT} phiếu")
            one.page.close()
            one.page = one.context.new_page()
            one.open()
            assert one.where().startswith("Trang 4/8")
        one.press(keys[30:] + "⏎")
    one.says("sending", "Đã gửi hết")
    assert one.pressed <= FORMS * (ANSWER_KEYS + 10)
    with paper.engine.connect() as connection:
        query = select(Case.serial, Response.purpose, Response.answers).join(Case, Case.id == Response.case_id)
        stored = sorted((serial, purpose, json.loads(answers)) for serial, purpose, answers in connection.execute(query))
    assert stored == [(serial, "first_keying", answers_of(paper.wave.instrument)) for serial in sorted(serials)]
