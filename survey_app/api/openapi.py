"""The OpenAPI 3.1 document, made from the tables that also answer and validate: it cannot say what is not so."""
from __future__ import annotations

from functools import cache

from survey_app.addresses import LARGEST
from survey_app.api.catalogue import CATALOGUE
from survey_app.api.parameters import Parameter, parameters_of
from survey_app.api.refusals import REFUSALS
from survey_app.api.resources import Resource
from survey_app.api.scopes import SCOPES
from survey_app.api.submissions import RECEIPT, envelope_schema
from survey_app.api.vocabulary import Field, object_of
from survey_app.api.waves import WAVE_FIELDS

VERSION = "1.1.0"
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
SUBMISSION_PROBLEMS = {
    "400": ("Không đọc được", "It cannot be read"), "404": ("Không có điểm mang mã này", "No desk has this code"),
    "409": ("Không có đợt đang mở, phiếu hỏi đã đổi, hoặc mã lần gửi đã dùng", "No wave is open, the instrument has changed, or the id was used elsewhere"),
    "410": ("Mã đã thu hồi", "The code was revoked"), "413": ("Quá 64 KB", "More than 64 KB"), "415": ("Không phải JSON", "Not JSON"),
    "422": ("Câu trả lời hoặc thời gian không hợp lệ", "Answers or times are not valid"), "429": ("Quá nhiều lượt gửi", "Too many at once"),
}
ERROR = {
    "type": "object", "required": ["error", "message", "message_vi"],
    "properties": {
        "error": {"type": "string", "description": "Mã lỗi", "x-description-en": "Code of the error", "examples": list(REFUSALS)},
        "message": {"type": "string", "description": "Cho lập trình viên, tiếng Anh", "x-description-en": "For programmers"},
        "message_vi": {"type": "string", "description": "Cho người dùng, tiếng Việt", "x-description-en": "For people, in Vietnamese"},
        "message_en": {"type": "string", "description": "Cho người dùng, tiếng Anh", "x-description-en": "For people, in English"},
        "parameter": {"type": "string", "description": "Tham số không đúng", "x-description-en": "The parameter that is wrong"},
        "allowed": {"type": "array", "items": {"type": "string"}, "description": "Các giá trị được dùng", "x-description-en": "What is allowed"},
        "scope": {"type": "string", "description": "Quyền còn thiếu", "x-description-en": "The scope that is lacking", "enum": list(SCOPES)},
        "field": {"type": "string", "description": "Trường không đúng của phiếu gửi lên", "x-description-en": "The field of a submission that is wrong"},
        "problems": {"type": "array", "items": {"type": "object"}, "description": "Những câu trả lời không hợp lệ", "x-description-en": "The answers that are not valid"},
    },
}
RELEASE_DOCUMENT = ("/waves/{code}/releases/{number}", "Bảng chính thức đã đóng băng của một lần công bố", "The frozen official table of a release")
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
        "paths": _paths(),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "Khóa API", "x-description-en": "API token", "x-scopes": {
                name: {"description": said[0], "x-description-en": said[1]} for name, said in SCOPES.items()}}},
            "schemas": {"Error": ERROR, "Wave": object_of(WAVE_FIELDS), "Submission": envelope_schema(), "Receipt": RECEIPT}
            | {_row_name(resource): object_of(resource.fields) for resource in CATALOGUE},
        },
    }


def _paths() -> dict:
    paths = {"/responses": {"post": _submission()}}
    for resource in CATALOGUE:
        address = resource.path.replace("<code>", "{code}")
        paths[address] = {"get": _reading(resource, "list_", _both_forms(resource))}
        paths[f"{address}.csv"] = {"get": _reading(resource, "csv_of_", {"text/csv": {"schema": {"type": "string"}}})}
    path, vi, en = RELEASE_DOCUMENT
    paths[path] = {"get": _operation("read_release", "released", vi, en, [_parameter("code", CODE, "path"), _parameter("number", NUMBER, "path")],
                                     {"application/json": {"schema": {"type": "object", "required": ["wave", "number", "document"]}}})}
    return paths


def _row_name(resource: Resource) -> str:
    return f"{resource.name.capitalize()}Row"


def _both_forms(resource: Resource) -> dict:
    paging = {name: {"type": "integer"} for name in ("total", "limit", "page")} | {"next": {"type": ["string", "null"]}}
    wave = {} if resource.of == "place" else {"wave": {"$ref": "#/components/schemas/Wave"} if resource.of == "run" else {"type": "object"}}
    rows = {resource.name: {"type": "array", "items": {"$ref": f"#/components/schemas/{_row_name(resource)}"}}}
    body = {"type": "object", "required": [*wave, *rows, "total", "limit", "page", "next"], "properties": wave | rows | paging}
    return {"application/json": {"schema": body}, "text/csv": {"schema": {"type": "string"}}}


def _reading(resource: Resource, prefix: str, content: dict) -> dict:
    path = [_parameter("code", CODE, "path")] if "<code>" in resource.path else []
    known = {field.name: field for field in resource.fields}
    filters = [_filter(known[name]) for name in resource.filters]
    query = [_parameter(name, parameter, "query") for name, parameter in parameters_of(resource).items()]
    return _operation(f"{prefix}{resource.name}", resource.scope, resource.vi, resource.en, [*path, *filters, *query], content)


def _operation(name: str, scope: str | None, vi: str, en: str, parameters: list[dict], content: dict) -> dict:
    fine = {"description": vi, "content": content, "headers": {"ETag": {"schema": {"type": "string"}}}}
    return {
        "operationId": name, "summary": vi, "x-summary-en": en, "x-scope": scope, "security": [{"token": [scope] if scope else []}], "parameters": parameters,
        "responses": {"200": fine, "304": {"description": "Không đổi từ lần đọc trước (If-None-Match)", "x-description-en": "Unchanged since it was last read"}, **_problems(PROBLEMS)},
    }


def _problems(table: dict) -> dict:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {status: {"description": vi, "x-description-en": en, "content": content} for status, (vi, en) in table.items()}


def _parameter(name: str, parameter: Parameter, place: str) -> dict:
    return {"name": name, "in": place, "required": place == "path", "schema": dict(parameter.schema), "description": parameter.vi, "x-description-en": parameter.en}


def _filter(field: Field) -> dict:
    """A filter may be given several times: any of its values fits."""
    return {"name": field.name, "in": "query", "required": False, "style": "form", "explode": True,
            "schema": {"type": "array", "items": {"type": "string"} | ({"enum": list(field.choices)} if field.choices else {})}, "description": f"Chỉ lấy: {field.vi}", "x-description-en": f"Only: {field.en}"}


def _submission() -> dict:
    receipt = {"application/json": {"schema": {"$ref": "#/components/schemas/Receipt"}}}
    vi, en = "Gửi một phiếu trả lời của điểm Một cửa", "Send one response of a one-stop desk"
    return {
        "operationId": "send_response", "summary": vi, "x-summary-en": en, "security": [],
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Submission"}}}},
        "responses": {
            "201": {"description": "Đã ghi", "x-description-en": "Stored", "content": receipt},
            "200": {"description": "Đã ghi từ trước, cùng biên nhận", "x-description-en": "Stored before, the same receipt", "content": receipt},
            **_problems(SUBMISSION_PROBLEMS),
        },
    }
