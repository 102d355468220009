"""What stands around the tables of questions."""
from __future__ import annotations

from survey_app.exports.questions.document import Questions, QuestionTable, sample_of
from survey_app.good_runs import WEIGHTINGS
from survey_app.office.edition import whole

TITLE = "KẾT QUẢ KHẢO SÁT NHẬN ĐỊNH VÀ MONG ĐỢI CỦA NGƯỜI DÂN\n{province} NĂM {year}"
RULES = {"1": "mỗi người chọn một", "any": "chọn bao nhiêu cũng được, các tỷ lệ không cộng thành 100%"}


def title(questions: Questions, province: str) -> str:
    """The heading, in capitals, on two lines."""
    return TITLE.format(province=province.upper(), year=questions.year)


def column_of(table: QuestionTable) -> str:
    """The heading of the figures."""
    return "Tỷ lệ (%)" if table.choose else "Điểm (thang 100)"


def rule_of(table: QuestionTable) -> str:
    """How the question is answered; empty for scores."""
    return "" if table.choose is None else f" ({RULES.get(table.choose) or f'mỗi người chọn đúng {table.choose}'})"


def notes(questions: Questions) -> list[str]:
    """What stands beneath the tables."""
    return [
        f"{sample_of(questions)}; {whole(questions.n)} phiếu hợp lệ, {WEIGHTINGS.get(questions.weighting, questions.weighting)}; n là số người trả lời từng câu.",
        "Khoảng tin cậy 95%: tỷ lệ theo Korn–Graubard, điểm trên thang logit. “–”: không hiển thị hoặc không tính được; “*”: cần đọc thận trọng.",
        f"Đợt {questions.wave}, lần tính {questions.run}, mã băm số liệu đầu vào {questions.input_digest}.",
    ]
