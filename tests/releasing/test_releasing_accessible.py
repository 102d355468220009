"""The pages of releases, runs and the schedule as axe-core and a tablet see them, in both colour schemes."""
from __future__ import annotations

import pytest

from survey_app.database import open_engine, writing
from survey_app.keeping.thinning import thin
from survey_app.login.passwords import set_password
from survey_app.releasing.deciding import Decision, decide
from survey_app.releasing.proposing import Proposal, propose
from tests.accessible import assert_open, in_both_schemes
from tests.browsing import follow, log_in
from tests.keeping.nights import add_nights
from tests.releasing.conftest import LEDGER
from tests.releasing.published import add_run, set_stage

pytestmark = pytest.mark.browser
PASSWORD = "mật khẩu đủ dài"
PATHS = (
    "/cong-bo/", "/cong-bo/kiem-tra", "/cong-bo/ho-thu", "/cong-bo/ho-thu/1", "/cong-bo/ho-thu/2/quyet-dinh", "/ket-qua/ho-thu", "/ket-qua/ho-thu/lan-tinh/",
    "/ket-qua/ho-thu/lan-tinh/so-sanh?truoc=1&sau=2", "/lich-tinh/", "/lich-tinh/ho-thu",
    "/thu-gon/", "/thu-gon/doi", "/ket-qua/ho-thu/lan-tinh/so-sanh?truoc=2&sau=4",
)


@pytest.fixture
def address(live_server) -> str:
    """A server with one release and a correction of it that waits for `third`."""
    engine = open_engine(live_server.database_url)
    stage = set_stage(engine)
    first, second = stage.people["first"], stage.people["second"]
    propose(engine, stage.code, Proposal(stage.run_id, first, "Xong đợt", LEDGER))
    decide(engine, stage.code, 1, Decision(second, True, "Đồng ý"))
    add_nights(engine, stage.wave_id, 200, 2)
    list(thin(engine, "scheduler:", 31))
    with writing(engine).begin() as connection:
        newer = add_run(connection, stage.wave_id, digest="e", scores=(86.0, 85.0, 87.0))
    propose(engine, stage.code, Proposal(newer, first, "Thêm phiếu", LEDGER, "Bản 1 thiếu 12 phiếu"))
    for name in ("first", "third"):
        set_password(engine, name, PASSWORD, "department")
    engine.dispose()
    return live_server.url


def states(page, address: str):
    """Each state of the pages, by name."""
    log_in(page, address, "third", PASSWORD)
    for path in PATHS:
        assert page.goto(address + path).status == 200, path
        yield path
    page.goto(address + "/cong-bo/ho-thu/2/quyet-dinh")
    follow(page, "text=Ghi quyết định")
    assert page.locator(".error").count() == 2
    yield "nothing decided"
    page.context.clear_cookies()
    log_in(page, address, "first", PASSWORD)
    page.goto(address + "/cong-bo/ho-thu/2/rut-lai")
    yield "taking back"
    follow(page, "button:has-text('Rút lại')")
    assert page.locator(".error").count() == 1
    yield "nothing taken back"


@in_both_schemes
def test_axe_finds_nothing_and_a_tablet_scrolls_only_down(browser, address, scheme):
    assert_open(browser, scheme, lambda page: states(page, address))
