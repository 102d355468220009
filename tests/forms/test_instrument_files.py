"""An instrument file is read whole, and each mistake in one is told by file, key, what and remedy."""

from pathlib import Path

import pytest

from forms import Instrument, InstrumentError, Level, Option, Text, read_file

SMALL = Path(__file__).parent / "instruments" / "small.toml"


def test_small_file_is_read(small):
    assert (small.code, small.version, small.title.in_language("en")) == ("small", "base", "Small form")
    assert [section.code for section in small.sections] == ["S", "G", "E"]
    assert list(small.items) == ["S1", "S2", "1.1", "1.2", "C", "R"]
    assert small.items["1.1"].scale.levels[2] == Level(3, Text("Tốt", "Good"))
    assert small.items["S2"].options[2] == Option("other", Text("Khác (ghi rõ)", "Other (please specify)"), True)
    assert small.items["1.1"].required_in == ("phone", "link")
    assert small.nonanswers["inv"].channels == ("paper", "import")
    assert small.section("G").intro.vi == "Xin cho điểm."


def test_item_with_its_own_kind_takes_nothing_from_its_section(read_edited):
    own = 'concept = "clean"\nkind = "text"\nmax_length = 5'
    item = read_edited(('concept = "clean"', own)).items["1.1"]
    assert (item.kind, item.scale, item.nonanswers, item.required_in) == ("text", None, (), ())


def test_strings_are_nfc_whatever_the_file_has(read_edited):
    decomposed = "Tie\u0302\u0301ng"
    assert read_edited(("Phiếu nhỏ", decomposed)).title.vi == "Tiếng"


def test_byte_order_mark_of_a_windows_editor_is_taken(tmp_path, small):
    (tmp_path / "bom.toml").write_bytes(b"\xef\xbb\xbf" + SMALL.read_bytes())
    assert read_file(tmp_path / "bom.toml") == small


def test_unknown_section_names_those_there_are(small):
    with pytest.raises(LookupError, match="S, G, E"):
        small.section("nope")


def test_unknown_language_is_refused():
    with pytest.raises(ValueError, match="vi, en"):
        Text("a", "b").in_language("fr")


MISTAKES = {
    "missing text": (('text = { vi = "Sạch sẽ", en = "Clean" }', ""), "section[1].item[0].text", "is missing"),
    "missing language": ((', en = "Clean" }', " }"), "section[1].item[0].text.en", "is missing"),
    "misspelt key": (("max_length = 20", "max_lenght = 20"), "section[2].item[1].max_lenght", "Did you mean max_length?"),
    "wrong kind": (('kind = "text"', 'kind = "essay"'), "section[2].item[1].kind", "expected one of scale"),
    "no kind": (('kind = "text"', ""), "section[2].item[1].kind", "is missing"),
    "boolean for a number": (("choose = 2", "choose = true"), "section[2].item[0].choose", "expected a whole number"),
    "choose more than there is": (("choose = 2", "choose = 4"), "section[2].item[0].choose", "4 of 3 options"),
    "choose missing": (("choose = 2", ""), "section[2].item[0].choose", "is missing"),
    "choose without use": (('kind = "multiple"', 'kind = "multiple"\nchoose = 2'), "section[0].item[1].choose", "no use"),
    "scale unknown": (('scale = "three"', 'scale = "four"'), "section[1].item[0].scale", "expected a scale of this file (three)"),
    "non-answer unknown": (('nonanswers = ["dk", "ref"]', 'nonanswers = ["no"]'), "section[0].item[1].nonanswers", "came 'no'"),
    "answer unknown": (('answer = "graded"', 'answer = "grade"'), "section[1].answer", "expected an answer of this file"),
    "channel unknown": (('["phone"]', '["fax"]'), "section[0].item[0].required_in", "expected a list of channels"),
    "item code twice": (('code = "1.2"', 'code = "1.1"'), "section[1].item[1].code", "already used by section[1].item[0]"),
    "level twice": (("value = 2,", "value = 1,"), "scale[0].level[1].value", "already used"),
    "option twice": (('value = "bike"', 'value = "walk"'), "section[0].item[1].option[1].value", "already used"),
    "option like a non-answer": (('value = "bike"', 'value = "ref"'), "section[0].item[1].option[1].value", "also a non-answer"),
    "two free texts": (
        ('en = "On foot" } }', 'en = "On foot" }, free_text = true }'),
        "section[0].item[1].option",
        "more than one option",
    ),
    "code of a free text": (('code = "R"', 'code = "S2.other"'), "section[2].item[1].code", "free text of S2"),
    "condition on a later item": (('item = "S1"', 'item = "C"'), "section[1].show_if.item", "earlier section"),
    "condition on the same page": (('item = "S2"', 'item = "1.1"'), "section[1].item[1].show_if.item", "earlier section"),
    "condition on no option": (('in = ["bike"]', 'in = ["car"]'), "section[1].item[1].show_if.in", "came 'car'"),
    "condition without values": (('in = ["bike"]', "in = []"), "section[1].item[1].show_if.in", "at least one"),
    "blank words": (('vi = "Ý kiến"', 'vi = " "'), "section[2].item[1].text.vi", "expected words"),
    "code with a blank": (('code = "1.2"', 'code = "1 2"'), "section[1].item[1].code", "expected a code"),
}


@pytest.mark.parametrize(("edit", "key", "words"), MISTAKES.values(), ids=MISTAKES)
def test_mistake_is_told_with_its_place(read_edited, edit, key, words):
    with pytest.raises(InstrumentError) as caught:
        read_edited(edit)
    assert caught.value.key == key
    assert caught.value.file.endswith("edited.toml")
    assert words in str(caught.value)
    assert caught.value.remedy


def test_all_mistakes_are_told_together(read_edited):
    with pytest.raises(InstrumentError) as caught:
        read_edited(("choose = 2", "choose = 0"), ("max_length = 20", 'max_length = "x"'))
    assert [mistake.key for mistake in caught.value.mistakes] == ["section[2].item[0].choose", "section[2].item[1].max_length"]
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"code = ", "is not TOML"), (b'code = "\xff"', "is not UTF-8"), (b"", "is missing"), (b"section = 1", "expected a list")],
)
def test_a_file_that_is_no_instrument(tmp_path, content, words):
    (tmp_path / "bad.toml").write_bytes(content)
    with pytest.raises(InstrumentError, match=words):
        read_file(tmp_path / "bad.toml")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InstrumentError, match="cannot be read"):
        read_file(tmp_path / "none.toml")


@pytest.mark.parametrize("frozen", ["{", "[]", "{}"])
def test_frozen_text_that_is_no_instrument(frozen):
    with pytest.raises(InstrumentError, match="frozen instrument"):
        Instrument.from_json(frozen)
