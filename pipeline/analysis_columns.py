"""The columns of an analysis file: where a response stands in the sample, then one or more columns an item."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import pyarrow as pa

from forms import Instrument, Item

WORD = pa.dictionary(pa.int32(), pa.string())
ORIGIN = [("response_id", pa.int64()), ("supersedes_id", pa.int64())]
PLACE = {
    # variance_*: strata and PSUs as variance estimation takes them; `stratum` is the one reported on.
    "case": [
        ("serial", pa.string()), ("stratum", pa.string()), ("psu", pa.string()), ("weight", pa.float64()), ("commune", pa.string()),
        ("district", pa.string()), ("variance_stratum", pa.string()), ("variance_psu", pa.string()),
    ],
    # listed: people on the list who belong to it (all cases but the ineligible), the population of which the answers are a part.
    "listed": [("serial", pa.string()), ("stratum", pa.string()), ("weight", pa.float64()), ("listed", pa.float64())],
    "desk": [("service_point", pa.string()), ("psu", pa.string()), ("weight", pa.float64()), ("commune", pa.string())],
}
CIRCUMSTANCE = [("answered_on", pa.date32()), ("channel", pa.string()), ("purpose", pa.string()), ("language", pa.string())]


@dataclass(frozen=True)
class ItemColumn:
    """A column made from the coded answers to one item: `build` turns a list of them (None: no answer) into an array."""

    name: str
    type: pa.DataType
    item: str
    build: Callable[[Sequence], pa.Array]


@dataclass(frozen=True)
class Layout:
    """The columns of a wave's analysis file. `place` is a key of PLACE: sampled case, person on a list, or one-stop desk."""

    place: str
    instrument: Instrument

    @cached_property
    def items(self) -> tuple[ItemColumn, ...]:
        """Columns of the items in the order asked; free text has none, for remarks may hold personal data."""
        return tuple(column for item in self.instrument.items.values() for column in ITEM_COLUMNS[item.kind](item))

    @cached_property
    def leading(self) -> pa.Schema:
        """The columns before those of the items."""
        return pa.schema(ORIGIN + PLACE[self.place] + CIRCUMSTANCE)

    @cached_property
    def schema(self) -> pa.Schema:
        """All columns with their types."""
        return pa.schema([*self.leading, *(pa.field(column.name, column.type) for column in self.items)])

    @cached_property
    def digest(self) -> str:
        """Names this layout: other columns, or the same ones of another instrument, give another digest."""
        return hashlib.sha256(f"{self.schema.to_string()}\n{self.instrument.digest}".encode()).hexdigest()

    def table(self, leading: Sequence[tuple], answers: Sequence[dict]) -> pa.Table:
        """The table of some responses: their leading values, and their answers by item code, row by row."""
        columns = [pa.array(values, field.type) for values, field in zip(zip(*leading, strict=True), self.leading, strict=True)]
        columns += [column.build([answer.get(column.item) for answer in answers]) for column in self.items]
        return pa.Table.from_arrays(columns, schema=self.schema)


def _levels(answers: Sequence) -> pa.Array:
    return pa.array([answer if type(answer) is int else None for answer in answers], pa.int8())


def _words(words: tuple[str, ...], answers: Sequence) -> pa.Array:
    rank = {word: place for place, word in enumerate(words)}
    found = [rank.get(answer) if type(answer) is str else None for answer in answers]
    return pa.DictionaryArray.from_arrays(pa.array(found, pa.int32()), pa.array(words, pa.string()))


def _ticked(value: str, answers: Sequence) -> pa.Array:
    return pa.array([int(value in answer) if type(answer) is list else None for answer in answers], pa.int8())


def _nonanswer_column(item: Item) -> Iterator[ItemColumn]:
    if item.nonanswers:
        yield ItemColumn(f"{item.code}.nonanswer", WORD, item.code, partial(_words, item.nonanswers))


def _scale_columns(item: Item) -> Iterator[ItemColumn]:
    yield ItemColumn(item.code, pa.int8(), item.code, _levels)
    yield from _nonanswer_column(item)


def _single_columns(item: Item) -> Iterator[ItemColumn]:
    yield ItemColumn(item.code, WORD, item.code, partial(_words, tuple(option.value for option in item.options)))
    yield from _nonanswer_column(item)


def _several_columns(item: Item) -> Iterator[ItemColumn]:
    for option in item.options:
        yield ItemColumn(f"{item.code}={option.value}", pa.int8(), item.code, partial(_ticked, option.value))
    yield from _nonanswer_column(item)


def _no_columns(_item: Item) -> tuple:
    return ()


ITEM_COLUMNS: dict[str, Callable[[Item], Iterator[ItemColumn]]] = {
    "scale": _scale_columns,
    "single": _single_columns,
    "multiple": _several_columns,
    "choose": _several_columns,
    "text": _no_columns,
}
