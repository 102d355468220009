"""The journal as auditors see it: who did what, filtered, page after page, and checked."""
from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import insert, text

from survey_app import engine
from survey_app.database import writing
from survey_app.journal import head, record
from survey_app.journal.pages import PAGE
from survey_app.models import User
from tests.guards import drop_guards
from tests.sessions import client_of

LIST = "/nhat-ky/"


@pytest.fixture
def auditor(app):
    """A client in a session of an auditor."""
    with app.app_context(), engine().begin() as connection:
        connection.execute(insert(User).values(username="kiem-toan", password_hash="none", role="auditor", session_key="key"))
    return client_of(app, "key")


def page(client, path: str = LIST, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return unescape(answer.text)


def write(app, *entries: tuple) -> None:
    with app.app_context(), writing(engine()).begin() as connection:
        for entry in entries:
            record(connection, *entry)


def numbers(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<td class="num"(?: rowspan="2")?>(\d+)</td>', page)]


def test_an_empty_journal_says_so(auditor):
    assert "Chưa có mục nào" in page(auditor)


def test_an_entry_in_words(app, auditor):
    write(app, ("quan-tri", "account.change", "bd-01", {"role": ["surveyor", "supervisor"], "communes_added": ["09101", "09102"], "organisation": [None, "bd"]}), ("web:", "login.failure", "bd-01", {"active": True}))
    shown = page(auditor)
    assert "Sửa tài khoản" in shown and "chưa đăng nhập" in shown
    assert all(words in shown for words in ("vai trò:</span> Điều tra viên → Giám sát", "cơ quan:</span> – → bd", "thêm xã, phường:</span> 09101, 09102", "đang dùng:</span> có"))


def test_filters(app, auditor):
    write(app, ("lan", "desk.issue", "001"), ("mây", "desk.revoke", "001"), ("mây", "desk.revoke", "002"))
    for asked, found in {
        "?nguoi=m%C3%A2y": [3, 2], "?viec=desk.issue": [1], "?doi-tuong=2": [3], "?nguoi=m%C3%A2y&doi-tuong=001": [2], "?tu=2000-01-01&den=31/12/2999": [3, 2, 1],
        "?tu=2999-01-01": [], "?den=2000-01-01": [], "?doi-tuong=%25": [],
    }.items():
        assert numbers(page(auditor, LIST + asked)) == found, asked
    assert "Không có mục nào như vậy" in page(auditor, f"{LIST}?tu=2999-01-01")


def test_without_those_who_came_in(app, auditor):
    write(app, ("lan", "login.success", "lan"), ("lan", "desk.issue", "001", {"count": 3}), ("web:", "login.failure", "mây"))
    assert numbers(page(auditor)) == [3, 2, 1]
    shown = page(auditor, f"{LIST}?khong-dang-nhap=1")
    assert numbers(shown) == [2] and " checked " in shown


@pytest.mark.parametrize("asked", ["tu=khong", "den=31/02/2026", "truoc=x", "truoc=99999999999999", "nguoi=ai-do", "viec=khong-co", "doi-tuong=" + "a" * 101])
def test_a_filter_that_cannot_be_read_is_named_and_the_rest_shown(app, auditor, asked):
    write(app, ("lan", "desk.issue", "001"))
    assert "Lỗi" in page(auditor, f"{LIST}?{asked}", 422)


def test_page_after_page(app, auditor):
    write(app, *(("lan", "desk.issue", str(number)) for number in range(PAGE + 2)), ("mây", "desk.issue", "x"))
    first = page(auditor, f"{LIST}?nguoi=lan")
    assert numbers(first)[0] == PAGE + 2 and len(numbers(first)) == PAGE
    older = unescape(re.search(r'href="([^"]+)">Cũ hơn', first)[1])
    assert numbers(page(auditor, older)) == [2, 1] and "Mới nhất" in page(auditor, older) and "Cũ hơn" not in page(auditor, older)


def test_what_is_recorded_is_text_never_markup(app, auditor):
    write(app, ("lan", "token.add", "<b>máy</b>", {"name": "<i>x</i>"}))
    raw = auditor.get(LIST).text
    assert "<b>máy" not in raw and "<i>x" not in raw


def test_checking(app, auditor):
    write(app, ("lan", "desk.issue", "001"), ("lan", "desk.issue", "002"))
    with app.app_context(), engine().connect() as connection:
        told = str(head(connection))
    assert told in page(auditor)
    alone = page(auditor, f"{LIST}kiem-tra")
    assert "Không thấy chỗ nào hỏng" in alone and "không tự chứng minh được" in alone and told in alone and "Nhật ký nguyên vẹn" not in alone
    held = page(auditor, f"{LIST}kiem-tra?moc={told}")
    assert "khớp với mốc" in held and "Nhật ký nguyên vẹn đến mốc đã ghi" in held and "không tự chứng minh được" not in held
    assert "Mốc gồm số mục" in page(auditor, f"{LIST}kiem-tra?moc=abc", 422)
    bent = page(auditor, f"{LIST}kiem-tra?moc=2:{'0' * 64}")
    assert "không nguyên vẹn" in bent and "đã bị viết lại" in bent


def test_a_bent_journal_is_still_shown_and_checking_finds_it(app, auditor):
    write(app, ("lan", "desk.issue", "001"))
    with app.app_context(), engine().begin() as connection:
        drop_guards(connection, "journal")
        connection.execute(text("UPDATE journal SET details = 'not json', at = 'long ago'"))
    assert "not json" in page(auditor) and "long ago" in page(auditor)
    assert "Mục đầu tiên không khớp: 1." in page(auditor, f"{LIST}kiem-tra")
