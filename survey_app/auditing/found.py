"""What auditing finds: a stored row of which the journal says something else, and what it could not look at."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Whose rows: for programs, and for people.
KINDS = {"wave": ("wave", "Đợt"), "exclusion": ("exclusion", "Phiếu bị loại"), "case": ("case", "Hộ"), "external": ("external figure", "Số liệu ngoài")}
HARMS = {
    "differs": ("is not what entry {entry} says, in: {names}", "khác mục {entry} của nhật ký ở: {names}"),
    "gone": ("entry {entry} tells of it and it is not stored", "mục {entry} của nhật ký có ghi, nhưng không còn được lưu"),
    "untold": ("is stored and no entry tells of it", "đang được lưu, nhưng không mục nào của nhật ký ghi"),
    "not_last": ("says {stored}, and the last thing that happened to it {expected}", "đang ghi {stored}, nhưng lần cập nhật cuối là {expected}"),
    "not_answers": ("event says {stored}, and the answers it names give {expected}", "có lần cập nhật ghi {stored}, nhưng phiếu trả lời cho {expected}"),
    "unplaced": ("is said to stand in for another, and the reserve does not say so", "được ghi là hộ thay thế, nhưng danh sách dự phòng không ghi như vậy"),
    "state": ("is {stored}, and by entry {entry} it is {expected}", "đang ở trạng thái {stored}, nhưng theo mục {entry} thì là {expected}"),
}
NAMES = {
    "act": "việc", "count": "số phiếu", "reason": "lời ghi", "exclusion": "lý do", "actor": "người làm", "at": "thời điểm", "forms": "các phiếu", "code": "kết quả", "value": "giá trị", "rank": "xếp hạng",
    "source": "nguồn", "note": "ghi chú", "entered_by": "người nhập",
}


@dataclass(frozen=True)
class Stray:
    """A row that does not stand as the journal says. kind: of KINDS; harm: of HARMS; where: which row; names: what of it differs."""

    kind: str
    where: str
    harm: str
    entry: int | None = None
    names: tuple[str, ...] = ()
    stored: str | None = None
    expected: str | None = None

    def __str__(self) -> str:
        return f"{KINDS[self.kind][0]} {self.where} {self._said(0, self.names)}"

    @property
    def vi(self) -> str:
        """For people."""
        return f"{KINDS[self.kind][1]} {self.where} {self._said(1, [NAMES[name] for name in self.names])}"

    def _said(self, language: int, names: Iterable[str]) -> str:
        return HARMS[self.harm][language].format(entry=self.entry, names=", ".join(names), stored=self.stored, expected=self.expected)


@dataclass(frozen=True)
class Rows:
    """What one kind of rows gave: the strays, and how many rows are older than what the journal tells of them."""

    strays: tuple[Stray, ...] = ()
    older: int = 0
