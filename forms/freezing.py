"""Freezes an instrument as canonical JSON, in the keys of an instrument file, and reads it back."""

import json
import unicodedata
from functools import lru_cache

from forms.building import build
from forms.definition import CHANNELS, Condition, Instrument, Item, NonAnswer, Option, Scale, Section, Text
from forms.mistakes import InstrumentError, Mistake
from forms.reading import located

SOURCE = "frozen instrument"


def to_canonical_json(instrument: Instrument) -> str:
    """Sorted keys, NFC, no spaces. Values at their default are left out, so that a key added later
    changes no digest of what was frozen before."""
    document = {
        "code": instrument.code,
        "version": instrument.version,
        "title": _text(instrument.title),
        # Sorted: what a scale means does not hang on where in the file it stands.
        "scale": [_scale(instrument.scales[code]) for code in sorted(instrument.scales)],
        "nonanswer": [_nonanswer(instrument.nonanswers[code]) for code in sorted(instrument.nonanswers)],
        "section": [_section(section) for section in instrument.sections],
    }
    text = json.dumps(_said(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=64)
def from_canonical_json(frozen: str) -> Instrument:
    """The instrument frozen as `frozen`. Cached: every request of a wave reads the same text."""
    try:
        document = json.loads(frozen)
    except ValueError as error:
        raise InstrumentError([Mistake(SOURCE, "(whole text)", f"is not JSON: {error}", "Freeze it again")]) from None
    if not isinstance(document, dict):
        what = f"expected an object; came {type(document).__name__}"
        raise InstrumentError([Mistake(SOURCE, "(whole text)", what, "Freeze it again")])
    return build(located(document, SOURCE))


def _said(table: dict) -> dict:
    """The keys that say something: None, false and empty are what a missing key means."""
    return {key: value for key, value in table.items() if value not in (None, False, [], ())}


def _text(text: Text | None) -> dict | None:
    return None if text is None else {"vi": text.vi, "en": text.en}


def _scale(scale: Scale) -> dict:
    return {"code": scale.code, "level": [{"value": level.value, "text": _text(level.text)} for level in scale.levels]}


def _nonanswer(nonanswer: NonAnswer) -> dict:
    channels = [] if nonanswer.channels == CHANNELS else list(nonanswer.channels)
    return _said({"code": nonanswer.code, "text": _text(nonanswer.text), "channels": channels})


def _option(option: Option) -> dict:
    return _said({"value": option.value, "text": _text(option.text), "free_text": option.free_text})


def _conditions(conditions: tuple[Condition, ...]) -> list[dict]:
    return [{"item": condition.item, "in": list(condition.values)} for condition in conditions]


def _section(section: Section) -> dict:
    return _said(
        {
            "code": section.code,
            "title": _text(section.title),
            "intro": _text(section.intro),
            "item": [_item(item) for item in section.items],
            "show_if": _conditions(section.show_if),
        }
    )


def _item(item: Item) -> dict:
    return _said(
        {
            "code": item.code,
            "concept": item.concept,
            "kind": item.kind,
            "text": _text(item.text),
            "help": _text(item.help),
            "scale": item.scale.code if item.scale else None,
            "option": [_option(option) for option in item.options],
            "choose": item.choose,
            "nonanswers": list(item.nonanswers),
            "required_in": list(item.required_in),
            "max_length": item.max_length,
            "show_if": _conditions(item.show_if),
        }
    )
