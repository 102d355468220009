"""Every field of the API's answers: its name, its type, and what it means in Vietnamese and English."""
from __future__ import annotations

from dataclasses import dataclass, replace

from survey_app.api.scales import UNITS
from survey_app.good_runs import KINDS
from survey_app.models.findings import COMPARISONS, STATISTICS
from survey_app.models.keying import PARTS
from survey_app.models.runs import FLAGS, SUPPRESSED
from survey_app.models.waves import WAVE_KINDS
from survey_app.sampling.dispositions import DISPOSITIONS, GROUPS

SIGNALS = ("higher", "lower")
# type -> its JSON schema (OpenAPI 3.1)
TYPES = {
    "text": {"type": "string"}, "whole": {"type": "integer"}, "number": {"type": "number"}, "yes_no": {"type": "boolean"},
    "day": {"type": "string", "format": "date"}, "moment": {"type": "string", "format": "date-time"}, "object": {"type": "object"},
}


@dataclass(frozen=True)
class Field:
    """A field: `kind` is one of TYPES, `null` says that it may be missing, `parts` are those of an object, `choices` all values there can be."""

    name: str
    kind: str
    vi: str
    en: str
    null: bool = False
    parts: tuple[Field, ...] = ()
    choices: tuple[str, ...] = ()

    def schema(self) -> dict:
        """Its JSON schema with both descriptions."""
        shape = TYPES[self.kind] | (object_of(self.parts) if self.parts else {})
        if self.choices:
            shape = shape | {"enum": [*self.choices, *((None,) if self.null else ())]}
        return shape | {"type": [shape["type"], "null"] if self.null else shape["type"], "description": self.vi, "x-description-en": self.en}


def object_of(parts: tuple[Field, ...]) -> dict:
    """The JSON schema of an object with these fields, all of them always there."""
    return {"type": "object", "required": [part.name for part in parts], "properties": {part.name: part.schema() for part in parts}}


