"""What may stand behind the question mark: common parameters, read by the same table that describes them."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from survey_app.addresses import LARGEST
from survey_app.api.refusals import Refusal
from survey_app.api.resources import Resource

MOST_ROWS = 10_000
USUAL_ROWS = 1000  # a page of them is made within 50 ms


@dataclass(frozen=True)
class Parameter:
    """A parameter that may be given once: its JSON schema is also what it is checked by."""

    schema: Mapping
    vi: str
    en: str

    def read(self, name: str, text: str) -> int | str:
        """The value of a text; raises Refusal."""
        if text in self.schema.get("enum", ()):
            return text
        for choice in self.schema.get("anyOf", (self.schema,)):
            if text in choice.get("enum", ()):
                return text
            if choice["type"] == "integer" and text.isascii() and text.isdecimal() and len(text) <= 10 and choice["minimum"] <= int(text) <= choice["maximum"]:
                return int(text)
        raise Refusal("bad_parameter", f"{name}: expected {self._expected()}, got {text[:80]!r}", parameter=name)

    def _expected(self) -> str:
        return " or ".join(
            " or ".join(choice["enum"]) if "enum" in choice else f"a whole number from {choice['minimum']} to {choice['maximum']}"
            for choice in self.schema.get("anyOf", (self.schema,)))


def _whole(least: int, most: int) -> dict:
    return {"type": "integer", "minimum": least, "maximum": most}


PAGING = {
    "limit": Parameter(_whole(1, MOST_ROWS) | {"default": USUAL_ROWS},
                       f"Số dòng một trang; không có thì JSON {USUAL_ROWS} dòng một trang, CSV trả tất cả", f"Rows a page; when it is not given {USUAL_ROWS} in JSON and all rows in CSV"),
    "page": Parameter(_whole(1, 1_000_000) | {"default": 1}, "Trang thứ mấy", "Which page"),
}
OF_RUN = {
    "release": Parameter({"anyOf": [{"type": "string", "enum": ["latest"]}, _whole(1, LARGEST)]},
                         "Lần công bố: latest (mới nhất) hoặc số của lần công bố", "The release: latest, or its number"),
    "run": Parameter(_whole(1, LARGEST), "Số của lần tính; lần chưa công bố cần quyền provisional", "Number of a run; one that is not released needs the scope provisional"),
    "provisional": Parameter({"type": "string", "enum": ["0", "1"]},
                             "1: lần tính mới nhất dù chưa công bố (cần quyền provisional); 0: chỉ số liệu đã công bố",
                             "1: the newest run, released or not (needs the scope provisional); 0: released figures only"),
}
# What is said of a run is longer than a page of a small table.
OF_METHOD = {
    "method": Parameter({"type": "string", "enum": ["0", "1"], "default": "1"},
                        "0: method, counts, diagnostics của lần tính để trống ({}), câu trả lời ngắn đi nhiều; chỉ với JSON, CSV vốn không có",
                        "0: method, counts and diagnostics of the run come empty ({}), which makes the answer much shorter; for JSON, CSV never has them"),
}
FORMATS = ("json", "csv")


def parameters_of(resource: Resource) -> dict[str, Parameter]:
    """The parameters that a resource takes besides its filters."""
    return PAGING | (OF_RUN if resource.of == "run" else {}) | (OF_METHOD if resource.tells_method else {})


def rows_a_page(asked: Mapping, form: str) -> int | None:
    """How many rows a page has; None for all of them: a CSV file is whole unless a page of it is asked for."""
    return asked.get("limit") or (None if form == "csv" and "page" not in asked else USUAL_ROWS)


def read_parameters(resource: Resource, given: MultiDict) -> tuple[dict[str, int | str], dict[str, list[str]]]:
    """Parameters and filters of a request; raises Refusal for an unknown name or a value that cannot be."""
    known = parameters_of(resource)
    unknown = sorted(set(given) - known.keys() - set(resource.filters))
    if unknown:
        allowed = [*resource.filters, *known]
        raise Refusal("unknown_filter", f"{unknown[0]}: expected one of {', '.join(allowed)}", parameter=unknown[0], allowed=allowed)
    read = {}
    for name in known:
        if len(given.getlist(name)) > 1:
            raise Refusal("bad_parameter", f"{name}: expected once, got {len(given.getlist(name))} times", parameter=name)
        if name in given:
            read[name] = known[name].read(name, given[name])
    _refuse_contradictions(read)
    filters = {name: given.getlist(name) for name in resource.filters if name in given}
    for name, values in filters.items():
        if any("\0" in value for value in values):
            raise Refusal("bad_parameter", f"{name}: expected text without the sign NUL (%00)", parameter=name)
    return read, filters


def _refuse_contradictions(read: dict) -> None:
    which = [name for name in OF_RUN if name in read]
    if len(which) > 1:
        raise Refusal("bad_parameter", f"expected only one of {', '.join(OF_RUN)}, got {' and '.join(which)}", parameter=which[1])
