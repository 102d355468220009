"""Every route and who may use it: the wrong person at every door. A new route must be entered here."""
from __future__ import annotations

import re

import pytest
from flask import url_for

from survey_app.menu import GROUPS
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
# What programs read of a wave.
OF_WAVES = ("measures", "domains", "estimates", "differences", "priorities", "questions", "pulses", "releases", "runs", "cases", "rates", "batches", "keying", "exclusions", "exclusion_effects")

EXPECTED = {
    "GET /": STAFF,
    "POST /api/v1/responses": ANYBODY,
    "GET /api/": ANYBODY,
    "GET /api/openapi.json": ANYBODY,
    **{f"GET /api/v1/{path}{form}": TOKEN for path in ("waves", "desks", *(f"waves/<code>/{name}" for name in OF_WAVES)) for form in ("", ".csv")},
    "GET /api/v1/waves/<code>/releases/<int:number>": TOKEN,
    "GET /ban-lam-viec/diem/": READERS,
    "GET /ban-lam-viec/diem/<code>.<any(svg, png):kind>": READERS,
    "GET /ban-lam-viec/diem/<code>.pdf": READERS,
    "GET /ban-lam-viec/diem/ap-phich.pdf": READERS,
    "GET /ban-lam-viec/diem/<code>/thu-hoi": DEPARTMENT,
    "POST /ban-lam-viec/diem/<code>/thu-hoi": DEPARTMENT,
    "POST /ban-lam-viec/diem/<int:desk_id>/cap-ma": DEPARTMENT,
    "GET /ban-lam-viec/diem/<int:desk_id>": READERS,
    "GET /ban-lam-viec/diem/ma-nhan-phieu": READERS,
    "POST /ban-lam-viec/diem/ma-nhan-phieu": READERS,
    "GET /ban-lam-viec/diem/them": DEPARTMENT,
    "POST /ban-lam-viec/diem/them": DEPARTMENT,
    "GET /ban-lam-viec/diem/<int:desk_id>/sua": DEPARTMENT,
    "POST /ban-lam-viec/diem/<int:desk_id>/sua": DEPARTMENT,
    "GET /ban-lam-viec/tap-phieu/": FIELDWORK,
    "GET /don-vi/": READERS,
    "GET /don-vi/<path:code>/": READERS,
    "GET /don-vi/<path:code>/ket-thuc": DEPARTMENT,
    "POST /don-vi/<path:code>/ket-thuc": DEPARTMENT,
    "GET /don-vi/them": DEPARTMENT,
    "POST /don-vi/them": DEPARTMENT,
    "GET /dot-khao-sat/": READERS,
    "GET /dot-khao-sat/moi": DEPARTMENT,
    "POST /dot-khao-sat/moi": DEPARTMENT,
    "GET /dot-khao-sat/<code>/": READERS,
    "GET /dot-khao-sat/<code>/sua": DEPARTMENT,
    "POST /dot-khao-sat/<code>/sua": DEPARTMENT,
    "POST /dot-khao-sat/<code>/mo": DEPARTMENT,
    "POST /dot-khao-sat/<code>/dong": DEPARTMENT,
    "POST /dot-khao-sat/<code>/diem": DEPARTMENT,
    "GET /ban-lam-viec/tap-phieu/<wave_code>/": FIELDWORK,
    "GET /ban-lam-viec/tap-phieu/<wave_code>/moi": LEADERS,
    "POST /ban-lam-viec/tap-phieu/<wave_code>/moi": LEADERS,
    "POST /ban-lam-viec/tap-phieu/<wave_code>/<int:number>/giai-the": LEADERS,
    "GET /ban-lam-viec/tap-phieu/<wave_code>/<int:number>": FIELDWORK,
    "POST /ban-lam-viec/tap-phieu/<wave_code>/<int:number>": LEADERS,
    "POST /ban-lam-viec/tap-phieu/<wave_code>/<int:number>/giao": LEADERS,
    "GET /ban-lam-viec/tap-phieu/<wave_code>/<int:number>/phieu.pdf": FIELDWORK,
    "GET /mau/": FIELDWORK,
    "GET /mau/<wave_code>/": FIELDWORK,
    "GET /mau/<wave_code>/co-mau": READERS,
    "GET /mau/<wave_code>/co-mau.svg": READERS,
    "GET /mau/<wave_code>/dan-mau": DEPARTMENT,
    "POST /mau/<wave_code>/dan-mau": DEPARTMENT,
    "GET /mau/<wave_code>/ho/<serial>": FIELDWORK,
    "POST /mau/<wave_code>/ho/<serial>/ket-qua": ("department", "supervisor", "surveyor"),
    "POST /mau/<wave_code>/ho/<serial>/thay": ADJUDICATORS,
    "GET /mau/<wave_code>/rut-mau": READERS,
    "GET /mau/<wave_code>/rut-mau/moi": DEPARTMENT,
    "POST /mau/<wave_code>/rut-mau/moi": DEPARTMENT,
    "GET /mau/<wave_code>/ty-le": FIELDWORK,
    "GET /mau/<wave_code>/ty-le.csv": FIELDWORK,
    "GET /bao-cao/": READERS,
    "GET /bao-cao/<code>/<slug>.<any(csv,xlsx,docx):form>": READERS,
    "GET /loai-phieu/": READERS,
    "GET /loai-phieu/<code>": READERS,
    "GET /loai-phieu/<code>/loai": ("department",),
    "POST /loai-phieu/<code>/loai": ("department",),
    "GET /loai-phieu/<code>/tinh-lai": ("department",),
    "POST /loai-phieu/<code>/tinh-lai": ("department",),
    "GET /so-lieu-ngoai/": READERS,
    "GET /so-lieu-ngoai/<code>/": READERS,
    "GET /so-lieu-ngoai/<code>/<int:figure_id>": DEPARTMENT,
    "POST /so-lieu-ngoai/<code>/<int:figure_id>": DEPARTMENT,
    "POST /so-lieu-ngoai/<code>/<int:figure_id>/bo": DEPARTMENT,
    "GET /so-lieu-ngoai/<code>/tep": DEPARTMENT,
    "POST /so-lieu-ngoai/<code>/tep": DEPARTMENT,
    "GET /so-lieu-ngoai/<code>/them": DEPARTMENT,
    "POST /so-lieu-ngoai/<code>/them": DEPARTMENT,
    "GET /cong-bo/": READERS,
    "GET /cong-bo/kiem-tra": READERS,
    "GET /cong-bo/<code>": READERS,
    "GET /cong-bo/<code>/<int:number>": READERS,
    "GET /cong-bo/<code>/<int:number>/quyet-dinh": DEPARTMENT,
    "POST /cong-bo/<code>/<int:number>/quyet-dinh": DEPARTMENT,
    "GET /cong-bo/<code>/<int:number>/rut-lai": DEPARTMENT,
    "POST /cong-bo/<code>/<int:number>/rut-lai": DEPARTMENT,
    "GET /cong-bo/<code>/de-nghi": DEPARTMENT,
    "POST /cong-bo/<code>/de-nghi": DEPARTMENT,
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
    "GET /ket-qua/<code>/lan-tinh/": READERS,
    "GET /ket-qua/<code>/lan-tinh/so-sanh": READERS,
    "POST /ket-qua/<code>/tinh-lai": DEPARTMENT,
    "GET /thu-gon/": READERS,
    "GET /thu-gon/doi": DEPARTMENT,
    "POST /thu-gon/doi": DEPARTMENT,
    "GET /lich-tinh/": READERS,
    "GET /lich-tinh/<code>": DEPARTMENT,
    "POST /lich-tinh/<code>": DEPARTMENT,
    "GET /khoa-api/": WATCHERS,
    "GET /khoa-api/<int:token_id>": WATCHERS,
    "POST /khoa-api/<int:token_id>/thu-hoi": ADMINISTRATOR,
    "GET /khoa-api/moi": ADMINISTRATOR,
    "POST /khoa-api/moi": ADMINISTRATOR,
    "GET /khoa-api/webhook/": WATCHERS,
    "GET /khoa-api/webhook/<int:webhook_id>": WATCHERS,
    "POST /khoa-api/webhook/<int:webhook_id>/<any(dung, chay):wish>": ADMINISTRATOR,
    "POST /khoa-api/webhook/<int:webhook_id>/gui-lai/<int:delivery_id>": ADMINISTRATOR,
    "POST /khoa-api/webhook/<int:webhook_id>/gui-thu": ADMINISTRATOR,
    "POST /khoa-api/webhook/<int:webhook_id>/khoa-ky": ADMINISTRATOR,
    "GET /khoa-api/webhook/moi": ADMINISTRATOR,
    "POST /khoa-api/webhook/moi": ADMINISTRATOR,
    "GET /metrics": ANYBODY,  # from this machine; elsewhere with a token
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
    "GET /nhap-phieu/<code>/sua/": ADJUDICATORS,
    "POST /nhap-phieu/<code>/sua/": ADJUDICATORS,
    "GET /nhap-phieu/<code>/sua/<serial>": ADJUDICATORS,
    "POST /nhap-phieu/<code>/sua/<serial>": ADJUDICATORS,
    "GET /nhap-phieu/da-dang-nhap": KEYERS,
    "GET /nhap-phieu/phien": KEYERS,
    "GET /nhap-phieu/sw.js": ANYBODY,
    "GET /nhap-phieu/tep/<path:filename>": ANYBODY,
    "GET /l/": ANYBODY,
    "POST /l/": ANYBODY,
    "GET /l/<code>": ANYBODY,
    "GET /l/<code>/<int:number>": ANYBODY,
    "POST /l/<code>/<int:number>": ANYBODY,
    "GET /l/<code>/xoa": ANYBODY,
    "POST /l/<code>/xoa": ANYBODY,
    "GET /l/<code>/xong": ANYBODY,
    "GET /l/<path:rest>": ANYBODY,
    "GET /l/phone.js": ANYBODY,
    "GET /l/sw.js": ANYBODY,
    "GET /lien-ket/": (*LEADERS, "auditor"),
    "GET /lien-ket/<wave_code>/": (*LEADERS, "auditor"),
    "POST /lien-ket/<wave_code>/cap": LEADERS,
    "POST /lien-ket/<wave_code>/thu-moi.pdf": LEADERS,
    "GET /lien-ket/<wave_code>/thu-hoi": LEADERS,
    "POST /lien-ket/<wave_code>/thu-hoi": LEADERS,
    "GET /nhat-ky/": WATCHERS,
    "GET /nhat-ky/kiem-tra": WATCHERS,
    "GET /readyz": ANYBODY,
    "GET /static/<path:filename>": ANYBODY,
    "GET /tong-quan/": READERS,
    "GET /tong-quan/<code>": READERS,
    "GET /tong-quan/<code>/chi-tieu": READERS,
    "GET /tong-quan/<code>/hinh/<name>.<any(svg, csv):form>": READERS,
    "GET /tong-quan/<code>/nhan-dinh": READERS,
    "GET /tong-quan/<code>/nhip": READERS,
    "GET /tong-quan/<code>/nhom": READERS,
    "GET /tong-quan/<code>/thu-phieu": READERS,
    "GET /tong-quan/<code>/uu-tien": READERS,
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
    "<int:token_id>": "9", "<int:webhook_id>": "9", "<int:delivery_id>": "9", "<any(dung, chay):wish>": "dung", "<any(svg, png):kind>": "svg", "<any(svg, csv):form>": "svg", "<any(csv,xlsx,docx):form>": "csv", "<slug>": "bang-chinh-thuc", "<int:figure_id>": "1", "<name>": "chi-so", "<path:code>": "000101", "<int:number>": "1", "<path:rest>": "a/b", "<path:filename>": "app.css", "<wave_code>": "khong-co", "<serial>": "0001",
}


