"""What is summed beside the index: the options and scales of single questions, and the people behind a desk's days.

Sums of their own passes, kept from run to run like the index's. Items of the index are in its tables already.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from forms import Instrument, Item
from pipeline.indices import Definition
from pipeline.summing import Plan

BACKGROUND = "respondent."  # concepts of what people are: told of everybody only, for by village they would point at somebody
DESK = "service_point"
OF_CHOICES, OF_BACKGROUND, OF_PEOPLE = "choices", "background", "people"
YES = 2  # the upper level of a yes/no column


@dataclass(frozen=True)
class Ticked:
    """A yes/no column: whether an option was chosen, nothing where the question was not answered. `value`: what `column` holds then."""

    name: str
    question: str
    option: str
    column: str
    value: str | int

    def of(self, rows: pa.Table) -> pa.ChunkedArray:
        column = rows[self.column]
        return pc.equal(column.cast(pa.string()) if isinstance(self.value, str) else column, self.value)


@dataclass(frozen=True)
class Rated:
    """A yes/no column: whether somebody answered any of some items."""

    name: str
    items: tuple[str, ...]

    def of(self, rows: pa.Table) -> pa.ChunkedArray:
        return reduce(pc.or_, (pc.is_valid(rows[item]) for item in self.items))


@dataclass(frozen=True)
class QuestionPlans:
    """plans: passes by name (scales by their number of levels); made: the columns that they need besides the analysis file's."""

    plans: Mapping[str, Plan]
    made: tuple[Ticked | Rated, ...]


NO_QUESTIONS = QuestionPlans({}, ())


def question_plans(instrument: Instrument, plan: Plan, definition: Definition) -> QuestionPlans:
    """Passes for all questions but text and those of the index, under the index's design and by its domains; `plan`: the index's."""
    narrow = replace(plan, domains=question_domains(plan.domains), cross=False)
    background = _ticked(item for item in instrument.items.values() if item.concept.startswith(BACKGROUND))
    choices = _ticked(item for item in instrument.items.values() if not item.concept.startswith(BACKGROUND))
    people = (Rated("rated", definition.measures[0].items),) if DESK in plan.domains else ()
    found = {
        OF_CHOICES: _yes_no(narrow, choices), OF_BACKGROUND: _yes_no(replace(narrow, domains=(None,)), background),
        OF_PEOPLE: _yes_no(replace(narrow, domains=(DESK,)), people),
    } | {scale_pass(levels): replace(narrow, items={item: item for item in items}, scale=levels) for levels, items in _scales(instrument, definition).items()}
    return QuestionPlans({name: made for name, made in found.items() if made.items}, (*choices, *background, *people))


def question_domains(domains: Sequence[str | None]) -> tuple[str | None, ...]:
    """The domain columns by which questions are reported: all but the communes of desks, which hardly ever hold two."""
    return tuple(domain for domain in domains if domain != "commune" or DESK not in domains)


def scale_pass(levels: int) -> str:
    """Name of the pass over scales of so many levels."""
    return f"scale {levels}"


def with_made_columns(rows: pa.Table, made: Iterable[Ticked | Rated]) -> pa.Table:
    """The rows with these columns added."""
    for column in made:
        rows = rows.append_column(column.name, column.of(rows))
    return rows


def _ticked(items: Iterable[Item]) -> tuple[Ticked, ...]:
    return tuple(
        Ticked(f"chosen {item.code}={option.value}", item.code, option.value, *_where(item, option.value))
        for item in items for option in item.options
    )


def _where(item: Item, option: str) -> tuple[str, str | int]:
    return (item.code, option) if item.kind == "single" else (f"{item.code}={option}", 1)


def _yes_no(plan: Plan, columns: Iterable[Ticked | Rated]) -> Plan:
    return replace(plan, items={column.name: column.name for column in columns}, scale=YES)


def _scales(instrument: Instrument, definition: Definition) -> dict[int, list[str]]:
    """Codes of the scale items that are not in the index, by their number of levels."""
    found: dict[int, list[str]] = {}
    for item in instrument.items.values():
        if item.scale and item.code not in definition.items:
            found.setdefault(len(item.scale.levels), []).append(item.code)
    return found
