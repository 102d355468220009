"""Why a form may be left out of the figures, in words; and what is said wherever somebody decides it."""
from __future__ import annotations

from survey_app.numbers import whole

# Codes are those of survey_app.models.exclusions. About how a form came about, never about what was answered.
REASONS = {
    "no_interview": "phúc tra phát hiện không có cuộc phỏng vấn",
    "wrong_person": "sai hộ hoặc sai người được chọn",
    "staff_test": "phiếu thử của cán bộ",
    "repeated": "một người trả lời nhiều lần",
    "fabricated": "giả mạo, nhập khống",
    "other": "lý do khác",
}
REASONS_EN = {
    "no_interview": "no interview took place, as a re-interview found", "wrong_person": "not the household or person that was drawn",
    "staff_test": "a test by staff", "repeated": "one person answered several times", "fabricated": "fabricated", "other": "another reason",
}
ACTS = {"out": "loại", "in": "tính lại"}
RULE = "Chỉ loại vì phiếu đã ra đời không đúng cách, không bao giờ vì nội dung trả lời. Trang này không hiện câu trả lời nào."


def counted_reasons(reasons: dict[str, int]) -> str:
    """Reasons with how many forms each, the most frequent first."""
    return "; ".join(f"{REASONS[code]}: {whole(count)}" for code, count in sorted(reasons.items(), key=lambda one: (-one[1], one[0])))
