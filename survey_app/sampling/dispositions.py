"""What became of a case: AAPOR's final disposition codes of in-person household surveys, in Vietnamese and English.

Source: AAPOR, Standard Definitions (9th edition, 2016), table 2. `group` is the letter of the rates' formulas.
"""
from __future__ import annotations

from dataclasses import dataclass

from survey_app.models.waves import NOT_WORKED
from survey_app.sampling.refusals import Refused

COMPLETE, PARTIAL, BREAK_OFF = "1.1", "1.2", "2.12"
INTERVIEWS = (COMPLETE, PARTIAL)


@dataclass(frozen=True)
class Disposition:
    """A code. group: I, P, R, NC, O, UH, UO or NE; `replaceable`: a household of the reserve may take the case's place."""

    code: str
    group: str
    vi: str
    en: str
    replaceable: bool = True


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
        Disposition("2.31", "O", "Người được chọn đã qua đời", "Respondent died"),
        Disposition("2.32", "O", "Không đủ sức khỏe để trả lời", "Physically or mentally unable"),
        Disposition("2.33", "O", "Bất đồng ngôn ngữ", "Language"),
        Disposition("2.35", "O", "Lý do khác", "Miscellaneous"),
        Disposition(NOT_WORKED, "UH", "Chưa thực hiện", "Not attempted or worked", False),
        Disposition("3.17", "UH", "Không đến được, khu vực không an toàn", "Unable to reach, unsafe area"),
        Disposition("3.18", "UH", "Không tìm thấy nhà", "Unable to locate the address"),
        Disposition("3.20", "UO", "Không rõ có người đủ điều kiện", "Unknown whether an eligible respondent lives there"),
        Disposition("3.90", "UO", "Không rõ, lý do khác", "Unknown eligibility, other"),
        Disposition("4.10", "NE", "Ngoài mẫu", "Out of sample"),
        Disposition("4.50", "NE", "Không phải nhà ở", "Not a housing unit"),
        Disposition("4.60", "NE", "Nhà không có người ở", "Vacant housing unit"),
        Disposition("4.70", "NE", "Hộ không có người đủ điều kiện", "No eligible respondent"),
    )
}
GROUPS = ("I", "P", "R", "NC", "O", "UH", "UO", "NE")


def said_by_people(code: str) -> Disposition:
    """A disposition that a person may give a case; Refused for others: interviews are known by their responses."""
    sayable = [known for known in DISPOSITIONS if known not in INTERVIEWS]
    if code not in sayable:
        why = " 1.1 and 1.2 come from the response itself" if code in INTERVIEWS else ""
        raise Refused(f"expected one of the codes {', '.join(sayable)}; came {code!r}.{why}")
    return DISPOSITIONS[code]
