"""Every cell of the published table follows from the generated answers by the formula alone, without the engine.

Item: 100·Σlevel / (5·n) over the valid answers. Roll-up: unweighted mean of its items' unrounded scores, rounded once.
"""
import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from tests.demo.generated import FORMS

PUBLISHED = list(csv.DictReader((Path(__file__).parents[1] / "data" / "sipas_ninh_binh.csv").open(encoding="utf-8")))
ITEMS = [row["code"] for row in PUBLISHED if row["level"] == "item"]
MISPRINT = ("2.5", 2024)
HOUSEHOLDS = {2023: 558, 2024: 486}
CELLS = {
    (row["code"], year): Decimal(row[f"score_{year}"])
    for row in PUBLISHED for year in HOUSEHOLDS if (row["code"], year) != MISPRINT
}
FEWEST = {2023: 555, 2024: 484}


def valid(forms, item: str) -> list[int]:
    """The levels given to an item."""
    return [form.answers[item] for form in forms if isinstance(form.answers.get(item), int)]


def score(forms, item: str, levels: int = 5) -> Fraction:
    """The item's score, exact."""
    given = valid(forms, item)
    return Fraction(100 * sum(given), levels * len(given))


def rounded(exact: Fraction) -> Decimal:
    """Half up to two decimals."""
    return Decimal(int(exact * 100 + Fraction(1, 2))).scaleb(-2)


def under(code: str) -> list[str]:
    """The items of a measure."""
    return [item for item in ITEMS if code in ("SIPAS", item) or item.startswith(f"{code}.")]


@pytest.fixture(scope="module")
def exact_scores():
    """Exact item scores by year."""
    return {year: {item: score(forms, item) for item in ITEMS} for year, forms in FORMS.items()}


def test_the_table_has_51_rows_and_39_items():
    assert (len(PUBLISHED), len(ITEMS), len(CELLS)) == (51, 39, 101)


@pytest.mark.parametrize(("code", "year"), CELLS)
def test_a_cell_agrees_with_the_published_one(exact_scores, code, year):
    items = under(code)
    assert rounded(sum(exact_scores[year][item] for item in items) / len(items)) == CELLS[code, year]


def test_the_misprinted_component_follows_its_items(exact_scores):
    exact = sum(exact_scores[2024][item] for item in under("2.5")) / 3
    printed = next(row["score_2024"] for row in PUBLISHED if row["code"] == "2.5")
    assert (rounded(exact), printed) == (Decimal("85.50"), "85.51")


@pytest.mark.parametrize("year", HOUSEHOLDS)
def test_18_thon_give_as_many_forms_each(year):
    by_thon = {}
    for form in FORMS[year]:
        by_thon.setdefault(form.thon.code, []).append(form)
    assert len(by_thon) == 18
    assert {len(forms) for forms in by_thon.values()} == {HOUSEHOLDS[year] / 18}


@pytest.mark.parametrize("year", HOUSEHOLDS)
def test_only_a_few_items_lack_an_answer(year):
    counts = [len(valid(FORMS[year], item)) for item in ITEMS]
    assert max(counts) == HOUSEHOLDS[year]
    assert min(counts) >= FEWEST[year]


@pytest.mark.parametrize("year", HOUSEHOLDS)
def test_most_are_satisfied_and_few_dissatisfied(year):
    given = [level for item in ITEMS for level in valid(FORMS[year], item)]
    share = {level: given.count(level) / len(given) for level in range(1, 6)}
    assert 0 < share[1] < share[2] < 0.03
    assert share[4] + share[5] > 0.8
