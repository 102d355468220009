"""The words around the official table: its title above, its notes beneath; the same in every format and on pages."""
from __future__ import annotations

from survey_app.compared import sampling_words, source_words
from survey_app.exports.official_table.columns import distinct_sources, wave_before
from survey_app.exports.official_table.span import when_of
from survey_app.good_runs import WEIGHTINGS
from survey_app.numbers import whole

TITLES = {
    "household": "Chỉ số hài lòng của người dân đối với sự phục vụ của cơ quan hành chính nhà nước",
    "desk": "Đánh giá của người dân tại bộ phận một cửa",
    "leaders": "Kết quả khảo sát ý kiến lãnh đạo, quản lý về cải cách hành chính",
}
INTERVALS = {
    "household": "Khoảng tin cậy 95% tính theo thiết kế mẫu (tuyến tính hóa Taylor, thang logit)",
    "desk": "Khoảng tin cậy 95% cho biến động giữa các ngày tại quầy (thang logit), không suy rộng cho toàn dân",
    "leaders": "Khoảng tin cậy 95% cho phần danh sách chưa trả lời, coi như ai không trả lời là ngẫu nhiên (thang logit); cả danh sách đã trả lời thì khoảng bằng 0",
}


def title(document: dict, province: str) -> str:
    """What the table is about, on two lines, as in a sentence."""
    return f"{TITLES[document['kind']]}\n{province} {when_of(document)}"


def notes(document: dict, digest: str) -> list[str]:
    """What stands beneath the table: how the figures were made, what they mean, who published the others, what identifies them."""
    sources = [f"({number}) Số liệu của nguồn ngoài, không tính từ phiếu của đợt này: {source}" for number, source in enumerate(distinct_sources(document), 1)]
    found = (_made(document), _answering(document), _comparing(document), *sources, _ranking(document), *document["notes"], _identity(document, digest))
    return [note for note in found if note]


def _made(document: dict) -> str:
    method = document["method"]
    warning = f" – {document['warning'].upper()}" if document["warning"] else ""
    weighting = WEIGHTINGS.get(method.get("weighting"), "")
    scale = "thang 20–100, không phải tỷ lệ người hài lòng" if document["unit"] == "percent" else "điểm theo thang điểm của bộ chỉ số"
    return (f"{document['kind_name']}{warning}; n = {whole(document['n'])} phiếu hợp lệ; {weighting}; {scale}. "
            f"{INTERVALS[document['kind']]}; “–” khi không tính được.")


def _answering(document: dict) -> str:
    """How many people stand behind a row: the fewest and the most, and where all of them are told."""
    counts = [(row["n"], row["code"]) for row in document["rows"] if row["n"]]
    if not counts:
        return ""
    (fewest, code), (most, _) = min(counts), max(counts)
    every = f"mỗi dòng {whole(most)} người" if fewest == most else f"từ {whole(fewest)} (dòng {code}) đến {whole(most)} người"
    return f"Số người trả lời của từng dòng: {every}; tệp XLSX và CSV có số của mọi dòng."


def _comparing(document: dict) -> str:
    """Where the figures compared with are from, and what a change is."""
    previous = document["previous"]
    if previous["year"] is None:
        return "Chưa có số liệu năm trước để so sánh."
    own = "" if previous["wave"] is None else f"{wave_before(document)}: {source_words(previous.get('title') or previous['wave'], previous['run'], previous['release'])}. "
    compared = document["method"].get("previous") or {}
    sampling = sampling_words(compared) if compared.get("wave") == previous["wave"] else ""
    return f"{own}Thay đổi là hiệu của hai số đã làm tròn in trong bảng." + (f" {sampling}." if sampling else "")


def _ranking(document: dict) -> str:
    """Among how many provinces the ranks run, and why ranks among different numbers of them are not subtracted."""
    previous = document["previous"]
    ranked = {year: among for year, among, column in (
        (document["year"], document.get("provinces"), "rank"), (previous["year"], previous.get("provinces"), "previous_rank")) if among and any(row[column] for row in document["rows"])}
    if not ranked:
        return ""
    if len(set(ranked.values())) == 1:
        years = " và ".join(f"năm {year}" for year in sorted(ranked))
        return f"Xếp hạng {years}: trong {next(iter(ranked.values()))} tỉnh, thành phố khi đó."
    each = ", ".join(f"năm {year} trong {ranked[year]}" for year in sorted(ranked))
    return f"Xếp hạng {each} tỉnh, thành phố, nên hai thứ hạng không so bậc được."


def _identity(document: dict, digest: str) -> str:
    run = document["run"]
    return f"Đợt {document['wave']}, lần tính {run['id']}, mã băm số liệu đầu vào {run['input_digest']}; mã băm bảng này (SHA-256) {digest}."
