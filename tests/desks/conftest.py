"""Shared by the tests of desks: an account that is logged in."""
from __future__ import annotations

import pytest

from survey_app.login.passwords import set_password

PASSWORD = "mat khau chi de thu"


@pytest.fixture
def staff(app):
    """A client with a session of staff."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        from survey_app import engine

        set_password(engine(), "canbo", PASSWORD, role="department")
    client = app.test_client()
    assert client.post("/dang-nhap", data={"username": "canbo", "password": PASSWORD}).status_code == 302
    return client
