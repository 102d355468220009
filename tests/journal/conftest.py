"""Shared by the tests of the journal: a journal with a few entries."""
from __future__ import annotations

import pytest
from sqlalchemy import Engine

from survey_app.database import writing
from survey_app.journal import record


@pytest.fixture
def kept(engine) -> Engine:
    """A database whose journal has five entries."""
    for number in range(1, 6):
        with writing(engine).begin() as connection:
            record(connection, "nguoi-thu", "desk.issue", f"00{number}", {"code": "K7M4PXA2Y", "replaced_by": None})
    return engine
