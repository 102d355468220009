"""A batch's ledger, the equations it must fulfil, and every one it breaks in words with the numbers."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ledger:
    """Forms by what became of them.

    issued, keyed_once, keyed_twice, adjudicated, of_record: counted by the system. returned, refused, spoiled: entered by
    people. keyed_once has every form of which a keying is stored, also from a file; adjudicated those whose differences a
    third person decided; of_record those of paper that count in the results; online the households that answered by link.
    overtaken: forms keyed before their household's own answer came by link, which counts instead; nothing is left to do on
    them. astray: forms keyed although they were entered as refused or spoiled. excluded: of those of record or online the
    ones left out of the figures afterwards; they did come in, so every other number counts them.
    """

    issued: int = 0
    returned: int = 0
    refused: int = 0
    spoiled: int = 0
    keyed_once: int = 0
    keyed_twice: int = 0
    adjudicated: int = 0
    of_record: int = 0
    online: int = 0
    overtaken: int = 0
    astray: int = 0
    excluded: int = 0

    @property
    def outstanding(self) -> int:
        """Forms still out: issued − returned − refused − spoiled; negative when more came back than went out."""
        return self.issued - self.returned - self.refused - self.spoiled

    @property
    def unfinished(self) -> int:
        """Forms that came back and are neither of record yet nor overtaken by an answer."""
        return self.returned - self.of_record - self.overtaken


@dataclass(frozen=True)
class Difference:
    """A broken equation: its name, and the sentence in both languages."""

    code: str
    vi: str
    en: str


# name, whether the ledger breaks it, and what to say then
ALWAYS = (
    ("more_back_than_out", lambda of: of.outstanding < 0,
     "Phát ra {0.issued} phiếu, nhưng thu về {0.returned} + từ chối {0.refused} + hỏng {0.spoiled} nhiều hơn {excess} phiếu.",
     "issued {0.issued}, but returned {0.returned} + refused {0.refused} + spoiled {0.spoiled} are {excess} more"),
    ("keyed_not_returned", lambda of: of.keyed_once > of.returned,
     "Đã nhập {0.keyed_once} phiếu, nhưng sổ ghi thu về {0.returned}: {unreturned} phiếu đã nhập chưa được ghi thu về.",
     "keyed {0.keyed_once}, but returned {0.returned}: {unreturned} keyed forms were never entered as returned"),
    ("astray", lambda of: of.astray > 0,
     "{0.astray} phiếu ghi là từ chối hoặc hỏng nhưng đã có người nhập.",
     "{0.astray} forms entered as refused or spoiled have been keyed"),
    ("twice_not_once", lambda of: of.keyed_twice > of.keyed_once,
     "Nhập lần hai {0.keyed_twice} phiếu, nhiều hơn số đã nhập {0.keyed_once}.",
     "keyed twice {0.keyed_twice}, more than keyed {0.keyed_once}"),
    ("adjudicated_not_twice", lambda of: of.adjudicated > of.keyed_twice,
     "Đã phân xử {0.adjudicated} phiếu, nhiều hơn số nhập lần hai {0.keyed_twice}.",
     "adjudicated {0.adjudicated}, more than keyed twice {0.keyed_twice}"),
)
WHEN_CLOSED = (
    ("out_after_closing", lambda of: of.outstanding > 0,
     "Đợt đã đóng nhưng {0.outstanding} trong {0.issued} phiếu phát ra chưa rõ kết quả.",
     "the wave is closed, but of {0.issued} forms issued {0.outstanding} are not accounted for"),
    ("unfinished_after_closing", lambda of: of.unfinished > 0,
     "Đợt đã đóng nhưng {0.unfinished} trong {0.returned} phiếu thu về chưa được nhập xong.",
     "the wave is closed, but of {0.returned} forms returned {0.unfinished} are not of record"),
)


def differences(ledger: Ledger, *, closed: bool = False) -> list[Difference]:
    """Every equation that a ledger breaks; once the wave is closed, also forms without an end."""
    numbers = {"excess": -ledger.outstanding, "unreturned": ledger.keyed_once - ledger.returned}
    return [
        Difference(code, vi.format(ledger, **numbers), en.format(ledger, **numbers))
        for code, broken, vi, en in (*ALWAYS, *(WHEN_CLOSED if closed else ())) if broken(ledger)
    ]


def state_of(ledger: Ledger, *, closed: bool = False) -> str:
    """How far a batch is, in a word: differs, out (forms still out), unfinished (not all of record), or done."""
    if differences(ledger, closed=closed):
        return "differs"
    if ledger.outstanding:
        return "out"
    return "unfinished" if ledger.unfinished else "done"
