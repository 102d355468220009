"""The room's words: groups of dispositions, rates and events, for people who have not read AAPOR."""
from __future__ import annotations

from dataclasses import dataclass

from survey_app.sampling.dispositions import DISPOSITIONS, INTERVIEWS, Disposition
from survey_app.sampling.plan import METHODS, STRATA

# AAPOR's letters.
GROUP_NAMES = {
    "I": "Hoàn thành", "P": "Một phần", "R": "Từ chối", "NC": "Không gặp", "O": "Không trả lời được", "UH": "Chưa đến, chưa rõ hộ",
    "UO": "Chưa rõ có người", "NE": "Ngoài diện",
}
GROUP_MEANINGS = {
    "I": "trả lời trên 80 % số câu phải hỏi", "P": "trả lời từ 50 % đến 80 %", "R": "từ chối, hoặc bỏ dở khi trả lời dưới một nửa",
    "NC": "hộ có ở đó nhưng không gặp được người cần hỏi", "O": "gặp được nhưng không trả lời được: ốm, ngôn ngữ, qua đời",
    "UH": "chưa đến, hoặc không biết có hộ ở đó không", "UO": "có nhà, không biết có người đủ điều kiện không",
    "NE": "không thuộc diện khảo sát: nhà bỏ trống, cơ quan, không có người đủ 18 tuổi",
}
EVENTS = {
    "disposition": "Ghi kết quả", "response": "Có câu trả lời", "replaced": "Được thay bằng hộ dự phòng", "issued": "Đưa vào mẫu từ danh sách dự phòng",
}
CHANNELS = {"paper": "phiếu giấy", "import": "nhập từ tệp", "link": "đường dẫn một lần", "phone": "điện thoại"}
WAVE_STATES = {"draft": "chuẩn bị", "open": "đang mở", "closed": "đã đóng"}
STRATA_NAMES = dict(zip(STRATA, ("từng xã, phường", "từng huyện cũ", "toàn tỉnh"), strict=True))
METHOD_NAMES = dict(zip(METHODS, ("xác suất tỷ lệ với số hộ của thôn", "hệ thống, các thôn có xác suất như nhau"), strict=True))


@dataclass(frozen=True)
class Family:
    """Rates that answer one question; `rates` gives each one's own words."""

    name: str
    meaning: str
    rates: dict[str, str]


FAMILIES = {
    "rr": Family("Trả lời", "Trong số hộ lẽ ra phải trả lời, bao nhiêu hộ đã trả lời.", {
        "RR1": "Hoàn thành, trên mọi hộ chưa biết là ngoài diện. Thấp nhất, chặt nhất.",
        "RR2": "Như RR1, tính cả phiếu hoàn thành một phần.",
        "RR3": "Hoàn thành; hộ chưa rõ được tính theo tỷ lệ ước lượng e là thuộc diện.",
        "RR4": "Như RR3, tính cả phiếu một phần.",
        "RR5": "Hoàn thành, chỉ trên các hộ biết chắc thuộc diện. Cao nhất.",
        "RR6": "Như RR5, tính cả phiếu một phần.",
    }),
    "coop": Family("Hợp tác", "Trong số hộ đã gặp được, bao nhiêu hộ trả lời.", {
        "COOP1": "Hoàn thành, trên mọi hộ đã gặp.",
        "COOP2": "Như COOP1, tính cả phiếu một phần.",
        "COOP3": "Hoàn thành, không kể hộ không thể trả lời (ốm, ngôn ngữ).",
        "COOP4": "Như COOP3, tính cả phiếu một phần.",
    }),
    "ref": Family("Từ chối", "Bao nhiêu hộ từ chối hoặc bỏ dở.", {
        "REF1": "Trên mọi hộ chưa biết là ngoài diện.",
        "REF2": "Hộ chưa rõ được tính theo tỷ lệ e.",
        "REF3": "Chỉ trên các hộ biết chắc thuộc diện.",
    }),
    "con": Family("Tiếp xúc", "Bao nhiêu hộ đã gặp được người.", {
        "CON1": "Trên mọi hộ chưa biết là ngoài diện.",
        "CON2": "Hộ chưa rõ được tính theo tỷ lệ e.",
        "CON3": "Chỉ trên các hộ biết chắc thuộc diện.",
    }),
}


def in_words(one: Disposition) -> str:
    """A disposition with its code."""
    return f"{one.vi} ({one.code})"


# The dispositions that a person may give; and those that let another household take the place.
SAYABLE = tuple(one for one in DISPOSITIONS.values() if one.code not in INTERVIEWS)
GROUNDS = tuple(one for one in SAYABLE if one.replaceable)
