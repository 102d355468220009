"""The (former) district of each commune, as far as the register of units tells: its parent's, or that of all it was made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from survey_app.models import AdminUnit, AdminUnitSuccessor


@dataclass(frozen=True)
class _Unit:
    code: str
    name: str
    level: str
    parent_code: str | None
    valid_from: date
    valid_to: date | None

    def lived_with(self, other: "_Unit") -> bool:
        """Whether their spans of life overlap: codes are used again later."""
        return (self.valid_to is None or other.valid_from < self.valid_to) and (other.valid_to is None or self.valid_from < other.valid_to)


def read_districts(connection: Connection) -> dict[int, tuple[str, str]]:
    """Code and name of the district by id of the commune; communes whose district the register does not tell are not among them.

    A commune under no district (since districts were abolished) has that of the communes it was made of, if it is one and the same.
    """
    columns = AdminUnit.code, AdminUnit.name, AdminUnit.level, AdminUnit.parent_code, AdminUnit.valid_from, AdminUnit.valid_to
    units = {row[0]: _Unit(*row[1:]) for row in connection.execute(select(AdminUnit.id, *columns))}
    made_of: dict[int, list[int]] = {}
    for earlier, later in connection.execute(select(AdminUnitSuccessor.unit_id, AdminUnitSuccessor.successor_id)):
        made_of.setdefault(later, []).append(earlier)
    districts: dict[str, list[_Unit]] = {}
    for unit in units.values():
        if unit.level == "district":
            districts.setdefault(unit.code, []).append(unit)
    found = {id_: _district(id_, units, made_of, districts) for id_, unit in units.items() if unit.level == "commune"}
    return {id_: (district.code, district.name) for id_, district in found.items() if district}


def _district(commune: int, units: Mapping[int, _Unit], made_of: Mapping[int, list[int]], districts: Mapping[str, list[_Unit]]) -> _Unit | None:
    parents = [district for district in districts.get(units[commune].parent_code, ()) if district.lived_with(units[commune])]
    if parents:
        return max(parents, key=lambda district: district.valid_from)
    return _only(_district(earlier, units, made_of, districts) for earlier in made_of.get(commune, ()))


def _only(found: Iterable[_Unit | None]) -> _Unit | None:
    """The district that all have; None when they differ or one is not known. The name it had last is taken."""
    found = list(found)
    if not found or None in found or len({district.code for district in found}) > 1:
        return None
    return max(found, key=lambda district: district.valid_from)
