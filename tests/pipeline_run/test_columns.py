"""The columns an item becomes, by its kind."""
import pytest

import forms
from forms import Item, Level, Option, Scale, Text
from pipeline.analysis_columns import ITEM_COLUMNS, Layout

WORDS = Text("chữ", "words")
SCALE = Scale("s", tuple(Level(value, WORDS) for value in range(1, 6)))
OPTIONS = (Option("a", WORDS), Option("b", WORDS, free_text=True))


def columns_of(kind: str, answers: list, nonanswers: tuple = ("dk",), **values) -> dict[str, list]:
    """Name and values of the columns made from the answers to one item `Q`."""
    item = Item("Q", "q", kind, WORDS, nonanswers=nonanswers, **values)
    built = {column.name: (column.type, column.build(answers)) for column in ITEM_COLUMNS[kind](item)}
    assert all(array.type == type_ for type_, array in built.values())
    return {name: array.to_pylist() for name, (_, array) in built.items()}


def test_scale_item_is_a_level_and_a_reason():
    found = columns_of("scale", [5, "dk", None], scale=SCALE)
    assert found == {"Q": [5, None, None], "Q.nonanswer": [None, "dk", None]}


def test_item_without_nonanswers_has_no_reason_column():
    assert columns_of("scale", [1], nonanswers=(), scale=SCALE) == {"Q": [1]}


def test_single_choice_is_text():
    found = columns_of("single", ["b", "dk", None], options=OPTIONS)
    assert found == {"Q": ["b", None, None], "Q.nonanswer": [None, "dk", None]}


@pytest.mark.parametrize("kind", ["multiple", "choose"])
def test_boxes_are_one_column_an_option_and_null_when_none_was_asked(kind):
    found = columns_of(kind, [["b"], ["a", "b"], "dk", None], options=OPTIONS)
    assert found == {"Q=a": [0, 1, None, None], "Q=b": [1, 1, None, None], "Q.nonanswer": [None, None, "dk", None]}


def test_free_text_is_left_out():
    layout = Layout("desk", forms.load("one_stop_visitor"))
    remarks = {item.code for item in layout.instrument.items.values() if item.kind == "text"}
    assert remarks
    assert not {column.item for column in layout.items} & remarks
    assert not [name for name in layout.schema.names if name.endswith(".other")]


def test_layout_of_another_instrument_has_another_digest():
    assert Layout("case", forms.load("sipas_household", "2023")).digest != Layout("case", forms.load("sipas_household", "2024")).digest
