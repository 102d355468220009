"""The wave in the field as literal tables: its days, its draw, and how far each of its forms has come."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from demo.staff import SURVEYORS
from survey_app.sampling.plan import Plan

CODE = "hh-2026"
TITLE = "Điều tra xã hội học hộ gia đình năm 2026 (dữ liệu giả định)"
INSTRUMENT = ("sipas_household", "2024")
PREVIOUS = "hh-2024"
# Without an end, so that whoever tries the demo can key a form today.
OPENS_ON = date(2026, 6, 1)
SEED = "hoa lau 2026"
DRAW = Plan(psus=12, households=10, reserve=5)

# What became of a form. agreed, adjudicated: of record. differing, once: keyed, not of record yet. back: returned, nobody
# has keyed it. absent, replaced, refused, vacant: nobody answered. spoiled: the sheet alone. linked, invited, revoked:
# answered, may still answer, may no longer answer by link. out: still with the surveyor.
FATES = {
    "A": "agreed", "D": "adjudicated", "W": "differing", "1": "once", "B": "back", "N": "absent", "P": "replaced", "R": "refused",
    "X": "vacant", "S": "spoiled", "L": "linked", "I": "invited", "V": "revoked", ".": "out",
}
# A batch a village, a letter a form in the order of serials.
BATCHES = (
    "AAAAAAAAAA",
    "AAAAADAAAR",
    "AAADAAAWAR",
    "AAAAAAW1AP",
    "AAADAA1WAX",
    "AADAA11B.N",
    "AAAA11BB.R",
    "AAA11BB..S",
    "AALBB.....",
    "1LL..III..",
    "BL.IIV....",
    "..........",
)
# Nobody goes to the last village yet: its batch lies at the post office.
HELD_BACK = len(BATCHES)
# How often a form was keyed, and in how many fields each surveyor keyed it wrongly: the second is slower and errs more.
KEYINGS = {"agreed": 2, "adjudicated": 2, "differing": 2, "once": 1}
WRONG_FIELDS = {"adjudicated": dict(zip(SURVEYORS, (1, 3), strict=True)), "differing": dict(zip(SURVEYORS, (1, 2), strict=True))}
# Batches in which every so manyth household is visited once more, to check the first interview.
REINTERVIEWED, EVERY = (1, 2, 3), 4
PAPER_BACK = ("agreed", "adjudicated", "differing", "once", "back")


@dataclass(frozen=True)
class Slip:
    """An entry of returned forms that is wrong: so many more than came back, taken back later or not."""

    more: int
    taken_back: str | None = None


# Batch 3: miscounted and put right. Batch 7: the last that came back were not entered, though one of them was keyed: its sums do not close.
SLIPS = {3: Slip(1, "Đếm nhầm một phiếu trắng, ghi bớt lại."), 7: Slip(-3)}


def surveyor_of(batch: int) -> str | None:
    """Who has a batch, and keys its forms first."""
    return None if batch == HELD_BACK else SURVEYORS[(batch - 1) % len(SURVEYORS)]


def other_surveyor(batch: int) -> str:
    """Who keys its forms a second time."""
    return SURVEYORS[batch % len(SURVEYORS)]
