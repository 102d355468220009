"""Re-interviews (phúc tra): how often people answered the second time as they had the first."""
from __future__ import annotations

import json
from dataclasses import dataclass
from math import fsum

from sqlalchemy import select
from sqlalchemy.orm import aliased

from survey_app.channels.paper.error_rates import wilson
from survey_app.dashboard.reading import Reading
from survey_app.models import Response
from survey_app.numbers import vietnamese, whole


@dataclass(frozen=True)
class Agreement:
    """forms: re-interviews; compared: answers given both times, in the forms beside which a form of record stands; same: those of them that are alike.

    share, lo, hi: from 0 to 1; lo and hi are None below two forms.
    """

    forms: int
    same: int = 0
    compared: int = 0
    share: float | None = None
    lo: float | None = None
    hi: float | None = None

    def words(self, level: float) -> str:
        """All of it in a clause."""
        if self.share is None:
            return f"{whole(self.forms)} phiếu; chưa tính được tỷ lệ trả lời giống nhau vì chưa có phiếu chính thức để so"
        span = f"; khoảng tin cậy {100 * level:.0f}\u00a0%: {vietnamese(100 * self.lo)}–{vietnamese(100 * self.hi)}" if self.lo is not None else ""
        return f"{whole(self.forms)} phiếu; {vietnamese(100 * self.share)} % câu trả lời giống lần đầu ({whole(self.same)} trong {whole(self.compared)} câu{span})"


def read_agreement(reading: Reading) -> Agreement:
    """The re-interviews of a wave, each beside the form of record of its case, as corrected last."""
    first, again = aliased(Response), aliased(Response)
    query = select(again.id, again.answers, first.answers).outerjoin(first, (first.case_id == again.case_id) & (first.purpose == "original"))
    found = {row[0]: row[1:] for row in reading.connection.execute(query.where(again.wave_id == reading.view.wave.id, again.purpose == "reinterview").order_by(first.id))}
    texts = {item.code for item in reading.view.instrument.items.values() if item.kind == "text"}
    pairs = [_compare(json.loads(one), json.loads(other), texts) for one, other in found.values() if other is not None]
    return agreement(len(found), [(same, compared) for same, compared in pairs if compared], reading.view.level if reading.view.shown else .95)


def _compare(one: dict, other: dict, texts: set[str]) -> tuple[int, int]:
    """How many answers are alike, of those given both times; remarks are not compared."""
    both = (one.keys() & other.keys()) - texts
    return sum(_plain(one[code]) == _plain(other[code]) for code in both), len(both)


def _plain(answer: object) -> object:
    return sorted(answer) if isinstance(answer, list) else answer


def agreement(forms: int, pairs: list[tuple[int, int]], level: float) -> Agreement:
    """The share of answers alike over forms of (alike, compared).

    Answers of one form resemble one another: the interval is Wilson's with the effective size n / deff, deff from the linearised variance of a
    ratio with forms as clusters (Cochran 1977, Sampling Techniques, 6.8; the interval as in channels/paper/error_rates.py), at least 1.
    """
    same, compared, count = sum(one for one, _ in pairs), sum(of for _, of in pairs), len(pairs)
    if not compared:
        return Agreement(forms)
    share = same / compared
    if count < 2:
        return Agreement(forms, same, compared, share)
    variance = count / (count - 1) * fsum((one - share * of) ** 2 for one, of in pairs) / compared**2
    simple = share * (1 - share) / compared
    return Agreement(forms, same, compared, share, *wilson(share, compared / max(1.0, variance / simple) if simple else compared, level))
