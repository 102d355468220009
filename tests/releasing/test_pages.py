"""The pages: what each state says, the way through both persons, what readers see, and wrong turns."""
from __future__ import annotations

import re

import pytest
from sqlalchemy import insert, select

from survey_app import engine
from survey_app.database import writing
from survey_app.models import Estimate, Release, Run, Schedule, SchedulerLease, Wave, now
from survey_app.releasing.deciding import Decision, decide
from survey_app.releasing.proposing import Proposal, propose
from tests.releasing.conftest import LEDGER
from tests.releasing.published import LONG_AGO, Stage, add, add_run, change, set_stage

PROVISIONAL = "Số liệu tạm tính, chưa công bố"
OFFERED = {"run": "1", "reason": "Xong đợt", "xac-nhan-ledger": "Không chia tập."}


@pytest.fixture
def stage(app, accounts) -> Stage:
    """The wave in the application's database, besides one account of each role."""
    with app.app_context():
        return set_stage(engine())


@pytest.fixture
def department(logged_in, stage):
    return logged_in("department")


@pytest.fixture
def administrator(logged_in, stage):
    return logged_in("administrator")


def release(stage, run_id: int | None = None, **given) -> None:
    """Propose and release as two people of the stage."""
    number = propose(stage.engine, stage.code, Proposal(run_id or stage.run_id, stage.people["first"], "Xong", LEDGER, **given))
    decide(stage.engine, stage.code, number, Decision(stage.people["second"], True, "Đồng ý"))


def newer_run(stage, **values) -> int:
    with writing(stage.engine).begin() as connection:
        return add_run(connection, stage.wave_id, **({"digest": "e", "scores": (86.0, 85.0, 87.0)} | values))


def test_two_people_on_the_pages(stage, department, administrator):
    offer = department.get("/cong-bo/ho-thu/de-nghi").text
    assert "Cần xác nhận" in offer and 'name="xac-nhan-ledger"' in offer
    assert department.post("/cong-bo/ho-thu/de-nghi", data=OFFERED).location == "/cong-bo/ho-thu/1"
    own = department.get("/cong-bo/ho-thu/1").text
    assert PROVISIONAL in own and "người khác phải quyết định" in own and "quyet-dinh" not in own
    assert "quyet-dinh" in administrator.get("/cong-bo/ho-thu/1").text
    assert administrator.post("/cong-bo/ho-thu/1/quyet-dinh", data={"decision": "release", "reason": "Đồng ý"}).location == "/cong-bo/ho-thu/1"
    shown = administrator.get("/cong-bo/ho-thu/1").text
    assert "Đã công bố" in shown and PROVISIONAL not in shown and "85,00" in shown and "department xác nhận:" in shown


def test_the_proposer_cannot_decide_on_the_pages_either(department, stage):
    department.post("/cong-bo/ho-thu/de-nghi", data=OFFERED)
    assert "Ghi quyết định" not in department.get("/cong-bo/ho-thu/1/quyet-dinh").text
    answer = department.post("/cong-bo/ho-thu/1/quyet-dinh", data={"decision": "release", "reason": "Tự duyệt"})
    assert answer.status_code == 422 and "Người đề nghị không tự quyết định được" in answer.text


def test_an_empty_offer_says_what_is_missing_and_keeps_what_was_written(department, stage):
    answer = department.post("/cong-bo/ho-thu/de-nghi", data={"run": "1", "reason": "Vì đã <xong>"})
    assert answer.status_code == 422 and "Còn thiếu: Sổ tập phiếu khớp" in answer.text
    assert "Hãy viết lời xác nhận." in answer.text and "Vì đã &lt;xong&gt;" in answer.text
    assert "Hãy ghi lý do." in department.post("/cong-bo/ho-thu/de-nghi", data=OFFERED | {"reason": ""}).text
    assert department.post("/cong-bo/ho-thu/de-nghi", data={"run": "abc"}).status_code == 422


def test_an_outdated_offer_shows_the_newer_run(department, stage):
    newest = newer_run(stage)
    answer = department.post("/cong-bo/ho-thu/de-nghi", data=OFFERED)
    assert answer.status_code == 422 and f"lần tính {newest} vừa xong" in answer.text and f'value="{newest}"' in answer.text


def test_what_blocks_leaves_nothing_to_press(department, stage):
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(Estimate).values(run_id=stage.run_id, measure="1", domain_kind="stratum", domain="01", n=4, score=80.0))
    page = department.get("/cong-bo/ho-thu/de-nghi").text
    assert "Chặn công bố" in page and "1 mục chặn công bố" in page and "Gửi đề nghị" not in page


def test_one_who_decides_too_late_is_told_by_whom_it_was(stage, department, administrator, logged_in):
    department.post("/cong-bo/ho-thu/de-nghi", data=OFFERED)
    decide(stage.engine, stage.code, 1, Decision(stage.people["second"], False, "Chưa"))
    answer = administrator.post("/cong-bo/ho-thu/1/quyet-dinh", data={"decision": "release", "reason": "Đồng ý"})
    assert answer.location == "/cong-bo/ho-thu/1"
    assert "bị từ chối, do second" in administrator.get(answer.location).text
    assert administrator.get("/cong-bo/ho-thu/1/quyet-dinh").location == "/cong-bo/ho-thu/1"


