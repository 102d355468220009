"""Which adult of a household is asked: the rules a draw may state, in the words printed for the surveyor."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RespondentRule:
    """A rule by its name, with what the surveyor is told."""

    name: str
    vi: str
    en: str


RULES = {
    rule.name: rule
    for rule in (
        RespondentRule(
            "next-birthday",
            "Hỏi người từ đủ 18 tuổi trở lên trong hộ có ngày sinh nhật sắp tới gần nhất.",
            "Ask the household's adult (18 or older) whose birthday comes next.",
        ),
        RespondentRule(
            "last-birthday",
            "Hỏi người từ đủ 18 tuổi trở lên trong hộ có ngày sinh nhật vừa qua gần nhất.",
            "Ask the household's adult (18 or older) whose birthday was last.",
        ),
        RespondentRule(
            "kish",
            "Đánh số những người từ đủ 18 tuổi trở lên trong hộ: nam trước, nữ sau, từ cao tuổi đến ít tuổi. Hỏi người có số thứ tự ghi trong bảng Kish của phiếu.",
            "Number the household's adults, men first, then women, each from old to young. Ask the one whose number the form's Kish table gives.",
        ),
    )
}
DEFAULT_RULE = "next-birthday"

# Who is asked in households of 1, 2, 3, 4, 5, 6 or more adults, by table. Source: Kish, A procedure for objective
# respondent selection within the household, JASA 44 (1949); of twelve forms two each carry A, C, D and F.
KISH_TABLES = {
    "A": (1, 1, 1, 1, 1, 1),
    "B1": (1, 1, 1, 1, 2, 2),
    "B2": (1, 1, 1, 2, 2, 2),
    "C": (1, 1, 2, 2, 3, 3),
    "D": (1, 2, 2, 3, 4, 4),
    "E1": (1, 2, 3, 3, 3, 5),
    "E2": (1, 2, 3, 4, 5, 5),
    "F": (1, 2, 3, 4, 5, 6),
}
KISH_ROUND = ("A", "A", "B1", "B2", "C", "C", "D", "D", "E1", "E2", "F", "F")


def kish_table(rule: str, number: int) -> str | None:
    """The table of the form with this running number (twelve in turn); None where the rule is another."""
    return KISH_ROUND[(number - 1) % len(KISH_ROUND)] if rule == "kish" else None
