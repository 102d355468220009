"""What a check found: its state, the finding in words, and where to see or mend it."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.releasing.subject import Subject

OK, WARNING, BLOCKING, NOT_ASKED = "ok", "warning", "blocking", "not_asked"


@dataclass(frozen=True)
class Found:
    """The answer of one check; `link` is an endpoint and its arguments."""

    state: str
    words: str
    link: tuple[str, dict] | None = None


MOST_TOLD = 5


def first_of(things: Sequence[str]) -> str:
    """The first of many things, and how many more there are."""
    return ", ".join(things[:MOST_TOLD]) + (f" và {len(things) - MOST_TOLD} chỗ khác" if len(things) > MOST_TOLD else "")


def results_of(subject: Subject) -> tuple[str, dict]:
    """The link to the figures of the newest run."""
    return "results.show", {"code": subject.wave.code, "so-lieu": "tam-tinh"}
