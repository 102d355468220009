"""Every route and who may use it: the wrong person at every door. A new route must be entered here."""
from __future__ import annotations

import pytest

from survey_app.models.people import ROLES
from survey_app.people.permissions import PERMISSIONS, home_of, may

ANYBODY = (None, *ROLES)  # None: not logged in
STAFF = ROLES
READERS = ("administrator", "department", "auditor")
DEPARTMENT = ("administrator", "department")
FIELDWORK = ("administrator", "department", "supervisor", "surveyor", "auditor")
LEADERS = ("administrator", "department", "supervisor")
KEYERS = ("supervisor", "surveyor")
ADJUDICATORS = ("department", "supervisor")
WATCHERS = ("administrator", "auditor")
ADMINISTRATOR = ("administrator",)
TOKEN = ()  # programs only, with a bearer token

EXPECTED = {
    "GET /": STAFF,
    "POST /api/v1/responses": ANYBODY,
    "GET /api/v1/waves": TOKEN,
    "GET /api/v1/waves/<code>/estimates": TOKEN,
    "GET /api/v1/waves/<code>/estimates.csv": TOKEN,
    "GET /ban-lam-viec/diem/": READERS,
    "GET /ban-lam-viec/diem/<code>.<any(svg, png):kind>": READERS,
    "GET /ban-lam-viec/diem/<code>.pdf": READERS,
    "GET /ban-lam-viec/diem/ap-phich.pdf": READERS,
    "GET /ban-lam-viec/diem/<code>/thu-hoi": DEPARTMENT,
    "POST /ban-lam-viec/diem/<code>/thu-hoi": DEPARTMENT,
    "POST /ban-lam-viec/diem/<int:desk_id>/cap-ma": DEPARTMENT,
    "GET /ban-lam-viec/tap-phieu/": FIELDWORK,
    "GET /ban-lam-viec/tap-phieu/<wave_code>/": FIELDWORK,
    "GET /ban-lam-viec/tap-phieu/<wave_code>/<int:number>": FIELDWORK,
    "POST /ban-lam-viec/tap-phieu/<wave_code>/<int:number>": LEADERS,
    "POST /ban-lam-viec/tap-phieu/<wave_code>/<int:number>/giao": LEADERS,
    "GET /ban-lam-viec/tap-phieu/<wave_code>/<int:number>/phieu.pdf": FIELDWORK,
    "GET /dang-nhap": ANYBODY,
    "POST /dang-nhap": ANYBODY,
    "POST /dang-xuat": STAFF,
    "GET /giao-dien.css": ANYBODY,
    "GET /healthz": ANYBODY,
    "GET /k/": ANYBODY,
    "GET /k/<code>": ANYBODY,
    "GET /k/<code>/<int:number>": ANYBODY,
    "POST /k/<code>/<int:number>": ANYBODY,
    "GET /k/<code>/xoa": ANYBODY,
    "POST /k/<code>/xoa": ANYBODY,
    "GET /k/<code>/xong": ANYBODY,
    "GET /k/<path:rest>": ANYBODY,
    "GET /k/phone.js": ANYBODY,
    "GET /k/sw.js": ANYBODY,
    "GET /ket-qua/": READERS,
    "GET /ket-qua/<code>": READERS,
    "POST /ket-qua/<code>/tinh-lai": DEPARTMENT,
    "GET /nhap-phieu/": FIELDWORK,
    "GET /nhap-phieu/<code>/": KEYERS,
    "POST /nhap-phieu/<code>/ghi": KEYERS,
    "POST /nhap-phieu/<code>/giu": KEYERS,
    "POST /nhap-phieu/<code>/mo": KEYERS,
    "GET /nhap-phieu/<code>/nguoi-nhap": (*LEADERS, "auditor"),
    "GET /nhap-phieu/<code>/phan-xu/": ADJUDICATORS,
    "GET /nhap-phieu/<code>/phan-xu/<serial>": ADJUDICATORS,
    "POST /nhap-phieu/<code>/phan-xu/<serial>": ADJUDICATORS,
    "POST /nhap-phieu/<code>/phan-xu/<serial>/mo": ADJUDICATORS,
    "GET /nhap-phieu/<code>/phieu/<serial>": KEYERS,
    "POST /nhap-phieu/<code>/phieu/<serial>": KEYERS,
    "GET /nhap-phieu/da-dang-nhap": KEYERS,
    "GET /nhap-phieu/phien": KEYERS,
    "GET /nhap-phieu/tep/<path:filename>": ANYBODY,
    "GET /nhat-ky/": WATCHERS,
    "GET /nhat-ky/kiem-tra": WATCHERS,
    "GET /readyz": ANYBODY,
    "GET /static/<path:filename>": ANYBODY,
    "GET /tai-khoan/": WATCHERS,
    "GET /tai-khoan/<int:user_id>": ADMINISTRATOR,
    "POST /tai-khoan/<int:user_id>": ADMINISTRATOR,
    "POST /tai-khoan/<int:user_id>/mat-khau-moi": ADMINISTRATOR,
    "POST /tai-khoan/<int:user_id>/mo-lai": ADMINISTRATOR,
    "POST /tai-khoan/<int:user_id>/ngung": ADMINISTRATOR,
    "GET /tai-khoan/co-quan": WATCHERS,
    "POST /tai-khoan/co-quan": ADMINISTRATOR,
    "GET /tai-khoan/co-quan/<int:organisation_id>": ADMINISTRATOR,
    "POST /tai-khoan/co-quan/<int:organisation_id>": ADMINISTRATOR,
    "GET /tai-khoan/cua-toi": STAFF,
    "POST /tai-khoan/cua-toi": STAFF,
    "GET /tai-khoan/moi": ADMINISTRATOR,
    "POST /tai-khoan/moi": ADMINISTRATOR,
}
# What stands in addresses. What is not there is "not found" for those who may look and refused to the others before that.
VALUES = {
    "<any(svg, png):kind>": "svg", "<int:number>": "1", "<path:rest>": "a/b", "<path:filename>": "app.css", "<wave_code>": "khong-co", "<serial>": "0001",
}


