"""Two runs compared, and the history of a wave's runs."""
from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert

from survey_app.database import writing
from survey_app.models import Estimate, Run, now
from survey_app.runs.comparing import compare
from survey_app.runs.failures import failure_words
from survey_app.runs.figures import moved_figures
from survey_app.runs.history import duration_words, list_runs
from tests.releasing.published import METHOD, add, add_run

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def compared(stage, **values):
    with writing(stage.engine).begin() as connection:
        after = add_run(connection, stage.wave_id, **({"digest": "e"} | values))
    with stage.engine.connect() as connection:
        return compare(connection, stage.wave_id, stage.run_id, after)


def test_the_same_input_is_said_to_be_the_same(stage):
    found = compared(stage, digest="d")
    assert found.reasons == ("Dữ liệu vào và thiết kế giống hệt nhau.",) and not found.method and not found.moved


def test_another_program_with_the_same_input_is_said(stage):
    assert compared(stage, digest="d", code_version="1.1+def").reasons == ("Dữ liệu vào và thiết kế giống hệt nhau, nhưng chương trình khác phiên bản.",)


def test_new_and_superseded_answers_are_counted(stage):
    found = compared(stage, counts={"n": 70, "stored": 72, "superseded": 2})
    assert found.reasons[0] == "Dữ liệu: +12 phiếu mới được lưu, +2 phiếu được thay bằng bản đính chính, +10 phiếu tính vào kết quả."
    assert [(change.before, change.after) for change in found.counts] == [("60", "72"), ("0", "2"), ("60", "70")]


def test_a_count_that_only_one_run_has_is_shown_under_its_name(stage):
    found = compared(stage, counts={"n": 60, "stored": 60, "superseded": 0, "flagged": 3})
    assert ("flagged", "0", "3") in [(change.name, change.before, change.after) for change in found.counts]


def test_what_differs_in_the_method_is_named(stage):
    found = compared(stage, method=METHOD | {"definition": "c" * 64, "weighting": "weighted", "disclosure": METHOD["disclosure"] | {"hidden_below": 10}})
    assert {(change.name, change.before, change.after) for change in found.method} == {
        ("Trọng số", "chính thức, không trọng số", "có trọng số"), ("Định nghĩa chỉ số (mã băm)", "aaaaaaaaaaaa…", "cccccccccccc…"), ("Ẩn khi ít hơn (phiếu)", "5", "10"),
    }
    assert found.reasons[0].startswith("Cách tính: khác ở trọng số, định nghĩa")


@pytest.mark.parametrize(("reason", "words"), [
    ("no responses of record yet (3 stored); run again once there are answers", "chưa có phiếu nào tính được (3 phiếu đã lưu); hãy tính lại khi có phiếu"),
    ("interrupted: the process was told to end", "bị ngắt giữa chừng, không có gì hỏng; hãy tính lại"),
    ("unexpected KeyError at cells.py:12; the log of the process says more", "lỗi của chương trình (KeyError ở cells.py:12); người quản trị xem nhật ký của tiến trình tính"),
    ("Something new.", "chương trình báo “Something new.”"), (None, "chương trình báo “không rõ lý do”"),
])
def test_why_a_run_failed_in_vietnamese(database_url, reason, words):
    assert failure_words(reason) == words


def test_every_part_of_a_method_has_a_vietnamese_name_and_numbers_a_decimal_comma(stage):
    """The keys that a run of the pipeline states; see pipeline.run."""
    told = {"wave_kind": "household", "sampling": {"code": "probability", "vi": "mẫu xác suất", "en": "probability sample"}, "index": "sipas", "strata": 3, "psus": 18, "points": "par_service",
            "interval_shares": "Korn-Graubard beta; logit beside", "domains": {"sex": {"label": {"vi": "Giới tính"}, "names": {}}}, "previous": {"wave": "a", "run": 1},
            "design": {"stratum": "s", "psu": "p", "weight": "w", "fpc": "f", "nested": True, "lonely": "adjust", "calibration": None}}
    found = compared(stage, method=METHOD | told | {"interval_level": 0.9})
    names = {change.name: (change.before, change.after) for change in found.method}
    assert names["Độ tin cậy"] == ("0,95", "0,9") and names["Nhóm được báo cáo"] == ("–", "Giới tính") and names["Mã cụm lặp lại giữa các tầng"] == ("–", "có")
    assert not [name for name in names if name.isascii()]


def test_content_that_changed_without_a_count_is_said(stage):
    assert compared(stage).reasons == ("Nội dung phiếu hoặc thiết kế khác, tuy số phiếu như cũ.",)


def test_figures_that_print_alike_have_not_moved(stage):
    found = compared(stage, scores=(85.004, 84.0, 86.1))
    assert [(moved.measure, moved.before, moved.after, moved.difference) for moved in found.moved] == [("1.2", 86.0, 86.1, Decimal("0.10"))]


def test_a_figure_that_is_hidden_now_has_moved_without_a_difference(stage):
    with writing(stage.engine).begin() as connection:
        after = add_run(connection, stage.wave_id, digest="e")
        connection.execute(insert(Estimate).values(run_id=stage.run_id, measure="1", domain_kind="stratum", domain="01", n=30, score=80.0))
        connection.execute(insert(Estimate).values(run_id=after, measure="1", domain_kind="stratum", domain="01", suppressed="few_answers"))
    with stage.engine.connect() as connection:
        assert [(one.domain, one.before, one.after, one.difference) for one in moved_figures(connection, stage.run_id, after)] == [("01", 80.0, None, None)]


def test_a_run_of_another_wave_or_a_failed_one_is_not_compared(stage):
    with writing(stage.engine).begin() as connection:
        failed = add(connection, Run, wave_id=stage.wave_id, asked_by="test", state="failed", reason="no responses")
    with stage.engine.connect() as connection:
        assert compare(connection, stage.wave_id, stage.run_id, failed) is None
        assert compare(connection, stage.wave_id + 1, stage.run_id, stage.run_id) is None


def test_the_history_has_the_newest_first_and_says_which_is_released(stage, proposed, decided):
    decided(proposed())
    with writing(stage.engine).begin() as connection:
        began = now()
        add(connection, Run, wave_id=stage.wave_id, asked_by="schedule", state="failed", reason="no responses", started_at=began, finished_at=began + timedelta(seconds=65))
    with stage.engine.connect() as connection:
        newest, first = list_runs(connection, stage.wave_id)
        assert list_runs(connection, stage.wave_id, before=first.run.id) == []
    assert (newest.run.state, newest.released, duration_words(newest.duration)) == ("failed", None, "1 phút 5 giây")
    assert (first.run.id, first.released) == (stage.run_id, 1)


@pytest.mark.parametrize(("seconds", "words"), [(0.84, "0,8 giây"), (42, "42 giây"), (600, "10 phút 0 giây"), (None, "–")])
def test_durations_in_words(database_url, seconds, words):
    assert duration_words(None if seconds is None else timedelta(seconds=seconds)) == words
