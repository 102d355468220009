"""Whatever is sent, the validator answers: coded answers that code to themselves, or problems."""

import json
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from forms import CHANNELS, load, validate

VISITOR = load("one_stop_visitor")
HOUSEHOLD = load("sipas_household")

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=30)
plausible = st.sampled_from([1, 5, "1", "5", "dk", "ref", "na", "inv", "in_person", "not_used", "yes", "other", "media", ""])
values = st.recursive(
    scalars | plausible, lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)


def raws(instrument):
    keys = st.sampled_from([*instrument.items, "A2.other", "nothing"]) | st.text(max_size=5)
    return st.dictionaries(keys, plausible | values, max_size=30)


def assert_sound(instrument, raw, channel):
    checked = validate(instrument, raw, channel=channel)
    assert all(problem.text("vi") and problem.text("en") for problem in checked.problems)
    stored = json.dumps(checked.answers, ensure_ascii=False)
    assert unicodedata.is_normalized("NFC", stored)
    stored.encode()
    again = validate(instrument, json.loads(stored), channel=channel)
    assert again.answers == checked.answers
    # What is missing may stay a problem; what was coded may not become one.
    assert {problem.code for problem in again.problems} <= {"required"}
    assert checked.problems or again.ok


@settings(deadline=None)
@given(raw=raws(VISITOR), channel=st.sampled_from(CHANNELS))
def test_visitor(raw, channel):
    assert_sound(VISITOR, raw, channel)


@settings(deadline=None)
@given(raw=raws(HOUSEHOLD), channel=st.sampled_from(CHANNELS))
def test_household(raw, channel):
    assert_sound(HOUSEHOLD, raw, channel)


@settings(deadline=None)
@given(raw=values)
def test_what_is_not_even_answers(raw):
    validate(VISITOR, raw, channel="phone")


@given(remark=st.text(st.characters(), max_size=60))
def test_any_remark_is_tidied_once_and_for_all(remark):
    checked = validate(VISITOR, {"R": remark}, channel="paper")
    assert checked.ok
    assert validate(VISITOR, checked.answers, channel="paper").answers == checked.answers
    assert "\x00" not in checked.answers.get("R", "")
