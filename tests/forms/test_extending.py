"""A version that names its base and lists only differences gives the whole instrument."""

import json
from pathlib import Path

import pytest

from forms import InstrumentError, read_file
from forms.extending import extend
from forms.reading import parse

NEXT = Path(__file__).parent / "instruments" / "next.toml"


@pytest.fixture(scope="module")
def following():
    return read_file(NEXT)


def test_each_difference_is_applied(following):
    codes = {section.code: [item.code for item in section.items] for section in following.sections}
    assert codes == {"S": ["S1"], "E": ["C"], "G": ["1.0", "1.1"], "Z": ["Z1", "R"]}
    assert list(codes) == ["S", "E", "G", "Z"]


def test_what_is_not_named_stays_as_in_the_base(following, small):
    assert following.items["C"] == small.items["C"]
    assert following.title == small.title
    assert following.items["1.1"].concept == small.items["1.1"].concept


def test_changed_parts_differ_in_what_they_name_only(following, small):
    assert following.items["1.1"].text.vi == "Rất sạch"
    assert following.items["1.1"].nonanswers == small.items["1.1"].nonanswers
    assert [level.text.en for level in following.items["1.1"].scale.levels] == ["Low", "High"]


def test_base_is_left_as_it_was():
    base, differences = parse(NEXT.parent / "small.toml"), parse(NEXT)
    before = json.loads(json.dumps(base))
    extend(base, differences)
    assert base == before


def test_base_in_another_instrument(tmp_path, small):
    for folder in ("small", "other"):
        (tmp_path / folder).mkdir()
    (tmp_path / "small" / "2020.toml").write_bytes((NEXT.parent / "small.toml").read_bytes())
    (tmp_path / "other" / "1.toml").write_text('extends = "small/2020"\ncode = "other"\nversion = "1"\n')
    other = read_file(tmp_path / "other" / "1.toml")
    assert (other.code, other.items) == ("other", small.items)


def test_scales_left_without_an_item_are_dropped(read_extending):
    assert dict(read_extending('[remove]\nsection = ["G"]\n').scales) == {}


TEXT = 'text = { vi = "Mới", en = "New" }\nconcept = "new"\nanswer = "graded"\n'
MISTAKES = {
    "removes what is not there": ('[remove]\nitem = ["9"]', "remove.item[0].code", "no item '9'"),
    "changes what is not there": ('[[change.item]]\ncode = "9"', "change.item[0].code", "no item '9'"),
    "adds what is there": (f'[[add.item]]\ncode = "1.1"\nsection = "G"\n{TEXT}', "add.item[0].code", "already has item"),
    "adds to no section": (f'[[add.item]]\ncode = "9"\n{TEXT}', "add.item[0].section", "is missing"),
    "adds to an unknown section": (f'[[add.item]]\ncode = "9"\nsection = "Q"\n{TEXT}', "add.item[0].section", "no section 'Q'"),
    "adds beside nobody": (f'[[add.item]]\ncode = "9"\nafter = "8"\n{TEXT}', "add.item[0].after", "no item '8'"),
    "moves nowhere": ('[[move.item]]\ncode = "1.1"', "move.item[0]", "does not say where to"),
    "moves what is not there": ('[[move.item]]\ncode = "9"\nafter = "1.1"', "move.item[0].code", "no item '9'"),
    "moves a scale": ('[[move.scale]]\ncode = "three"', "move.scale", "cannot move"),
    "no code": ("[[change.item]]\nchoose = 1", "change.item[0].code", "is missing"),
    "wrong table": ("[change]\nitem = 1", "change.item", "expected a list of tables"),
    "wrong verb": ('remove = "all"', "remove", "expected a table"),
    "key of a whole file": ("[[section]]", "section", "cannot stand"),
    "change of wrong type": ('[[change.section]]\ncode = "G"\nitem = 1', "change.section[0].item", "expected a list"),
    "mistake in what is added": (f'[[add.item]]\ncode = "9"\nsection = "G"\nchose = 1\n{TEXT}', "add.item[0].chose", "Did you mean"),
    "routing broken by a removal": ('[remove]\nitem = ["S1"]', "section[1].show_if.item", "earlier section"),
}


@pytest.mark.parametrize(("differences", "key", "words"), MISTAKES.values(), ids=MISTAKES)
def test_mistake_is_told_with_its_place(read_extending, differences, key, words):
    with pytest.raises(InstrumentError) as caught:
        read_extending(differences)
    assert caught.value.key == key
    assert words in str(caught.value)


def test_mistake_names_the_file_it_stands_in(read_extending):
    with pytest.raises(InstrumentError) as caught:
        read_extending('[remove]\nitem = ["S1"]')
    assert caught.value.file.endswith("small.toml")


@pytest.mark.parametrize("base", ["none", "../small", "a/b/c", ""])
def test_base_that_is_not_there(read_extending, base):
    with pytest.raises(InstrumentError) as caught:
        read_extending("", head=f'extends = "{base}"\ncode = "small"\nversion = "x"\n')
    assert caught.value.key == "extends"


def test_only_one_level(tmp_path):
    for path in NEXT.parent.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "third.toml").write_text('extends = "next"\ncode = "small"\nversion = "third"\n')
    with pytest.raises(InstrumentError, match="itself extends"):
        read_file(tmp_path / "third.toml")


def test_version_must_say_its_own_code(read_extending):
    with pytest.raises(InstrumentError, match="code: is missing"):
        read_extending("", head='extends = "small"\nversion = "x"\n')
