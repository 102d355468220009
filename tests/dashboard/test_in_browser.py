"""The dashboard as a real browser, axe-core and a tablet see it."""
from __future__ import annotations

import threading
import pytest
from sqlalchemy import insert
from werkzeug.serving import make_server

from survey_app.models import Estimate, Pulse
from tests.accessible import violations
from tests.dashboard.results import estimate

pytestmark = pytest.mark.browser
PAGES = ["hh-2024", "hh-2024/nhom", "hh-2024/chi-tieu?chi_tieu=2.1", "hh-2024/uu-tien", "hh-2024/nhan-dinh", "hh-2024/thu-phieu", "quay", "quay/nhip", "hh-2023", "hh-2023/thu-phieu", "hh-2024/nhom?nhom=commune:09101"]


@pytest.fixture
def opened(app, browser, reader, run, add_run, database):
    """Opens a page of the dashboard, logged in; everything a page can hold is there, and a wave that failed."""
    desk = add_run("quay")
    month = {"run_id": desk, "domain": "001", "n": 40, "expected": 85.0, "lo": 80.0, "hi": 90.0}
    database.execute(insert(Pulse), [month | {"month": "2025-10", "score": 85.0, "signal": None, "since": None}, month | {"month": "2025-11", "score": 70.0, "signal": "lower", "since": "2025-11"}])
    database.execute(insert(Estimate), [estimate(desk, "SIPAS"), estimate(desk, "SIPAS", "service_point", "001")])
    database.commit()
    add_run("hh-2023", "failed", reason="disk full")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base, contexts = f"http://127.0.0.1:{server.server_port}", []

    def go(path: str, **options):
        contexts.append(context := browser.new_context(**options))
        context.add_cookies([{"name": "session", "value": reader.get_cookie("session").value, "url": base}])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.goto(f"{base}/tong-quan/{path}")
        return page
    yield go
    for context in contexts:
        context.close()
    server.shutdown()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened, scheme):
    for path in PAGES:
        page = opened(path, color_scheme=scheme, bypass_csp=True)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert violations(page) == [], path


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_no_screen_needs_sideways_scrolling_and_the_policy_refuses_nothing(opened, width):
    for path in PAGES:
        page = opened(path, viewport={"width": width, "height": 1180})
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.complaints == [], path


def test_five_answers_stand_on_the_first_screen_and_lead_to_their_figures(opened):
    page = opened("hh-2024", viewport={"width": 1280, "height": 900})
    box = page.locator(".points").bounding_box()
    assert box["y"] + box["height"] <= 900
    page.locator(".points a").nth(3).click()
    assert 0 <= page.locator("#cau-4").bounding_box()["y"] < 120


def test_print_leaves_out_what_is_for_the_screen(opened):
    page = opened("hh-2024")
    page.emulate_media(media="print")
    assert not page.locator("form.waves").is_visible() and not page.locator(".take").first.is_visible() and page.locator("svg.chart").first.is_visible()
    assert not page.locator("nav.tabs").is_visible() and page.locator(".points").is_visible()


def test_the_words_of_a_chart_keep_apart_with_the_fonts_of_this_browser(opened):
    page = opened("hh-2024")
    meeting = page.evaluate("""() => [...document.querySelectorAll('svg.chart')].flatMap(chart => {
        const boxes = [...chart.querySelectorAll('text')].map(one => [one.textContent, one.getBoundingClientRect()]);
        return boxes.flatMap(([text, a], place) => boxes.slice(place + 1).filter(([, b]) =>
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5).map(([other]) => [text, other]));
    })""")
    assert meeting == []
