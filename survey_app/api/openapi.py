"""The OpenAPI 3.1 document, made from the tables that also answer and validate: it cannot say what is not so."""
from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from survey_app.addresses import LARGEST
from survey_app.api.answers import field_names
from survey_app.api.catalogue import CATALOGUE
from survey_app.api.messages import MESSAGES, SIGNED
from survey_app.api.parameters import Parameter, parameters_of
from survey_app.api.refusals import REFUSALS
from survey_app.api.resources import AROUND, Resource
from survey_app.api.responses import WORDS
from survey_app.api.scopes import SCOPES
from survey_app.api.submissions import RECEIPT, envelope_schema
from survey_app.api.vocabulary import Field, object_of
from survey_app.api.waves import ALONE_FIELDS, WAVE_FIELDS

VERSION = "1.3.0"
ABOUT = (
    "Số liệu SIPAS của tỉnh cho chương trình máy tính: chỉ tiêu, điểm số với khoảng tin cậy, chênh lệch, công tác khảo sát. "
    "Chỉ số liệu đã công bố được xem với quyền released. Các thay đổi chỉ thêm, không bớt.",
    "SIPAS figures for programs: measures, scores with intervals, differences, fieldwork. The scope released opens released figures only. Changes only add.",
)
# status -> when it comes
PROBLEMS = {
    "400": ("Tham số hoặc bộ lọc không đúng; câu trả lời nêu các giá trị được dùng", "A parameter or filter is wrong; the body lists what is allowed"),
    "401": ("Thiếu khóa, khóa sai, hết hạn hoặc đã thu hồi", "No token, or one that is wrong, expired or revoked"),
    "403": ("Khóa không có quyền cần thiết", "The token lacks the scope"),
    "404": ("Không có đợt, lần tính hoặc lần công bố như vậy, hoặc chưa công bố", "No such wave, run or release, or nothing was released yet"),
}
THINNED = {"410": ("Lần tính này đã được thu gọn: chỉ còn số liệu toàn bộ, hãy hỏi với domain_kind=all", "The run was thinned: only everybody's figures are kept, ask with domain_kind=all")}
SUBMISSION_PROBLEMS = {
    "400": ("Không đọc được", "It cannot be read"), "404": ("Không có điểm mang mã này", "No desk has this code"),
    "409": ("Không có đợt đang mở, phiếu hỏi đã đổi, hoặc mã lần gửi đã dùng", "No wave is open, the instrument has changed, or the id was used elsewhere"),
    "410": ("Mã đã thu hồi", "The code was revoked"), "413": ("Quá 64 KB", "More than 64 KB"), "415": ("Không phải JSON", "Not JSON"),
    "422": ("Câu trả lời hoặc thời gian không hợp lệ", "Answers or times are not valid"), "429": ("Quá nhiều lượt gửi", "Too many at once"),
}
PROBLEM = {
    "type": "object", "required": ["item", "code", "message", "message_vi"],
    "properties": {
        "item": {"type": "string", "description": "Mã câu hỏi", "x-description-en": "Code of the question"},
        "code": {"type": "string", "description": "Mã lỗi của câu trả lời", "x-description-en": "Code of what is wrong with the answer"},
        "message": {"type": "string", "description": "Điều chưa đúng, tiếng Anh", "x-description-en": "What is wrong"},
        "message_vi": {"type": "string", "description": "Điều chưa đúng, tiếng Việt", "x-description-en": "The same in Vietnamese"},
    },
}
ERROR = {
    "type": "object", "required": ["error", "message", "message_vi", "message_en"],
    "properties": {
        "error": {"type": "string", "description": "Mã lỗi", "x-description-en": "Code of the error", "examples": [*REFUSALS, *WORDS]},
        "message": {"type": "string", "description": "Cho lập trình viên, tiếng Anh", "x-description-en": "For programmers"},
        "message_vi": {"type": "string", "description": "Cho người dùng, tiếng Việt", "x-description-en": "For people, in Vietnamese"},
        "message_en": {"type": "string", "description": "Cho người dùng, tiếng Anh", "x-description-en": "For people, in English"},
        "parameter": {"type": "string", "description": "Tham số không đúng", "x-description-en": "The parameter that is wrong"},
        "allowed": {"type": "array", "items": {"type": "string"}, "description": "Các giá trị được dùng", "x-description-en": "What is allowed"},
        "scope": {"type": "string", "description": "Quyền còn thiếu", "x-description-en": "The scope that is lacking", "enum": list(SCOPES)},
        "field": {"type": "string", "description": "Trường không đúng của phiếu gửi lên", "x-description-en": "The field of a submission that is wrong"},
        "problems": {"type": "array", "items": PROBLEM, "description": "Những câu trả lời không hợp lệ", "x-description-en": "The answers that are not valid"},
    },
}
RELEASE_DOCUMENT = ("/waves/{code}/releases/{number}", "Bảng chính thức đã đóng băng của một lần công bố", "The frozen official table of a release")
RELEASED = {
    "type": "object", "required": ["wave", "number", "digest", "document"],
    "properties": {
        "wave": {"type": "string", "description": "Mã đợt khảo sát", "x-description-en": "Code of the wave"},
        "number": {"type": "integer", "description": "Số của lần công bố", "x-description-en": "Number of the release"},
        "digest": {"type": "string", "description": "SHA-256 của bảng chính thức, như trong thông báo webhook", "x-description-en": "SHA-256 of the official table, as webhooks tell it"},
        "corrected_by": {"type": ["integer", "null"], "description": "Số của lần công bố đính chính lần này; null là chưa bị đính chính",
                         "x-description-en": "Number of the release that corrects this one; null while none does"},
        "document": {"type": "object", "description": "Bảng chính thức như đã đóng băng; form nói dạng của nó", "x-description-en": "The official table as it was frozen; form names its layout"},
    },
}
PAGED = {
    "total": ({"type": "integer"}, "Số dòng của cả bảng sau khi lọc", "Rows of the whole table that the filters leave"),
    "limit": ({"type": "integer"}, "Số dòng một trang", "Rows a page"),
    "page": ({"type": "integer"}, "Trang này là trang thứ mấy", "Which page this is"),
    "next": ({"type": ["string", "null"]}, "Đường dẫn trang sau trên máy chủ này; null là hết", "Path of the next page on this server; null at the end"),
}
HEADERS = {
    "ETag": ("Gửi lại trong If-None-Match để nhận 304 khi chưa có gì đổi", "Send it as If-None-Match to get 304 while nothing has changed"),
    "X-Total-Count": ("Số dòng của cả bảng sau khi lọc", "Rows of the whole table that the filters leave"),
    "Link": ("Các trang khác: first, prev, next, last; không có khi trả cả bảng", "The other pages: first, prev, next, last; missing where the table came whole"),
}
# scope -> the group its operations stand in
TAGS = {None: ("waves", "Các đợt khảo sát", "Waves"), "released": ("figures", "Số liệu", "Figures"), "provisional": ("runs", "Các lần tính", "Runs"),
        "fieldwork": ("fieldwork", "Công tác khảo sát", "Fieldwork")}
