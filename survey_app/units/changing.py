"""Adding a unit, and ending one that became others; every span and successor stays in the register."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, or_, select, update

from survey_app.journal import acting, record
from survey_app.models import AdminUnit, AdminUnitSuccessor
from survey_app.sampling.register import unit_on

WHOLE, ROUNDING = 1.0, 0.005
# Quyết định 124/2004/QĐ-TTg, as kept since: digits of a unit's code.
OFFICIAL_DIGITS = {"province": {2}, "district": {3}, "commune": {5}}


class UnitRefused(ValueError):
    """What was asked cannot be; `field` names the form's field, the message is for its reader."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Becoming:
    """A unit that takes over from the one that ends: `share` of its households (None: of unknown size)."""

    code: str
    share: float | None

    @property
    def told(self) -> str:
        """As the journal tells it."""
        return self.code if self.share is None else f"{self.code} ({100 * self.share:g} %)"


def add_unit(connection: Connection, *, code: str, name: str, level: str, parent_code: str | None, valid_from: date) -> None:
    """Add a unit from its first day on. Raises UnitRefused: the code is in use then or lacks digits, or there is no such parent."""
    clash = select(AdminUnit.valid_from).where(AdminUnit.code == code, or_(AdminUnit.valid_to.is_(None), AdminUnit.valid_to > valid_from))
    if connection.scalar(clash) is not None:
        raise UnitRefused("code", "Mã này đang có đơn vị khác dùng vào ngày đó.")
    _refuse_lost_zeros(connection, code, level)
    if parent_code and unit_on(connection, parent_code, valid_from) is None:
        raise UnitRefused("parent_code", "Không có đơn vị nào mang mã này vào ngày đó.")
    connection.execute(insert(AdminUnit).values(code=code, name=name, level=level, parent_code=parent_code or None, valid_from=valid_from))
    record(connection, acting(), "unit.add", code, {"name": name, "level": level, "parent": parent_code or None, "valid_from": valid_from.isoformat()})


def _refuse_lost_zeros(connection: Connection, code: str, level: str) -> None:
    """A code of digits has as many as the others of its level; while there is none, as many as the official ones."""
    known = {len(other) for other in connection.scalars(select(AdminUnit.code).where(AdminUnit.level == level)) if other.isdecimal()} or OFFICIAL_DIGITS.get(level)
    if code.isdecimal() and known and len(code) not in known:
        raise UnitRefused("code", f"Mã bằng số ở cấp này có {' hoặc '.join(map(str, sorted(known)))} chữ số; hãy giữ các số 0 ở đầu.")


def end_unit(connection: Connection, code: str, valid_to: date, successors: Sequence[Becoming]) -> None:
    """End the unit that has this code now; `valid_to` is the first day on which it is no more. Raises UnitRefused."""
    unit = connection.execute(select(AdminUnit.id, AdminUnit.valid_from).where(AdminUnit.code == code, AdminUnit.valid_to.is_(None))).first()
    if unit is None:
        raise UnitRefused("valid_to", "Đơn vị này đã kết thúc.")
    if valid_to <= unit.valid_from:
        raise UnitRefused("valid_to", f"Phải sau ngày bắt đầu {unit.valid_from:%d/%m/%Y}.")
    shares = [successor.share for successor in successors]
    if successors and None not in shares and abs(sum(shares) - WHOLE) > ROUNDING:
        raise UnitRefused("successors", f"Các tỷ lệ phải cộng lại bằng 1; đang là {f'{sum(shares):g}'.replace('.', ',')}.")
    rows = [{"unit_id": unit.id, "successor_id": _living(connection, one.code, valid_to, unit.id), "share": one.share} for one in successors]
    connection.execute(update(AdminUnit).where(AdminUnit.id == unit.id).values(valid_to=valid_to))
    if rows:
        connection.execute(insert(AdminUnitSuccessor), rows)
    record(connection, acting(), "unit.end", code, {"valid_to": valid_to.isoformat(), "successors": [one.told for one in successors]})


def _living(connection: Connection, code: str, day: date, but: int) -> int:
    found = unit_on(connection, code, day)
    if found is None or found == but:
        raise UnitRefused("successors", f"Không có đơn vị {code} vào ngày {day:%d/%m/%Y}; hãy thêm đơn vị mới trước.")
    return found
