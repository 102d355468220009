"""Every page that the Department reaches from its menu, on a phone, a tablet and a desk: nothing makes the page itself scroll sideways."""
from __future__ import annotations

import re
import shutil
import threading
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.serving import make_server

from survey_app import create_app
from survey_app.settings import load_settings
from tests.browsing import log_in

pytestmark = pytest.mark.browser
WIDTHS = (360, 820, 1280)
WHO = "demo-so-noi-vu"
# Pages whose look depends on the kind of wave; of every other page the first that is linked to stands for all.
FIRST = ("/tong-quan/", "/tong-quan/hh-2024", "/tong-quan/hh-2024/nhan-dinh", "/tong-quan/desk-demo", "/tong-quan/desk-demo/nhip", "/tong-quan/ld-2026")
TOO_WIDE = "widest => document.documentElement.scrollWidth > widest"
TOO_SMALL = """() => [...document.querySelectorAll('.button, button, select, nav a, main input:not([type=hidden], [type=checkbox], [type=radio])')]
    .filter(one => one.getClientRects().length && one.getBoundingClientRect().height < 43.5).map(one => one.outerHTML.slice(0, 100))"""


@pytest.fixture(scope="module")
def served(first, browser, tmp_path_factory):
    """The demo served, with a page of the browser in which the Department is logged in: the application, its address, the page."""
    place = shutil.copytree(first[0], tmp_path_factory.mktemp("widths") / "var")
    app = create_app(load_settings({"SIPAS_DATA": str(place), "SIPAS_RATE_LIMITS": "0"}))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base, context = f"http://127.0.0.1:{server.server_port}", browser.new_context()
    page = context.new_page()
    log_in(page, base, WHO, re.search(rf"^  {WHO}  (\S+)", first[1], re.MULTILINE).group(1))
    yield app, base, page
    context.close()
    server.shutdown()


def test_no_page_scrolls_sideways_and_what_is_pressed_is_large_enough(served):
    app, base, page = served
    routes, seen, queue, found = app.url_map.bind(""), set(), [*FIRST], []
    while queue:
        path = queue.pop(0)
        page.goto(base + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            found += [f"{path} at {width}: sideways"] if page.evaluate(TOO_WIDE, width) else []
            found += [f"{path} at {width}: {one}" for one in page.evaluate(TOO_SMALL)] if width == WIDTHS[0] else []
        for link in page.eval_on_selector_all("a[href^='/']", "links => links.map(one => one.getAttribute('href'))"):
            endpoint = _endpoint(routes, link)
            if endpoint is not None and endpoint not in seen:
                seen.add(endpoint)
                queue.append(link.partition("#")[0])
    assert found == [] and len(seen) > 30 and {"dashboard.answers", "cases.wave", "runs.history"} <= seen


def _endpoint(routes, link: str) -> str | None:
    """The route a link leads to, where that is a page of staff."""
    path = urlsplit(link).path
    if re.search(r"\.\w+$", path) or path.startswith(("/k/", "/l/", "/api/", "/static/")):
        return None
    try:
        return routes.match(path)[0]
    except NotFound:
        return None
