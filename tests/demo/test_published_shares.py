"""Sections A and C of 2024 come out at the published two decimals; those of 2023 near them."""
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.demo.generated import FORMS

from forms import load

# In the order of the instrument's options, from the published result tables of 2024.
SHARES = {
    "A2": "54.53 44.65 32.30 28.60 16.05 15.64 0.62",
    "A4": "48.86 30.43 18.43 11.18",
    "A5": "92.18 7.82 0.00",
    "A6": "93.61 6.39 0.00",
    "A8": "61.44 32.99 19.59 11.55 5.77 3.92 2.27",
    "C": "72.37 71.34 68.04 50.93 50.10 43.09 40.82 38.56 35.05 29.48",
}
SCORES = {
    "A1": "78.14 82.77 80.82 82.25 80.82 82.82 81.55 81.13 80.41",
    "A3": "83.83 85.42 79.00 83.53 82.34 80.00 78.80",
    "A7": "83.40 82.30 80.20",
}
LEVELS = {"A1": 4, "A3": 5, "A7": 5}
NONANSWERS = {"dk", "na", "ref", "inv"}


def percent(part: int, whole: int) -> Decimal:
    """Half up to two decimals."""
    return Decimal(int(Fraction(10_000 * part, whole) + Fraction(1, 2))).scaleb(-2)


def ticked(forms, item: str) -> list[list[str]]:
    """The boxes of everybody with a valid answer."""
    given = [form.answers[item] for form in forms if item in form.answers]
    listed = [boxes if isinstance(boxes, list) else [boxes] for boxes in given]
    return [boxes for boxes in listed if not NONANSWERS & set(boxes)]


def shares(forms, item: str) -> list[Decimal]:
    """Per cent of those with a valid answer who ticked each option."""
    given = ticked(forms, item)
    options = [option.value for option in load("sipas_household", "2024").items[item].options]
    return [percent(sum(option in boxes for boxes in given), len(given)) for option in options]


def scores(forms, group: str) -> list[Decimal]:
    """Scores of the items of a group: Σ / (levels · n) · 100."""
    found = []
    for number in range(1, len(SCORES[group].split()) + 1):
        given = [form.answers[f"{group}.{number}"] for form in forms if isinstance(form.answers.get(f"{group}.{number}"), int)]
        found.append(percent(sum(given), LEVELS[group] * len(given)))
    return found


@pytest.mark.parametrize("item", SHARES)
def test_shares_of_2024(item):
    published = [Decimal(share) for share in SHARES[item].split()]
    assert shares(FORMS[2024], item)[:len(published)] == published


@pytest.mark.parametrize("group", SCORES)
def test_scores_of_2024(group):
    assert scores(FORMS[2024], group) == [Decimal(score) for score in SCORES[group].split()]


@pytest.mark.parametrize("item", SHARES)
def test_shares_of_2023_are_near(item):
    published = [Decimal(share) for share in SHARES[item].split()]
    # Three standard errors of half of 558 forms that are worth half as many.
    assert shares(FORMS[2023], item)[:len(published)] == pytest.approx(published, abs=Decimal(9))


def test_years_differ_as_years_do():
    options = [abs(now - before) for item in SHARES for now, before in zip(shares(FORMS[2024], item), shares(FORMS[2023], item), strict=True)]
    scored = [now - before for group in SCORES for now, before in zip(scores(FORMS[2024], group), scores(FORMS[2023], group), strict=True)]
    assert max(options) > 3 and sum(change > Decimal("0.5") for change in options) > len(options) / 2
    assert max(scored) - min(scored) > 3 and sum(scored) / len(scored) == pytest.approx(Decimal("2.4"), abs=Decimal(1))


def test_five_expectations_each_but_one_form_with_four():
    sizes = sorted(len(boxes) for boxes in ticked(FORMS[2024], "C"))
    # 485 forms whose published shares make 2,424 ticks: one less than five each.
    assert sizes == [4] + [5] * 484


def test_who_will_not_take_part_ticks_nothing_else():
    alone = [boxes for boxes in ticked(FORMS[2024], "A4") if "none" in boxes]
    assert alone and all(boxes == ["none"] for boxes in alone)


def test_another_channel_is_named_by_those_who_ticked_it():
    ticking = {form.serial for form in FORMS[2024] if "other" in form.answers.get("A2", [])}
    assert ticking == {form.serial for form in FORMS[2024] if "A2.other" in form.answers}
