"""What a run calls its domains, and how the words of its method are said to people."""
from __future__ import annotations

from collections.abc import Mapping

from survey_app.compared import LACKING
from survey_app.good_runs import WEIGHTINGS

# What a run says of its method, by name; parts of a part after a dot.
METHOD = {
    "weighting": "Trọng số", "variance": "Phương sai", "interval": "Khoảng tin cậy lưu kèm", "interval_shown": "Khoảng tin cậy hiển thị",
    "interval_shares": "Khoảng tin cậy của tỷ lệ", "interval_level": "Độ tin cậy", "df": "Bậc tự do", "degrees": "Số bậc tự do", "strata": "Số tầng", "psus": "Số cụm",
    "wave_kind": "Loại đợt", "sampling.vi": "Cách chọn mẫu", "index": "Bộ chỉ số", "points": "Bộ chỉ số tính điểm PAR INDEX", "definition": "Định nghĩa chỉ số (mã băm)",
    "instrument": "Phiếu hỏi (mã băm)", "domains": "Nhóm được báo cáo", "previous.wave": "Đợt trước đem so sánh", "previous.run": "Lần tính của đợt trước",
    "previous.released": "Số liệu đợt trước đã công bố khi tính", "previous.release": "Bản công bố của đợt trước khi tính",
    "previous.shared_psus": "Số thôn chung với mẫu của đợt trước", "previous.overlap_psus": "Số thôn chung mà sai số của thay đổi đã tính đến",
    "previous.overlap_lacking": "Vì sao sai số của thay đổi không tính đến thôn chung", "previous.overlap_without": "Số thay đổi vẫn tính như hai mẫu độc lập",
    "disclosure.hidden_below": "Ẩn khi ít hơn (phiếu)", "disclosure.flagged_below": "Gắn cờ khi ít hơn (phiếu)",
    "disclosure.flagged_above_relative_margin": "Gắn cờ khi sai số tương đối vượt", "disclosure.flagged_below_df": "Gắn cờ khi bậc tự do dưới", "design.stratum": "Cột tầng", "design.psu": "Cột cụm", "design.weight": "Cột trọng số",
    "design.fpc": "Cột quy mô tổng thể", "design.nested": "Mã cụm lặp lại giữa các tầng", "design.lonely": "Tầng chỉ có một cụm",
    "design.calibration": "Hiệu chỉnh trọng số",
}
# The engine states its method in English, in fixed words.
WORDS = {
    "Taylor linearisation, ultimate clusters": "tuyến tính hóa Taylor theo cụm gốc", "t on the logit of the score's range": "t trên thang logit của điểm số", "t": "t trên thang điểm",
    "PSUs - strata": "số cụm − số tầng", **WEIGHTINGS, "fail": "không chấp nhận", "adjust": "so với trung bình chung",
    "average": "lấy trung bình các tầng khác", "certainty": "coi là không có sai số",
    **LACKING, "Korn-Graubard beta; logit beside": "beta Korn–Graubard, kèm logit", "household": "hộ gia đình", "desk": "tại điểm Một cửa", "leaders": "lãnh đạo", "True": "có", "False": "không", "None": "–",
}


def in_words(value: object) -> str:
    """A value of a method as people say it, numbers with a decimal comma; what has no words of its own stays as it is."""
    return str(value).replace(".", ",") if isinstance(value, float) else WORDS.get(str(value), str(value))


def kind_name(method: Mapping, kind: str) -> str:
    """What a run calls a kind of domains."""
    return method.get("domains", {}).get(kind, {}).get("label", {}).get("vi", kind)


def domain_name(method: Mapping, kind: str, domain: str) -> str:
    """What a run calls a domain."""
    return method.get("domains", {}).get(kind, {}).get("names", {}).get(domain, {}).get("vi", domain)
