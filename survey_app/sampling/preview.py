"""What a plan would draw from a frame, before any seed: stratum by stratum. Which villages it will be nobody can see beforehand."""
from __future__ import annotations

from dataclasses import dataclass

from survey_app.sampling.draw import takes
from survey_app.sampling.plan import Plan, group, resolved
from survey_app.sampling.systematic import certain_units
from survey_app.sampling.villages import Frame


@dataclass(frozen=True)
class PlannedStratum:
    """A stratum: its villages and households in the frame; villages to draw, those among them certain for their size, and households at most."""

    code: str
    name: str | None
    villages: int
    households: int
    psus: int
    certain: int
    cases: int

    @property
    def weight(self) -> float:
        """Households of the frame that each drawn one stands for, on average."""
        return self.households / self.cases


def preview(frame: Frame, plan: Plan) -> tuple[Plan, list[PlannedStratum]]:
    """The plan as settled for the frame, and its strata by code. Refused for a plan that the frame cannot give."""
    plan = resolved(plan, frame)
    strata = group(frame, plan.strata)
    planned = []
    for ((code, name), villages), take in zip(strata.items(), takes(strata, plan), strict=True):
        certain, left = certain_units([village.households if plan.method == "pps" else 1 for village in villages], take)
        psus, sizes = len(certain) + left, sorted((village.present_households for village in villages), reverse=True)
        cases = sum(min(plan.households, size) for size in sizes[:psus])
        planned.append(PlannedStratum(code, name, len(villages), sum(village.households for village in villages), psus, len(certain), cases))
    return plan, planned
