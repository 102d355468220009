"""Why a sheet cannot be opened or kept, in words for the person who keys."""
from __future__ import annotations

from datetime import datetime

from survey_app.intake import Rejected
from survey_app.locale import show_moment

WORDS = {
    "unknown": "Không có phiếu số {serial} trong đợt này. Hãy xem lại số in trên phiếu.",
    "elsewhere": "Phiếu {serial} không thuộc địa bàn được giao cho bạn.",
    "mistyped": "Số phiếu {serial} sai: chữ số cuối không khớp các chữ số trước. Hãy gõ lại theo số in trên phiếu.",
    "closed": "Đợt khảo sát không mở, nên không nhập được phiếu {serial}.",
    "outside": "Ngày trả lời của phiếu {serial} nằm ngoài thời gian của đợt khảo sát.",
    "done": "Phiếu {serial} đã nhập xong, không cần nhập nữa.",
    "mine": "Bạn đã nhập phiếu {serial}. Mỗi người nhập một phiếu một lần; việc còn lại là của người khác.",
    "waiting": "Phiếu {serial} đã được nhập đủ hai lần và đang chờ phân xử.",
    "held": "Người khác đang nhập phiếu {serial} (giữ đến {until}). Hãy nhập phiếu khác.",
    "raced": "Phiếu {serial} vừa được người khác nhập trong lúc bạn nhập. Bản của bạn không được ghi.",
    "replaced": "Hộ của phiếu {serial} đã được thay bằng hộ khác, nên không nhập phiếu này nữa. Phiếu của hộ thay thế có số riêng.",
    "final": "Hộ của phiếu {serial} đã được ghi là không thuộc diện khảo sát. Nếu ghi nhầm, người giám sát sửa kết quả tiếp xúc rồi mới nhập được phiếu.",
    "invalid": "Phiếu {serial} có ô chưa đúng.",
    "undecided": "Phiếu {serial} còn ô chưa quyết định.",
    "not_waiting": "Phiếu {serial} không chờ phân xử: có thể người khác vừa phân xử xong.",
    "not_recorded": "Phiếu {serial} chưa được ghi nhận, nên chưa có gì để sửa.",
    "online": "Phiếu {serial} được trả lời qua đường dẫn, không có tờ giấy để đối chiếu, nên không sửa được.",
    "own_keying": "Bạn đã nhập phiếu {serial} nên không được sửa phiếu này. Hãy để người khác sửa.",
    "corrected": "Phiếu {serial} vừa được người khác sửa. Hãy mở lại và xem bản mới.",
    "unchanged": "Phiếu {serial} không có ô nào khác với bản đã ghi nhận.",
    "no_reason": "Hãy ghi lý do sửa phiếu {serial}.",
    "keyed_it": "Bạn đã nhập phiếu {serial} nên không được phân xử phiếu này.",
}
# What the intake says, in the words above.
OF_INTAKE = {"invalid": "invalid", "closed": "closed", "outside": "outside", "answered": "raced", "reused": "raced", "replaced": "replaced", "final": "final"}


class Refused(Exception):
    """Nothing was stored or opened: `reason` is a key of WORDS, `wrong` says by field what has to be mended."""

    def __init__(self, reason: str, serial: str, *, until: datetime | None = None, wrong: dict[str, str] | None = None):
        self.reason, self.wrong = reason, wrong or {}
        self.words = WORDS[reason].format(serial=serial[:30], until=show_moment(until)[-5:] if until else "")
        super().__init__(f"{reason}: sheet {serial[:30]}")


def of_intake(rejected: Rejected, serial: str) -> Refused:
    """The intake's refusal, told to the person who keyed."""
    return Refused(OF_INTAKE[rejected.reason], serial, wrong={problem.item: problem.text("vi") for problem in rejected.problems})
