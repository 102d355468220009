"""A stage for releases on a database of either kind, and the way through both persons."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from survey_app.releasing.deciding import Decision, decide
from survey_app.releasing.proposing import Proposal, propose
from tests.people.conftest import accounts, logged_in  # noqa: F401 - fixtures
from tests.releasing.published import Stage, set_stage

LEDGER = {"ledger": "Không chia tập.", "previous_release": "Đã xem chỗ khác."}


@pytest.fixture
def stage(engine) -> Stage:
    """The wave, its run and its people."""
    return set_stage(engine)


@pytest.fixture
def proposed(stage) -> Callable[..., int]:
    """Propose as `first`; other fields of Proposal may be given."""
    def do(run_id: int | None = None, **given) -> int:
        return propose(stage.engine, stage.code, Proposal(**({"run_id": run_id or stage.run_id, "by": stage.people["first"], "reason": "Xong đợt", "acknowledged": LEDGER} | given)))
    return do


@pytest.fixture
def decided(stage) -> Callable[..., str | None]:
    """Decide as `second`; other fields of Decision may be given."""
    def do(number: int = 1, **given) -> str | None:
        return decide(stage.engine, stage.code, number, Decision(**({"by": stage.people["second"], "release": True, "reason": "Đồng ý"} | given)))
    return do