SENT = ("responses", "Gửi phiếu trả lời", "Sending responses")
TOLD = ("webhooks", "Thông báo tới hệ thống khác", "Messages to other systems")
CODE = Parameter({"type": "string", "minLength": 1}, "Mã đợt khảo sát", "Code of the wave")
NUMBER = Parameter({"type": "integer", "minimum": 1, "maximum": LARGEST}, "Số của lần công bố", "Number of the release")


@cache
def document() -> dict:
    """The whole document; addresses are relative to /api/v1."""
    vi, en = ABOUT
    return {
        "openapi": "3.1.0",
        "info": {"title": "SIPAS API", "version": VERSION, "description": vi, "x-description-en": en},
        "servers": [{"url": "/api/v1"}],
        "tags": [{"name": name} | _said(vi, en) for name, vi, en in (*TAGS.values(), SENT, TOLD)],
        "paths": _paths(),
        "webhooks": {event: {"post": _message(event)} for event in MESSAGES},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "Khóa API", "x-description-en": "API token", "x-scopes": {
                name: {"description": said[0], "x-description-en": said[1]} for name, said in SCOPES.items()}}},
            "schemas": {"Error": ERROR, "Wave": object_of(WAVE_FIELDS), "WaveAlone": object_of(ALONE_FIELDS), "Submission": envelope_schema(), "Receipt": RECEIPT}
            | {_row_name(resource): object_of(resource.fields) for resource in CATALOGUE} | {name: object_of(parts) for name, parts, *_ in MESSAGES.values()},
        },
    }


def _paths() -> dict:
    paths = {"/responses": {"post": _submission()}}
    for resource in CATALOGUE:
        address = resource.path.replace("<code>", "{code}")
        paths[address] = {"get": _reading(resource, "list_", _both_forms(resource))}
        paths[f"{address}.csv"] = {"get": _reading(resource, "csv_of_", {"text/csv": {"schema": _csv(resource)}})}
    path, vi, en = RELEASE_DOCUMENT
    paths[path] = {"get": _operation("read_release", "released", vi, en, [_parameter("code", CODE, "path"), _parameter("number", NUMBER, "path")],
                                     {"application/json": {"schema": RELEASED}}, ("ETag",))}
    return paths


def _row_name(resource: Resource) -> str:
    return f"{resource.name.capitalize()}Row"


