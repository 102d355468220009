"""Answers of the API as JSON or CSV: fields in a stable order, ISO dates, a decimal point, an ETag, links to other pages, gzip."""
from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from flask import Response, request, url_for

from survey_app.api.parameters import OF_RUN
from survey_app.api.resources import Resource
from survey_app.api.rows import Page
from survey_app.api.vocabulary import Field

WORTH_PACKING = 1000  # bytes
QUICK = 4  # gzip's level: a page of figures shrinks to a tenth within its own making time
# An object stands in a CSV cell by its number.
IN_CELL: dict[str, Callable] = {"run": itemgetter("id"), "release": itemgetter("number")}
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
MIMETYPES = {"json": "application/json", "csv": "text/csv"}


@dataclass(frozen=True)
class Told:
    """What is to be answered. `head` stands once in JSON (the wave), what is `in_front` and `behind` in every row of CSV, so that a
    file cannot lose it. `limit` None: all rows. `held`: by which parameter the links to other pages name the run.
    """

    resource: Resource
    head: dict
    in_front: dict
    behind: dict
    limit: int | None
    page: int
    held: dict[str, int]


def chosen_form(form: str | None) -> str:
    """json or csv: by the address, else by what the client accepts, else JSON."""
    if form:
        return form
    best = request.accept_mimetypes.best_match(MIMETYPES.values(), default=MIMETYPES["json"])
    return next(name for name, mimetype in MIMETYPES.items() if mimetype == best)


def tag_of(*parts: object) -> str:
    """A weak entity tag of anything that decides the answer (weak: the same figures may come packed or not)."""
    return hashlib.sha256(json.dumps(parts, default=_plain, ensure_ascii=False).encode()).hexdigest()[:32]


def unchanged(tag: str) -> Response | None:
    """304 when the client has this very answer already."""
    if not request.if_none_match.contains_weak(tag):
        return None
    return _with_headers(Response(status=304), tag)


def answer(told: Told, page: Page, form: str, tag: str | None) -> Response:
    """The page as JSON or CSV; a resource that may change is tagged by what it says now."""
    body = WRITERS[form](told, page).encode()
    tag = tag or hashlib.sha256(body).hexdigest()[:32]
    same = unchanged(tag)
    if same:
        return same
    made = _with_headers(Response(body, mimetype=MIMETYPES[form]), tag)
    made.headers["X-Total-Count"] = str(page.total)
    links = _links(told, page)
    if links:
        made.headers["Link"] = ", ".join(f'<{address}>; rel="{rel}"' for rel, address in links.items())
    if form == "csv":
        name = "-".join(filter(None, (told.in_front.get("wave"), told.resource.name)))
        made.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    return packed(made)


def tell(body: dict, tag: str) -> Response:
    """One thing as JSON."""
    return packed(_with_headers(Response(json.dumps(body, default=_plain, ensure_ascii=False), mimetype=MIMETYPES["json"]), tag))


def packed(made: Response) -> Response:
    """The answer compressed, where that is worth it and the client can read it."""
    if made.content_length and made.content_length >= WORTH_PACKING and request.accept_encodings.find("gzip") >= 0 and request.accept_encodings["gzip"] > 0:
        made.set_data(gzip.compress(made.get_data(), QUICK, mtime=0))
        made.headers["Content-Encoding"] = "gzip"
    return made


def _with_headers(made: Response, tag: str) -> Response:
    made.set_etag(tag, weak=True)
    made.headers["Cache-Control"] = "private, no-cache"  # keep it, but ask each time whether it still holds
    made.vary.update(("Authorization", "Accept", "Accept-Encoding"))
    return made


def _links(told: Told, page: Page) -> dict[str, str]:
    if told.limit is None:
        return {}
    last = max(1, -(-page.total // told.limit))
    wanted = {"first": 1, "prev": told.page - 1 if 1 < told.page <= last else None, "next": told.page + 1 if told.page < last else None, "last": last}
    others = {name: values for name, values in request.args.lists() if name not in ("page", *(OF_RUN if told.held else ()))}
    return {rel: url_for(request.endpoint, **request.view_args | others | told.held, page=number) for rel, number in wanted.items() if number}


def _as_json(told: Told, page: Page) -> str:
    names = [field.name for field in told.resource.fields]
    paging = {"total": page.total, "limit": told.limit, "page": told.page, "next": _links(told, page).get("next")}
    return json.dumps(
        {**told.head, told.resource.name: [dict(zip(names, row, strict=True)) for row in page.rows], **paging},
        default=_plain, ensure_ascii=False, separators=(",", ":"))


def _as_csv(told: Told, page: Page) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    fields = told.resource.fields
    writer.writerow((*told.in_front, *(field.name for field in fields), *told.behind))
    in_front, behind = [_cell(value) for value in told.in_front.values()], [_cell(value) for value in told.behind.values()]
    convert = [_converter(field) for field in fields]
    writer.writerows([*in_front, *(make(value) for make, value in zip(convert, row, strict=True)), *behind] for row in page.rows)
    return text.getvalue()


def _converter(field: Field) -> Callable:
    take = IN_CELL.get(field.name) if field.kind == "object" else None
    return (lambda value: value and take(value)) if take else _cell


def _cell(value: object) -> object:
    """A value as a cell has it. An apostrophe keeps a table program from reading words as a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(FORMULAS):
        return f"'{value}"
    return value.isoformat() if hasattr(value, "isoformat") else value


def _plain(value: object) -> str | float:
    """What JSON has no word for: days and moments, and PostgreSQL's exact sums."""
    return value.isoformat() if hasattr(value, "isoformat") else float(value)


WRITERS: dict[str, Callable[[Told, Page], str]] = {"json": _as_json, "csv": _as_csv}


def field_names(fields: Sequence[Field]) -> list[str]:
    """Names only: part of a tag, so that a newer version of this program gives another."""
    return [field.name for field in fields]
