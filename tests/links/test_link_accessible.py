"""Every state of the pages behind a link, and the staff's, as axe-core, a small phone and a tablet see them."""
from __future__ import annotations

from pathlib import Path

import axe_core_python
import pytest

from survey_app.database import open_engine
from survey_app.links import issue_links, revoke_links
from survey_app.people.accounts import Profile, create_account
from tests.links.conftest import field_linked

pytestmark = pytest.mark.browser
AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PASSWORD = "mat-khau-de-thu-123"


def violations(page) -> list[str]:
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate("source => { (0, eval)(source); }", AXE)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]


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
        assert violations(shown.page) == [], name
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= 320, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_staff_meet_no_hurdle_on_a_tablet(browser, app, link_server, scheme):
    engine = open_engine(link_server.database_url)
    field_linked(engine, f"ban-{scheme}", cases=3)
    with app.app_context():
        create_account(engine, f"so-{scheme}", PASSWORD, Profile("department"))
    context = browser.new_context(viewport={"width": 820, "height": 1180}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{link_server.url}/dang-nhap?next=/lien-ket/")
    page.fill("#username", f"so-{scheme}")
    page.fill("#password", PASSWORD)
    page.click("main button")
    for address in ("", f"ban-{scheme}/", f"ban-{scheme}/thu-hoi"):
        page.goto(f"{link_server.url}/lien-ket/{address}")
        assert page.query_selector("h1") and violations(page) == [] and page.evaluate("document.documentElement.scrollWidth") <= 820, address
    page.goto(f"{link_server.url}/lien-ket/ban-{scheme}/")
    page.click(".actions button")
    page.wait_for_selector("text=không hiện lại")
    assert violations(page) == [] and page.evaluate("document.documentElement.scrollWidth") <= 820
    with page.expect_download() as letters:
        page.click("main form button")
    assert Path(letters.value.path()).read_bytes().startswith(b"%PDF")
    context.close()
    engine.dispose()
