"""Frozen JSON brings back the same instrument, and the digest names it."""

import json
import unicodedata

import pytest

from forms import Instrument, catalogue, load


@pytest.mark.parametrize(("code", "version"), catalogue())
def test_round_trip_keeps_everything(code, version):
    instrument = load(code, version)
    again = Instrument.from_json(instrument.to_json())
    assert again is not instrument
    assert again.digest == instrument.digest
    assert (again.title, again.sections) == (instrument.title, instrument.sections)
    assert (again.scales, again.nonanswers) == (instrument.scales, instrument.nonanswers)


def test_json_is_canonical(small):
    frozen = small.to_json()
    assert json.dumps(json.loads(frozen), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == frozen
    assert unicodedata.is_normalized("NFC", frozen)


def test_digest_does_not_hang_on_the_order_of_keys(read_edited, small):
    edited = read_edited(('code = "small"\nversion = "base"', 'version = "base"\ncode = "small"'))
    assert edited.digest == small.digest
    assert edited == small


def test_digest_does_not_hang_on_how_the_answer_is_written(read_edited, small):
    named = 'answer = "graded"\nshow_if'
    spelt = 'show_if'
    own = 'concept = "{0}"\nkind = "scale"\nscale = "three"\nnonanswers = ["ref", "inv"]\nrequired_in = ["phone", "link"]'
    edits = [(f'concept = "{concept}"', own.format(concept)) for concept in ("clean", "cycle_rack")]
    assert read_edited((named, spelt), *edits).digest == small.digest


@pytest.mark.parametrize(
    "edit",
    [("Sạch sẽ", "Sạch"), ('"Clean"', '"Tidy"'), ("choose = 2", "choose = 1"), ('in = ["bike"]', 'in = ["walk"]'), ('"base"', '"b"')],
)
def test_any_change_changes_the_digest(read_edited, small, edit):
    assert read_edited(edit).digest != small.digest


def test_instruments_stand_as_keys(small, read_edited):
    assert {small: 1}[Instrument.from_json(small.to_json())] == 1
    assert small != read_edited(("Sạch sẽ", "Sạch"))
