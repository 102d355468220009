"""Rows of a resource: filtered, a page of them, and how many there are."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, Text, cast, func, select

from survey_app.api.refusals import Refusal
from survey_app.api.resources import Resource, Subject

MOST_NAMED = 100  # allowed values that a refusal lists


@dataclass(frozen=True)
class Page:
    """Some rows of a table, in the order of its fields, and how many there are in all."""

    rows: Sequence[Sequence]
    total: int


def read_page(connection: Connection, resource: Resource, subject: Subject, filters: dict[str, list[str]], limit: int | None, page: int) -> Page:
    """The rows that the filters leave, of page `page` when `limit` is given; raises Refusal for a value that no row has."""
    source = resource.read(connection, subject)
    if isinstance(source, Select):
        return _from_query(connection, resource, subject, source, filters, limit, page)
    return _from_rows(resource, source, filters, limit, page)


def _from_query(connection: Connection, resource: Resource, subject: Subject, query: Select, filters: dict, limit: int | None, page: int) -> Page:
    columns = {field.name: (column if field.kind == "text" else cast(column, Text)) for field, column in zip(resource.fields, query.selected_columns, strict=True)}
    choices = {field.name: field.choices for field in resource.fields}
    for name, values in filters.items():
        among = resource.among.get(name)
        known = among(subject) if among else _values(query, columns[name])
        _refuse_unknown(name, values, choices[name] or sorted(connection.scalars(known)))
        query = query.where(columns[name].in_(values))
    if limit is None:
        rows = connection.execute(query).all()
        return Page(rows, len(rows))
    total = connection.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    return Page(connection.execute(query.limit(limit).offset((page - 1) * limit)).all(), total)


def _values(query: Select, column: ColumnElement) -> Select:
    return query.with_only_columns(column, maintain_column_froms=True).where(column.is_not(None)).order_by(None).distinct()


def _from_rows(resource: Resource, rows: Sequence[Sequence], filters: dict, limit: int | None, page: int) -> Page:
    places = {field.name: place for place, field in enumerate(resource.fields)}
    for name, values in filters.items():
        place = places[name]
        _refuse_unknown(name, values, resource.fields[place].choices or sorted({str(row[place]) for row in rows if row[place] is not None}))
        rows = [row for row in rows if str(row[place]) in values]
    return Page(rows if limit is None else rows[(page - 1) * limit:page * limit], len(rows))


def _refuse_unknown(name: str, values: list[str], allowed: Sequence[str]) -> None:
    """An unknown value is named with those there can be; a table without any value has none to be wrong against."""
    unknown = [value for value in values if value not in allowed]
    if unknown and allowed:
        more = f" and {len(allowed) - MOST_NAMED} more" if len(allowed) > MOST_NAMED else ""
        raise Refusal("unknown_value", f"{name}: expected one of {', '.join(allowed[:MOST_NAMED])}{more}; got {unknown[0][:80]!r}",
                      parameter=name, allowed=allowed[:MOST_NAMED])
