"""The draw on pages: seen before, drawn as seen, repeated by its command; the calculator of its size."""
from __future__ import annotations

import re
import shlex
from html import unescape

import pytest
from sqlalchemy import func, select

from survey_app.commands.sample import group
from survey_app.models import Case, Draw, JournalEntry
from survey_app.sampling.casework import dispose
from survey_app.sampling.draw import draw_sample
from survey_app.sampling.drawing import draw_wave
from survey_app.sampling.plan import Plan
from survey_app.sampling.preview import preview
from survey_app.sampling.refusals import Refused
from tests.cases.conftest import HERE, PLAN
from tests.sampling.conftest import WAVE, give_frame, small_frame

DOOR, SHOWN = f"/mau/{WAVE}/rut-mau/moi", f"/mau/{WAVE}/rut-mau"
WISH = {"seed": "bốc thăm 20/11", "psus": "8", "households": "5", "reserve": "2", "strata": "", "method": "pps", "respondent": "kish"}


def foreseen(page) -> str:
    return re.search(r'name="foreseen" type="hidden" value="(\w+)"', page.text)[1]


@pytest.fixture
def framed(bare, tmp_path):
    give_frame(bare.engine, tmp_path)
    return bare


def cases(field) -> int:
    with field.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Case))


def test_what_will_be_drawn_is_shown_and_then_drawn(as_role, framed):
    client = as_role("department")
    before = client.post(DOOR, data=WISH)
    assert before.status_code == 200 and "từng xã, phường" in before.text and "Rút mẫu này" in before.text and cases(framed) == 0
    done = client.post(DOOR, data=WISH | {"foreseen": foreseen(before), "rut": "1"}, follow_redirects=True)
    assert "Đã rút mẫu: 8 thôn, 40 hộ." in done.text and "bốc thăm 20/11" in done.text and cases(framed) == 40
    with framed.engine.connect() as connection:
        assert connection.scalar(select(Draw.drawn_by)) == "department"
        assert connection.scalar(select(JournalEntry.actor).where(JournalEntry.action == "sample.draw")) == "department"


def test_another_plan_than_the_one_seen_is_shown_again(as_role, framed):
    client = as_role("department")
    seen = foreseen(client.post(DOOR, data=WISH))
    assert "Rút mẫu này" in client.post(DOOR, data=WISH | {"households": "6", "foreseen": seen, "rut": "1"}).text
    assert "Rút mẫu này" in client.post(DOOR, data=WISH | {"rut": "1"}).text and cases(framed) == 0


def test_the_command_shown_makes_the_same_draw(app, as_role, framed):
    client = as_role("department")
    client.post(DOOR, data=WISH | {"foreseen": foreseen(client.post(DOOR, data=WISH)), "rut": "1"})
    page = as_role("auditor").get(SHOWN).text
    command = shlex.split(unescape(re.search(r"<code>(sipas sample draw.*?)</code>", page)[1]))
    runner = app.test_cli_runner()
    again = runner.invoke(group, command[2:])
    assert again.exit_code == 0 and f'"sample_digest": "{re.findall(r"<code>([0-9a-f]{64})</code>", page)[-1]}"' in again.output
    assert runner.invoke(group, ["verify", "--wave", WAVE]).exit_code == 0


@pytest.mark.parametrize(("wish", "words"), [
    ({"seed": ""}, "Hạt giống gồm 1 đến 100 ký tự"), ({"seed": "a|b"}, "không có dấu “|”"), ({"psus": "x"}, "Hãy ghi một số từ 2 đến 10000"),
    ({"households": "0"}, "Hãy ghi một số từ 1 đến 1000"), ({"psus": "17"}, "Số thôn phải từ 8"), ({"psus": "7", "strata": "commune"}, "không thể là 7"),
    ({"strata": "làng"}, "Hãy chọn một trong các mục"), ({"method": "lottery"}, "Hãy chọn một trong các mục"),
])
def test_plans_that_cannot_be_are_refused_in_vietnamese(as_role, framed, wish, words):
    page = as_role("department").post(DOOR, data=WISH | wish)
    assert page.status_code == 422 and words in page.text and cases(framed) == 0


