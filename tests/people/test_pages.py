"""Pages of accounts: made, changed, stopped; what was typed stays, a password is seen once, nobody locks everybody out."""
from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import insert, select, update

from survey_app import engine
from survey_app.login import attempts
from survey_app.models import User
from survey_app.people.listing import PAGE
from survey_app.searching import folded

LIST = "/tai-khoan/"
FORM = {"username": "bd-01", "full_name": "Lê Thị Mây", "role": "surveyor"}


def page(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return unescape(answer.text)


def column(app, column, name: str):
    with app.app_context(), engine().connect() as connection:
        return connection.scalar(select(column).where(User.username == name))


def enter(app, name: str, password: str):
    client = app.test_client()
    return client, client.post("/dang-nhap", data={"username": name, "password": password})


@pytest.fixture
def made(app, admin, places) -> tuple[int, str]:
    """A surveyor made on the page: id and password."""
    text = page(admin.post(f"{LIST}moi", data=FORM | {"organisation": places["buu-dien"], "units": [places["09101"]]}))
    return column(app, User.id, "bd-01"), re.search(r"<output>(.+)</output>", text)[1]


def test_a_new_account_can_log_in_with_the_password_shown(app, made):
    client, answer = enter(app, "bd-01", made[1])
    assert answer.status_code == 302
    own = page(client.get(f"{LIST}cua-toi"))
    assert "Điều tra viên" in own and "Bưu điện tỉnh Hoa Lau" in own and "xã Mây Trắng" in own and "xã Suối Ngà" not in own


def test_the_password_is_on_no_other_page(admin, made):
    for path in (LIST, f"{LIST}{made[0]}", "/nhat-ky/"):
        assert made[1] not in page(admin.get(path))


def test_the_list_names_role_organisation_and_communes(admin, made):
    text = page(admin.get(LIST))
    row = text[text.index("bd-01"):]
    assert all(words in row for words in ("Lê Thị Mây", "Điều tra viên", "Bưu điện tỉnh Hoa Lau", "xã Mây Trắng", "Đang dùng"))
    assert text.count("Chưa giao xã nào") == 3 and text.count("Toàn tỉnh") == 3


@pytest.mark.parametrize(("change", "said"), [
    ({"username": ""}, "Hãy nhập tên đăng nhập."), ({"username": "người dùng"}, "chữ cái không dấu"), ({"username": "surveyor"}, "đã có tài khoản khác"),
    ({"full_name": " "}, "Hãy nhập họ và tên."), ({"full_name": "a" * 121}, "Nhiều nhất 120"), ({"role": "king"}, ""), ({"role": ""}, "Hãy chọn vai trò."),
    ({"organisation": ""}, "cần một cơ quan"), ({"organisation": "999"}, ""), ({"units": ["999"]}, ""),
])
def test_what_will_not_do_is_said_and_what_was_typed_stays(app, admin, places, change, said):
    typed = FORM | {"organisation": str(places["buu-dien"]), "units": [str(places["09102"])]} | change
    text = page(admin.post(f"{LIST}moi", data=typed), 422)
    assert said in text and 'class="error"' in text and "Chưa lưu" in text
    assert all(f'value="{typed[name]}"' in text for name in ("username", "full_name") if typed[name].strip())
    assert (re.search(rf'<input checked id="units-\d" name="units" type="checkbox" value="{places["09102"]}">', text) is not None) == ("units" not in change)
    assert column(app, User.id, typed["username"]) in (None, 4)


def test_changing_and_stopping(app, admin, places, made):
    answer = admin.post(f"{LIST}{made[0]}", data={"full_name": "Lê Thị Mây", "role": "supervisor", "organisation": places["buu-dien"]}, follow_redirects=True)
    assert "Đã lưu tài khoản bd-01" in page(answer) and column(app, User.role, "bd-01") == "supervisor"
    assert "Đã ngừng tài khoản bd-01" in page(admin.post(f"{LIST}{made[0]}/ngung", follow_redirects=True))
    assert enter(app, "bd-01", made[1])[1].status_code == 422
    assert "Đã mở lại" in page(admin.post(f"{LIST}{made[0]}/mo-lai", follow_redirects=True))
    assert enter(app, "bd-01", made[1])[1].status_code == 302


def test_the_form_shows_what_holds_now(admin, places, made):
    text = page(admin.get(f"{LIST}{made[0]}"))
    assert re.search(rf'checked id="units-\d" name="units" type="checkbox" value="{places["09101"]}"', text)
    assert re.search(rf'<option selected value="{places["buu-dien"]}">', text) and re.search(r'checked [^>]*value="surveyor"', text)


def test_the_last_administrator_is_told_why_not(app, admin, accounts):
    own = f"{LIST}{accounts['administrator']}"
    for answer in (admin.post(f"{own}/ngung"), admin.post(own, data={"full_name": "Quản", "role": "auditor"})):
        assert "quản trị cuối cùng" in page(answer, 422)
    assert re.search(r'checked [^>]*value="administrator"', admin.post(f"{own}/ngung").text)
    assert column(app, User.active, "administrator") and column(app, User.role, "administrator") == "administrator"


def test_stopping_or_a_new_password_ends_sessions_at_once(app, admin, made):
    client, _ = enter(app, "bd-01", made[1])
    assert client.get(f"{LIST}cua-toi").status_code == 200
    admin.post(f"{LIST}{made[0]}/ngung")
    assert client.get(f"{LIST}cua-toi").status_code == 302
    admin.post(f"{LIST}{made[0]}/mo-lai")
    assert client.get(f"{LIST}cua-toi").status_code == 302, "an old session must not come back to life"
    client, _ = enter(app, "bd-01", made[1])
    text = page(admin.post(f"{LIST}{made[0]}/mat-khau-moi"))
    assert client.get(f"{LIST}cua-toi").status_code == 302
    assert enter(app, "bd-01", made[1])[1].status_code == 422
    assert enter(app, "bd-01", re.search(r"<output>(.+)</output>", text)[1])[1].status_code == 302


def test_another_role_holds_from_the_next_click(app, logged_in, admin, accounts):
    client = logged_in("department")
    assert client.get("/ket-qua/").status_code == 200
    with app.app_context(), engine().begin() as connection:
        connection.execute(update(User).where(User.username == "department").values(role="surveyor"))
    assert client.get("/ket-qua/").status_code == 403


def test_ones_own_password(app, made):
    client, _ = enter(app, "bd-01", made[1])
    other, _ = enter(app, "bd-01", made[1])
    new = "một câu mới đủ dài"
    answer = client.post(f"{LIST}cua-toi", data={"current": made[1], "new": new, "again": new}, follow_redirects=True)
    assert "Đã đổi mật khẩu" in page(answer) and client.get(f"{LIST}cua-toi").status_code == 200
    assert other.get(f"{LIST}cua-toi").status_code == 302
    assert enter(app, "bd-01", new)[1].status_code == 302


@pytest.mark.parametrize(("change", "said"), [
    ({"current": "sai"}, "hiện tại không đúng"), ({"current": ""}, "Hãy nhập mật khẩu hiện tại"), ({"new": "ngắn", "again": "ngắn"}, "từ 12"),
    ({"again": "khác"}, "không giống nhau"), ({"new": None, "again": None}, "phải khác"),
])
def test_ones_own_password_is_not_changed_by_mistake(app, made, change, said):
    client, _ = enter(app, "bd-01", made[1])
    before = column(app, User.password_hash, "bd-01")
    typed = {"current": made[1], "new": "một câu mới đủ dài", "again": "một câu mới đủ dài"} | change
    typed = {name: value or (made[1] if name != "current" else "") for name, value in typed.items()}
    assert said in page(client.post(f"{LIST}cua-toi", data=typed), 422)
    assert column(app, User.password_hash, "bd-01") == before


def test_guessing_the_current_password_is_slowed(app, made, monkeypatch):
    monkeypatch.setattr(attempts, "FIRST_LOCK", 600)  # outlasts whatever else keeps this machine busy
    client, _ = enter(app, "bd-01", made[1])
    wrong = {"current": "sai", "new": "một câu mới đủ dài", "again": "một câu mới đủ dài"}
    texts = [page(client.post(f"{LIST}cua-toi", data=wrong), 422) for _ in range(6)]
    assert "Đã sai mật khẩu nhiều lần" in texts[-1]


@pytest.mark.parametrize(("asked", "found"), [
    ("?tim=may", ["bd-01"]), ("?tim=M%C3%82Y", ["bd-01"]), ("?tim=buu+dien", ["bd-01"]), ("?tim=khong-co", []),
    ("?vai_tro=auditor", ["auditor"]), ("?tinh_trang=stopped", ["reinterviewer"]), ("?vai_tro=king&trang=x", 7),
])
def test_searching(app, admin, made, asked, found):
    with app.app_context(), engine().begin() as connection:
        connection.execute(update(User).where(User.username == "reinterviewer").values(active=False))
    text = page(admin.get(LIST + asked))
    names = re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', text)
    assert names == found if isinstance(found, list) else len(names) == found
    assert ("Không có tài khoản nào như vậy" in text) == (not names)


def test_a_long_list_has_pages_and_ends_gently(app, admin):
    with app.app_context(), engine().begin() as connection:
        connection.execute(insert(User), [
            {"username": f"nguoi-{number:03}", "full_name": "Tên " * 29, "password_hash": "none", "role": "surveyor", "session_key": f"k{number}"} for number in range(PAGE)
        ])
    assert "trang 1 trên 2" in page(admin.get(LIST)) and "Trang sau" in page(admin.get(LIST))
    last = page(admin.get(f"{LIST}?trang=99"))
    assert "trang 2 trên 2" in last and "Trang trước" in last and "Trang sau" not in last


def test_a_name_is_text_never_markup(app, admin):
    with app.app_context(), engine().begin() as connection:
        connection.execute(update(User).where(User.username == "surveyor").values(full_name="<b>Mây</b>"))
    assert "<b>Mây</b>" not in admin.get(LIST).text


def test_nobody_by_that_number(admin):
    for path in ("99", "co-quan/99"):
        assert admin.get(LIST + path).status_code == 404
    assert admin.post(f"{LIST}99/ngung").status_code == 404


def test_organisations(admin, accounts):
    path = f"{LIST}co-quan"
    assert "Chưa có cơ quan nào" in page(admin.get(path))
    new = {"name": "Bưu điện  tỉnh Hoa Lau", "code": "buu-dien", "kind": "buu_dien"}
    assert "Bưu điện tỉnh Hoa Lau" in page(admin.post(path, data=new, follow_redirects=True))
    assert "đã có cơ quan khác dùng" in page(admin.post(path, data=new), 422)
    assert "Hãy nhập tên cơ quan" in page(admin.post(path, data=new | {"name": "", "code": "b"}), 422)
    assert "chữ thường không dấu" in page(admin.post(path, data=new | {"code": "Bưu điện"}), 422)
    text = page(admin.post(f"{path}/1", data={"name": "Bưu điện Văn hóa", "kind": "other"}, follow_redirects=True))
    assert "Bưu điện Văn hóa" in text and "Cơ quan khác" in text
    assert "Hãy nhập tên" in page(admin.post(f"{path}/1", data={"name": "", "kind": "other"}), 422)


def test_searching_knows_vietnamese():
    assert folded("  Đặng Thị ƯỚC ") == "dang thi uoc" == folded("đặng thị ước")
