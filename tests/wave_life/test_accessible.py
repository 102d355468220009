"""The pages of waves, units and desks as axe-core and a tablet see them, in both colour schemes."""
from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert

from survey_app.database import open_engine, writing
from survey_app.login.passwords import set_password
from survey_app.models import AdminUnit, AdminUnitSuccessor
from tests.accessible import assert_open, in_both_schemes
from tests.browsing import log_in, refused
from tests.fielding import field_desk, field_household

pytestmark = pytest.mark.browser
PASSWORD = "mật khẩu đủ dài"
PATHS = (
    "/dot-khao-sat/", "/dot-khao-sat/moi", "/dot-khao-sat/quay-thu/", "/dot-khao-sat/quay-thu/sua", "/dot-khao-sat/ho-thu/", "/dot-khao-sat/ho-thu/sua",
    "/don-vi/", "/don-vi/them", "/don-vi/99001/", "/don-vi/99002/", "/don-vi/99002/ket-thuc", "/ban-lam-viec/diem/", "/ban-lam-viec/diem/them", "/ban-lam-viec/diem/1/sua", "/ban-lam-viec/diem/1", "/ban-lam-viec/diem/ma-nhan-phieu",
)
# Pages sent empty: each says what is wrong in at least so many places.
SENT = {"/dot-khao-sat/moi": 3, "/don-vi/them": 3, "/don-vi/99002/ket-thuc": 1, "/ban-lam-viec/diem/them": 3, "/ban-lam-viec/diem/ma-nhan-phieu": 1}


@pytest.fixture
def address(live_server) -> str:
    """A server with a desk wave, a household wave, and a unit of a long name that became another."""
    engine = open_engine(live_server.database_url)
    field_desk(engine)
    field_household(engine)
    with writing(engine).begin() as connection:
        old, new = (connection.execute(insert(AdminUnit).values(
            code=code, name=f"xã {'Suối Mơ Trên Núi ' * 8}{code}", level="commune", valid_from=date(2000, 1, 1), valid_to=ends)).inserted_primary_key[0]
            for code, ends in (("99001", date(2025, 7, 1)), ("99002", None)))
        connection.execute(insert(AdminUnitSuccessor).values(unit_id=old, successor_id=new, share=1.0))
    set_password(engine, "so-noi-vu", PASSWORD, "department")
    engine.dispose()
    return live_server.url


def states(page, address: str):
    """Each state of the pages, by name."""
    log_in(page, address, "so-noi-vu", PASSWORD)
    for path in PATHS:
        assert page.goto(address + path).status == 200, path
        yield path
    for path, wrong in SENT.items():
        page.goto(address + path)
        refused(page, "main form button")
        assert page.locator(".error").count() >= wrong, path
        yield f"{path} refused"


@in_both_schemes
def test_axe_finds_nothing_and_a_tablet_scrolls_only_down(browser, address, scheme):
    assert_open(browser, scheme, lambda page: states(page, address))
