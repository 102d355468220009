"""Index definitions as data: the published SIPAS table, the leaders' points, PAR INDEX conversion, and their mistakes."""

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from pipeline import indices
from pipeline.design import Design
from pipeline.errors import DesignError
from pipeline.estimate import estimate
from pipeline.indices.reading import read
from pipeline.par_points import points_from_scores

PUBLISHED = Path(__file__).parents[1] / "data"


def rows_of(name):
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_sipas_has_the_published_measures_in_the_published_order():
    definition, published = indices.load("sipas"), rows_of("sipas_ninh_binh.csv")
    assert [m.code for m in definition.measures] == [row["code"] for row in published]
    assert [m.level for m in definition.measures] == [row["level"] for row in published]


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_published_rollups_are_means_of_published_items(year):
    """Items are printed with two decimals, so a mean of them is known to 0.005; 2.5 of 2024 is a misprint (85.51 for 85.50)."""
    definition = indices.load("sipas")
    scores = {row["code"]: float(row[f"score_{year}"]) for row in rows_of("sipas_ninh_binh.csv")}
    items = np.array([scores[code] for code in definition.items])
    rolled = definition.coefficients(np.ones(len(items), bool)) @ items
    far = [m.code for m, score in zip(definition.measures, rolled, strict=True) if abs(score - scores[m.code]) > 0.0101]
    assert far == (["2.5"] if year == "2024" and abs(rolled[[m.code for m in definition.measures].index("2.5")] - scores["2.5"]) > 0.0101 else [])


def test_index_one_is_not_the_mean_of_its_components():
    """84.84 would be the mean of components; published is 85.22, the mean of items."""
    definition = indices.load("sipas")
    scores = {row["code"]: float(row["score_2024"]) for row in rows_of("sipas_ninh_binh.csv")}
    components = [scores[m.code] for m in definition.measures if m.parent == "1"]
    assert round(sum(components) / len(components), 2) == 84.84
    assert scores["1"] == 85.22


def test_service_is_index_two_with_the_same_words():
    whole, part = indices.load("sipas"), indices.load("service")
    assert part.measures[0].parent is None
    for measure in part.measures:
        assert (whole.measure(measure.code).label, whole.measure(measure.code).items) == (measure.label, measure.items)


def test_leaders_points_are_maximum_times_score():
    """All criteria at level 4 of 5 earn 0.8 point each: 22 criteria 17.6, the nine of the civil service 7.2."""
    definition = indices.load("par_leaders")
    results = estimate(pa.table({code: [4, 4] for code in definition.items}), Design(), definition)
    found = {e.code: e.score for e in results.of()}
    assert [found[code] for code in ("PAR", "P1", "P2", "P3", "P4", "P5", "P1.1")] == pytest.approx([17.6, 3.2, 3.2, 7.2, 3.2, 0.8, 0.8])


def test_points_of_an_unanswered_criterion_are_spread_over_its_field():
    definition = indices.load("par_leaders")
    answers = {code: [5, 5] if code != "P1.1" else pa.nulls(2, pa.int8()) for code in definition.items}
    found = {e.code: e for e in estimate(pa.table(answers), Design(), definition).of()}
    assert (found["P1"].score, found["PAR"].score) == (pytest.approx(4), pytest.approx(22))
    assert (found["P1"].items_used, found["P1"].items_total) == (3, 4)


def test_ha_nam_2018_points():
    """Rows 8.1.1 to 8.1.5 and 8.1 of Hà Nam's PAR INDEX 2018; the scores are those points over 2, 2, 3, 3, 2."""
    found = points_from_scores(indices.load("par_service_2018"), {"8.1.1": 83.84, "8.1.2": 91.09, "8.1.3": 86.92, "8.1.4": 93.17, "8.1.5": 85.97})
    assert {code: round(points, 4) for code, points in found.items()} == {
        "8.1": 10.6207, "8.1.1": 1.6768, "8.1.2": 1.8218, "8.1.3": 2.6076, "8.1.4": 2.7951, "8.1.5": 1.7194}


def test_index_two_earns_a_tenth_of_its_score():
    """85.50% of index 2 are 8.55 of 10 points."""
    assert points_from_scores(indices.load("par_service"), {"PAR2": 85.50}) == {"PAR2": pytest.approx(8.55)}


def test_points_without_all_scores_are_refused():
    with pytest.raises(DesignError, match="'8.1' need a score for 8.1.2"):
        points_from_scores(indices.load("par_service_2018"), {"8.1.1": 80.0})


def test_an_unknown_index_lists_those_there_are():
    with pytest.raises(DesignError, match="No index 'hdi'. There are: par_leaders, .*sipas"):
        indices.load("hdi")


@pytest.mark.parametrize(("text", "message"), [
    ('[[measure]]\ncode = "A"\nlevel = "x"\nlabel = "a"\n[[measure]]\ncode = "A"\nlevel = "x"\nlabel = "a"\n', "'A' is written twice"),
    ('[[measure]]\ncode = "A"\nparent = "Z"\nlevel = "x"\nlabel = "a"\n', "'A' has parent 'Z', which is not written above"),
    ('[[measure]]\ncode = "A"\nlevel = "x"\nlabel = "a"\nrollup = "median"\n', "'A' has rollup 'median'; expected one of mean, sum"),
    ('[[measure]]\ncode = "A"\nlevel = "x"\nlabel = "a"\nitems = ["q", "q"]\n', "item 'q' stands under two measures"),
])
def test_a_mistake_in_an_index_file_is_told(tmp_path, text, message):
    (tmp_path / "new.toml").write_text(f'name = "new"\nscale = 5\n{text}', encoding="utf-8")
    with pytest.raises(DesignError, match=f"new.toml: .*{message}"):
        read(tmp_path / "new.toml")
