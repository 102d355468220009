"""Every state of the pages behind a link, and the staff's, as axe-core, a small phone and a tablet see them."""
from __future__ import annotations

from pathlib import Path

import pytest

from survey_app.database import open_engine
from survey_app.links import issue_links, revoke_links
from survey_app.people.accounts import Profile, create_account
from tests.accessible import hurdles, tablet
from tests.browsing import follow, log_in
from tests.links.conftest import field_linked

pytestmark = pytest.mark.browser
PASSWORD = "mat-khau-de-thu-123"


def states(phone):
    """Each state of the pages that a household sees, by name."""
    yield "first page", phone.open()
    phone.page.click("[data-begin] a")
    yield "a section", phone.at(1)
    phone.page.click("[data-forward]")
    phone.page.wait_for_selector(".problems")
    yield "problems", phone.answer(until=2).at(3)
    yield "go on", phone.open()
    phone.page.click("[data-resume] a")
    phone.at(3).answer().state("Đã gửi")
    yield "receipt", phone
    phone.page.reload()
    phone.page.wait_for_selector("text=Phiếu này đã được gửi")
    yield "used", phone
    (token,) = [link.token for link in issue_links(phone.linked.engine, phone.linked.wave.code, "0002")]
    revoke_links(phone.linked.engine, phone.linked.wave.code)
    yield "revoked", phone.open(token)
    yield "mistyped", phone.open(token[:-3])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_household_meets_no_hurdle(open_phone, scheme):
    phone = open_phone(color_scheme=scheme, bypass_csp=True, viewport={"width": 320, "height": 640})
    for name, shown in states(phone):
        assert hurdles(shown.page) == [], name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_staff_meet_no_hurdle_on_a_tablet(browser, app, link_server, scheme):
    engine = open_engine(link_server.database_url)
    field_linked(engine, f"ban-{scheme}", cases=3)
    with app.app_context():
        create_account(engine, f"so-{scheme}", PASSWORD, Profile("department"))
    with tablet(browser, scheme) as page:
        log_in(page, link_server.url, f"so-{scheme}", PASSWORD)
        for address in ("", f"ban-{scheme}/", f"ban-{scheme}/thu-hoi"):
            page.goto(f"{link_server.url}/lien-ket/{address}")
            assert page.query_selector("h1") and hurdles(page) == [], address
        page.goto(f"{link_server.url}/lien-ket/ban-{scheme}/")
        follow(page, ".actions button")
        page.wait_for_selector("text=không hiện lại")
        assert hurdles(page) == []
        with page.expect_download() as letters:
            page.click("main form button")
        assert Path(letters.value.path()).read_bytes().startswith(b"%PDF")
    engine.dispose()
