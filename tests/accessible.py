"""What keeps people from a page that a real browser shows: axe-core's findings, sideways scrolling."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import axe_core_python
import pytest

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
TABLET = {"width": 820, "height": 1180}
TELEPHONE = {"width": 390, "height": 844}
in_both_schemes = pytest.mark.parametrize("scheme", ["light", "dark"])


@contextmanager
def tablet(browser, scheme: str) -> Iterator:
    """A page on a tablet in a colour scheme, into which axe-core can be put."""
    context = browser.new_context(viewport=TABLET, color_scheme=scheme, bypass_csp=True)
    yield context.new_page()
    context.close()


def assert_open(browser, scheme: str, states: Callable[..., Iterable[str]], screens: Iterable[dict] = ()) -> None:
    """No state of some pages keeps anybody out on a tablet, nor scrolls sideways on other `screens`; `states(page)` leads to each and yields its name."""
    with tablet(browser, scheme) as page:
        for name in states(page):
            assert hurdles(page) == [], name
            for screen in screens:
                page.set_viewport_size(screen)
                assert too_wide(page) == [], f"{name} on {screen['width']} px"
            page.set_viewport_size(TABLET)


def hurdles(page) -> list[str]:
    """Every rule that the page breaks, and its width where that is more than the screen's."""
    return [*violations(page), *too_wide(page)]


def too_wide(page) -> list[str]:
    """The page's width where that is more than the screen's."""
    width, screen = page.evaluate("document.documentElement.scrollWidth"), page.viewport_size["width"]
    return [f"{width} px wide on a screen of {screen} px"] if width > screen else []


def violations(page, rules: dict = RULES) -> list[str]:
    """Every rule that the page breaks, with the elements; the browser's context needs `bypass_csp`."""
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate("source => { (0, eval)(source); }", AXE)
    found = page.evaluate("rules => axe.run(document, rules)", rules)["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]
