"""What a page says of a figure that is not shown, or is to be read with care."""
from __future__ import annotations

from collections.abc import Mapping

from survey_app.numbers import vietnamese

SUPPRESSED = {
    "few_answers": "không hiển thị (n < {hidden_below})",
    "complementary": "không hiển thị (để không suy ra được số liệu đã ẩn)",
    "no_answers": "chưa có ai trả lời",
}
# A share is hidden not only where few answered, but also where few chose it, or all but few.
SUPPRESSED_SHARES = SUPPRESSED | {"few_answers": "không hiển thị (ít người, có thể lộ câu trả lời)"}
FLAGS = {
    "few_answers": "ít phiếu (n < {flagged_below})",
    "wide_interval": "khoảng tin cậy rộng, nên thận trọng",
    "no_interval": "chưa đủ dữ liệu để tính khoảng tin cậy",
    "few_psus": "quá ít {psus} trong mẫu: khoảng tin cậy chưa vững",
}
PSUS = "thôn hoặc ngày"  # what samples of either kind are clustered by


def words_of(code: str | None, words: Mapping[str, str], method: Mapping, psus: str = PSUS) -> str:
    """The words for a code, with the limits that the run's method states; psus: what the sample's PSUs are called. Empty without a code."""
    return words[code].format(psus=psus, **method["disclosure"]) if code else ""


def rank_words(best: int | None, worst: int | None) -> str:
    """"hạng 3–9", or "hạng 3" where only one is possible."""
    if best is None:
        return "chưa xếp hạng được"
    return f"hạng {best}" if best == worst else f"hạng {best}–{worst}"


def cross_check_words(diagnostics: Mapping) -> str:
    """How replicate errors of the first measure compare with its linearised one; empty where there are none."""
    check = diagnostics.get("cross_check", {})
    first = next(iter(check.get("measures", ())), {})
    if None in (first.get("jackknife_ratio"), first.get("bootstrap_ratio")):
        return ""
    return (f"Sai số chuẩn của chỉ số {first['code']}: cách jackknife cho {vietnamese(first['jackknife_ratio'])} lần, bootstrap ({check['replicates']} lần lặp) "
            f"cho {vietnamese(first['bootstrap_ratio'])} lần sai số tuyến tính hóa dùng trong bảng.")
