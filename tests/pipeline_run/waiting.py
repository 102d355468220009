"""Waiting for what another thread or process does."""
import time
from collections.abc import Callable

# Far longer than anything takes: a machine that is busy with something else must not fail a test.
LIMIT = 120


def await_(condition: Callable[[], object]) -> None:
    """Wait until `condition()` holds; fail after LIMIT seconds."""
    deadline = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < deadline, f"waited {LIMIT} s in vain"
        time.sleep(0.02)
