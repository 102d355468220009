"""What an import found and did, for people and for programs."""
from __future__ import annotations

from dataclasses import asdict, dataclass, field

LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Finding:
    """One thing wrong: `row` as numbered in the file (the header is row 1), `column` by its heading."""

    row: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {shortened(self.value) or '(blank)'}; expected {self.expected}"


@dataclass
class Report:
    """Rows read, stored now, stored before, refused; without a wish to skip, one refused row keeps all out."""

    wave: str
    file: str
    read: int = 0
    new: int = 0
    already_there: int = 0
    refused: int = 0
    held_back: int = 0
    findings: list[Finding] = field(default_factory=list)

    def to_json(self) -> dict:
        """The report as JSON values."""
        return asdict(self)

    def summary(self) -> str:
        """One line of counts."""
        line = f"{self.read} read, {self.new} new, {self.already_there} already there, {self.refused} refused"
        return f"{line}, {self.held_back} good but held back" if self.held_back else line


def shortened(value: str) -> str:
    """A value cut to what fits a line."""
    return value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
