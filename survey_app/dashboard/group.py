"""Which people a figure is of: everyone, or one group that the address names; the figure says so wherever it is taken."""
from __future__ import annotations

from dataclasses import dataclass

from survey_app.dashboard.figure import Column
from survey_app.dashboard.labels import kind_words, name_domains
from survey_app.dashboard.reading import Reading


@dataclass(frozen=True)
class Group:
    """A domain; `words` are empty for everyone."""

    kind: str = "all"
    code: str = "all"
    words: str = ""

    @property
    def address(self) -> str:
        """How an address names it."""
        return f"{self.kind}:{self.code}"

    @property
    def asked(self) -> dict[str, str]:
        """What a figure's files need in the address."""
        return {"nhom": self.address} if self.words else {}

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of a table that name it."""
        return COLUMNS if self.words else ()

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in these columns."""
        return (self.kind, self.code, self.words) if self.words else ()

    def title(self, title: str) -> str:
        """The title of a figure of these people."""
        return f"{title} – {self.words}" if self.words else title


EVERYONE = Group()
COLUMNS = (Column("domain_kind", "Nhóm theo"), Column("domain", "Mã nhóm"), Column("group", "Nhóm"))


def group_asked(reading: Reading) -> Group:
    """The one group the address names ("nhom=sex:female"), else everyone."""
    kind, colon, code = reading.asked.get("nhom", "").partition(":")
    if not colon or kind == EVERYONE.kind:
        return EVERYONE
    view = reading.view
    return Group(kind, code, f"{kind_words(view, kind)}: {name_domains(reading.connection, view, kind).get(code, code)}")
