"""Domains that people told us themselves: which item plays which, found by its concept, and the column made of its answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from forms import Instrument, Item, Text


@dataclass(frozen=True)
class Chosen:
    """Each option of a single choice is a domain."""

    concept: str


@dataclass(frozen=True)
class AnyTicked:
    """Of a choice of several, those who ticked any of `boxes` against those who ticked only others."""

    concept: str
    label: Text
    boxes: tuple[str, ...]
    some: tuple[str, Text]
    none: tuple[str, Text]


ANSWER_DOMAINS: dict[str, Chosen | AnyTicked] = {
    "sex": Chosen("respondent.gender"),
    "age": Chosen("respondent.age_group"),
    "experience": AnyTicked(
        "experience.kinds", Text("Đã làm thủ tục hành chính hay chưa", "Has had an administrative procedure handled"),
        ("procedure_in_person", "procedure_online"),
        ("used", Text("Đã làm thủ tục hành chính, trực tiếp hoặc trực tuyến", "Has had one handled, in person or online")),
        ("not_used", Text("Chưa làm thủ tục hành chính", "Has not had one handled")),
    ),
}


@dataclass(frozen=True)
class AnswerColumn:
    """The column of one domain kind: the answer to a single choice or, with `ticked`, the first or second of `names` by these columns.

    names: code and words of each domain in order. People who did not answer `item` are in no domain.
    """

    kind: str
    item: str
    label: Text
    names: tuple[tuple[str, Text], ...]
    ticked: tuple[str, ...] = ()

    def of(self, rows: pa.Table) -> pa.ChunkedArray:
        """The column of an analysis file's rows, text."""
        if not self.ticked:
            return rows[self.item].cast(pa.string())
        used = reduce(pc.or_, (pc.equal(rows[column], 1) for column in self.ticked))
        return pc.if_else(used, *(code for code, _ in self.names))


def answer_columns(instrument: Instrument, kinds: Iterable[str]) -> tuple[AnswerColumn, ...]:
    """Columns of those of the domain kinds that the instrument asks for; one without the item, or its boxes, has no such domain."""
    items = {item.concept: item for item in instrument.items.values()}
    asked = ((kind, ANSWER_DOMAINS[kind]) for kind in kinds if kind in ANSWER_DOMAINS)
    made = (MAKERS[type(domain)](kind, domain, items[domain.concept]) for kind, domain in asked if domain.concept in items)
    return tuple(column for column in made if column)


def with_answer_columns(rows: pa.Table, columns: Iterable[AnswerColumn]) -> pa.Table:
    """The rows with these columns added."""
    for column in columns:
        rows = rows.append_column(column.kind, column.of(rows))
    return rows


def _chosen(kind: str, _domain: Chosen, item: Item) -> AnswerColumn | None:
    options = tuple((option.value, option.text) for option in item.options)
    return AnswerColumn(kind, item.code, item.text, options) if item.kind == "single" else None


def _any_ticked(kind: str, domain: AnyTicked, item: Item) -> AnswerColumn | None:
    if not {option.value for option in item.options}.issuperset(domain.boxes) or item.kind != "multiple":
        return None
    return AnswerColumn(kind, item.code, domain.label, (domain.some, domain.none), tuple(f"{item.code}={box}" for box in domain.boxes))


MAKERS: Mapping[type, object] = {Chosen: _chosen, AnyTicked: _any_ticked}