def test_a_correction_replaces_and_the_old_one_stays_reachable(stage, logged_in):
    release(stage)
    release(stage, newer_run(stage), correction="Bản 1 thiếu 12 phiếu.")
    reader = logged_in("auditor")
    old, new = reader.get("/cong-bo/ho-thu/1").text, reader.get("/cong-bo/ho-thu/2").text
    assert "Đây là bản cũ" in old and "Bản 1 thiếu 12 phiếu." in old and "85,00" in old and "86,00" not in old.split("Danh mục kiểm tra")[0].split("<tbody>")[1].split("</tr>")[0]
    assert "Đính chính" in new and "Đây là bản cũ" not in new
    history = reader.get("/cong-bo/ho-thu").text
    assert "Đính chính bản số 1" in history and "Đang công bố" in history


def test_readers_get_the_released_figures_and_can_ask_for_the_newer_ones(stage, logged_in):
    reader = logged_in("auditor")
    assert PROVISIONAL in reader.get("/ket-qua/ho-thu").text
    release(stage)
    newest = newer_run(stage)
    shown = reader.get("/ket-qua/ho-thu").text
    assert "Đã công bố" in shown and PROVISIONAL not in shown and "85,00" in shown and f"lần tính {newest} mới hơn" in shown
    provisional = reader.get("/ket-qua/ho-thu?so-lieu=tam-tinh").text
    assert PROVISIONAL in provisional and "86,00" in provisional and "Xem số liệu đã công bố" in provisional
    assert "<strong>đã công bố</strong>, bản số 1" in reader.get("/ket-qua/").text


def test_what_is_released_leads_to_its_files(stage, logged_in):
    release(stage)
    for path in ("/cong-bo/ho-thu", "/cong-bo/ho-thu/1", "/tong-quan/ho-thu"):
        page = logged_in("auditor").get(path).text
        assert all(f'href="/bao-cao/ho-thu/bang-chinh-thuc.{form}?lan=1"' in page for form in ("docx", "xlsx", "csv")), path


def test_the_list_says_what_is_released_provisional_and_waiting(stage, logged_in):
    page = logged_in("auditor").get("/cong-bo/").text
    assert "chưa công bố" in page and "Tạm tính" in page
    release(stage)
    assert "không có gì mới hơn" in logged_in("auditor").get("/cong-bo/").text
    newest = newer_run(stage)
    propose(stage.engine, stage.code, Proposal(newest, stage.people["first"], "Thêm", LEDGER, "Bản 1 thiếu"))
    page = logged_in("auditor").get("/cong-bo/").text
    assert "mới hơn bản đã công bố" in page and "đề nghị số 2" in page


def test_an_auditor_reads_all_and_finds_nothing_to_press(stage, logged_in):
    propose(stage.engine, stage.code, Proposal(stage.run_id, stage.people["first"], "Xong", LEDGER))
    for path in ("/cong-bo/", "/cong-bo/ho-thu", "/cong-bo/ho-thu/1", "/lich-tinh/", "/ket-qua/ho-thu/lan-tinh/"):
        page = logged_in("auditor").get(path)
        main = page.text.split("<main")[1]
        assert page.status_code == 200 and 'method="post"' not in main and "de-nghi" not in main and "quyet-dinh" not in main and 'href="/lich-tinh/' not in main, path


@pytest.mark.parametrize("path", [
    "/cong-bo/khong", "/cong-bo/khong/de-nghi", "/cong-bo/ho-thu/9", "/cong-bo/ho-thu/99999999999", "/cong-bo/ho-thu/9/quyet-dinh", "/lich-tinh/khong",
    "/ket-qua/khong/lan-tinh/", "/ket-qua/ho-thu/lan-tinh/so-sanh", "/ket-qua/ho-thu/lan-tinh/so-sanh?truoc=1&sau=x", "/ket-qua/ho-thu/lan-tinh/so-sanh?truoc=1&sau=99999999999",
])
def test_wrong_addresses_are_not_found(department, path):
    assert department.get(path).status_code == 404


def test_a_wave_without_a_run_says_so(department, stage):
    with writing(stage.engine).begin() as connection:
        instrument = connection.scalar(select(Wave.instrument_id))
        add(connection, Wave, code="moi", title="Đợt mới", kind="household", state="draft", opens_on=now().date(), instrument_id=instrument, index_name="sipas")
    assert "chưa có gì để công bố" in department.get("/cong-bo/moi").text
    assert "chưa có lần tính nào xong" in department.get("/cong-bo/moi/de-nghi").text
    assert "Chưa có lần tính nào" in department.get("/ket-qua/moi/lan-tinh/").text


