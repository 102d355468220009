"""Staff pages of desks."""
from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import delete, update

from survey_app.codes import show_code
from survey_app.database import open_engine, writing
from survey_app.models import DeskCode, ServicePoint, now, wave_desk

LIST = "/ban-lam-viec/diem/"


def page(client, path: str = LIST) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


@pytest.fixture
def database(settings):
    engine = open_engine(settings.database_url)
    yield writing(engine)
    engine.dispose()


def test_the_list_shows_code_state_and_files(staff, desk):
    text = page(staff)
    assert show_code(desk.code) in text and "Đang nhận ý kiến" in text and f"đợt {desk.wave_code}" in text
    for link in (f"{LIST}{desk.code}.pdf", f"{LIST}{desk.code}.svg", f"{LIST}{desk.code}.png", f"{LIST}{desk.code}/thu-hoi", f"{LIST}ap-phich.pdf"):
        assert f'href="{link}"' in text


@pytest.mark.parametrize("path", ["", "ap-phich.pdf", "K7M4PX2AC.svg", "K7M4PX2AC.pdf", "K7M4PX2AC/thu-hoi"])
def test_nobody_sees_anything_without_logging_in(client, path):
    answer = client.get(LIST + path)
    assert answer.status_code == 302 and "/dang-nhap" in answer.location


def test_without_desks_the_page_says_so(staff):
    text = page(staff)
    assert "Chưa có điểm nào" in text and "<table" not in text


def test_a_desk_without_a_code_offers_to_issue_one(staff, desk, database):
    with database.begin() as connection:
        connection.execute(update(DeskCode).values(revoked_at=now()))
    text = page(staff)
    assert "Chưa có mã" in text and "ap-phich.pdf" not in text
    answer = staff.post(f"{LIST}{desk.desk_id}/cap-ma", follow_redirects=True)
    assert "Mã của điểm: " in unescape(answer.get_data(as_text=True)) and "Chưa có mã" not in page(staff)


def test_a_desk_outside_any_open_wave_says_so(staff, desk, database):
    with database.begin() as connection:
        connection.execute(delete(wave_desk))
    assert "Chưa có đợt khảo sát mở" in page(staff)


def test_a_name_is_text_never_markup(staff, desk, database):
    with database.begin() as connection:
        connection.execute(update(ServicePoint).values(name='<b title="x">Quầy</b>'))
    assert '<b title="x">' not in staff.get(LIST).get_data(as_text=True)


@pytest.mark.parametrize(("kind", "mimetype", "start"), [
    ("svg", "image/svg+xml", b"<svg"), ("png", "image/png", b"\x89PNG"), ("pdf", "application/pdf", b"%PDF"),
])
def test_files_of_a_desk_come_as_downloads(staff, desk, kind, mimetype, start):
    answer = staff.get(f"{LIST}{desk.code}.{kind}")
    assert (answer.status_code, answer.mimetype) == (200, mimetype) and answer.data.startswith(start)
    assert answer.headers["Content-Disposition"].startswith("attachment") and answer.headers["Cache-Control"] == "no-store"


def test_all_posters_in_one_file(staff, desk):
    assert staff.get(f"{LIST}ap-phich.pdf").data.startswith(b"%PDF")


def test_no_posters_where_there_is_no_code(staff):
    assert staff.get(f"{LIST}ap-phich.pdf").status_code == 404


@pytest.mark.parametrize("path", ["K7M4PX2AC.svg", "nothing.pdf", "K7M4PX2AC/thu-hoi"])
def test_a_code_nobody_has_is_not_found(staff, desk, path):
    assert staff.get(LIST + path).status_code == 404


def test_revoking_asks_first_and_changes_nothing_by_looking(staff, desk):
    assert "không dùng được nữa" in page(staff, f"{LIST}{desk.code}/thu-hoi")
    assert show_code(desk.code) in page(staff)


def test_revoking_with_replacement_shows_the_new_code(staff, desk):
    answer = staff.post(f"{LIST}{desk.code}/thu-hoi", data={"replace": "1"}, follow_redirects=True)
    assert "Mã mới: " in unescape(answer.get_data(as_text=True))
    assert staff.get(f"{LIST}{desk.code}.svg").status_code == 404 and "Chưa có mã" not in page(staff)


def test_revoking_without_replacement_leaves_none(staff, desk):
    staff.post(f"{LIST}{desk.code}/thu-hoi", data={"stop": "1"})
    assert "Chưa có mã" in page(staff)


def test_revoking_needs_a_choice(staff, desk):
    answer = staff.post(f"{LIST}{desk.code}/thu-hoi", data={})
    assert answer.status_code == 422
    assert show_code(desk.code) in page(staff)


@pytest.mark.parametrize("path", ["{code}/thu-hoi", "{desk_id}/cap-ma"])
def test_a_post_without_a_token_is_refused(app, staff, desk, path):
    app.config["WTF_CSRF_ENABLED"] = True
    answer = staff.post(LIST + path.format(code=desk.code, desk_id=desk.desk_id), data={"stop": "1"})
    assert answer.status_code == 400 and show_code(desk.code) in page(staff)