# name -> its type (with ? where it may be missing), Vietnamese, English
_FIGURES = {
    "measure": ("text", "Mã chỉ tiêu (câu hỏi, tiêu chí, chỉ số)", "Code of the measure (item, component, index)"),
    "parent": ("text?", "Mã chỉ tiêu cấp trên", "Code of the measure it belongs to"),
    "level": ("text", "Cấp của chỉ tiêu: overall, index, component, item …", "Level of the measure: overall, index, component, item …"),
    "label": ("text", "Tên tiếng Việt", "Name in Vietnamese"),
    "label_en": ("text", "Tên tiếng Anh", "Name in English"),
    "position": ("whole", "Thứ tự khi trình bày", "Order in which it is shown"),
    "domain_kind": ("text", "Loại nhóm: all (toàn bộ), commune, stratum, service_point …", "Kind of domain: all (everyone), commune, stratum, service_point …"),
    "domain": ("text", "Mã nhóm; all là toàn bộ", "Code of the domain; all is everyone"),
    "other": ("text", "Nhóm (hoặc đợt trước) được so với", "The domain (or earlier wave) it is compared with"),
    "comparison": ("text", "wave: so với đợt trước; domain: so hai nhóm", "wave: against the wave before; domain: two domains"),
    "n": ("whole?", "Số người trả lời; không có khi số liệu bị ẩn", "People who answered; missing where the figure is hidden"),
    "score": ("number?", "Điểm, không làm tròn: trên max_score, trên 100 ở bảng không có max_score", "Score, not rounded: of max_score, of 100 in a table without max_score"),
    "unit": ("text", "Đơn vị của điểm và khoảng tin cậy: percent (trên 100), points (điểm của khảo sát lãnh đạo, mỗi chỉ tiêu có max_score riêng), proportion (tỷ lệ 0–1)",
             "Unit of the score and its interval: percent (of 100), points (of the leaders' survey, each measure with a max_score of its own), proportion (0-1)"),
    "max_score": ("number", "Điểm cao nhất mà chỉ tiêu có thể đạt, cùng đơn vị với điểm", "The most the measure can reach, in the unit of its score"),
    "se": ("number?", "Sai số chuẩn", "Standard error"),
    "df": ("number?", "Bậc tự do của phân phối t", "Degrees of freedom of the t distribution"),
    "lo": ("number?", "Cận dưới khoảng tin cậy 95 %", "Lower end of the 95% interval"),
    "hi": ("number?", "Cận trên khoảng tin cậy 95 %", "Upper end of the 95% interval"),
    "lo_logit": ("number?", "Cận dưới khoảng tin cậy 95 % trên thang logit: cận nên trình bày", "Lower end of the 95% interval on the logit scale: the one to show"),
    "hi_logit": ("number?", "Cận trên khoảng tin cậy 95 % trên thang logit: cận nên trình bày", "Upper end of the 95% interval on the logit scale: the one to show"),
    "deff": ("number?", "Hiệu ứng thiết kế", "Design effect"),
    "response_rate": ("number?", "Tỷ lệ có câu trả lời trong các câu hỏi của chỉ tiêu, 0–1", "Share of answers given to the items of the measure, 0-1"),
    "items_used": ("whole?", "Số câu hỏi có người trả lời", "Items that anybody answered"),
    "items_total": ("whole?", "Số câu hỏi của chỉ tiêu", "Items of the measure"),
    "rank_lo": ("whole?", "Hạng tốt nhất mà số liệu cho phép", "Best rank the data allow"),
    "rank_hi": ("whole?", "Hạng kém nhất mà số liệu cho phép", "Worst rank the data allow"),
    "suppressed": ("text?", "Lý do không công bố số liệu; có lý do thì không có số", "Why the figure is not shown; where set there are no numbers"),
    "flag": ("text?", "Lý do cần đọc thận trọng", "Why the figure is to be read with care"),
    "difference": ("number", "Chênh lệch điểm, theo unit", "Difference of the scores, in unit"),
    "other_provisional": ("yes_no?", "So với đợt trước: số liệu của đợt trước là số tạm tính, chưa công bố; không có khi so giữa các nhóm",
                          "Of a difference from the wave before: its figures are provisional, not released; missing between domains"),
    "notes": ("text?", "So với đợt trước: điều cần đọc kèm, như thay đổi phương pháp hay đơn vị hành chính giữa hai năm", "Of a difference from the wave before: what to read with it, such as a break of method or of units between the years; in Vietnamese"),
    "notes_en": ("text?", "Như notes, tiếng Anh", "As notes, in English"),
    "p": ("number?", "Giá trị p; không có khi bậc tự do nhỏ hơn 3", "p-value; missing where degrees of freedom are below 3"),
    "p_holm": ("number?", "Giá trị p hiệu chỉnh Holm trong cùng lần tính, cùng loại so sánh, loại nhóm và cấp chỉ số", "p-value adjusted by Holm within the run, comparison, kind of domain and level of the measure"),
    "target": ("number", "Mục tiêu", "Target"),
    "target_source": ("text", "Mục tiêu lấy từ đâu", "Where the target comes from"),
    "gap": ("number", "Còn cách mục tiêu, điểm", "Points below the target"),
    "gap_lo": ("number?", "Cận dưới của khoảng cách", "Lower end of the gap"),
    "gap_hi": ("number?", "Cận trên của khoảng cách", "Upper end of the gap"),
    "index_per_point": ("number", "Chỉ số tăng bao nhiêu khi câu hỏi tăng một điểm", "What the index gains when the item gains a point"),
    "index_closed": ("number", "Chỉ số tăng bao nhiêu khi đạt mục tiêu", "What the index gains when the gap is closed"),
    "index_lo": ("number?", "Cận dưới của mức tăng chỉ số", "Lower end of that gain of the index"),
    "index_hi": ("number?", "Cận trên của mức tăng chỉ số", "Upper end of that gain of the index"),
    "points_per_point": ("number?", "Điểm PAR INDEX tăng bao nhiêu khi câu hỏi tăng một điểm", "PAR INDEX points gained when the item gains a point"),
    "points_closed": ("number?", "Điểm PAR INDEX tăng bao nhiêu khi đạt mục tiêu", "PAR INDEX points gained when the gap is closed"),
    "points_lo": ("number?", "Cận dưới của mức tăng điểm PAR INDEX", "Lower end of that gain of PAR INDEX points"),
    "points_hi": ("number?", "Cận trên của mức tăng điểm PAR INDEX", "Upper end of that gain of PAR INDEX points"),
    "question": ("text", "Mã câu hỏi trong phiếu", "Code of the question in the instrument"),
    "option": ("text", "Mã phương án; top2 là hai mức cao nhất gộp lại, score là điểm trung bình", "Code of the option; top2 is the two best levels together, score the mean score"),
    "statistic": ("text", "share: tỷ lệ 0–1; score: điểm trên max_score", "share: 0-1; score: of max_score"),
    "value": ("number?", "Giá trị", "Value"),
    "lo_other": ("number?", "Cận dưới theo phương pháp còn lại", "Lower end by the other method"),
    "hi_other": ("number?", "Cận trên theo phương pháp còn lại", "Upper end by the other method"),
    "change": ("number?", "Chênh lệch so với đợt trước, theo unit; chỉ ở toàn bộ (all), nơi hai đợt hỏi như nhau và cả hai số được công bố",
               "Difference from the wave before, in unit; of everyone (all) alone, where both waves asked the same and show the figure"),
    "change_from": ("text?", "Mã đợt trước được so với", "Code of the wave before that it is compared with"),
    "change_se": ("number?", "Sai số chuẩn của chênh lệch; không có khi không kiểm định được", "Standard error of the difference; missing where it cannot be tested"),
    "change_df": ("number?", "Bậc tự do của chênh lệch", "Degrees of freedom of the difference"),
    "change_lo": ("number?", "Cận dưới khoảng tin cậy 95 % của chênh lệch", "Lower end of the 95% interval of the difference"),
    "change_hi": ("number?", "Cận trên khoảng tin cậy 95 % của chênh lệch", "Upper end of the 95% interval of the difference"),
    "change_p": ("number?", "Giá trị p của chênh lệch", "p-value of the difference"),
    "change_p_holm": ("number?", "Giá trị p hiệu chỉnh Holm trong các phương án của một câu hỏi, hoặc các câu có thang điểm dưới cùng một đề mục",
                      "p-value adjusted by Holm over the options of a question, or the scales under one title"),
    "month": ("text", "Tháng, dạng YYYY-MM", "Month as YYYY-MM"),
    "expected": ("number?", "Điểm theo các tháng trước", "Score by the months before"),
    "signal": ("text?", "higher hoặc lower khi ra ngoài giới hạn kiểm soát", "higher or lower when outside the control limits"),
    "since": ("text?", "Tháng bắt đầu của tín hiệu, dạng YYYY-MM: các tháng từ đó cùng ra ngoài giới hạn", "Month the signal began, as YYYY-MM: the months since are together outside the limits"),
    "since_n": ("whole?", "Số người của các tháng từ since; chỉ có khi tín hiệu gộp nhiều tháng", "People of the months from since on; only where the signal is of several months"),
    "since_score": ("number?", "Điểm của các tháng đó gộp lại", "Score of these months together"),
    "since_expected": ("number?", "Điểm theo mười hai tháng trước since", "Score by the twelve months before since"),
}
_COLLECTION = {
    "code": ("text", "Mã", "Code"),
    "title": ("text", "Tên đợt", "Title of the wave"),
    "kind": ("text", "Loại đợt: household (hộ gia đình), desk (điểm Một cửa), leaders (lãnh đạo)", "Kind of wave: household, desk, leaders"),
    "sample": ("text", "Loại mẫu: probability (xác suất), self-selected (tự chọn), census (toàn bộ)", "Kind of sample: probability, self-selected, census"),
    "state": ("text", "Trạng thái", "State"),
    "opens_on": ("day", "Ngày mở", "First day"),
    "closes_on": ("day?", "Ngày đóng", "Last day"),
    "run": ("whole?", "Số của lần tính", "Number of the run"),
    "release": ("whole?", "Số của lần công bố; không có là chưa công bố", "Number of the release; missing where not released"),
    "provisional": ("yes_no", "Số liệu tạm tính, chưa công bố", "Provisional: not released"),
    "number": ("whole", "Số thứ tự", "Number"),
    "released_at": ("moment", "Lúc công bố (UTC)", "When it was released (UTC)"),
    "digest": ("text", "SHA-256 của bảng chính thức đã đóng băng", "SHA-256 of the frozen official table"),
    "reason": ("text?", "Lý do", "Reason"),
    "corrects": ("whole?", "Đính chính lần công bố số", "Number of the release it corrects"),
    "correction": ("text?", "Nội dung đính chính", "What was wrong"),
    "corrected_by": ("whole?", "Số của lần công bố đính chính lần này; không có là chưa bị đính chính", "Number of the release that corrects this one; missing while none does"),
    "requested_at": ("moment", "Lúc yêu cầu (UTC)", "When it was asked for (UTC)"),
    "started_at": ("moment?", "Lúc bắt đầu (UTC)", "When it began (UTC)"),
    "finished_at": ("moment?", "Lúc kết thúc (UTC)", "When it ended (UTC)"),
    "input_digest": ("text?", "Mã băm của dữ liệu đầu vào", "Digest of the input"),
    "code_version": ("text?", "Phiên bản chương trình", "Version of the program"),
    "name": ("text", "Tên", "Name"),
    "commune": ("text?", "Mã xã, phường", "Code of the commune"),
    "commune_name": ("text", "Tên xã, phường", "Name of the commune"),
    "address": ("text?", "Địa chỉ phiếu hỏi trên áp phích", "Address of the form, as on the poster"),
    "issued_at": ("moment?", "Lúc cấp mã (UTC)", "When the code was issued (UTC)"),
    "open_wave": ("text?", "Đợt đang mở tại điểm", "The wave open at the desk"),
    "responses": ("whole", "Số phiếu đã nhận trong đợt đang mở", "Responses received in the open wave"),
}
_FIELDWORK = {
    "disposition": ("text", "Mã kết quả theo AAPOR", "AAPOR's disposition code"),
    "group": ("text", "Nhóm trong công thức tỷ lệ của AAPOR: I, P, R, NC, O, UH, UO, NE", "Group in AAPOR's formulas: I, P, R, NC, O, UH, UO, NE"),
    "cases": ("whole", "Số hộ", "Cases"),
    "weighted": ("number", "Tổng quyền số cơ sở của các hộ", "Sum of the cases' base weights"),
    "organisation": ("text?", "Cơ quan giữ tập phiếu", "The organisation that has the batch"),
    "issued": ("whole", "Phiếu phát ra", "Forms issued"),
    "returned": ("whole", "Phiếu thu về", "Forms returned"),
    "refused": ("whole", "Phiếu bị từ chối", "Forms refused"),
    "spoiled": ("whole", "Phiếu hỏng", "Forms spoiled"),
    "keyed_once": ("whole", "Phiếu đã nhập", "Forms keyed"),
    "keyed_twice": ("whole", "Phiếu nhập lần hai", "Forms keyed twice"),
    "adjudicated": ("whole", "Phiếu đã phân xử", "Forms adjudicated"),
    "of_record": ("whole", "Phiếu đã thành câu trả lời chính thức", "Forms that became the response of record"),
    "overtaken": ("whole", "Phiếu đã nhập một lần rồi hộ trả lời qua đường dẫn", "Forms keyed once before the household answered by its link"),
    "online": ("whole", "Hộ trả lời trực tuyến", "Households that answered online"),
    "astray": ("whole", "Phiếu ghi hỏng hoặc từ chối nhưng đã nhập", "Forms keyed although entered as refused or spoiled"),
    "outstanding": ("whole", "Phiếu chưa rõ kết quả", "Forms not accounted for"),
    "closes": ("yes_no", "Sổ khớp: không phương trình nào sai", "The ledger closes: no equation is broken"),
    "part": ("text", "Lượt nhập: single, first, second, adjudication", "Part in the keying: single, first, second, adjudication"),
    "day": ("day", "Ngày (giờ Việt Nam)", "Day (Vietnam's time)"),
    "sheets": ("whole", "Số phiếu", "Sheets"),
    "seconds": ("whole", "Tổng thời gian nhập, giây", "Time spent keying, in seconds"),
    "differing": ("whole", "Số phiếu có ô khác lần nhập đầu", "Sheets with a field unlike the first keying"),
    "e": ("number?", "Phần hộ chưa rõ được coi là đủ điều kiện (CASRO)", "Share of unknown cases taken to be eligible (CASRO)"),
}
# Fields with a closed list of values: those that the database allows.
_CHOICES = {
    "comparison": COMPARISONS, "statistic": STATISTICS, "suppressed": SUPPRESSED, "flag": FLAGS, "signal": SIGNALS,
    "unit": UNITS, "kind": WAVE_KINDS, "sample": tuple(kind.sample for kind in KINDS.values()), "disposition": tuple(DISPOSITIONS), "group": GROUPS, "part": PARTS,
}
VOCABULARY = {
    name: Field(name, kind.rstrip("?"), vi, en, kind.endswith("?"), choices=_CHOICES.get(name, ()))
    for name, (kind, vi, en) in (_FIGURES | _COLLECTION | _FIELDWORK).items()
}


def fields(*names: str) -> tuple[Field, ...]:
    """The fields of these names, in this order; KeyError for one that the table does not have."""
    return tuple(VOCABULARY[name] for name in names)


def state_among(states: tuple[str, ...]) -> Field:
    """The field `state` of something that has these."""
    return replace(VOCABULARY["state"], choices=states)
