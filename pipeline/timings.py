"""Seconds of an estimation by its parts, and the most memory it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Timings:
    """A clock that starts when made; `part` adds what its block took to that part."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self.parts: dict[str, float] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.parts[name] = self.parts.get(name, 0.0) + time.perf_counter() - start

    def report(self) -> dict:
        """{"seconds", "peak_mb", "parts"}; peak_mb is the whole process's, null where the system cannot tell."""
        return {"seconds": time.perf_counter() - self._started, "peak_mb": peak_megabytes(), "parts": self.parts}


def peak_megabytes() -> float | None:
    """The most memory this process has held, in MB (10^6 bytes)."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
