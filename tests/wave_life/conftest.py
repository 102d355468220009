"""Shared by the tests of waves: a client of the Department, and one of an auditor."""
from __future__ import annotations

import pytest

from survey_app.login.passwords import set_password

PASSWORD = "mat khau chi de thu"


@pytest.fixture
def as_role(app):
    """A client logged in with a role."""
    app.config["WTF_CSRF_ENABLED"] = False

    def log_in(role: str):
        with app.app_context():
            from survey_app import engine

            set_password(engine(), f"nguoi-{role}", PASSWORD, role=role)
        client = app.test_client()
        assert client.post("/dang-nhap", data={"username": f"nguoi-{role}", "password": PASSWORD}).status_code == 302
        return client
    return log_in


@pytest.fixture
def staff(as_role):
    """A client of the Department."""
    return as_role("department")
