"""Room for words: their widths, where lines break, and how labels make way for one another."""
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import forms
from survey_app.charts.letters import width_of, wrapped
from survey_app.charts.spreading import spread
from tests.charts.drawn import measured

TEXTS = [item.text.vi for item in forms.load("sipas_household").items.values()] + ["85,34 (83,10–87,20)", "không hiển thị (n < 5)", "ĐẮK LẮK", "100 %"]


@pytest.mark.parametrize("bold", [False, True])
def test_no_text_is_wider_than_it_is_taken_to_be(bold):
    for text in TEXTS:
        assert measured(text, 14, bold) <= width_of(text, 14, bold) <= 1.25 * measured(text, 14, bold) + 6, text


def test_decomposed_letters_are_as_wide_as_composed_ones():
    assert width_of(unicodedata.normalize("NFD", "Thừa Thiên Huế"), 14) == width_of("Thừa Thiên Huế", 14)


def test_lines_fit_and_lose_nothing():
    lines = wrapped(TEXTS[0] * 3, 14, 200, most=99)
    assert all(width_of(line, 14) <= 200 for line in lines) and " ".join(lines) == " ".join((TEXTS[0] * 3).split())


def test_what_has_no_room_ends_in_an_ellipsis():
    lines = wrapped("một hai ba bốn năm sáu bảy tám", 14, 60, most=2)
    assert len(lines) == 2 and lines[1].endswith("…") and width_of(lines[1], 14) <= 60


def test_a_word_longer_than_the_line_is_cut():
    lines = wrapped("x" * 60, 14, 100, most=99)
    assert len(lines) > 1 and "".join(lines) == "x" * 60


def test_nothing_moves_that_has_room():
    assert spread([10, 50, 90], [10, 10, 10], 0, 100) == [10, 50, 90]


def test_two_that_meet_part_evenly():
    assert spread([50, 50], [10, 10], 0, 100) == [45, 55]


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(1, 40)), max_size=12))
def test_nothing_overlaps_and_the_order_stays(things):
    wanted, sizes = [one for one, _ in things], [size for _, size in things]
    places = spread(wanted, sizes, 0, 500)
    order = sorted(range(len(things)), key=lambda one: wanted[one])
    for one, other in zip(order, order[1:], strict=False):
        assert places[other] - places[one] >= (sizes[one] + sizes[other]) / 2 - 1e-6
    assert all(place - size / 2 >= -1e-6 for place, size in zip(places, sizes, strict=True))
    assert all(place + size / 2 <= 500 + 1e-6 for place, size in zip(places, sizes, strict=True))