def test_without_a_frame_nothing_is_drawn(as_role, bare):
    page = as_role("department").post(DOOR, data=WISH)
    assert page.status_code == 422 and "Đợt này chưa có dàn mẫu" in page.text
    assert "Nhập dàn mẫu" in as_role("department").get(SHOWN).text and "Nhập dàn mẫu" not in as_role("auditor").get(SHOWN).text


def test_drawing_anew_needs_a_reason_and_keeps_the_first(as_role, field):
    client = as_role("department")
    wish = WISH | {"psus": "4"}
    before = client.post(DOOR, data=wish)
    assert "Lý do rút lại" in before.text
    wish |= {"foreseen": foreseen(before), "rut": "1"}
    assert "Đợt này đã có mẫu" in client.post(DOOR, data=wish).text
    done = client.post(DOOR, data=wish | {"reason": "bổ sung hộ dự phòng"}, follow_redirects=True)
    assert "bổ sung hộ dự phòng" in done.text and "Các lần rút đã bị thay" in done.text and "hạt giống" in done.text


def test_once_collecting_has_begun_the_sample_stays(as_role, field):
    dispose(field.engine, WAVE, field.serials(HERE)[0], "2.24", "an")
    client = as_role("department")
    assert "đã bắt đầu thu thập (đã có kết quả của hộ)" in client.get(SHOWN).text
    wish = WISH | {"psus": "4", "reason": "khác"}
    page = client.post(DOOR, data=wish | {"foreseen": foreseen(client.post(DOOR, data=wish)), "rut": "1"})
    assert page.status_code == 422 and "đã bắt đầu thu thập" in page.text and cases(field) == 20


@pytest.mark.parametrize("plan", [Plan(psus=8, households=5), Plan(psus=10, households=70, method="systematic", strata="province"), Plan(psus=14, households=9, strata="district")])
def test_the_preview_says_what_any_seed_draws(plan):
    frame = small_frame()
    settled, strata = preview(frame, plan)
    for seed in ("1", "2", "3"):
        sample = draw_sample(frame, plan, seed)
        drawn = {one.code: sum(psu.stratum[0] == one.code for psu in sample.psus) for one in strata}
        assert sample.plan == settled and drawn == {one.code: one.psus for one in strata}
        assert sum(psu.self_representing for psu in sample.psus) == sum(one.certain for one in strata)
        assert len(sample.cases) <= sum(one.cases for one in strata)


def test_a_sample_of_one_village_a_stratum_cannot_be_previewed():
    with pytest.raises(Refused, match="expected from 8 PSUs"):
        preview(small_frame(), Plan(psus=7, strata="commune"))


def test_the_page_tells_frame_and_draw(as_role, field):
    page = as_role("auditor").get(SHOWN).text
    with field.engine.connect() as connection:
        draw = connection.execute(select(Draw.frame_digest, Draw.sample_digest)).first()
    assert draw.frame_digest in page and draw.sample_digest in page and "8 thôn, tổ dân phố" in page and "4 thôn, 20 hộ" in page and 'method="post"' not in page.split("<main")[1]
    assert draw_wave(field.engine, WAVE, "hạt giống", PLAN, "khác").is_new is False


def test_the_calculator_and_its_picture(as_role, field):
    client = as_role("auditor")
    # (1.96 x 20 / 2)^2 x 2 = 768.3: 769 answers, 29 villages of 27
    page = client.get(f"/mau/{WAVE}/co-mau")
    assert "769 phiếu trả lời" in page.text and "29 thôn × 27 hộ" in page.text
    assert "385 phiếu trả lời" in client.get(f"/mau/{WAVE}/co-mau?deff=1,0").text
    picture = client.get(f"/mau/{WAVE}/co-mau.svg?margin=2&deff=1")
    assert picture.mimetype == "image/svg+xml" and "n = 385" in picture.text


@pytest.mark.parametrize("nonsense", ["margin=0", "margin=x", "deff=0,5", "households=0", "level=100", "population=-1", "response=0", "sd=", "margin=1e9"])
def test_what_cannot_be_calculated_is_told(as_role, field, nonsense):
    client = as_role("department")
    page = client.get(f"/mau/{WAVE}/co-mau?{nonsense}")
    assert page.status_code == 422 and "Hãy ghi một số từ" in page.text
    assert client.get(f"/mau/{WAVE}/co-mau.svg?{nonsense}").status_code == 404
