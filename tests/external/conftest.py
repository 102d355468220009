"""A wave with measures, in the application's database, and clients of every role."""
from __future__ import annotations

import pytest

from survey_app import engine
from tests.people.conftest import accounts, logged_in  # noqa: F401 - fixtures
from tests.releasing.published import Stage, set_stage


@pytest.fixture
def stage(app) -> Stage:
    """A household wave of 2024 with measures 1, 1.1 and 1.2."""
    with app.app_context():
        return set_stage(engine())