@pytest.fixture
def filled(desk, places, accounts) -> dict[str, str]:
    """What stands for each placeholder besides <code>."""
    return VALUES | {"<int:desk_id>": str(desk.desk_id), "<int:user_id>": str(accounts["surveyor"]), "<int:organisation_id>": str(places["buu-dien"])}


def address(rule: str, desk, filled: dict[str, str]) -> str:
    code = desk.wave_code if rule.startswith(("/ket-qua", "/api", "/nhap-phieu")) else desk.code
    for name, value in {"<code>": code, **filled}.items():
        rule = rule.replace(name, value)
    assert "<" not in rule, f"say in VALUES what stands for the placeholder in {rule}"
    return rule


def turned_away(answer) -> bool:
    return answer.status_code in (401, 403) or (answer.status_code == 302 and answer.location.startswith("/dang-nhap?next="))


def test_every_route_is_in_the_table(app):
    routes = {f"{method} {rule.rule}" for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}}
    assert routes == EXPECTED.keys()


@pytest.mark.parametrize("role", ANYBODY)
def test_each_role_opens_its_doors_and_no_other(logged_in, desk, filled, role):
    opened = set()
    for route in EXPECTED:
        if route == "POST /ban-lam-viec/diem/<code>/thu-hoi":
            continue  # looked at below; here the code is still needed
        method, rule = route.split(" ", 1)
        answer = logged_in(role).open(address(rule, desk, filled), method=method)
        assert answer.status_code < 500, route
        if not turned_away(answer):
            opened.add(route)
    assert opened == {route for route, roles in EXPECTED.items() if role in roles} - {"POST /ban-lam-viec/diem/<code>/thu-hoi"}


@pytest.mark.parametrize("role", ANYBODY)
def test_who_may_revoke_a_desks_code(logged_in, desk, role):
    answer = logged_in(role).post(f"/ban-lam-viec/diem/{desk.code}/thu-hoi", data={"stop": "1"})
    assert turned_away(answer) == (role not in DEPARTMENT)


def test_no_staff_form_is_taken_without_its_token(app, logged_in, desk, filled):
    app.config["WTF_CSRF_ENABLED"] = True
    for route, roles in EXPECTED.items():
        method, rule = route.split(" ", 1)
        if method == "POST" and not rule.startswith(("/k/", "/api/")):
            answer = logged_in("administrator").post(address(rule, desk, filled), data={"username": "x", "password": "y", "stop": "1"})
            assert answer.status_code in (400, 422) or rule == "/dang-nhap", route


def test_the_menu_shows_only_what_opens(logged_in, desk):
    for role in ROLES:
        client = logged_in(role)
        page = client.get("/", follow_redirects=True)
        assert page.status_code == 200 and home_of(role)
        for link, roles in {"/ket-qua/": READERS, "/ban-lam-viec/diem/": READERS, "/tai-khoan/": WATCHERS, "/nhat-ky/": WATCHERS}.items():
            assert (f'<a href="{link}"' in page.text.split("</nav>")[0]) == (role in roles)


def test_an_auditor_sees_nothing_to_press(logged_in, desk, accounts):
    for path in ("/ket-qua/", f"/ket-qua/{desk.wave_code}", "/ban-lam-viec/diem/", "/tai-khoan/", "/tai-khoan/co-quan", "/nhat-ky/"):
        page = logged_in("auditor").get(path)
        assert page.status_code == 200 and 'method="post"' not in page.text.split("<main")[1], path
        assert "thu-hoi" not in page.text and "/moi" not in page.text and f"/tai-khoan/{accounts['surveyor']}" not in page.text


def test_a_right_that_is_not_in_the_table_fails_at_once():
    with pytest.raises(KeyError):
        may("everything.change")
    assert all(roles <= set(ROLES) for roles in PERMISSIONS.values())
