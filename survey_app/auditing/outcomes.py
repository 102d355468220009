"""The disposition that answers give a case, for many responses: those that are answered alike are looked at once."""
from __future__ import annotations

from collections.abc import Mapping

from forms import Instrument
from survey_app.sampling.completeness import NO_ANSWER, disposition_of, share_answered


class Outcomes:
    """Of one instrument: what is asked hangs on the answers of the items in its conditions, the share on which items have an answer."""

    def __init__(self, instrument: Instrument):
        self._instrument = instrument
        parts = [*instrument.sections, *(item for section in instrument.sections for item in section.items)]
        self._routing = sorted({condition.item for part in parts for condition in part.show_if})
        self._known: dict[tuple, str] = {}

    def of(self, answers: Mapping) -> str:
        """The code that follows from the share answered (see survey_app.sampling.completeness)."""
        given = frozenset(item for item, answer in answers.items() if answer is not None and answer not in NO_ANSWER)
        alike = given, *(repr(answers.get(item)) for item in self._routing)
        if alike not in self._known:
            self._known[alike] = disposition_of(share_answered(self._instrument, answers))
        return self._known[alike]
