"""What changes are measured from: provisional figures, released ones, or ones that a newer release has overtaken."""
from datetime import timedelta

from survey_app.compared import Compared, compared_with
from survey_app.database import writing
from survey_app.released import current_release
from tests.pipeline_run.small_waves import one_database
from tests.releasing.published import Stage, add_run

pytestmark = one_database


def compared(stage: Stage, run: int | None) -> Compared | None:
    with stage.engine.connect() as connection:
        return compared_with(connection, {"previous": run and {"wave": stage.code, "run": run}})


def another_run(stage: Stage, digest: str = "e", **values) -> int:
    """A later run of the stage's wave, of another input or by another code."""
    with writing(stage.engine).begin() as connection:
        return add_run(connection, stage.wave_id, digest=digest, **values)


def test_figures_that_nobody_released_are_provisional(stage):
    found = compared(stage, stage.run_id)
    assert (found.wave.code, found.release, found.provisional, found.overtaken) == ("ho-thu", None, True, False)
    assert found.note == "so với số liệu tạm tính, chưa công bố của Đợt hộ gia đình thử"


def test_of_the_released_figures_nothing_must_be_said(stage, proposed, decided):
    decided(proposed())
    found = compared(stage, stage.run_id)
    assert (found.release, found.provisional, found.note) == (1, False, "")


def test_another_run_of_the_released_input_by_the_same_code_has_the_released_figures(stage, proposed, decided):
    decided(proposed())
    assert compared(stage, another_run(stage, digest="d")).note == ""
    assert compared(stage, another_run(stage, digest="d", code_version="2.0+abc")).provisional


def test_another_run_than_the_released_one_is_told_with_both(stage, proposed, decided):
    decided(proposed())
    another = another_run(stage)
    assert compared(stage, another).note == (f"so với số liệu tạm tính (lần tính {another}) của Đợt hộ gia đình thử, "
                                            f"nhưng bản đang công bố của đợt đó là bản số 1 (lần tính {stage.run_id}): hãy tính lại")


def test_a_release_that_was_corrected_since_is_told(stage, proposed, decided):
    decided(proposed())
    another = another_run(stage)
    decided(proposed(another, correction="Sai"))
    assert compared(stage, stage.run_id).note.startswith("so với bản số 1 (lần tính 1)")


def test_released_figures_keep_the_number_that_they_were_compared_under(stage, proposed, decided):
    """The very run was released again since, with other words: it is not overtaken, and what was released before that goes on naming the first."""
    decided(proposed())
    with stage.engine.connect() as connection:
        first = current_release(connection, stage.wave_id).decided_at
    decided(proposed(correction="Thiếu ghi chú"))
    with stage.engine.connect() as connection:
        method = {"previous": {"wave": stage.code, "run": stage.run_id}}
        then, today = compared_with(connection, method, first), compared_with(connection, method)
    assert (then.release, today.release, then.overtaken, today.note) == (1, 2, False, "")
    assert then.source == f"Đợt hộ gia đình thử, bản công bố số 1 (lần tính {stage.run_id})"


def test_figures_released_later_were_provisional_when_they_were_compared_with(stage, proposed, decided):
    """A paper released before goes on saying so, whatever became of the wave before."""
    decided(proposed())
    with stage.engine.connect() as connection:
        before = current_release(connection, stage.wave_id).decided_at - timedelta(seconds=1)
        found = compared_with(connection, {"previous": {"wave": stage.code, "run": stage.run_id}}, before)
    assert (found.release, found.provisional) == (None, True)


def test_a_run_that_was_compared_with_nothing(stage):
    assert compared(stage, None) is None