def _both_forms(resource: Resource) -> dict:
    paging = {name: schema | _said(vi, en) for name, (schema, vi, en) in PAGED.items()}
    wave = {} if resource.of == "place" else {"wave": {"$ref": f"#/components/schemas/{'Wave' if resource.of == 'run' else 'WaveAlone'}"}}
    rows = {resource.name: {"type": "array", "items": {"$ref": f"#/components/schemas/{_row_name(resource)}"}}}
    body = {"type": "object", "required": [*wave, *rows, "total", "limit", "page", "next"], "properties": wave | rows | paging}
    return {"application/json": {"schema": body}, "text/csv": {"schema": _csv(resource)}}


def _csv(resource: Resource) -> dict:
    """A file's columns: those of the wave and the run stand around the row's own."""
    in_front, behind = AROUND[resource.of]
    columns = [*in_front, *field_names(resource.fields), *behind]
    return {"type": "string", "x-columns": columns} | _said(f"Các cột: {', '.join(columns)}", f"Columns: {', '.join(columns)}")


def _reading(resource: Resource, prefix: str, content: dict) -> dict:
    path = [_parameter("code", CODE, "path")] if "<code>" in resource.path else []
    known = {field.name: field for field in resource.fields}
    filters = [_filter(known[name]) for name in resource.filters]
    query = [_parameter(name, parameter, "query") for name, parameter in parameters_of(resource).items()]
    operation = _operation(f"{prefix}{resource.name}", resource.scope, resource.vi, resource.en, [*path, *filters, *query], content, HEADERS)
    operation["responses"] |= _problems(THINNED if resource.thins else {})
    return operation


def _operation(name: str, scope: str | None, vi: str, en: str, parameters: list[dict], content: dict, headers: Iterable[str]) -> dict:
    told = {header: {"schema": {"type": "string"}} | _said(*HEADERS[header]) for header in headers}
    fine = _said(vi, en) | {"content": content, "headers": told}
    return {
        "operationId": name, "tags": [TAGS[scope][0]], "summary": vi, "x-summary-en": en, "x-scope": scope, "security": [{"token": [scope] if scope else []}], "parameters": parameters,
        "responses": {"200": fine, "304": _said("Không đổi từ lần đọc trước (If-None-Match)", "Unchanged since it was last read"), **_problems(_possible(scope, parameters))},
    }


def _possible(scope: str | None, parameters: list[dict]) -> dict:
    """What can go wrong there: any token opens what needs no scope, and an address that names no wave is always found."""
    named = any(one["in"] == "path" for one in parameters)
    return {status: said for status, said in PROBLEMS.items() if (scope or status != "403") and (named or status != "404")}


def _problems(table: dict) -> dict:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {status: _said(vi, en) | {"content": content} for status, (vi, en) in table.items()}


def _said(vi: str, en: str) -> dict:
    return {"description": vi, "x-description-en": en}


def _parameter(name: str, parameter: Parameter, place: str) -> dict:
    return {"name": name, "in": place, "required": place == "path", "schema": dict(parameter.schema)} | _said(parameter.vi, parameter.en)


def _filter(field: Field) -> dict:
    """A filter may be given several times: any of its values fits."""
    return {"name": field.name, "in": "query", "required": False, "style": "form", "explode": True,
            "schema": {"type": "array", "items": {"type": "string"} | ({"enum": list(field.choices)} if field.choices else {})}} | _said(f"Chỉ lấy: {field.vi}", f"Only: {field.en}")


def _submission() -> dict:
    receipt = {"application/json": {"schema": {"$ref": "#/components/schemas/Receipt"}}}
    vi, en = "Gửi một phiếu trả lời của điểm Một cửa", "Send one response of a one-stop desk"
    return {
        "operationId": "send_response", "tags": [SENT[0]], "summary": vi, "x-summary-en": en, "security": [],
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Submission"}}}},
        "responses": {
            "201": _said("Đã ghi", "Stored") | {"content": receipt},
            "200": _said("Đã ghi từ trước, cùng biên nhận", "Stored before, the same receipt") | {"content": receipt},
            **_problems(SUBMISSION_PROBLEMS),
        },
    }


def _message(event: str) -> dict:
    name, _, vi, en = MESSAGES[event]
    return {
        "operationId": f"told_{event}", "tags": [TOLD[0]], "summary": vi, "x-summary-en": en, "security": [],
        "parameters": [{"name": header, "in": "header", "required": True, "schema": schema} | _said(*said) for header, (schema, *said) in SIGNED.items()],
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}},
        "responses": {"2XX": _said("Đã nhận", "Taken"), "default": _said("Chưa nhận; chuyển hướng cũng là chưa nhận", "Not taken; a redirect neither")},
    }
