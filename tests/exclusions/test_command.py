"""`sipas exclusion`: the same acts from the command line, recorded as its user's."""
import json

import pytest

from survey_app.commands.exclusion import group
from survey_app.exclusions.refusal import Refused
from tests.exclusions.conftest import acts_of


@pytest.fixture
def call(app, office):
    """Calls `sipas exclusion` with words, on the desk wave."""
    return lambda *words: app.test_cli_runner().invoke(group, [words[0], "--wave", "quay-thu", *words[1:]])


def test_out_list_and_in(office, call):
    done = call("out", "R1", "R2", "--reason", "repeated", "--words", "Hai lần liền.", "--yes", "--format", "json")
    assert {name: json.loads(done.output)[name] for name in ("wave", "act", "done", "forms")} == {"wave": "quay-thu", "act": "out", "done": True, "forms": 2}
    listed = json.loads(call("list", "--format", "json").output)
    assert [(one["form"], one["act"], one["reason"], one["words"], one["place"], one["answered_on"]) for one in listed] == [
        ("R2", "out", "repeated", "Hai lần liền.", "002 Một cửa 002", "2024-09-03"), ("R1", "out", "repeated", "Hai lần liền.", "001 Một cửa 001", "2024-09-02")]
    assert listed[0]["by"].startswith("cli:")
    assert "1 forms let in again" in call("in", "R1", "--words", "Nhầm.", "--yes").output
    assert len(json.loads(call("list", "--format", "json").output)) == 1 and len(json.loads(call("list", "--all", "--format", "json").output)) == 3


def test_a_desks_days(office, call):
    assert "8 forms left out" in call("out", "--desk", "001", "--days", "2024-09-02", "2024-09-03", "--reason", "staff_test", "--words", "Tập huấn.", "--yes").output
    assert len(acts_of(office)) == 8


def test_without_yes_it_is_only_said_what_would_change(office, call):
    asked = ("out", "--desk", "001", "--days", "2024-09-02", "2024-09-03", "--reason", "staff_test", "--words", "Tập huấn.")
    # 24 forms at two desks, twelve each on three days: eight of the first desk's are of these two days
    said = call(*asked)
    assert (said.exit_code, acts_of(office)) == (0, [])
    assert said.output.splitlines() == ["001 Một cửa 001: 8 forms; 12 count now, then 4",
                                        "quay-thu: 8 forms would be left out; 24 count now, then 16. Nothing is changed yet. To do it: --yes --expect 8"]
    assert json.loads(call(*asked, "--format", "json").output) == {
        "wave": "quay-thu", "act": "out", "done": False, "forms": 8, "passed_over": 0, "counted_before": 24, "counted_after": 16,
        "places": [{"place": "001 Một cửa 001", "forms": 8, "counted_before": 12, "counted_after": 4}], "released": None}
    call(*asked, "--yes", "--expect", "8")
    assert "passed over" not in call("in", "R1", "--words", "Nhầm.").output
    assert call("in", "R1", "--words", "Nhầm.").output.startswith("001 Một cửa 001: 1 forms; 4 count now, then 5")


def test_other_forms_than_foreseen_are_refused(office, call):
    asked = call("out", "R1", "R2", "--reason", "repeated", "--words", "Hai lần liền.", "--yes", "--expect", "3")
    assert (asked.exit_code, "there are 2 such forms, not 3" in asked.output, acts_of(office)) == (1, True, [])


@pytest.mark.parametrize(("words", "code", "said"), [
    (("out", "R99", "--reason", "other", "--words", "x"), 1, "no form R99 in wave quay-thu"), (("out", "--reason", "other", "--words", "x"), 1, str(Refused("no_forms"))),
    (("out", "R1", "--desk", "001", "--days", "2024-09-02", "2024-09-02", "--reason", "other", "--words", "x"), 1, str(Refused("both_ways"))),
    (("out", "--desk", "001", "--reason", "other", "--words", "x"), 1, str(Refused("no_days"))), (("out", "R1", "--reason", "other", "--words", " "), 1, str(Refused("no_words"))),
    (("out", "R1", "--reason", "other", "--words", "x" * 501), 1, "at most 500 characters"), (("out", "--days", "2024-09-02", "2024-09-02", "--reason", "other", "--words", "x"), 2, "--desk"),
    (("out", "R1", "--reason", "low_score", "--words", "x"), 2, "low_score"), (("out", "R1", "--reason", "other"), 2, "--words"), (("in", "R1", "--words", "x"), 1, "not left out"),
    (("list", "--wave", "khong-co"), 2, "there is no wave"),
])
def test_what_will_not_do(office, call, words, code, said):
    done = call(*words, *(["--yes"] if words[0] != "list" else []))
    assert (done.exit_code, said in done.output, acts_of(office)) == (code, True, [])
