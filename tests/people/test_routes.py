"""Every route and who may use it: the wrong person at every door. The table is in doors.py."""
from __future__ import annotations

import re

import pytest
from flask import url_for

from survey_app.menu import GROUPS
from survey_app.models.people import ROLES
from survey_app.people.permissions import PERMISSIONS, home_of, may
from tests.people.doors import ANYBODY, DEPARTMENT, EXPECTED, VALUES


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
