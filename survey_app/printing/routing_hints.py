"""Routing in words: what paper says where a screen would simply not show a question."""
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from forms import Condition, Instrument, Item
from survey_app.printing.boxes import box_numbers

END = "cuối phiếu"


@dataclass(frozen=True)
class _Asked:
    """An item with its own conditions and those of its section; `ends` is the place after what they guard."""

    item: Item
    conditions: tuple[Condition, ...]
    guards: tuple[tuple[Condition, int], ...]


class RoutingHints:
    """The hints of one instrument: `after` a question, where to go on; `before` one, whom it is for."""

    def __init__(self, instrument: Instrument):
        self._asked: list[_Asked] = []
        for section in instrument.sections:
            start, end = len(self._asked), len(self._asked) + len(section.items)
            for place, item in enumerate(section.items, start):
                of_section = [(condition, end) for condition in section.show_if] if place == start else []
                own = [(condition, place + 1) for condition in item.show_if]
                self._asked.append(_Asked(item, (*section.show_if, *item.show_if), (*of_section, *own)))
        self._place = {asked.item.code: place for place, asked in enumerate(self._asked)}

    def after(self, code: str) -> list[str]:
        """Where to go on after ticking certain boxes of an item, one sentence for each place to go to."""
        together = defaultdict(list)
        for value, target in self._jumps.get(code, {}).items():
            together[target].append(value)
        item = self._asked[self._place[code]].item
        return [f"Nếu đánh dấu {_boxes(item, values)}: chuyển sang {self._called(target)}." for target, values in sorted(together.items())]

    def before(self, code: str) -> list[str]:
        """For whom an item, or the section it opens, is meant, where no jump has led the others past it."""
        place = self._place[code]
        hints = []
        for condition, end in self._asked[place].guards:
            source = self._asked[self._place[condition.item]].item
            passed = [value for value, target in self._jumps.get(source.code, {}).items() if target >= end]
            if set(_values(source)) - set(condition.values) - set(passed) or source.kind not in ("scale", "single"):
                hints.append(f"Chỉ trả lời nếu câu {source.code} đánh dấu {_boxes(source, condition.values)}. Nếu không, chuyển sang {self._called(end)}.")
        return hints

    @cached_property
    def _jumps(self) -> dict[str, dict[int | str, int]]:
        """By item and answer, the place to go on at, where it is not the next one.

        Only where one box is ticked: of several, each alone says nothing.
        """
        sources = {condition.item for asked in self._asked for condition in asked.conditions}
        singles = [asked.item for asked in self._asked if asked.item.code in sources and asked.item.kind in ("scale", "single")]
        return {item.code: self._jumps_of(item) for item in singles}

    def _jumps_of(self, item: Item) -> dict[int | str, int]:
        start = self._place[item.code] + 1
        targets = {value: self._first_open(start, item.code, value) for value in _values(item)}
        return {value: target for value, target in targets.items() if target != start}

    def _first_open(self, start: int, code: str, value: int | str) -> int:
        """Where to go on after this answer: past all that asks for another one, or for an item passed over on the way."""
        passed: set[str] = set()
        for place in range(start, len(self._asked)):
            asked = self._asked[place]
            if not any(condition.item in passed or (condition.item == code and value not in condition.values) for condition in asked.conditions):
                return place
            passed.add(asked.item.code)
        return len(self._asked)

    def _called(self, place: int) -> str:
        return f"câu {self._asked[place].item.code}" if place < len(self._asked) else END


def _values(item: Item) -> list[int | str]:
    """Everything that can be ticked on an item, save non-answers."""
    return [level.value for level in item.scale.levels] if item.scale else [option.value for option in item.options]


def _boxes(item: Item, values) -> str:
    """ "ô 1, 2 hoặc 3": the boxes as numbered on the form."""
    numbers = {code: number for number, code in box_numbers(item).items()}
    shown = [numbers.get(value, str(value)) for value in _values(item) if value in values]
    return f"ô {' hoặc '.join(filter(None, (', '.join(shown[:-1]), shown[-1])))}"
