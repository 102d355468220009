"""The invented province: former districts with the sampled thôn, and the communes of today with their one-stop desks."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from demo.draws import Draw
from survey_app.codes import ALPHABET, LENGTH, check_character

# Districts were abolished and communes merged on this day (Nghị quyết 202/2025/QH15, 203/2025/QH15).
MERGER = date(2025, 7, 1)
FOUNDED = date(1992, 4, 1)

# "00" is no province: the official list starts at 01.
PROVINCE_CODE, PROVINCE_NAME = "00", "tỉnh Hoa Lau"
# A former district, its three sampled communes (two thôn each), and how many households one of its answers stands for.
DISTRICTS = (
    ("0001", "huyện Mây Trắng", ("xã Suối Mơ", "xã Lúa Mới", "xã Cầu Vồng"), 212.5),
    ("0002", "huyện Nắng Hồng", ("xã Sen Vàng", "xã Trăng Non", "xã Bến Mộng"), 168.0),
    ("0003", "thành phố Gió Lành", ("phường Hoa Giấy", "phường Sao Sáng", "xã Đồi Chè Xanh"), 240.75),
)
COMMUNES_TODAY = (
    "xã Mây Trắng", "xã Suối Mơ", "xã Lúa Mới", "xã Cầu Vồng", "xã Nắng Hồng", "xã Sen Vàng",
    "xã Trăng Non", "xã Bến Mộng", "phường Gió Lành", "phường Hoa Giấy", "phường Sao Sáng", "xã Đồi Chè Xanh",
)
THON_PER_COMMUNE = 2


@dataclass(frozen=True)
class Unit:
    """An administrative unit during one span of its life."""

    code: str
    name: str
    level: str
    parent: str | None
    valid_from: date = FOUNDED
    valid_to: date | None = MERGER


@dataclass(frozen=True)
class Thon:
    """A sampled village, the former district it lies in (its stratum), and the base weight of its households."""

    code: str
    name: str
    district: str
    weight: float

    @property
    def commune(self) -> str:
        """Code of the commune as it was before the merger."""
        return self.code[:-2]


@dataclass(frozen=True)
class DemoDesk:
    """A one-stop desk and the public code on its poster."""

    number: str
    name: str
    commune: str
    code: str


def units() -> list[Unit]:
    """All units: those before the merger down to the thôn, and today's communes."""
    found = [Unit(PROVINCE_CODE, PROVINCE_NAME, "province", None, valid_to=None)]
    for district, name, communes, _ in DISTRICTS:
        found.append(Unit(district, name, "district", PROVINCE_CODE))
        for place, commune in enumerate(communes, 1):
            found.append(Unit(f"{district}{place:02}", commune, "commune", district))
    found += [Unit(thon.code, thon.name, "village", thon.commune) for thon in sampled_thon()]
    return found + [
        Unit(f"{PROVINCE_CODE}9{place:03}", name, "commune", PROVINCE_CODE, valid_from=MERGER, valid_to=None)
        for place, name in enumerate(COMMUNES_TODAY, 1)
    ]


def sampled_thon() -> list[Thon]:
    """The 18 villages of both household waves, six in each former district."""
    return [
        Thon(f"{district}{place:02}{number:02}", _village_name(commune, number), district, weight)
        for district, _, communes, weight in DISTRICTS
        for place, commune in enumerate(communes, 1)
        for number in range(1, THON_PER_COMMUNE + 1)
    ]


def _village_name(commune: str, number: int) -> str:
    kind, name = commune.split(" ", 1)
    return f"{'tổ dân phố' if kind == 'phường' else 'thôn'} {name} {number}"


def desks() -> list[DemoDesk]:
    """The 12 desks, one in each of today's communes; their codes are the same in every demo, so printed links last."""
    draw = Draw("desk codes")
    found = []
    for place, commune in enumerate(COMMUNES_TODAY, 1):
        body = "".join(ALPHABET[draw.below(len(ALPHABET))] for _ in range(LENGTH))
        name = f"Trung tâm Phục vụ hành chính công {commune}"
        found.append(DemoDesk(f"{place:03}", name, f"{PROVINCE_CODE}9{place:03}", body + check_character(body)))
    return found
