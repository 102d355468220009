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
from survey_app.csv_cells import safe_cell

WORTH_PACKING = 1000  # bytes
QUICK = 4  # gzip's level: a page of figures shrinks to a tenth within its own making time
KEPT_BY_ONE = "private, no-cache"  # keep it, but ask each time whether it still holds
KEPT_BY_ALL = "public, no-cache"
# An object stands in a CSV cell by its number.
IN_CELL: dict[str, Callable] = {"run": itemgetter("id"), "release": itemgetter("number")}
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


def answer(told: Told, page: Page, form: str) -> Response:
    """The page as JSON or CSV."""
    headers, links = {"X-Total-Count": str(page.total)}, _links(told, page)
    if links:
        headers["Link"] = ", ".join(f'<{address}>; rel="{rel}"' for rel, address in links.items())
    made = _tagged(WRITERS[form](told, page), MIMETYPES[form], headers)
    if form == "csv" and made.status_code == 200:
        name = "-".join(filter(None, (told.in_front.get("wave"), told.resource.name)))
        made.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    return made


def tell(body: dict, caching: str = KEPT_BY_ONE) -> Response:
    """One thing as JSON."""
    return _tagged(json.dumps(body, default=_plain, ensure_ascii=False), MIMETYPES["json"], {}, caching)


def _tagged(text: str, mimetype: str, headers: dict[str, str], caching: str = KEPT_BY_ONE) -> Response:
    """The answer, or 304 when the client has it already.

    The tag is a digest of all that is told: one of what it is made from would be known sooner, but goes wrong with the first thing
    that is forgotten (a release of another wave, words that a new version of this program puts better). It is weak, for the same
    may come packed or not.
    """
    body = text.encode()
    tag = hashlib.sha256("\n".join(headers.values()).encode() + body).hexdigest()[:32]
    same = request.if_none_match.contains_weak(tag)
    made = Response(status=304) if same else Response(body, mimetype=mimetype, headers=headers)
    made.set_etag(tag, weak=True)
    made.headers["Cache-Control"] = caching
    made.vary.update(("Accept-Encoding", *(("Authorization", "Accept") if caching == KEPT_BY_ONE else ())))
    return made if same else _packed(made)


def _packed(made: Response) -> Response:
    """The answer compressed, where that is worth it and the client can read it."""
    if made.content_length and made.content_length >= WORTH_PACKING and request.accept_encodings.find("gzip") >= 0 and request.accept_encodings["gzip"] > 0:
        made.set_data(gzip.compress(made.get_data(), QUICK, mtime=0))
        made.headers["Content-Encoding"] = "gzip"
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
    """A value as a cell has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if hasattr(value, "isoformat") else safe_cell(value)


def _plain(value: object) -> str | float:
    """What JSON has no word for: days and moments, and PostgreSQL's exact sums."""
    return value.isoformat() if hasattr(value, "isoformat") else float(value)


WRITERS: dict[str, Callable[[Told, Page], str]] = {"json": _as_json, "csv": _as_csv}


def field_names(fields: Sequence[Field]) -> list[str]:
    """Their names, in the order in which they are told."""
    return [field.name for field in fields]
