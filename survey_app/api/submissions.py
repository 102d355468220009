"""What POST /responses takes and gives, for the OpenAPI document; the reader of the same fields is in reading.py."""
from __future__ import annotations

from survey_app.api.reading import DEVICES, LONGEST_TIMING, MOST_TIMINGS
from survey_app.locale import LANGUAGES

_MOMENT = {"type": "string", "format": "date-time", "maxLength": 100}
REQUIRED = ("submission_id", "instrument", "answers")
WHERE = ("code", "link")  # one of them
# field -> schema, Vietnamese, English
ENVELOPE = {
    "submission_id": ({"type": "string", "format": "uuid"}, "Mã lần gửi do máy gửi tự đặt; gửi lại cùng mã không bao giờ ghi hai lần", "Made by the sender; sent again it is never stored twice"),
    "code": ({"type": "string", "minLength": 1, "maxLength": 100}, "Mã điểm Một cửa in trên áp phích", "The desk's code on its poster"),
    "link": ({"type": "string", "minLength": 1, "maxLength": 100}, "Mã của đường dẫn dùng một lần, thay cho mã điểm", "The code of a one-time link, instead of a desk's"),
    "instrument": ({"type": "string", "minLength": 1, "maxLength": 100}, "Mã băm của phiếu hỏi đang dùng", "Digest of the instrument in use"),
    "answers": ({"type": "object"}, "Câu trả lời theo mã câu hỏi", "Answers by code of the item"),
    "language": ({"type": "string", "enum": list(LANGUAGES)}, "Ngôn ngữ đã dùng", "The language used"),
    "device": ({"type": "string", "enum": list(DEVICES)}, "Loại thiết bị", "Kind of device"),
    "timings": ({"type": "object", "maxProperties": MOST_TIMINGS, "additionalProperties": {"type": "number", "minimum": 0, "maximum": LONGEST_TIMING}},
                "Số giây ở từng phần của phiếu", "Seconds spent in each section"),
    "started_at": (_MOMENT, "Lúc bắt đầu theo đồng hồ của máy", "When answering began, by the device's clock"),
    "finished_at": (_MOMENT, "Lúc trả lời xong theo đồng hồ của máy", "When answering ended, by the device's clock"),
    "sent_at": (_MOMENT, "Lúc gửi theo đồng hồ của máy; dùng để chỉnh hai thời điểm trên", "When it was sent, by the device's clock: the other two are corrected by it"),
}


def envelope_schema() -> dict:
    """The JSON schema of a submission."""
    properties = {name: schema | {"description": vi, "x-description-en": en} for name, (schema, vi, en) in ENVELOPE.items()}
    return {"type": "object", "required": list(REQUIRED), "oneOf": [{"required": [name]} for name in WHERE], "properties": properties, "additionalProperties": False}


RECEIPT = {
    "type": "object", "required": ["receipt"],
    "properties": {"receipt": {"type": "string", "description": "Mã biên nhận để người dân giữ", "x-description-en": "The receipt that the citizen keeps"}},
}
