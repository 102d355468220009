"""Sections and items are shown to those whom their conditions name."""

from forms import load, visible_items, visible_sections


def codes(parts):
    return [part.code for part in parts]


def test_section_is_shown_when_its_condition_holds(small):
    assert codes(visible_sections(small, {"S1": "yes"})) == ["S", "G", "E"]
    assert codes(visible_sections(small, {"S1": "no"})) == ["S", "E"]


def test_without_an_answer_a_condition_does_not_hold(small):
    assert codes(visible_sections(small, {})) == ["S", "E"]


def test_item_is_shown_when_one_ticked_box_is_named(small):
    assert codes(visible_items(small.section("G"), {"S2": ["walk", "bike"]})) == ["1.1", "1.2"]
    assert codes(visible_items(small.section("G"), {"S2": ["walk"]})) == ["1.1"]


def test_non_answer_is_no_ticked_box(small):
    assert codes(visible_items(small.section("G"), {"S2": "ref"})) == ["1.1"]


def test_all_conditions_must_hold(read_edited):
    both = 'show_if = [{ item = "S1", in = ["yes"] }, { item = "S2", in = ["walk", "bike"] }]'
    instrument = read_edited(('show_if = { item = "S1", in = ["yes"] }', both))
    assert "G" in codes(visible_sections(instrument, {"S1": "yes", "S2": ["walk"]}))
    assert "G" not in codes(visible_sections(instrument, {"S1": "yes"}))
    assert "G" not in codes(visible_sections(instrument, {"S2": ["walk"]}))


def test_levels_route_too(read_edited):
    edit = 'concept = "remark"\nshow_if = { item = "1.1", in = [1, 2] }'
    instrument = read_edited(('concept = "remark"', edit))
    assert "R" in codes(visible_items(instrument.section("E"), {"1.1": 2}))
    assert "R" not in codes(visible_items(instrument.section("E"), {"1.1": 3}))


def test_section_whose_items_are_all_hidden_is_hidden(read_edited):
    instrument = read_edited(('concept = "clean"', 'concept = "clean"\nshow_if = { item = "S2", in = ["walk"] }'))
    assert "G" not in codes(visible_sections(instrument, {"S1": "yes"}))


def test_an_answer_that_is_itself_hidden_routes_nobody(read_edited):
    edit = ('concept = "wishes"', 'concept = "wishes"\nshow_if = { item = "1.1", in = [1] }')
    drop = ('concept = "remark"', 'concept = "remark"\nshow_if = { item = "1.1", in = [1] }')
    instrument = read_edited(edit, drop)
    assert codes(visible_sections(instrument, {"S1": "yes", "1.1": 1})) == ["S", "G", "E"]
    assert codes(visible_sections(instrument, {"S1": "no", "1.1": 1})) == ["S"]


def test_visitor_who_used_the_service_sees_it_all():
    answers = {"S1": "helped", "S3": "yes"}
    expected = ["S", "T", "2.1", "2.2", "2.3", "2.4", "2.5", "R", "D"]
    assert codes(visible_sections(load("one_stop_visitor"), answers)) == expected


def test_visitor_without_a_result_yet_does_not_judge_it():
    assert "2.4" not in codes(visible_sections(load("one_stop_visitor"), {"S1": "online", "S3": "no"}))


def test_visitor_who_only_asked_the_way_sees_remark_and_background():
    assert codes(visible_sections(load("one_stop_visitor"), {"S1": "not_used"})) == ["S", "R", "D"]
