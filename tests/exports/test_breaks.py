"""Breaks in the series: said between years on two sides of one, and only there."""
import pytest

from survey_app.breaks import break_notes


@pytest.mark.parametrize(("previous", "year", "first_words"), [
    (2021, 2022, ["Phương pháp đo lường"]), (2024, 2025, ["Từ 01/7/2025"]), (2020, 2026, ["Phương pháp đo lường", "Từ 01/7/2025"]), (2022, 2024, []), (2025, 2026, []), (None, 2025, []),
])
def test_a_break_is_told_of_years_on_its_two_sides(previous, year, first_words):
    said = break_notes(year, previous)
    assert len(said) == len(first_words) == len(break_notes(year, previous, "en"))
    assert all(one.startswith(words) for one, words in zip(said, first_words, strict=True))


def test_it_names_both_years():
    assert "giữa năm 2024 và năm 2026" in break_notes(2026, 2024)[0] and "between 2024 and 2026" in break_notes(2026, 2024, "en")[0]
