"""The pages of tokens, webhooks and the documentation in a real browser: axe-core in both colour schemes, a tablet without sideways scrolling."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from survey_app.database import open_engine
from survey_app.login.passwords import set_password
from survey_app.models import ApiToken, ApiTokenTrace, ApiTokenUse, Webhook, WebhookDelivery, now
from tests.accessible import assert_open, in_both_schemes
from tests.browsing import follow, log_in, refused
from tests.api.stored import add, store_release, store_run
from tests.fielding import field_desk

pytestmark = pytest.mark.browser
PASSWORD = "mật khẩu đủ dài"


@pytest.fixture
def address(live_server) -> str:
    """A server with a used token, a revoked one, and a webhook whose message was given up."""
    engine = open_engine(live_server.database_url)
    desk = field_desk(engine)
    with engine.begin() as connection:
        token = add(connection, ApiToken, name="Cổng dữ liệu tỉnh", token_hash="a", scopes=["released"], expires_at=now() + timedelta(days=300))
        add(connection, ApiToken, name="Máy chủ cũ đã thôi dùng từ lâu", token_hash="b", scopes=["released", "provisional", "fieldwork"], revoked_at=now())
        for back in range(1, 20):
            connection.execute(insert(ApiTokenUse).values(token_id=token, day=datetime.now(UTC).date() - timedelta(days=back), requests=back * 7, refused=back % 3))
            for network in ("192.0.2.0/24", "2001:db8:1234::/48", "other")[:1 + (back < 5) * 2]:
                connection.execute(insert(ApiTokenTrace).values(token_id=token, day=datetime.now(UTC).date() - timedelta(days=back), resource="api.csv_of_estimates", network=network, requests=back, refused=1))
        release = store_release(connection, desk.wave_id, store_run(connection, desk.wave_id))
        webhook = add(connection, Webhook, name="Cổng dữ liệu tỉnh", url="https://cong-du-lieu.hoa-lau.example/sipas/nhan-thong-bao-cong-bo", salt="s", created_by="t")
        connection.execute(insert(WebhookDelivery).values(webhook_id=webhook, release_id=release, state="given_up", attempts=8, next_at=None, last_at=now(), last_error="TimeoutError: timed out"))
    set_password(engine, "quan-tri", PASSWORD, "administrator")
    engine.dispose()
    return live_server.url


def states(page, address: str):
    """Each state of the pages, by name."""
    page.goto(f"{address}/api/")
    yield "documentation, not logged in"
    page.click("#list_estimates summary")
    page.click("#send_response summary")
    yield "documentation, opened"
    log_in(page, address, "quan-tri", PASSWORD)
    for path in ("/khoa-api/", "/khoa-api/1", "/khoa-api/webhook/", "/khoa-api/webhook/1"):
        page.goto(address + path)
        yield path
    for path in ("/khoa-api/moi", "/khoa-api/webhook/moi"):
        page.goto(address + path)
        refused(page, "main form button")
        yield f"{path} refused"
    page.goto(f"{address}/khoa-api/moi")
    page.fill("[name=name]", f"Máy mới {page.evaluate('Math.random()')}")
    follow(page, "main form button")
    page.wait_for_selector("output")
    yield "a new token"


@in_both_schemes
def test_axe_finds_nothing_and_a_tablet_scrolls_only_down(browser, address, scheme):
    assert_open(browser, scheme, lambda page: states(page, address))


def test_an_example_is_copied_with_one_press(browser, address):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}/api/")
    page.click(".copy >> nth=0")
    page.wait_for_selector("text=Đã chép")
    assert f"{address}/api/v1/waves" in page.evaluate("navigator.clipboard.readText()")
    context.close()
