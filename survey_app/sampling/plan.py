"""How a sample is to be drawn: what was asked for, and what it comes to for a certain frame."""
from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace

from survey_app.sampling.allocation import LEAST
from survey_app.sampling.refusals import Refused
from survey_app.sampling.respondents import DEFAULT_RULE
from survey_app.sampling.villages import Frame, Village

Area = tuple[str, str | None]
# Code and name of a village's stratum, by the kind of strata; finest first.
STRATA: dict[str, Callable[[Village], Area]] = {
    "commune": lambda village: (village.commune_code, village.commune),
    "district": lambda village: (village.district_code or "", village.district),
    "province": lambda village: ("province", "toàn tỉnh"),
}
METHODS = ("pps", "systematic")
# The published samples have 18 thôn with 27 or 31 households each (486 and 558 answers).
PSUS, HOUSEHOLDS, RESERVE = 18, 27, 10


@dataclass(frozen=True)
class Plan:
    """Numbers of PSUs and of households in each, of reserve households, kind of strata, method, and rule for the adult.

    strata None: to be chosen for the frame. allocation: PSUs by stratum code; None: in proportion to households.
    """

    psus: int = PSUS
    households: int = HOUSEHOLDS
    reserve: int = RESERVE
    strata: str | None = None
    method: str = "pps"
    respondent: str = DEFAULT_RULE
    allocation: Mapping[str, int] | None = None

    def parameters(self) -> dict:
        """The plan as JSON values."""
        return asdict(self)


def group(frame: Frame, strata: str) -> dict[Area, list[Village]]:
    """The frame's villages by stratum, both in the order of their codes."""
    groups: dict[Area, list[Village]] = {}
    for village in frame.villages:
        groups.setdefault(STRATA[strata](village), []).append(village)
    return dict(sorted(groups.items()))


def resolved(plan: Plan, frame: Frame) -> Plan:
    """The plan with its kind of strata settled; Refused where the frame has no such strata.

    Left open, it is the finest kind of which every stratum gets two PSUs: so where every commune is in the sample the
    commune is the stratum, and the differences between communes add nothing to the variance.
    """
    without = next((village for village in frame.villages if not village.district_code), None)
    if plan.strata == "district" and without:
        raise Refused(f"expected a former district for every village; village {without.code} has none in the frame. Choose strata commune or province",
                      f"Phân tầng theo huyện cũ cần mã huyện của mọi thôn; thôn {without.code} không có. Hãy chọn tầng là xã hoặc toàn tỉnh.")
    if plan.strata:
        return plan
    possible = [kind for kind in STRATA if kind != "district" or not without]
    suits = _names if plan.allocation is not None else _has_room
    return replace(plan, strata=next((kind for kind in possible if suits(plan, group(frame, kind))), possible[-1]))


def _has_room(plan: Plan, strata: Collection[Area]) -> bool:
    return LEAST * len(strata) <= plan.psus


def _names(plan: Plan, strata: Collection[Area]) -> bool:
    return {code for code, _ in strata} == set(plan.allocation)
