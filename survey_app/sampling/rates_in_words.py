"""Outcome rates in a sentence: what each is a share of, AAPOR's names in brackets; one wording for every page."""
from __future__ import annotations

from survey_app.numbers import vietnamese, whole
from survey_app.sampling.rates import Tally, rates


def rates_in_words(tally: Tally, unit: str) -> str:
    """"trả lời 49,17 % (RR2: 59 trên 120 hộ, không kể 1 hộ ngoài đối tượng); hợp tác …; từ chối …". unit: what a case is."""
    found = rates(tally)
    outside = f", không kể {whole(tally.NE)} {unit} ngoài đối tượng" if tally.NE else ""
    return (f"trả lời {percent_words(found['RR2'])} (RR2: {whole(tally.I + tally.P)} trên {whole(tally.eligible + tally.unknown)} {unit}{outside}); "
            f"hợp tác {percent_words(found['COOP2'])} (COOP2); từ chối {percent_words(found['REF1'])} (REF1)")


def percent_words(share: float | None) -> str:
    """A share of 1 as "49,17 %"."""
    return "không tính được" if share is None else f"{vietnamese(100 * share)} %"
