"""Shared by the tests of the API: tokens by scope, and a desk wave with a run."""
from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from survey_app import engine
from survey_app.api.tokens import add_token
from tests.api.stored import store_findings, store_release, store_run


@pytest.fixture
def bearer(app) -> Callable[..., dict]:
    """Headers with a new living token that has these scopes."""
    numbers = count(1)

    def make(*scopes: str) -> dict:
        with app.app_context():
            return {"Authorization": f"Bearer {add_token(engine(), f'máy {next(numbers)}', scopes)}"}
    return make


@pytest.fixture
def run(app, desk) -> int:
    """A good run of the desk's wave that nobody has released."""
    with app.app_context(), engine().begin() as connection:
        number = store_run(connection, desk.wave_id)
        store_findings(connection, number)
        return number


@pytest.fixture
def release(app, desk, run) -> Callable[..., int]:
    """Release the run, or another one."""
    def make(number: int = 1, of: int | None = None, **more) -> int:
        with app.app_context(), engine().begin() as connection:
            return store_release(connection, desk.wave_id, of or run, number, **more)
    return make


@pytest.fixture
def later_run(app, desk, run) -> int:
    """A run after it, with another score."""
    with app.app_context(), engine().begin() as connection:
        return store_run(connection, desk.wave_id, 90.0)