def test_the_history_and_a_comparison_of_runs(department, stage):
    newest = newer_run(stage)
    with writing(stage.engine).begin() as connection:
        add(connection, Run, wave_id=stage.wave_id, asked_by="closing", state="failed", reason="no <responses>", finished_at=now())
    page = department.get("/ket-qua/ho-thu/lan-tinh/").text
    assert "no &lt;responses&gt;" in page and "đóng đợt" in page and "1.0+abc" in page and f"truoc=1&amp;sau={newest}" in page
    page = department.get(f"/ket-qua/ho-thu/lan-tinh/so-sanh?truoc=1&sau={newest}").text
    assert "Tăng 1,00" in page and "85,00" in page and "86,00" in page and "Nội dung 1.1" in page


def times(**given) -> dict:
    return {"enabled": "y", "rhythm": "daily", "at": "01:00", "weekday": "1", "day": "1", "cron": "", "timezone": "Asia/Ho_Chi_Minh", "on_close": "y"} | given


def stored(stage) -> list:
    with stage.engine.connect() as connection:
        return connection.execute(select(Schedule.cron, Schedule.timezone, Schedule.enabled, Schedule.on_close)).all()


@pytest.mark.parametrize(("given", "cron", "words"), [
    ({}, "0 1 * * *", "hằng đêm lúc 01:00 (giờ Việt Nam)"), ({"rhythm": "quarterly"}, "0 1 1 1,4,7,10 *", "ngày đầu mỗi quý lúc 01:00"),
    ({"rhythm": "weekly", "weekday": "5"}, "0 1 * * 5", "thứ Sáu hằng tuần"), ({"rhythm": "monthly", "day": "28"}, "0 1 28 * *", "ngày 28 hằng tháng"),
    ({"rhythm": "custom", "at": "", "cron": " 0  1 * * 1-5 "}, "0 1 * * 1-5", "theo biểu thức cron 0 1 * * 1-5"),
])
def test_a_schedule_is_set_in_words_and_shown_with_its_next_time(department, stage, given, cron, words):
    assert department.post("/lich-tinh/ho-thu", data=times(**given)).status_code == 302
    assert stored(stage) == [(cron, "Asia/Ho_Chi_Minh", True, True)]
    page = department.get("/lich-tinh/").text
    assert words in page and re.search(r"<td>\d\d/\d\d/\d{4} \d\d:\d\d</td>|<td>\d\d:\d\d[^<]*\d{4}</td>", page)
    assert 'checked' in department.get("/lich-tinh/ho-thu").text


@pytest.mark.parametrize(("given", "words"), [
    ({"at": ""}, "Hãy nhập giờ và phút"), ({"at": "25:00"}, "Hãy nhập giờ và phút"), ({"rhythm": "monthly", "day": "31"}, "Hãy nhập ngày từ 1 đến 28"), ({"rhythm": "monthly", "day": ""}, "Hãy nhập ngày"),
    ({"rhythm": "custom", "cron": "0 1 31 2 *"}, "Không bao giờ đến"), ({"rhythm": "custom", "cron": ""}, "Đang có 0 phần"), ({"rhythm": "custom", "cron": "*/30 * * * *"}, "Nhiều nhất một lần mỗi giờ"), ({"timezone": "Moon/Crater"}, "Hãy chọn"),
    ({"rhythm": "hourly"}, "Hãy chọn"), ({"rhythm": "monthly", "day": "một"}, "Hãy nhập ngày từ 1 đến 28"),
])
def test_a_schedule_that_cannot_be_is_told_in_vietnamese(department, stage, given, words):
    answer = department.post("/lich-tinh/ho-thu", data=times(**given))
    assert answer.status_code == 422 and words in answer.text and "Not a valid" not in answer.text and stored(stage) == []


def test_a_schedule_switched_off_has_no_next_time(department, stage):
    department.post("/lich-tinh/ho-thu", data={key: value for key, value in times().items() if key not in ("enabled", "on_close")})
    assert stored(stage) == [("0 1 * * *", "Asia/Ho_Chi_Minh", False, False)]
    page = department.get("/lich-tinh/").text
    assert "không theo giờ" in page


def test_a_stored_expression_nobody_can_read_is_shown_with_its_problem(department, stage):
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(Schedule).values(wave_id=stage.wave_id, cron="0 1 31 2 *", timezone="Asia/Bangkok"))
    page = department.get("/lich-tinh/").text
    assert "Không dùng được: Không bao giờ đến" in page and "Asia/Bangkok" in page
    assert "Asia/Bangkok" in department.get("/lich-tinh/ho-thu").text


def test_a_scheduler_that_does_not_run_is_told(department, stage):
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(SchedulerLease).values(id=1, holder="x", expires_at=LONG_AGO))
    assert "Bộ lập lịch không chạy" in department.get("/lich-tinh/").text
    change(stage, SchedulerLease, SchedulerLease.id == 1, expires_at=now().replace(year=2200))
    assert "Bộ lập lịch không chạy" not in department.get("/lich-tinh/").text


def test_nothing_is_stored_by_looking(department, stage):
    for path in ("/cong-bo/", "/cong-bo/ho-thu/de-nghi", "/lich-tinh/ho-thu"):
        assert department.get(path).status_code == 200
    with stage.engine.connect() as connection:
        assert not connection.scalars(select(Release.id)).all() and not connection.scalars(select(Schedule.id)).all()
