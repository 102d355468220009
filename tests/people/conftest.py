"""Shared by the tests of people: accounts of every role, logged in without hashing a password."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert

from survey_app import engine
from survey_app.models import AdminUnit, Organisation, User
from survey_app.models.people import ROLES
from tests.sessions import client_of


@pytest.fixture
def accounts(app) -> dict[str, int]:
    """One account of each role, named like it; ids by role. Their session keys are their names."""
    with app.app_context(), engine().begin() as connection:
        for role in ROLES:
            connection.execute(insert(User).values(username=role, password_hash="none", role=role, session_key=role))
        return {role: number for number, role in enumerate(ROLES, 1)}


@pytest.fixture
def logged_in(app, accounts) -> Callable[[str], FlaskClient]:
    """A client in a session of this role; forms need no token."""
    app.config["WTF_CSRF_ENABLED"] = False
    return lambda role: client_of(app, role) if role else app.test_client()


@pytest.fixture
def admin(logged_in) -> FlaskClient:
    """The administrator's client."""
    return logged_in("administrator")


@pytest.fixture
def places(app, accounts) -> dict[str, int]:
    """The post office and two communes: ids by code."""
    with app.app_context(), engine().begin() as connection:
        office = connection.execute(insert(Organisation).values(code="buu-dien", name="Bưu điện tỉnh Hoa Lau", kind="buu_dien")).inserted_primary_key[0]
        communes = {
            code: connection.execute(insert(AdminUnit).values(code=code, name=name, level="commune", valid_from=date(2025, 7, 1))).inserted_primary_key[0]
            for code, name in (("09101", "xã Mây Trắng"), ("09102", "xã Suối Ngà"))
        }
    return {"buu-dien": office} | communes
