"""What webhooks send, as the contract describes it."""
from __future__ import annotations

from survey_app.api.vocabulary import Field, fields
from survey_app.models.releases import DELIVERY_EVENTS

ID = Field("id", "text", "Mã của thông báo (UUID), như trong X-Sipas-Delivery; không đổi giữa các lần thử", "Id of the message (a UUID), as in X-Sipas-Delivery; the same at every try")
WAVE = Field("wave", "text", "Mã đợt khảo sát", "Code of the wave")
RUN = Field("run", "whole", "Số của lần tính", "Number of the run")
NUMBER = Field("number", "whole", "Số của lần công bố", "Number of the release")


def _event(name: str) -> Field:
    return Field("event", "text", "Loại thông báo", "Kind of message", choices=(name,))


# event -> its schema's name, its fields, Vietnamese, English
MESSAGES = {
    "release": ("ReleaseMessage", (_event("release"), ID, WAVE, NUMBER, *fields("digest", "released_at"), RUN, *fields("corrects"),
                Field("url", "text", "Địa chỉ đọc bảng đã công bố, cần khóa quyền released", "Where the released table is read, with a token of scope released")),
                "Báo một lần công bố; không nhận được thì thử lại trong khoảng một ngày", "Tells of a release; tried again for about a day until it is taken"),
    "ping": ("PingMessage", (_event("ping"), ID, Field("webhook", "text", "Tên webhook", "Name of the webhook"),
             Field("url", "text", "Địa chỉ danh sách các đợt trong API", "Where the API lists the waves")),
             "Gửi thử khi người quản trị yêu cầu; chỉ gửi một lần", "A trial that an administrator asked for; sent once"),
}
SIGNED = {
    "X-Sipas-Event": ({"type": "string", "enum": list(DELIVERY_EVENTS)}, "Như event trong nội dung", "The body's event"),
    "X-Sipas-Delivery": ({"type": "string", "format": "uuid"}, "Như id trong nội dung; cùng một id chỉ xử lý một lần", "The body's id; act on the same id once"),
    "X-Sipas-Signature": ({"type": "string", "pattern": "^t=[0-9]+,v1=[0-9a-f]{64}$"},
                          "t: giây ký; v1: HMAC-SHA256 của t, dấu chấm và nội dung, với khóa ký của webhook",
                          "t: the second of signing; v1: HMAC-SHA256 over t, a dot and the body, with the webhook's secret"),
}
