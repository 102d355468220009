"""The three waves of the demo, as literal plans."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from demo import visitors
from demo.households import HH_2023, HH_2024, HouseholdWave


@dataclass(frozen=True)
class WavePlan:
    """A wave as it shall stand when its responses are in; `sample` only for household waves."""

    code: str
    title: str
    kind: str
    channel: str
    final_state: str
    opens_on: date
    closes_on: date | None
    instrument: tuple[str, str]
    previous: str | None = None
    sample: HouseholdWave | None = None


def _household(sample: HouseholdWave, previous: str | None) -> WavePlan:
    return WavePlan(
        code=sample.code, title=f"Điều tra xã hội học hộ gia đình năm {sample.year} (dữ liệu giả định)", kind="household",
        channel="paper", final_state="closed", opens_on=sample.opens_on, closes_on=sample.closes_on,
        instrument=("sipas_household", str(sample.year)),
        previous=previous, sample=sample,
    )


PLANS = (
    _household(HH_2023, previous=None),
    _household(HH_2024, previous=HH_2023.code),
    # Without an end, so that whoever tries the demo can answer at a desk today.
    WavePlan(
        code=visitors.CODE, title="Đánh giá tại Bộ phận một cửa từ tháng 7 năm 2025 (dữ liệu giả định)", kind="desk",
        channel="phone", final_state="open", opens_on=visitors.OPENS_ON, closes_on=None,
        instrument=("one_stop_visitor", visitors.INSTRUMENT_VERSION),
    ),
)
