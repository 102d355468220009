"""The pages of exclusions in a real browser: axe-core in both colour schemes, neither a tablet nor a telephone scrolls sideways."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.run import run_wave
from survey_app.database import open_engine, writing
from survey_app.exclusions.deciding import exclude
from survey_app.exclusions.sheets import choose_by_numbers, find_wave
from survey_app.login.passwords import set_password
from survey_app.settings import load_settings
from tests.accessible import TELEPHONE, assert_open, in_both_schemes
from tests.browsing import follow, log_in, refused
from tests.exclusions.conftest import answered_desks, answered_households

pytestmark = pytest.mark.browser
PASSWORD = "mật khẩu đủ dài"
LONG = "Buổi tập huấn quét mã QR ngày khai trương: cán bộ tự trả lời thử, theo báo cáo của điểm. " * 3


@pytest.fixture
def address(live_server, tmp_path) -> str:
    """A server with two waves: of one six forms are left out and it is computed, of the other nothing is."""
    engine = open_engine(live_server.database_url)
    answered_desks(engine)
    answered_households(engine)
    with writing(engine).begin() as connection:
        wave = find_wave(connection, "quay-thu")
        exclude(connection, wave, choose_by_numbers(connection, wave, "R1 R2 R3 R4 R5 R6", "out"), "staff_test", LONG)
    run_wave(engine, replace(load_settings({"DATABASE_URL": live_server.database_url}), data_dir=Path(tmp_path)), "quay-thu", asked_by="test")
    set_password(engine, "so-noi-vu", PASSWORD, "department")
    engine.dispose()
    return live_server.url


def states(page, address: str):
    """Each state of the pages, by name."""
    log_in(page, address, "so-noi-vu", PASSWORD)
    for path in ("/loai-phieu/", "/loai-phieu/ho-thu", "/loai-phieu/quay-thu", "/loai-phieu/quay-thu?xem=tat-ca", "/loai-phieu/quay-thu/tinh-lai", "/loai-phieu/ho-thu/loai?phieu=A10"):
        page.goto(address + path)
        yield path
    refused(page, "main form button")
    yield "not said why"
    page.goto(f"{address}/loai-phieu/quay-thu/loai")
    yield "leaving out"
    page.select_option("[name=desk]", "001")
    page.fill("[name=first]", "2024-09-02")
    page.fill("[name=last]", "2024-09-04")
    page.select_option("[name=reason]", "staff_test")
    page.fill("[name=words]", LONG)
    follow(page, "main form button")
    page.wait_for_selector("[name=foreseen][value='9']", state="attached")
    yield "before confirming"
    follow(page, "main form button")
    page.wait_for_selector("text=Đã loại 9 phiếu")
    yield "done"


@in_both_schemes
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser, address, scheme):
    assert_open(browser, scheme, lambda page: states(page, address), [TELEPHONE])
