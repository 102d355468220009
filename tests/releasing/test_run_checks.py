"""What the checklist says of a run beside newer ones, and of its method."""
from __future__ import annotations

import pytest

from survey_app.database import writing
from survey_app.releasing import run_checks
from survey_app.releasing.found import Found
from survey_app.releasing.subject import find_wave, subject_of
from tests.releasing.published import METHOD, Stage, add_run

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def other_run(stage: Stage, **values) -> int:
    with writing(stage.engine).begin() as connection:
        return add_run(connection, stage.wave_id, **values)


def check(stage: Stage, name: str, run_id: int) -> Found:
    with stage.engine.connect() as connection:
        return getattr(run_checks, name)(connection, subject_of(connection, find_wave(connection, stage.code), run_id))


@pytest.mark.parametrize(("newer", "expected", "said"), [
    ({"digest": "d"}, "ok", "Lần tính {newer} mới hơn nhưng cùng dữ liệu vào và phiên bản chương trình."),
    ({"digest": "d", "code_version": "1.1+def"}, "warning", "lần tính {newer} mới hơn, cùng dữ liệu vào nhưng chương trình khác phiên bản (1.1+def)."),
    ({"digest": "e", "code_version": "1.1+def"}, "warning", "lần tính {newer} mới hơn và có số liệu khác."),
])
def test_a_newer_run_is_told_by_its_input_and_its_program(stage, newer, expected, said):
    number = other_run(stage, **newer)
    found = check(stage, "current", stage.run_id)
    assert found.state == expected and found.words.endswith(said.format(newer=number))
    assert check(stage, "current", number).words == f"Lần tính {number} là mới nhất và đã tính mọi phiếu."


def test_degrees_of_freedom_have_the_mark_of_thousands(stage):
    assert "bậc tự do: số cụm − số tầng = 1.584;" in check(stage, "method", other_run(stage, method=METHOD | {"degrees": 1584})).words
