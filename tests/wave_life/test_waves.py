"""Pages of waves: making one, its life, its desks, what cannot be done."""
from __future__ import annotations

import json
import unicodedata
from datetime import date
from html import unescape

import pytest
from sqlalchemy import insert, select, update

from survey_app.database import open_engine, writing
from survey_app.models import AdminUnit, JournalEntry, Release, Response, Run, ServicePoint, User, Wave, now, wave_desk

LIST = "/dot-khao-sat/"
NEW = {"code": "quay-2026", "title": "Khảo sát tại quầy 2026", "kind": "desk", "instrument": "one_stop_visitor/2024", "opens_on": "2026-09-01", "closes_on": "2026-12-01", "previous": ""}


def page(client, path: str = LIST, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return unescape(answer.get_data(as_text=True))


def sent(client, path: str, data: dict, status: int = 302) -> str:
    answer = client.post(path, data=data)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return unescape(answer.get_data(as_text=True))


@pytest.fixture
def database(settings):
    engine = open_engine(settings.database_url)
    yield writing(engine)
    engine.dispose()


def value(database, query):
    with database.connect() as connection:
        return connection.scalar(query)


def test_without_waves_the_page_says_what_to_do(staff):
    assert "Chưa có đợt khảo sát nào" in page(staff)


def test_a_wave_from_draft_to_closed(staff, desk, database):
    sent(staff, f"{LIST}moi", NEW)
    text = page(staff, f"{LIST}quay-2026/")
    assert "Nháp" in text and "01/09/2026 – 01/12/2026" in text and "one_stop_visitor/2024" in text
    assert value(database, select(wave_desk.c.service_point_id).join(Wave).where(Wave.code == "quay-2026")) == desk.desk_id
    sent(staff, f"{LIST}quay-2026/mo", {})
    assert "Đóng đợt, không nhận thêm phiếu" in page(staff, f"{LIST}quay-2026/")
    sent(staff, f"{LIST}quay-2026/dong", {})
    assert value(database, select(Wave.state).where(Wave.code == "quay-2026")) == "closed"
    with database.connect() as connection:
        actions = connection.scalars(select(JournalEntry.action).where(JournalEntry.subject == "quay-2026").order_by(JournalEntry.number)).all()
    assert actions == ["wave.add", "wave.open", "wave.closed"]


@pytest.mark.parametrize(("wrong", "said"), [
    ({"code": "Hà Nam"}, "Chữ thường không dấu"), ({"title": ""}, "Hãy nhập tên đợt"), ({"opens_on": "hôm nay"}, "ngày"),
    ({"closes_on": "2026-08-31"}, "từ ngày bắt đầu trở đi"), ({"double_entry": "50"}, "Chỉ đợt hộ gia đình có phiếu giấy"),
    ({"code": "quay-thu"}, "đã có đợt khác dùng"), ({"code": "quay-2026\n"}, "Chữ thường không dấu"), ({"instrument": "sipas_household/2024"}, "Phiếu này dành cho loại"),
    ({"opens_on": "31/02/2026"}, "Hãy nhập ngày có thật"), ({"previous": "khong-co"}, "Hãy chọn một trong các mục"), ({"kind": "xyz"}, "Hãy chọn một trong các mục"),
    ({"double_entry": "nửa"}, "Hãy nhập một số nguyên"), ({"opens_on": "2025-01-01", "previous": "quay-thu"}, "Đợt trước phải bắt đầu trước đợt này"),
])
def test_a_wrong_field_is_told_and_nothing_is_lost(staff, desk, wrong, said):
    text = sent(staff, f"{LIST}moi", NEW | wrong, status=422)
    assert said in text and (NEW | wrong)["title"] in text and ('value="2026-12-01"' in text or "closes_on" in wrong) and "Not a valid" not in text


def test_a_day_may_be_written_as_people_write_it_and_a_title_is_kept_in_nfc(staff, database):
    sent(staff, f"{LIST}moi", NEW | {"opens_on": "01/09/2026", "title": unicodedata.normalize("NFD", "  Đợt  tại quầy ")})
    assert value(database, select(Wave.opens_on)) == date(2026, 9, 1) and value(database, select(Wave.title)) == "Đợt tại quầy"


def release(database) -> None:
    with database.begin() as connection:
        people = [connection.execute(insert(User).values(username=name, password_hash="none", role="department", session_key=name)).inserted_primary_key[0] for name in ("a", "b")]
        wave_id = connection.scalar(select(Wave.id))
        run = connection.execute(insert(Run).values(wave_id=wave_id, state="succeeded", asked_by="a", input_digest="d" * 64)).inserted_primary_key[0]
        connection.execute(insert(Release).values(wave_id=wave_id, number=1, run_id=run, state="released", reason="x", checklist=[], document={}, digest="0" * 64,
                                                  proposed_by=people[0], decided_by=people[1], decided_at=now()))


def test_an_open_wave_of_which_figures_are_released_still_is_open_and_can_be_changed(staff, desk, database):
    release(database)
    text = page(staff, f"{LIST}{desk.wave_code}/")
    assert '<li class="open" aria-current="step">Đang mở</li>' in text and "công bố</a> khi đợt còn mở" in text and "đã công bố" in page(staff)
    title = value(database, select(Wave.title))
    kept = {"title": title, "opens_on": value(database, select(Wave.opens_on)).isoformat(), "previous": ""}
    sent(staff, f"{LIST}{desk.wave_code}/sua", kept | {"closes_on": "2027-12-31"})
    assert value(database, select(Wave.closes_on)) == date(2027, 12, 31)


@pytest.mark.parametrize(("changed", "said"), [
    ({"title": "Đợt mới"}, "nên không đổi được nữa"), ({"opens_on": "2025-08-01"}, "nên không đổi được nữa"),
    ({"closes_on": "2025-12-31"}, "chỉ lùi về sau được"), ({"title": "Đợt mới", "closes_on": ""}, "nên không đổi được nữa"),
])
def test_what_a_released_table_says_of_an_open_wave_is_kept(staff, desk, database, changed, said):
    with database.begin() as connection:
        connection.execute(update(Wave).values(closes_on=date(2026, 12, 31)))
        before = connection.execute(select(Wave.title, Wave.opens_on, Wave.closes_on)).one()
    release(database)
    kept = {"title": before.title, "opens_on": before.opens_on.isoformat(), "closes_on": "2026-12-31", "previous": ""}
    told = sent(staff, f"{LIST}{desk.wave_code}/sua", kept | changed, status=422)
    assert said in told and changed.get("title", before.title) in told and "Một phần số liệu đã" in told
    with database.connect() as connection:
        assert connection.execute(select(Wave.title, Wave.opens_on, Wave.closes_on)).one() == before


def test_a_closed_and_released_wave_stays_as_it_was_released(staff, desk, database):
    release(database)
    sent(staff, f"{LIST}{desk.wave_code}/dong", {})
    assert '<li class="released" aria-current="step">Đã công bố</li>' in page(staff, f"{LIST}{desk.wave_code}/")
    sent(staff, f"{LIST}{desk.wave_code}/sua", {"title": "Đợt mới", "opens_on": "2025-07-01", "closes_on": "", "previous": ""}, status=409)
    assert "<form" not in page(staff, f"{LIST}{desk.wave_code}/sua").split("<h1>")[1]


def test_a_desk_wave_without_desks_warns_before_it_is_opened(staff, database):
    sent(staff, f"{LIST}moi", NEW)
    with database.begin() as connection:
        unit = connection.execute(insert(AdminUnit).values(code="01", name="xã Lúa", level="commune", valid_from=date(2025, 7, 1))).inserted_primary_key[0]
        connection.execute(insert(ServicePoint).values(number="001", name="Quầy một", unit_id=unit))
    assert "Chưa có điểm nào tham gia" in page(staff, f"{LIST}quay-2026/")


def test_a_wave_leads_to_its_own_pages(staff, desk):
    text = page(staff, f"{LIST}{desk.wave_code}/")
    for link in ("/tong-quan/", "/ket-qua/", "/cong-bo/", "/so-lieu-ngoai/", "/lich-tinh/"):
        assert f'href="{link}{desk.wave_code}' in text


def test_kinds_are_never_compared(staff, desk):
    text = sent(staff, f"{LIST}moi", NEW | {"kind": "leaders", "instrument": "par_leaders/2024", "previous": desk.wave_code}, status=422)
    assert "Chỉ so sánh được với đợt cùng loại" in text


def test_changing_title_and_last_day_is_in_the_journal(staff, desk, database):
    old = page(staff, f"{LIST}{desk.wave_code}/sua")
    assert 'value="Đợt thử tại quầy"' in old
    sent(staff, f"{LIST}{desk.wave_code}/sua", {"title": "Đợt mới", "opens_on": "2025-07-01", "closes_on": "2026-12-31", "previous": ""})
    details = json.loads(value(database, select(JournalEntry.details).where(JournalEntry.action == "wave.change")))
    assert details == {"name": ["Đợt thử tại quầy", "Đợt mới"], "closes_on": [None, "2026-12-31"]}
    sent(staff, f"{LIST}{desk.wave_code}/sua", {"title": "Đợt mới", "opens_on": "2025-07-01", "closes_on": "2026-12-31", "previous": ""})
    assert "Không có gì thay đổi" in page(staff, f"{LIST}{desk.wave_code}/")


def test_desks_join_and_leave(staff, desk, database):
    with database.begin() as connection:
        unit = connection.scalar(select(AdminUnit.id))
        other = connection.execute(insert(ServicePoint).values(number="002", name="Quầy hai", unit_id=unit)).inserted_primary_key[0]
    sent(staff, f"{LIST}{desk.wave_code}/diem", {"desk": [str(other)]})
    assert value(database, select(wave_desk.c.service_point_id)) == other
    assert json.loads(value(database, select(JournalEntry.details).where(JournalEntry.action == "wave.desks"))) == {"desks_joined": ["002"], "desks_left": ["001"]}


def test_a_closed_wave_takes_no_more_desks_and_does_not_open_again(staff, desk, database):
    sent(staff, f"{LIST}{desk.wave_code}/dong", {})
    assert sent(staff, f"{LIST}{desk.wave_code}/diem", {"desk": []}, status=409)
    sent(staff, f"{LIST}{desk.wave_code}/mo", {})
    assert "không làm được nữa" in page(staff, f"{LIST}{desk.wave_code}/")
    assert value(database, select(Wave.state)) == "closed"


def test_unfinished_paper_is_shown_before_closing(staff, settings, database):
    from survey_app.models import Batch, BatchCase, Case
    from tests.fielding import field_household

    _, case_id = field_household(open_engine(settings.database_url))
    with database.begin() as connection:
        wave_id = connection.scalar(select(Case.wave_id).where(Case.id == case_id))
        batch = connection.execute(insert(Batch).values(wave_id=wave_id, number=1, created_by="nguoi-thu")).inserted_primary_key[0]
        connection.execute(insert(BatchCase).values(batch_id=batch, case_id=case_id))
    assert "tập phiếu có sổ không khớp" in page(staff, f"{LIST}ho-thu/")
    assert "Chưa đóng đợt: còn việc dở" in sent(staff, f"{LIST}ho-thu/dong", {}, status=422)
    sent(staff, f"{LIST}ho-thu/dong", {"anyway": "y"})
    assert value(database, select(Wave.state)) == "closed"


def test_an_unknown_wave_is_not_found(staff):
    for path in ("la/", "la/sua"):
        page(staff, LIST + path, status=404)
    for path in ("la/mo", "la/dong", "la/diem"):
        assert staff.post(LIST + path).status_code == 404


def test_an_auditor_reads_and_is_offered_nothing_to_change(as_role, desk):
    text = page(as_role("auditor"), f"{LIST}{desk.wave_code}/")
    assert "<form" not in text.split("<main")[1] and "Sửa thông tin" not in text


def answered(database, *days: date) -> None:
    """Answers at the desk, of these days."""
    with database.begin() as connection:
        wave_id, desk_id = connection.scalar(select(Wave.id)), connection.scalar(select(ServicePoint.id))
        for number, day in enumerate(days):
            connection.execute(insert(Response).values(wave_id=wave_id, submission_id=f"s-{number}", receipt=f"r-{number}", channel="phone", service_point_id=desk_id,
                                                       answers="{}", answered_on=day, received_at=now()))


@pytest.mark.parametrize(("changed", "said"), [
    ({"opens_on": "2026-11-15"}, "1 phiếu đã nhận được trả lời trước ngày này, sớm nhất ngày 06/11/2026"),
    ({"opens_on": "2029-01-05", "closes_on": ""}, "2 phiếu đã nhận được trả lời trước ngày này, sớm nhất ngày 06/11/2026"),
    ({"closes_on": "2026-11-19"}, "1 phiếu đã nhận được trả lời sau ngày này, muộn nhất ngày 20/11/2026"),
    ({"opens_on": "2026-11-06", "closes_on": "2026-11-20"}, None),
])
def test_days_that_leave_answers_outside_are_refused(staff, desk, database, changed, said):
    answered(database, date(2026, 11, 6), date(2026, 11, 20))
    given = {"title": "Đợt", "opens_on": "2026-07-01", "closes_on": "2026-12-31", "previous": ""} | changed
    text = sent(staff, f"{LIST}{desk.wave_code}/sua", given, status=422 if said else 302)
    assert said is None or said in text
    assert value(database, select(JournalEntry.number).where(JournalEntry.action == "wave.change")) is None if said else value(database, select(Wave.opens_on)) == date(2026, 11, 6)
