"""What the common pages need to know of a way in (a channel), and of the place where one form is filled in."""
from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import ClassVar

from flask import Response, url_for

from forms import Instrument
from survey_app.fielded import FieldedWave
from survey_app.intake import Receipt, Submission

# Forms of more sections show how far one has come, besides saying it.
SHORT = 10


class Way(ABC):
    """A channel with pages of questions: how its places are found and where its answers go.

    `name` is its blueprint's, stands with each response as its channel, and names the folder of its own words
    (`invitation.html`, `thanks.html`); `draft_life` is how many seconds unsent answers are kept on a phone; `target` is the
    field of the API that says where a response belongs. `one_form_each`: a place takes one form and no more, so its
    addresses are nobody else's and what is kept on the phone belongs to its `key`.
    """

    name: ClassVar[str]
    draft_life: ClassVar[int]
    target: ClassVar[str]
    one_form_each: ClassVar[bool]

    @abstractmethod
    def read_code(self, typed: str) -> str | None:
        """The code in an address, loosely typed as it may be; None when it cannot be one."""

    @abstractmethod
    def find(self, code: str) -> Place:
        """The place behind a code, asked for afresh. Raises NotHere."""

    @abstractmethod
    def store(self, place: Place, submission: Submission) -> Receipt:
        """Hand a form that names no desk and no case yet to the intake. Raises NotHere when it came too late."""


@dataclass(frozen=True)
class Place:
    """Where one form is filled in, as its pages name it.

    `key` is the name under which a phone keeps its draft; `former` the keys whose refused forms are sent from here;
    `note` what else the first page says; `found` what the channel knows of it.
    """

    way: Way
    code: str
    name: str
    wave: FieldedWave
    key: str
    former: tuple[str, ...] = ()
    note: str = ""
    found: object = field(default=None, compare=False, repr=False)

    def url(self, page: str = "intro", **parts) -> str:
        """The address of one of its pages."""
        return url_for(f"{self.way.name}.{page}", code=self.code, **parts)

    @property
    def instrument(self) -> Instrument:
        """What is asked there."""
        return self.wave.instrument

    @property
    def is_long(self) -> bool:
        """Whether answering takes so long that people want to see an end to it."""
        return len(self.instrument.sections) > SHORT

    @property
    def own(self) -> dict[str, str]:
        """What no other place of this form has, by the name of the field."""
        return {"code": self.code, "key": self.key, "former": " ".join(self.former), "note": self.note}

    @property
    def pattern(self) -> Place:
        """The place with marks where its own things stand: its pages are the same for all places of the form."""
        return replace(self, former=("(-former-)",), found=None, **{name: f"(-{name}-)" for name in ("code", "key", "note")})


class NotHere(Exception):
    """Nothing can be answered under this code: `answer` is the page that says why, `place` what it led to until now."""

    def __init__(self, answer: Response, place: Place | None = None):
        super().__init__(answer.status)
        self.answer, self.place = answer, place