@pytest.fixture
def filled(desk, places, accounts) -> dict[str, str]:
    """What stands for each placeholder besides <code>."""
    return VALUES | {"<int:desk_id>": str(desk.desk_id), "<int:user_id>": str(accounts["surveyor"]), "<int:organisation_id>": str(places["buu-dien"])}


def address(rule: str, desk, filled: dict[str, str]) -> str:
    code = desk.wave_code if rule.startswith(("/ket-qua", "/cong-bo", "/lich-tinh", "/tong-quan", "/api", "/nhap-phieu", "/bao-cao", "/so-lieu-ngoai", "/dot-khao-sat")) else desk.code
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
        if method == "POST" and not rule.startswith(("/k/", "/l/", "/api/")):
            answer = logged_in("administrator").post(address(rule, desk, filled), data={"username": "x", "password": "y", "stop": "1"})
            assert answer.status_code in (400, 422) or rule == "/dang-nhap", route


def links_in(page: str, nav: str) -> set[str]:
    """Where the links of a page's menu lead."""
    found = re.search(f'<nav[^>]*{nav}[^>]*>(.*?)</nav>', page, re.DOTALL)
    return set(re.findall(r'href="([^"]+)"', found[1])) if found else set()


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_shows_only_what_opens(app, logged_in, desk, role):
    """Every group's pages on its own page: all that the table lets a role open, nothing else."""
    client = logged_in(role)
    home = client.get("/", follow_redirects=True)
    assert home.status_code == 200 and home_of(role)
    groups = links_in(home.text, 'aria-label="Chính"')
    shown = groups.union(*(links_in(client.get(group, follow_redirects=True).text, 'class="second"') for group in groups))
    with app.test_request_context():
        pages = [url_for(entry.endpoint) for _, entries in GROUPS for entry in entries]
    assert shown == {page for page in pages if role in EXPECTED[f"GET {page}"]}


