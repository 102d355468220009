"""What axe-core finds on a page that a real browser shows."""
from __future__ import annotations

from pathlib import Path

import axe_core_python

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page) -> list[str]:
    """Every rule that the page breaks, with the elements; the browser's context needs `bypass_csp`."""
    page.evaluate("source => { (0, eval)(source); }", AXE)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]


def log_in(page, address: str, username: str, password: str) -> None:
    """Log in through the page."""
    page.goto(address + "/dang-nhap")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("main button")
