"""The parts of an instrument: sections, items, scales, options and non-answers, frozen once read."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

CHANNELS = ("phone", "paper", "link", "import")
KINDS = ("scale", "single", "multiple", "choose", "text")
LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Text:
    """The same words in Vietnamese (what a respondent reads first) and in English."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """The words in "vi" or "en"; ValueError for any other language."""
        if language not in LANGUAGES:
            raise ValueError(f"expected a language of {', '.join(LANGUAGES)}; came {language!r}")
        return getattr(self, language)


@dataclass(frozen=True)
class Level:
    """One step of a scale; its value is what enters the score."""

    value: int
    text: Text


@dataclass(frozen=True)
class Scale:
    """Ordered levels, shared by the items that name it."""

    code: str
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class NonAnswer:
    """A reason for having no answer (dk, na, ref, inv): stored apart from the levels, never scored."""

    code: str
    text: Text
    channels: tuple[str, ...] = CHANNELS


@dataclass(frozen=True)
class Option:
    """One box of a choice; with `free_text` the respondent may write what is meant."""

    value: str
    text: Text
    free_text: bool = False


@dataclass(frozen=True)
class Condition:
    """Holds when the coded answer to `item` is one of `values` (for several boxes: when any ticked one is)."""

    item: str
    values: tuple[int | str, ...]


@dataclass(frozen=True)
class Item:
    """One question. `concept` stays the same over the years while code and wording may change."""

    code: str
    concept: str
    kind: str
    text: Text
    help: Text | None = None
    scale: Scale | None = None
    options: tuple[Option, ...] = ()
    choose: int | None = None
    nonanswers: tuple[str, ...] = ()
    required_in: tuple[str, ...] = ()
    max_length: int | None = None
    show_if: tuple[Condition, ...] = ()

    @property
    def other_code(self) -> str | None:
        """The key under which the text written beside a free-text option is kept; None without such an option."""
        return f"{self.code}.other" if any(option.free_text for option in self.options) else None


@dataclass(frozen=True)
class Section:
    """Items that stand on one page."""

    code: str
    title: Text
    intro: Text | None = None
    items: tuple[Item, ...] = ()
    show_if: tuple[Condition, ...] = ()


@dataclass(frozen=True, eq=False)
class Instrument:
    """A version of a questionnaire. Two instruments are equal when their digests are."""

    code: str
    version: str
    title: Text
    sections: tuple[Section, ...]
    scales: Mapping[str, Scale]
    nonanswers: Mapping[str, NonAnswer]

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every item by its code, in the order asked."""
        return MappingProxyType({item.code: item for section in self.sections for item in section.items})

    @cached_property
    def _sections_by_code(self) -> dict[str, Section]:
        return {section.code: section for section in self.sections}

    def section(self, code: str) -> Section:
        """The section with this code; LookupError names those there are."""
        try:
            return self._sections_by_code[code]
        except KeyError:
            known = ", ".join(self._sections_by_code)
            raise LookupError(f"{self.code} {self.version} has no section {code!r}; it has {known}") from None

    def nonanswers_of(self, item: Item, channel: str) -> tuple[NonAnswer, ...]:
        """The non-answers that `item` allows to people answering through `channel`."""
        allowed = (self.nonanswers[code] for code in item.nonanswers)
        return tuple(nonanswer for nonanswer in allowed if channel in nonanswer.channels)

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, NFC, no spaces, values left at their default not written."""
        return self._canonical_json

    @cached_property
    def _canonical_json(self) -> str:
        from forms.freezing import to_canonical_json

        return to_canonical_json(self)

    @staticmethod
    def from_json(frozen: str) -> "Instrument":
        """The instrument that `to_json` wrote; InstrumentError when the text is not one."""
        from forms.freezing import from_canonical_json

        return from_canonical_json(frozen)

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the canonical JSON: names the frozen version, whatever the order of keys in its file."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Instrument) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)
