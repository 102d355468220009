"""Valid answers to an instrument, made from the instrument itself."""
from __future__ import annotations

from collections.abc import Mapping

import forms


def complete_answers(instrument: forms.Instrument, *, level: int = 4, given: Mapping | None = None) -> dict:
    """What a person who skips nothing required answers on a phone: `given` first, else the first option, else `level`."""
    answers: dict = dict(given or {})
    for section in instrument.sections:
        if section.code not in {seen.code for seen in forms.visible_sections(instrument, answers)}:
            continue
        for item in forms.visible_items(section, answers):
            if "phone" in item.required_in and item.code not in answers:
                answers[item.code] = level if item.kind == "scale" else item.options[0].value
    return answers
