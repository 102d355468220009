"""Vietnamese order of names."""
import pytest

from survey_app.dashboard.ordering import vietnamese_key


@pytest.mark.parametrize("names", [
    ["An", "Ăn", "Ân", "Bình", "Cầu", "Dương", "Đồi", "Em", "Ê", "Ô", "Ơ", "Ư"],  # letters of their own
    ["ba", "bà", "bả", "bã", "bá", "bạ"],  # tones of a dictionary: ngang, huyền, hỏi, ngã, sắc, nặng
    ["Bá An", "Ba Bể"],  # letters before tones
    ["tổ 2", "tổ 10"],  # numbers as numbers
    ["Sen", "Sen Vàng", "Sena"],  # a space before any letter
])
def test_names_in_order(names):
    assert sorted(reversed(names), key=vietnamese_key) == names


def test_decomposed_names_sort_alike():
    assert vietnamese_key("Đồi Chè")[:2] == vietnamese_key("Đồi Chè")[:2]
