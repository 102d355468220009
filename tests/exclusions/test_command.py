"""`sipas exclusion`: the same acts from the command line, recorded as its user's."""
import json

import pytest

from survey_app.commands.exclusion import group
from tests.exclusions.conftest import acts_of


@pytest.fixture
def call(app, office):
    """Calls `sipas exclusion` with words, on the desk wave."""
    return lambda *words: app.test_cli_runner().invoke(group, [words[0], "--wave", "quay-thu", *words[1:]])


def test_out_list_and_in(office, call):
    done = call("out", "R1", "R2", "--reason", "repeated", "--words", "Hai lần liền.", "--format", "json")
    assert json.loads(done.output) == {"wave": "quay-thu", "act": "out", "forms": 2}
    listed = json.loads(call("list", "--format", "json").output)
    assert [(one["form"], one["act"], one["reason"], one["words"], one["place"], one["answered_on"]) for one in listed] == [
        ("R2", "out", "repeated", "Hai lần liền.", "002 Một cửa 002", "2024-09-03"), ("R1", "out", "repeated", "Hai lần liền.", "001 Một cửa 001", "2024-09-02")]
    assert listed[0]["by"].startswith("cli:")
    assert "1 forms let in again" in call("in", "R1", "--words", "Nhầm.").output
    assert len(json.loads(call("list", "--format", "json").output)) == 1 and len(json.loads(call("list", "--all", "--format", "json").output)) == 3


def test_a_desks_days(office, call):
    assert "8 forms left out" in call("out", "--desk", "001", "--days", "2024-09-02", "2024-09-03", "--reason", "staff_test", "--words", "Tập huấn.").output
    assert len(acts_of(office)) == 8


@pytest.mark.parametrize(("words", "code", "said"), [
    (("out", "R99", "--reason", "other", "--words", "x"), 1, "no form R99 in wave quay-thu"), (("out", "--reason", "other", "--words", "x"), 2, "Expected numbers of forms"),
    (("out", "R1", "--desk", "001", "--days", "2024-09-02", "2024-09-02", "--reason", "other", "--words", "x"), 2, "Expected numbers of forms"),
    (("out", "R1", "--reason", "low_score", "--words", "x"), 2, "low_score"), (("out", "R1", "--reason", "other"), 2, "--words"), (("in", "R1", "--words", "x"), 1, "not left out"),
    (("list", "--wave", "khong-co"), 2, "there is no wave"),
])
def test_what_will_not_do(office, call, words, code, said):
    done = call(*words)
    assert (done.exit_code, said in done.output, acts_of(office)) == (code, True, [])
