"""Published documents: the slips that stand in them are found, and nothing else is said of them.

Sources: Kế hoạch 124/KH-UBND of Ninh Bình (27/5/2025) and Kế hoạch 1800/KH-UBND of Hà Nam (5/6/2019), figures as printed there.
"""
from pathlib import Path

import pytest

from survey_app.arithmetic.checking import check_file
from survey_app.arithmetic.sums import tell_sums

DATA = Path(__file__).parents[1] / "data"
SLIPS = {
    # Items 85,27; 85,72; 85,51 give 85,50 whatever their hidden decimals.
    "sipas_ninh_binh.csv": [("2.5", "score_2024", "85.50", "85.51")],
    # The same table with the changes as printed: from rank 24 to 13 is 11, not "Tăng 9 bậc".
    "sipas_changes_ninh_binh_2024.csv": [("1.4.2", "rank_change_2024", "+11", "+9"), ("2.5", "score_2024", "85.50", "85.51")],
    # "8,55/10 điểm, đạt 82,71%": 82,71 is last year's SIPAS.
    "par_index_ninh_binh_2024.csv": [("1.2.a", "percent_2024", "85.45 … 85.55", "82.71")],
    "par_fields_ninh_binh_2024.csv": [],
    "par_leader_survey_ninh_binh_2024.csv": [],
    # The five fields add up to 19,24, printed is 19,29.
    "par_leader_totals_ninh_binh_2024.csv": [("TOTAL", "score_2024", "19.24", "19.29")],
    "shares_ninh_binh_2024.csv": [],
}


@pytest.mark.parametrize("name", SLIPS)
def test_every_known_slip_and_no_other(name):
    _, found = check_file(DATA / name)
    assert [(one.row, one.column, one.expected, one.found) for one in found] == SLIPS[name]


def test_the_table_of_ha_nam_holds_fifteen():
    """Among the points of 2018: 3.2 (a criterion of 0.5 is missing), 4.1 (0.196 for 0.1967), 5.7 (0.75 for 1), 5.9 (a digit)."""
    _, found = check_file(DATA / "par_ha_nam_2018.csv")
    assert len(found) == 15
    assert [(one.row, one.expected, one.found) for one in found if one.column == "score_2018"] == [
        ("3.2", "2.00", "2.50000"), ("4.1", "2.196", "2.19670"), ("5.7", "0.75", "1.00000"), ("5.9", "2.89767", "2.99767")]


def test_the_sum_of_the_leaders_criteria_is_told():
    figures, _ = check_file(DATA / "par_leader_survey_ninh_binh_2024.csv")
    assert list(tell_sums(figures.rows)) == ["2024: the 22 outermost rows add up to 19.24 of 22; the table prints no total."]


def test_a_sum_that_only_rounding_explains_is_told_and_no_contradiction():
    """63,55 + 27,84 = 91,39, printed 91,38."""
    figures, found = check_file(DATA / "par_index_ninh_binh_2024.csv")
    assert "91.39, not 91.38" in list(tell_sums(figures.rows))[0] and all(one.row != "TOTAL" for one in found)
