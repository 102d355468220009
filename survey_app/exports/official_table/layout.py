"""The columns of the official table as people read it, and the words around it; the same in every format."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from survey_app.compared import sampling_words
from survey_app.exports.official_table.asking import Asked
from survey_app.exports.official_table.wording import BEYOND_CHANCE
from survey_app.good_runs import WEIGHTINGS
from survey_app.numbers import NOTHING, vietnamese
from survey_app.office.edition import whole
from survey_app.times import LOCAL

TITLES = {
    "household": "CHỈ SỐ HÀI LÒNG CỦA NGƯỜI DÂN ĐỐI VỚI SỰ PHỤC VỤ CỦA CƠ QUAN HÀNH CHÍNH NHÀ NƯỚC\n{province} NĂM {year}",
    "desk": "ĐÁNH GIÁ CỦA NGƯỜI DÂN TẠI BỘ PHẬN MỘT CỬA\n{province} NĂM {year}",
    "leaders": "KẾT QUẢ KHẢO SÁT Ý KIẾN LÃNH ĐẠO, QUẢN LÝ VỀ CẢI CÁCH HÀNH CHÍNH\n{province} NĂM {year}",
}
SCORES = {"percent": "Chỉ số (%)", "points": "Điểm"}
INTERVALS = {
    "household": "Khoảng tin cậy 95% tính theo thiết kế mẫu (tuyến tính hóa Taylor, thang logit)",
    "desk": "Khoảng tin cậy 95% cho biến động giữa các ngày tại quầy (thang logit), không suy rộng cho toàn dân",
    "leaders": "Khoảng tin cậy 95% cho phần danh sách chưa trả lời, coi như ai không trả lời là ngẫu nhiên (thang logit); cả danh sách đã trả lời thì khoảng bằng 0",
}
# In the order in which their columns stand.
MARKED = ("previous", "previous_rank", "rank", "national")


@dataclass(frozen=True)
class Heading:
    """A column: its group (None: a heading of its own), its title, what of a row it shows, and its width in millimetres."""

    group: str | None
    title: str
    shows: str
    width: int


def headings(document: dict) -> tuple[Heading, ...]:
    """The columns for which this table has figures, in the order of the published ones."""
    year, before, scores = f"Năm {document['year']}", wave_before(document), SCORES[document["unit"]]
    marks = source_marks(document)
    every = (
        Heading(None, "TT", "code", 16),
        Heading(None, "Nội dung", "label", 0),
        Heading(before, scores + marks.get("previous", ""), "previous", 19),
        Heading(before, "Xếp hạng" + marks.get("previous_rank", ""), "previous_rank", 18),
        Heading(year, scores, "score", 19),
        Heading(year, "Khoảng tin cậy 95%", "interval", 31),
        Heading(year, "Xếp hạng" + marks.get("rank", ""), "rank", 18),
        Heading(year, "Cả nước" + marks.get("national", ""), "national", 19),
        Heading(None, f"So sánh với {before[0].lower()}{before[1:]}", "change", 42),
    )
    return tuple(heading for heading in every if heading.shows in ("code", "label", "score", "interval") or _known(document, heading.shows))


def wave_before(document: dict) -> str:
    """What is compared with, by its year; a wave of the same year by its code; figures that nobody released by what they are."""
    previous = document["previous"]
    name = f"Đợt {previous['wave']}" if previous["year"] == document["year"] else f"Năm {previous['year']}"
    return f"{name} (tạm tính, chưa công bố)" if previous["provisional"] else name


def _known(document: dict, shows: str) -> bool:
    return any(row[shows] is not None for row in document["rows"])


def cell(row: dict, shows: str) -> str:
    """What a cell says in Vietnamese; a line end stands between the two changes."""
    if shows == "interval":
        return NOTHING if row["lo"] is None else f"{vietnamese(row['lo'])} – {vietnamese(row['hi'])}"
    if shows == "change":
        mark = f"\u00a0{BEYOND_CHANCE}" if row.get("beyond_chance") else ""
        return "\n".join(words for words in ((row["change_words"] or "") + mark, row["rank_words"]) if words) or NOTHING
    if shows == "score":
        return vietnamese(row["score"]) + ("*" if row["flag"] else "")
    if shows in ("previous", "national"):
        return vietnamese(row[shows])
    if shows == "code":
        return row["code"] if row["code"][0].isdigit() else ""
    return NOTHING if row[shows] is None else str(row[shows])


def source_marks(document: dict) -> dict[str, str]:
    """The mark "(1)" of each column whose figures others published: one number for each source."""
    numbers = {source: number for number, source in enumerate(_distinct_sources(document), 1)}
    return {one["figures"]: f" ({numbers[one['source']]})" for one in document["sources"] if one["source"] in numbers}


def _distinct_sources(document: dict) -> list[str]:
    named = {one["figures"]: one["source"] for one in document["sources"]}
    return list(dict.fromkeys(named[figures] for figures in MARKED if figures in named))


def title(asked: Asked, province: str) -> str:
    """The heading of the table, in capitals, on two lines."""
    document = asked.document
    return TITLES[document["kind"]].format(province=province.upper(), year=document["year"])


def period(document: dict) -> str:
    """When the answers came: from the wave's first day to its last, or to when these figures were computed."""
    first, last = date.fromisoformat(document["opens_on"]), document["closes_on"]
    until = f"đến {date.fromisoformat(last):%d/%m/%Y}" if last else (
        f"đến lúc tính {datetime.fromisoformat(document['run']['finished_at']).astimezone(LOCAL):%d/%m/%Y}" if document["run"]["finished_at"] else "")
    return f"Thu phiếu từ {first:%d/%m/%Y} {until}".rstrip()


def notes(asked: Asked) -> list[str]:
    """What stands beneath the table: how the figures were made, what they mean, who published the others, what identifies them."""
    document = asked.document
    sources = [f"({number}) Số liệu của nguồn ngoài, không tính từ phiếu của đợt này: {source}" for number, source in enumerate(_distinct_sources(document), 1)]
    return [note for note in (_made(document), _answering(document), _comparing(document), *sources, *document["notes"], _identity(asked)) if note]


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
    previous = document["previous"]
    if previous["year"] is None:
        return "Chưa có số liệu năm trước để so sánh."
    said = "Thay đổi là hiệu của hai số đã làm tròn in trong bảng."
    provisional = f" So với số liệu tạm tính, chưa công bố của đợt {previous['wave']}." if previous["provisional"] else ""
    compared = document["method"].get("previous") or {}
    sampling = sampling_words(compared.get("shared_psus")) if compared.get("wave") == previous["wave"] else ""
    return said + provisional + (f" {sampling}." if sampling else "")


def _identity(asked: Asked) -> str:
    run = asked.document["run"]
    return f"Đợt {asked.document['wave']}, lần tính {run['id']}, mã băm số liệu đầu vào {run['input_digest']}; mã băm bảng này (SHA-256) {asked.digest}."
