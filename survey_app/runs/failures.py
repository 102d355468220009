"""Why a run failed, in Vietnamese: the engine gives its reasons in English, in fixed words."""
from __future__ import annotations

import re

# What the engine says, as a pattern, and what pages say; groups in their order.
FAILURES = (
    (r"no responses of record yet \((\d+) stored\).*", "chưa có phiếu nào tính được ({} phiếu đã lưu); hãy tính lại khi có phiếu"),
    (r"(\d+) forms have more than one response of record \(serial (.+)\);.*", "{} tờ phiếu có hơn một bản ghi được tính (số phiếu {}); hãy nhập bản đính chính cho bản sai"),
    (r"the wave's instrument has no item (.+) \((\d+) lacking\).*", "phiếu hỏi của đợt không có câu {} mà bộ chỉ số cần (thiếu {} câu); đợt này cần phiếu hỏi khác"),
    (r"Only one PSU in stratum (.+) \((\d+) strata\).*", "tầng {} chỉ có một cụm ({} tầng như vậy), nên không đo được phương sai; hãy gộp với tầng tương tự"),
    (r"(\d+) responses stand outside the frame of the wave.*", "{} phiếu nằm ngoài mẫu của đợt; mỗi phiếu phải thuộc một hộ hoặc một điểm của đợt"),
    (r"the wave's design says (.+?)[;:].*", "cài đặt của đợt có giá trị không hiểu được: {}"),
    (r"interrupted.*", "bị ngắt giữa chừng, không có gì hỏng; hãy tính lại"),
    (r"unexpected (\w+) at ([\w.]+:\d+).*", "lỗi của chương trình ({} ở {}); người quản trị xem nhật ký của tiến trình tính"),
)


def nothing_yet(reason: str | None) -> bool:
    """Whether a run found no answer to compute from: no failure of anything, only early."""
    return (reason or "").startswith("no responses of record yet")


def failure_words(reason: str | None) -> str:
    """A reason as pages say it; one without words of its own is quoted."""
    for pattern, words in FAILURES:
        if found := re.fullmatch(pattern, reason or "", re.DOTALL):
            return words.format(*found.groups())
    return f"chương trình báo “{reason or 'không rõ lý do'}”"
