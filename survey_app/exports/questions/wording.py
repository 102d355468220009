"""What stands around the tables of questions."""
from __future__ import annotations

from survey_app.asked_before import SAME, WORDS
from survey_app.chance import MARK
from survey_app.exports.questions.document import Questions, QuestionTable, sample_of
from survey_app.good_runs import WEIGHTINGS
from survey_app.numbers import whole

TITLE = "Kết quả khảo sát nhận định và mong đợi của người dân\n{province} năm {year}"
NATIONAL = "Cả nước"
RULES = {"1": "mỗi người chọn một", "any": "chọn bao nhiêu cũng được, các tỷ lệ không cộng thành 100%"}


def title(questions: Questions, province: str) -> str:
    """What the tables are about, on two lines, as in a sentence."""
    return TITLE.format(province=province, year=questions.year)


def column_of(table: QuestionTable) -> str:
    """The heading of the figures."""
    return "Tỷ lệ (%)" if table.choose else "Điểm (thang 100)"


def rule_of(table: QuestionTable) -> str:
    """How the question is answered; empty for scores."""
    return "" if table.choose is None else f" ({RULES.get(table.choose) or f'mỗi người chọn đúng {table.choose}'})"


def before_of(questions: Questions) -> str | None:
    """What the wave before is called above its figures; None where there is none."""
    if questions.before is None:
        return None
    return f"Năm {questions.before.year}" if questions.before.year != questions.year else f"Đợt {questions.before.wave.code}"


def not_compared(table: QuestionTable, questions: Questions) -> list[str]:
    """Which questions of a table the wave before did not ask alike, and why."""
    if questions.before is None:
        return []
    states = {line.question: questions.before.state(line.question) for line in table.lines}
    return [f"{question}: {WORDS[state]}." for question, state in states.items() if state != SAME]


def _chance_notes(questions: Questions) -> list[str]:
    """Which changes are more than chance, and what to know of their errors."""
    tested, sampling = questions.changes_tested, [f"{questions.sampling}."] if questions.sampling else []
    if not tested:
        return ["Chưa kiểm định được thay đổi nào có vượt quá dao động ngẫu nhiên của mẫu hay không."]
    adjusted = f"(p hiệu chỉnh Holm trong từng câu hoặc đề mục; kiểm định {len(tested)} thay đổi)"
    if not any(tested):
        return [f"Không thay đổi nào vượt quá dao động ngẫu nhiên của mẫu {adjusted}.", *sampling]
    return [f"“{MARK}”: thay đổi vượt quá dao động ngẫu nhiên của mẫu {adjusted}; các thay đổi khác: chưa đủ căn cứ để nói là tăng hay giảm.", *sampling]


def notes(questions: Questions) -> list[str]:
    """What stands beneath the tables."""
    before = [f"{before_of(questions)}: {questions.before.source}. Chênh lệch là hiệu của hai số đã làm tròn.", *_chance_notes(questions)] if questions.before else []
    return [
        f"{sample_of(questions)}; {whole(questions.n)} phiếu hợp lệ, {WEIGHTINGS.get(questions.weighting, questions.weighting)}; n là số người trả lời từng câu.",
        "Khoảng tin cậy 95%: tỷ lệ theo Korn–Graubard, điểm trên thang logit. “–”: không hiển thị hoặc không tính được; “*”: cần đọc thận trọng.",
        *before,
        *([questions.left_out.in_words()] if questions.left_out else []),
        *([f"{NATIONAL}: số liệu bên ngoài, không tính từ phiếu của đợt này. Nguồn: {'; '.join(questions.national_sources)}."] if questions.national_sources else []),
        f"Đợt {questions.wave}, lần tính {questions.run}, mã băm số liệu đầu vào {questions.input_digest}.",
    ]
