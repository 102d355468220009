"""The pages of external figures and reports in a real browser: axe-core in both colour schemes, a tablet without sideways scrolling."""
from __future__ import annotations

import pytest

from survey_app.database import open_engine
from survey_app.login.passwords import set_password
from tests.accessible import assert_open, in_both_schemes
from tests.browsing import log_in, refused
from tests.exports.staged import built, figure, release
from tests.releasing.published import set_stage

pytestmark = pytest.mark.browser
PASSWORD = "mật khẩu đủ dài"
BAD = b"measure,kind,place,value,rank,source,note\n9.9,national,,cao,,,\n"


@pytest.fixture
def address(live_server) -> str:
    """A server with a released wave and its external figures."""
    engine = open_engine(live_server.database_url)
    stage = set_stage(engine)
    for kind, place in (("national", ""), ("province", ""), ("past", "2023"), ("other_province", "tỉnh Suối Mơ xa xôi")):
        figure(stage, "1", kind, 83.94, place=place, rank=14, note="Ghi chú dài của một số liệu")
    release(stage, built(stage))
    set_password(engine, "so-noi-vu", PASSWORD, "department")
    engine.dispose()
    return live_server.url


def states(page, address: str):
    """Each state of the pages, by name."""
    log_in(page, address, "so-noi-vu", PASSWORD)
    for path in ("/bao-cao/", "/so-lieu-ngoai/", "/so-lieu-ngoai/ho-thu/", "/so-lieu-ngoai/ho-thu/1", "/so-lieu-ngoai/ho-thu/1/bo", "/so-lieu-ngoai/ho-thu/them", "/so-lieu-ngoai/ho-thu/tep"):
        page.goto(address + path)
        yield path
    page.set_input_files("[name=file]", {"name": "x.csv", "mimeType": "text/csv", "buffer": BAD})
    refused(page, "main form button")
    yield "bad rows"
    page.goto(f"{address}/so-lieu-ngoai/ho-thu/them")
    refused(page, "main form button")
    yield "bad fields"


@in_both_schemes
def test_axe_finds_nothing_and_a_tablet_scrolls_only_down(browser, address, scheme):
    assert_open(browser, scheme, lambda page: states(page, address))
