"""Why a report is not made."""
from __future__ import annotations

from collections.abc import Sequence

from survey_app.arithmetic import Contradiction


class NoDocument(LookupError):
    """There is nothing to make the report of; the message says why and what to do."""


class AlteredDocument(NoDocument):
    """What is stored of a release is not what was released; `number` is the release's."""

    def __init__(self, number: int, digest: str, what: str = "table"):
        super().__init__(f"The {what} of release {number} is not the one that was released: its digest differs from {digest}. Look into the journal.")
        self.number = number


class Contradicting(Exception):
    """The report contradicts itself and is not printed; `contradictions` says where."""

    def __init__(self, contradictions: Sequence[Contradiction]):
        super().__init__("The report contradicts itself and was not made:\n" + "\n".join(str(one) for one in contradictions))
        self.contradictions = tuple(contradictions)
