"""Mistakes in an instrument file, told to its author: file, key, what is wrong, what to do."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    file: str
    key: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.what}. {self.remedy}"


class InstrumentError(ValueError):
    """An instrument cannot be used. `mistakes` holds all that were found; file, key, what and remedy are the first's."""

    def __init__(self, mistakes: tuple[Mistake, ...] | list[Mistake]):
        self.mistakes = tuple(mistakes)
        first = self.mistakes[0]
        self.file, self.key, self.what, self.remedy = first.file, first.key, first.what, first.remedy
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class Findings:
    """Collects mistakes so that an author sees them together."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def add(self, table: "Table", key: str, what: str, remedy: str) -> None:
        """Note that `key` of `table` is wrong."""
        self.mistakes.append(Mistake(table.file, table.key_of(key), what, remedy))

    def raise_if_any(self) -> None:
        if self.mistakes:
            raise InstrumentError(self.mistakes)


class Table(dict):
    """A TOML table that knows its file and its key there, also after it moved into another version."""

    def __init__(self, content: dict, file: str, key: str):
        super().__init__(content)
        self.file, self.key = file, key

    def key_of(self, key: str) -> str:
        """The full key of `key` inside this table; of the table itself when `key` is empty."""
        return ".".join(part for part in (self.key, key) if part) or "(whole file)"
