"""The pages of cases in a real browser: axe-core in both colour schemes, a tablet without sideways scrolling."""
from __future__ import annotations

import pytest

from survey_app.database import open_engine
from survey_app.login.passwords import set_password
from survey_app.sampling.casework import replace_case
from tests.accessible import assert_open, in_both_schemes
from tests.browsing import follow, log_in, refused
from tests.cases.conftest import HERE, take_the_field
from tests.sampling.conftest import WAVE

pytestmark = pytest.mark.browser
PASSWORD = "mật khẩu đủ dài"
BAD = "mã xã,xã,mã thôn,thôn,số hộ\n001,xã A,0101,thôn A,nhiều\n".encode()
PATHS = ("", "co-mau", "co-mau?margin=x", "dan-mau", "rut-mau", "rut-mau/moi", "ty-le", "ty-le?theo=commune", "ty-le?theo=surveyor&loai=so-ho")


@pytest.fixture
def address(live_server, tmp_path) -> str:
    """A server with a sampled wave in the field; one household was replaced."""
    engine = open_engine(live_server.database_url)
    field = take_the_field(engine, tmp_path)
    first, second, *_ = field.serials(HERE)
    replace_case(engine, WAVE, first, "an", "hộ từ chối hai lần, không mở cửa", "2.111")
    field.answer(second)
    set_password(engine, "so-noi-vu", PASSWORD, "department")
    engine.dispose()
    return f"{live_server.url}/mau/"


def states(page, address: str):
    """Each state of the pages, by name."""
    log_in(page, address.removesuffix("/mau/"), "so-noi-vu", PASSWORD)
    for path in ("", *(f"{WAVE}/{path}" for path in PATHS)):
        page.goto(address + path)
        yield path
    page.goto(f"{address}{WAVE}/dan-mau")
    page.set_input_files("[name=file]", {"name": "x.csv", "mimeType": "text/csv", "buffer": BAD})
    refused(page, "main form button")
    yield "bad rows"
    page.goto(f"{address}{WAVE}/rut-mau/moi")
    page.fill("[name=seed]", "20/11")
    page.fill("[name=psus]", "4")
    follow(page, "main form button")
    page.wait_for_selector("[name=rut]")
    yield "preview"
    for place in (1, 2, 3, 6):  # replaced, answered, without reserve, free
        page.goto(f"{address}{WAVE}/")
        page.goto(page.locator("tbody a").nth(place - 1).evaluate("link => link.href"))
        yield f"case {place}"
    refused(page, "text=Thay hộ này")
    yield "refused"


@in_both_schemes
def test_axe_finds_nothing_and_a_tablet_scrolls_only_down(browser, address, scheme):
    assert_open(browser, scheme, lambda page: states(page, address))
