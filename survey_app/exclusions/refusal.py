"""Why forms were neither left out nor let in again, in words for programs and for people."""
from __future__ import annotations

REFUSALS = {
    "no_wave": ("there is no wave {wave!r}", "Không có đợt khảo sát này."),
    "no_forms": ("no form that can be chosen was found; give numbers of forms, or a desk and days on which it has some", "Không có phiếu nào để chọn. Hãy ghi số phiếu, hoặc điểm và ngày có phiếu."),
    "too_many": ("expected at most {most} numbers at once, got {count}", "Mỗi lần nhiều nhất {most} phiếu, ở đây có {count}."),
    "unknown": ("no form {forms} in wave {wave}; give the number as printed on the form (desks: the receipt)", "Đợt này không có phiếu {forms}. Hãy ghi số in trên phiếu (tại quầy: mã nhận phiếu)."),
    "other_wave": ("form {forms} is of another wave, not of {wave}", "Phiếu {forms} thuộc đợt khác."),
    "no_answer": ("form {forms} has no answer that could count", "Phiếu {forms} chưa có câu trả lời nào để tính, nên không có gì để loại."),
    "already_out": ("form {forms} is left out already", "Phiếu {forms} đã bị loại từ trước."),
    "already_in": ("form {forms} is not left out", "Phiếu {forms} đang được tính, không bị loại."),
    "no_desk": ("no desk {desk!r} takes part in wave {wave}; expected its number", "Không có điểm Một cửa này trong đợt."),
    "bad_days": ("expected a first day that is not after the last", "Ngày đầu phải trước hoặc trùng ngày cuối."),
    "no_days": ("expected the first and the last day", "Hãy ghi ngày đầu và ngày cuối."),
    "both_ways": ("expected numbers of forms, or a desk with days; came both", "Hãy chọn một cách: ghi số phiếu, hoặc chọn điểm và ngày."),
    "not_of_desk": ("wave {wave} has no desks; name its forms by their serial numbers", "Đợt này không có điểm Một cửa; hãy ghi số phiếu."),
    "no_reason": ("expected a reason, one of {reasons}", "Hãy chọn lý do."),
    "no_words": ("expected words on what happened and how it is known; came none", "Hãy ghi bằng lời: chuyện gì đã xảy ra, vì sao biết."),
    "long_words": ("expected at most {most} characters of words", "Nhiều nhất {most} ký tự."),
    "overtaken": ("somebody else decided on form {forms} meanwhile; look again", "Người khác vừa quyết định về phiếu {forms}. Hãy xem lại."),
    "changed": ("meanwhile there are {count} such forms, not {foreseen}; look again", "Trong lúc xem, số phiếu đã đổi: nay có {count} phiếu, không phải {foreseen}. Hãy xem lại rồi xác nhận."),
}


class Refused(Exception):
    """Nothing was changed: `reason` is a key of REFUSALS; the message says it in English, `vi` in Vietnamese."""

    def __init__(self, reason: str, **found: object):
        en, vi = (words.format(**found) for words in REFUSALS[reason])
        super().__init__(en)
        self.reason, self.vi = reason, vi
