"""Going from page to page in a real browser."""
from __future__ import annotations


def follow(page, selector: str) -> None:
    """Click on what leads to another page and wait until all of that page is there.

    A click alone ends with the first byte of the next page: what is counted then may be half of it.
    """
    with page.expect_navigation():
        page.click(selector)


def refused(page, selector: str) -> None:
    """Send a form by a click and see it come back with what is wrong in it."""
    follow(page, selector)
    assert page.locator(".error-summary").count() == 1


def log_in(page, address: str, username: str, password: str) -> None:
    """Log in through the page."""
    page.goto(address + "/dang-nhap")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    follow(page, "main button")
