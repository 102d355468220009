"""What a run stands on, told part by part: whoever computes it again can say which part is no longer the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.extract import Extracted
from pipeline.left_out import LeftOut
from pipeline.overlap import Pairs
from pipeline.yardsticks import Yardsticks


@dataclass(frozen=True)
class AsOf:
    """Compute as at an earlier moment: responses with ids above `last` had not come, nor had acts of leaving forms out above `last_act`;
    the run compared with is that of `moment`, the country's scores are `national`, the villages in both samples `shared`; None: as it is now."""

    moment: datetime | None = None
    last: int | None = None
    last_act: int | None = None
    national: Mapping[str, float] | None = None
    shared: Pairs | None = None


NOW = AsOf()


def ground_of(extracted: Extracted, content: str, left_out: LeftOut, yardsticks: Yardsticks) -> dict:
    """responses: how many are stored, and the highest id; exclusions: how many acts there are, and the last; answers: digest of what the rows of record hold; frame: digest;
    national: the country's scores as they were given; shared: the villages that this sample has in common with that of the wave before, as the register of
    units told them then. So the run can be computed again whatever is entered later.

    Instrument, index, design and the run compared with stand in the run's method.
    """
    parts = extracted.manifest.parts
    responses = {"stored": sum(part.rows for part in parts), "last": max((part.last for part in parts), default=0)}
    return {
        "responses": responses, "exclusions": {"acts": left_out.acts, "last": left_out.last}, "answers": content, "frame": extracted.manifest.frame,
        "national": dict(yardsticks.national), "shared": yardsticks.previous and yardsticks.previous.shared,
    }
