"""In which fields two keyings of one sheet differ."""
from __future__ import annotations

from collections.abc import Mapping

from forms import Instrument
from survey_app.channels.paper.keys import Field, fields_of


def differing(instrument: Instrument, first: Mapping, second: Mapping) -> list[Field]:
    """The fields with different coded answers, in the order of the sheet; a blank differs from any answer.

    Handwritten words count as the same when only capitals differ: nobody keys those alike.
    """
    return [field for field in fields_of(instrument) if _compared(field, first) != _compared(field, second)]


def _compared(field: Field, answers: Mapping):
    answer = answers.get(field.code)
    return answer.casefold() if field.kind == "text" and answer else answer
