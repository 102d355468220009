"""The pages of paper forms as axe-core and a tablet see them, in both colour schemes."""
from __future__ import annotations

import pytest

from tests.accessible import TABLET, violations
from tests.browsing import follow, refused
from tests.paper.whole_sheet import keys_of

pytestmark = pytest.mark.browser


def states(clerk, paper):
    """Each state of the pages, by name."""
    surveyor = clerk("nhap-01")
    yield "waves", surveyor.open("/nhap-phieu/")
    yield "serial number", surveyor.open()
    yield "a sheet", surveyor.press(paper.serials[20])
    yield "refused", surveyor.press("5")
    surveyor.page.keyboard.press("F9")
    yield "end of the sheet", surveyor
    surveyor.page.keyboard.press("Escape")
    yield "drafts", surveyor
    surveyor.press("14⏎").says("serial-error", "không khớp")
    yield "mistyped", surveyor
    paper.key("nhap-01", paper.serials[21])
    paper.key("nhap-02", paper.serials[21], answers=paper.answers() | {"1.1.1": 1, "A2": ["media", "other"], "A2.other": "báo làng"})
    supervisor = clerk("giam-sat")
    yield "disputes", supervisor.open("/nhap-phieu/ho-thu/phan-xu/")
    follow(supervisor.page, "main table button")
    yield "dispute", supervisor
    refused(supervisor.page, "text=Ghi quyết định")
    yield "undecided", supervisor
    yield "operators", supervisor.open("/nhap-phieu/ho-thu/nguoi-nhap")
    for name in ("nhap-01", "nhap-02"):
        paper.key(name, paper.serials[22])
    supervisor.open("/nhap-phieu/ho-thu/sua/").page.fill("#serial", "999")
    refused(supervisor.page, "text=Mở phiếu")
    yield "a serial to correct", supervisor
    yield "a sheet to correct", supervisor.open(f"/nhap-phieu/ho-thu/sua/{paper.serials[22]}")
    supervisor.page.fill("[name='1.1.1']", "6")
    refused(supervisor.page, "text=Ghi bản sửa")
    yield "a wrong correction", supervisor


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(clerk, paper_server, scheme):
    paper = paper_server[1]
    first, numbers = {"light": 20, "dark": 30}[scheme], len(paper.serials)
    shifted = type(paper)(paper.engine, paper.wave, paper.serials[first - 20:numbers], paper.people)
    for name, shown in states(lambda who: clerk(who, color_scheme=scheme, bypass_csp=True), shifted):
        assert violations(shown.page) == [], name


def test_a_tablet_needs_no_sideways_scrolling(clerk, paper_server):
    paper = paper_server[1]
    one = clerk("nhap-03", viewport=TABLET, has_touch=True).open().press(paper.serials[50] + keys_of(paper.wave.instrument)[:20])
    assert one.page.evaluate("document.documentElement.scrollWidth") <= TABLET["width"]
    current, panel = (one.page.locator(mark).bounding_box() for mark in (".row.current", ".panel"))
    assert current["y"] + current["height"] <= panel["y"]  # the keys never hide the question
