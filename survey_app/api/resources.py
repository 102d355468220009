"""What the API gives: a resource is a table with an address, a scope, fields and filters. Views and the OpenAPI document are made from these."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, Select

from survey_app.api.vocabulary import Field
from survey_app.released import Shown

# What a resource is of -> the columns of a CSV file in front of a row's own and behind them, so that a file cannot lose them.
AROUND = {"place": ((), ()), "wave": (("wave",), ()), "run": (("wave", "sample", "run"), ("release", "provisional", "corrected_by"))}


@dataclass(frozen=True)
class Subject:
    """What a request is about: a wave, the run shown of it where the resource is of a run, and what the token may see.

    brief: of a run neither method nor counts nor diagnostics are asked for.
    """

    wave: Row | None = None
    shown: Shown | None = None
    sees_released: bool = False
    sees_provisional: bool = False
    brief: bool = False


@dataclass(frozen=True)
class Resource:
    """A table of the API.

    `name` is the key of the rows in JSON and part of a CSV file's name. `scope` is what a token needs (None: any living
    token). `of` says what a request must settle first: nothing, a wave, or a run of a wave. `read` gives either a query whose
    columns are the fields, in order, or the rows themselves. `among` says for a filter which values there can be, where that
    is more than those in the table. `thins`: of a thinned run it has everybody's rows only.
    """

    name: str
    path: str
    scope: str | None
    of: str
    vi: str
    en: str
    fields: tuple[Field, ...]
    filters: tuple[str, ...]
    read: Callable[[Connection, Subject], Select | Sequence[Sequence]]
    among: dict[str, Callable[[Subject], Select | Iterable[str]]] = field(default_factory=dict)
    thins: bool = False

    @property
    def tells_method(self) -> bool:
        """Whether its JSON says of a run how it was computed."""
        return self.of == "run" or any(field.kind == "object" for field in self.fields)