def test_an_auditor_sees_nothing_to_press(logged_in, desk, accounts):
    waves = ("/ket-qua/", "/tong-quan/", "/cong-bo/", "/so-lieu-ngoai/", "/dot-khao-sat/")
    of_wave = (f"{room}{desk.wave_code}{'/' if room in ('/so-lieu-ngoai/', '/dot-khao-sat/') else ''}" for room in waves)
    for path in ("/ket-qua/", "/cong-bo/", "/so-lieu-ngoai/", "/dot-khao-sat/", *of_wave, "/bao-cao/", "/lich-tinh/", "/don-vi/", "/ban-lam-viec/diem/", "/tai-khoan/", "/tai-khoan/co-quan", "/nhat-ky/"):
        page = logged_in("auditor").get(path)
        assert page.status_code == 200 and 'method="post"' not in page.text.split("<main")[1], path
        assert not [word for word in ("thu-hoi", "/moi", "/sua", "/them", "/tep", "/de-nghi") if f'{word}"' in page.text], path
        assert f"/tai-khoan/{accounts['surveyor']}" not in page.text


def test_a_right_that_is_not_in_the_table_fails_at_once():
    with pytest.raises(KeyError):
        may("everything.change")
    assert all(roles <= set(ROLES) for roles in PERMISSIONS.values())
