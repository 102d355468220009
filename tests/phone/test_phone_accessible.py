"""Every state of every page, in both colour schemes, as axe-core and a small screen see it."""
from __future__ import annotations

import pytest

from survey_app.codes import check_character
from tests import accessible
from tests.phone.conftest import ANSWERS

pytestmark = pytest.mark.browser
# What citizens meet keeps the strictest rules too.
RULES = {
    "runOnly": [*accessible.RULES["runOnly"], "wcag2aaa"],
    "rules": {"color-contrast-enhanced": {"enabled": True}},
}
SMALL = {"width": 320, "height": 640}


def with_script(phone):
    """Each state of the pages that a script puts on the screen, by name."""
    yield "first page", phone.open()
    phone.page.click("[data-begin] a")
    phone.at(1).page.click("[data-forward]")
    yield "problem", phone
    for number in list(ANSWERS)[:-1]:
        yield f"section {number}", phone.at(number)
        phone.answer(number)
    phone.at(9).page.click("[data-ask-erase]")
    phone.page.wait_for_selector("form[data-erase]")
    yield "erase", phone
    phone.open()
    yield "go on", phone
    phone.page.click("[data-resume] a")
    phone.at(9).page.context.set_offline(True)
    phone.answer(9).state("Chưa gửi")
    yield "not sent", phone
    phone.page.context.set_offline(False)
    phone.state("Đã gửi")
    yield "sent", phone


def without_script(phone):
    """Each state of the pages the server makes by itself, by name; the browser has a script engine only for axe."""
    phone.page.route("**/phone.js*", lambda route: route.abort())
    yield "first page", phone.open()
    yield "first section", phone.open("/1")
    phone.page.click("[data-forward]")
    phone.page.wait_for_selector(".problems")
    yield "problem", phone
    for number in list(ANSWERS)[:-1]:
        phone.answer(number)
    yield "last section", phone.at(9)
    yield "erase", phone.open("/xoa")
    yield "go on", phone.open()
    phone.open("/9").answer(9)
    phone.page.wait_for_url("**/xong")
    yield "receipt", phone
    desk = phone.url
    phone.url = desk.rsplit("/", 1)[0]
    yield "ask for a code", phone.open("/")
    yield "mistyped", phone.open("/23456789A")
    yield "unknown", phone.open("/23456789" + check_character("23456789"))


def test_axe_would_find_something(open_phone):
    page = open_phone(bypass_csp=True).open().page
    page.evaluate("() => { document.documentElement.lang = ''; document.querySelector('.over').style.color = '#999'; }")
    assert [one.split(":")[0] for one in accessible.violations(page, RULES)] == ["color-contrast-enhanced", "color-contrast", "html-has-lang"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("states", [with_script, without_script])
def test_axe_finds_nothing(open_phone, states, scheme):
    phone = open_phone(color_scheme=scheme, bypass_csp=True)
    for name, shown in states(phone):
        assert accessible.violations(shown.page, RULES) == [], name


SMALL_TARGETS = """() => Array.from(document.querySelectorAll('a, button, .tile, input[type=text], textarea')).filter(function (one) {
    var box = one.getBoundingClientRect();
    return box.width > 0 && (box.height < 43.5 || box.width < 43.5);
}).map(function (one) { return one.outerHTML.slice(0, 100); })"""


@pytest.mark.parametrize("states", [with_script, without_script])
@pytest.mark.parametrize("zoom", [100, 200])
def test_a_narrow_screen_needs_no_sideways_scrolling_and_targets_are_large(open_phone, states, zoom):
    phone = open_phone(viewport=SMALL)
    for name, shown in states(phone):
        shown.page.evaluate(f"document.documentElement.style.fontSize = '{112.5 * zoom / 100}%'")
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"], name
        assert shown.page.evaluate(SMALL_TARGETS) == [], name
