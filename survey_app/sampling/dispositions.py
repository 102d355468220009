"""What became of a case: AAPOR's final disposition codes of in-person household surveys, in Vietnamese and English.

Source: AAPOR, Standard Definitions (9th edition, 2016), table 2, "Final Disposition Codes for In-Person, Household Surveys"; the
codes compared with those of Casen 2015, an in-person household survey that publishes AAPOR's, which has no 2.331, 2.332 and 3.21:
the wording of these three is not confirmed by a second source. They stand in the same groups (O, UO) as the codes above them, so no
rate depends on it. Left out: 2.333 (no interviewer
for the language) and 4.80 (quota filled), which cannot happen here. `group` is the letter of the rates' formulas.
"""
from __future__ import annotations

from dataclasses import dataclass

from survey_app.models.waves import NOT_WORKED
from survey_app.sampling.refusals import Refused

COMPLETE, PARTIAL, BREAK_OFF = "1.1", "1.2", "2.12"
INTERVIEWS = (COMPLETE, PARTIAL)


@dataclass(frozen=True)
class Disposition:
    """A code. group: I, P, R, NC, O, UH, UO or NE; `replaceable`: a household of the reserve may take the case's place;
    `final`: there is nobody whose answer could count.
    """

    code: str
    group: str
    vi: str
    en: str
    replaceable: bool = True
    final: bool = False


DISPOSITIONS = {
    disposition.code: disposition
    for disposition in (
        Disposition(COMPLETE, "I", "Hoàn thành phiếu", "Complete", False),
        Disposition(PARTIAL, "P", "Hoàn thành một phần phiếu", "Partial", False),
        Disposition("2.11", "R", "Từ chối", "Refusal"),
        Disposition("2.111", "R", "Hộ gia đình từ chối", "Household-level refusal"),
        Disposition("2.112", "R", "Người được chọn từ chối", "Refusal by the chosen respondent"),
        Disposition(BREAK_OFF, "R", "Bỏ dở (trả lời dưới một nửa)", "Break-off"),
        Disposition("2.20", "NC", "Không tiếp xúc được", "Non-contact"),
        Disposition("2.23", "NC", "Không vào được nhà", "Unable to enter the building or reach the dwelling"),
        Disposition("2.24", "NC", "Không có ai ở nhà sau các lần đến", "No one at the residence"),
        Disposition("2.25", "NC", "Người được chọn vắng mặt suốt đợt", "Respondent away or unavailable"),
        Disposition("2.31", "O", "Người được chọn đã qua đời", "Respondent died", final=True),
        Disposition("2.32", "O", "Không đủ sức khỏe để trả lời", "Physically or mentally unable"),
        Disposition("2.33", "O", "Bất đồng ngôn ngữ", "Language"),
        Disposition("2.331", "O", "Cả hộ không dùng được ngôn ngữ của phiếu", "Household-level language problem"),
        Disposition("2.332", "O", "Người được chọn không dùng được ngôn ngữ của phiếu", "Respondent language problem"),
        Disposition("2.36", "O", "Lý do khác", "Miscellaneous"),
        Disposition(NOT_WORKED, "UH", "Chưa thực hiện", "Not attempted or worked", False),
        Disposition("3.17", "UH", "Không đến được, khu vực không an toàn", "Unable to reach, unsafe area"),
        Disposition("3.18", "UH", "Không tìm thấy nhà", "Unable to locate the address"),
        Disposition("3.20", "UO", "Không rõ có người đủ điều kiện", "Unknown whether an eligible respondent lives there"),
        Disposition("3.21", "UO", "Chưa hỏi được ai trong hộ đủ điều kiện", "No screener completed"),
        Disposition("3.90", "UO", "Không rõ, lý do khác", "Unknown eligibility, other"),
        Disposition("4.10", "NE", "Ngoài mẫu", "Out of sample", final=True),
        Disposition("4.50", "NE", "Không phải nhà ở", "Not a housing unit", final=True),
        Disposition("4.51", "NE", "Cơ sở kinh doanh, cơ quan, tổ chức", "Business, government office or other organization", final=True),
        Disposition("4.52", "NE", "Cơ sở chăm sóc, giam giữ, tu hành…", "Institution", final=True),
        Disposition("4.53", "NE", "Nhà tập thể, doanh trại, ký túc xá", "Group quarters", final=True),
        Disposition("4.60", "NE", "Nhà không có người ở", "Vacant housing unit", final=True),
        Disposition("4.61", "NE", "Nhà bỏ trống", "Regular vacant residence", final=True),
        Disposition("4.62", "NE", "Nhà nghỉ, nhà ở theo mùa, ở tạm", "Seasonal, vacation or other temporary residence", final=True),
        Disposition("4.63", "NE", "Nhà trống, lý do khác", "Other vacant housing unit", final=True),
        Disposition("4.70", "NE", "Hộ không có người đủ điều kiện", "No eligible respondent", final=True),
    )
}
FINAL = tuple(known.code for known in DISPOSITIONS.values() if known.final)
GROUPS = ("I", "P", "R", "NC", "O", "UH", "UO", "NE")


def said_by_people(code: str) -> Disposition:
    """A disposition that a person may give a case; Refused for others: interviews are known by their responses."""
    sayable = [known for known in DISPOSITIONS if known not in INTERVIEWS]
    if code not in sayable:
        why = " 1.1 and 1.2 come from the response itself" if code in INTERVIEWS else ""
        raise Refused(f"expected one of the codes {', '.join(sayable)}; came {code!r}.{why}", "Hãy chọn một kết quả trong danh sách. “Hoàn thành” chỉ có khi phiếu đã được nhập hoặc gửi.")
    return DISPOSITIONS[code]
