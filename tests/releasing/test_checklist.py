"""The checklist: all in order first, then one oddity a test and the item that shows it."""
from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from survey_app.batches.unsettled import Unsettled, read_unsettled
from survey_app.database import writing
from survey_app.journal.seals import seal_late
from survey_app.models import Batch, BatchCase, BatchEvent, Case, Estimate, KeyedBy, QuestionFigure, Response, Run, User, Wave, now
from survey_app.releasing.checklist import fill_in, restored, stored
from survey_app.releasing.subject import find_wave, subject_of
from tests.guards import drop_guards
from tests.releasing.published import CHECKED, METHOD, add, add_run, change

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def items(stage, run_id: int | None = None) -> dict:
    with stage.engine.connect() as connection:
        found = fill_in(connection, subject_of(connection, find_wave(connection, stage.code), run_id))
    assert restored(stored(found)) == found
    return {item.code: item for item in found}


def state(stage, code: str, run_id: int | None = None) -> str:
    return items(stage, run_id)[code].state


def other_run(stage, **values) -> int:
    with writing(stage.engine).begin() as connection:
        return add_run(connection, stage.wave_id, **({"digest": "e"} | values))


def batch(stage, returned: int) -> None:
    with writing(stage.engine).begin() as connection:
        number = add(connection, Batch, wave_id=stage.wave_id, number=1, created_by="test")
        for case in connection.scalars(select(Case.id)).all():
            connection.execute(insert(BatchCase).values(case_id=case, batch_id=number))
        add(connection, BatchEvent, batch_id=number, entry="1", kind="returned", count=returned, actor="test")


def keyed(stage, part: str, differs: int | None = None, serial: str = "0001") -> None:
    """One keying of a sheet."""
    with writing(stage.engine).begin() as connection:
        case = connection.scalar(select(Case.id).where(Case.serial == serial))
        person = add(connection, User, username=f"{part}-{serial}", password_hash="none", role="surveyor", session_key=f"{part}-{serial}")
        response = add(connection, Response, wave_id=stage.wave_id, submission_id=f"{part}-{serial}", receipt=f"{part[:6]}-{serial}", channel="paper",
                       purpose=f"{part}_keying", case_id=case, answers="{}", answered_on=now().date(), received_at=now())
        connection.execute(insert(KeyedBy).values(response_id=response, case_id=case, part=part, user_id=person, started_at=now(), finished_at=now(), seconds=9, differs=differs))


def test_in_order_everything_is_ok_but_the_missing_ledger(stage):
    found = items(stage)
    assert {code: item.state for code, item in found.items() if item.state != "ok"} == {"ledger": "warning"}
    assert "RR2: 2 trên 2 hộ" in found["response_rate"].words and "3 dòng" in found["arithmetic"].words


def test_a_ledger_that_does_not_close_blocks(stage):
    batch(stage, returned=1)  # 2 issued, 1 back, the wave is closed
    assert state(stage, "ledger") == "blocking"


def test_forms_still_out_of_an_open_wave_want_words(stage):
    change(stage, Wave, Wave.id == stage.wave_id, state="open")
    batch(stage, returned=1)
    found = items(stage)["ledger"]
    assert found.state == "warning" and "1 phiếu còn ngoài địa bàn" in found.words


def test_a_difference_nobody_decided_blocks(stage):
    change(stage, Wave, Wave.id == stage.wave_id, state="open")
    keyed(stage, "first"), keyed(stage, "second", differs=3)
    found = items(stage)
    assert (found["double_entry"].state, found["half_keyed"].state) == ("blocking", "ok")
    assert found["double_entry"].link == ("paper.disputes", {"code": "ho-thu"})


def test_a_half_keyed_sheet_blocks(stage):
    change(stage, Wave, Wave.id == stage.wave_id, state="open")
    keyed(stage, "first")
    found = items(stage)
    assert (found["double_entry"].state, found["half_keyed"].state) == ("ok", "blocking")


def test_what_a_closed_wave_left_undone_must_be_explained(stage):
    """Nobody can key or decide in it any more, so blocking would keep the whole wave from its readers for good."""
    change(stage, Wave, Wave.id == stage.wave_id, state="open")
    keyed(stage, "first"), keyed(stage, "second", differs=3), keyed(stage, "first", serial="0002")
    change(stage, Wave, Wave.id == stage.wave_id, state="closed")
    found = items(stage)
    assert (found["double_entry"].state, found["half_keyed"].state) == ("warning", "warning")
    assert "không vào kết quả" in found["half_keyed"].words
    batch(stage, returned=2)
    assert state(stage, "ledger") == "warning"


def test_the_fieldwork_is_said_to_be_unsettled_in_the_numbers_of_the_checklist(stage):
    change(stage, Wave, Wave.id == stage.wave_id, state="open")
    keyed(stage, "first"), keyed(stage, "second", differs=3), keyed(stage, "first", serial="0002")
    batch(stage, returned=1)  # but both its sheets were keyed
    with stage.engine.connect() as connection:
        found = read_unsettled(connection, find_wave(connection, stage.code))
    assert found == Unsettled(1, 1, 1) and found.words == "1 phiếu chờ nhập lần hai, 1 phiếu chờ phân xử, 1 tập phiếu lệch sổ"
    said = items(stage)
    assert said["half_keyed"].words.startswith("1 phiếu ")
    assert said["double_entry"].words.startswith("1 phiếu ") and said["ledger"].words.startswith("1 trong 1 tập phiếu lệch sổ")


@pytest.mark.parametrize(("now_is", "expected"), [("closed", "ok"), ("open", "warning"), ("draft", "blocking")])
def test_whether_the_wave_is_closed(stage, now_is, expected):
    change(stage, Wave, Wave.id == stage.wave_id, state=now_is)
    assert state(stage, "closed") == expected


def test_a_closed_wave_whose_answers_are_not_those_of_its_seal_is_blocked(stage):
    change(stage, Wave, Wave.id == stage.wave_id, state="open")
    keyed(stage, "first")
    change(stage, Wave, Wave.id == stage.wave_id, state="closed")
    found = items(stage)["closed"]
    assert found.state == "warning" and "không mục nào của nhật ký niêm phong" in found.words
    with writing(stage.engine).begin() as connection:
        seal_late(connection, "ho-thu")
    assert state(stage, "closed") == "ok"
    with writing(stage.engine).begin() as connection:
        drop_guards(connection, "response")
        add(connection, Response, wave_id=stage.wave_id, submission_id="x", receipt="x", channel="paper", case_id=2, answers="{}", answered_on=now().date(), received_at=now())
    found = items(stage)["closed"]
    assert found.state == "blocking" and "lúc đóng có 1 phiếu, nay 2 phiếu, 1 phiếu đến sau khi đóng" in found.words


def test_cases_without_an_end_want_words(stage):
    change(stage, Case, Case.serial == "0002", disposition="3.11")
    found = items(stage)["response_rate"]
    assert found.state == "warning" and "RR2: 1 trên 2 hộ" in found.words and "1 hộ chưa có" in found.words


def test_a_desk_wave_has_no_response_rate_and_no_paper(stage):
    change(stage, Wave, Wave.id == stage.wave_id, kind="desk")
    found = items(stage)
    assert {found[code].state for code in ("ledger", "double_entry", "half_keyed")} == {"not_asked"} and found["response_rate"].state == "not_asked"
    assert "không phải mẫu xác suất" in found["response_rate"].words


@pytest.mark.parametrize("lacking", ["weighting", "variance", "interval_shown", "df"])
def test_a_method_not_stated_blocks(stage, lacking):
    run = other_run(stage, method={key: value for key, value in METHOD.items() if key != lacking})
    assert state(stage, "method", run) == "blocking"


def test_unknown_code_blocks(stage):
    assert state(stage, "reproducible", other_run(stage, code_version=None)) == "blocking"


@pytest.mark.parametrize(("ratios", "expected"), [
    ({"jackknife_ratio": 1.09, "bootstrap_ratio": 0.81}, "ok"), ({"jackknife_ratio": 1.11, "bootstrap_ratio": 1.0}, "warning"),
    ({"jackknife_ratio": 1.0, "bootstrap_ratio": 0.79}, "warning"), ({"jackknife_ratio": None, "bootstrap_ratio": None}, "warning"),
])
def test_errors_checked_another_way(stage, ratios, expected):
    measure = CHECKED["cross_check"]["measures"][0] | ratios
    assert state(stage, "cross_check", other_run(stage, diagnostics={"cross_check": {"measures": [measure]}})) == expected


def test_flags_are_counted_where_they_are_and_want_words(stage):
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(Estimate).values(run_id=stage.run_id, measure="1", domain_kind="stratum", domain="01", n=20, score=80.0, flag="few_answers"))
        connection.execute(insert(QuestionFigure).values(run_id=stage.run_id, question="C1", option="a", statistic="share", n=20, value=0.5, flag="wide_interval"))
    found = items(stage)["flags"]
    assert found.state == "warning" and "2 số liệu" in found.words and "1 ít phiếu" in found.words and "1 số của câu hỏi riêng" in found.words


def test_a_table_that_contradicts_itself_blocks(stage):
    found = items(stage, other_run(stage, scores=(85.5, 84.0, 86.0)))["arithmetic"]  # the mean of 84 and 86 is 85
    assert found.state == "blocking" and "85,50" in found.words


def test_a_run_going_on_and_late_answers_want_words(stage):
    change(stage, Wave, Wave.id == stage.wave_id, state="open")
    with writing(stage.engine).begin() as connection:
        going = add(connection, Run, wave_id=stage.wave_id, asked_by="test")
        case = connection.scalar(select(Case.id).limit(1))
        add(connection, Response, wave_id=stage.wave_id, submission_id="x", receipt="x", channel="paper", case_id=case, answers="{}", answered_on=now().date(), received_at=now())
    found = items(stage)["current"]
    assert found.state == "warning" and f"lần tính {going} đang chờ" in found.words and "1 phiếu đến sau" in found.words


def test_what_changed_since_the_last_release_is_told(stage, proposed, decided):
    decided(proposed())
    assert state(stage, "previous_release") == "warning"  # the very same run again
    found = items(stage, other_run(stage, scores=(85.0, 83.0, 87.0)))["previous_release"]
    assert found.state == "warning" and "So với bản số 1: 2 điểm số toàn đợt khác." in found.words and "84,00 → 83,00" in found.words
    assert found.link[0] == "runs.compare"


@pytest.mark.parametrize("differs", [{"lo_logit": 77.0}, {"n": 38}])
def test_the_same_scores_with_another_interval_or_other_people_want_words(stage, proposed, decided, differs):
    """As a run by another method of variance has."""
    decided(proposed())
    later, same = other_run(stage), {"measure": "1", "domain_kind": "stratum", "domain": "01", "n": 30, "score": 80.0, "lo_logit": 78.0, "hi_logit": 82.0}
    assert state(stage, "previous_release", later) == "ok"
    with writing(stage.engine).begin() as connection:
        for values in ({"run_id": stage.run_id} | same, {"run_id": later} | same | differs):
            connection.execute(insert(Estimate).values(values))
    found = items(stage, later)["previous_release"]
    assert found.state == "warning" and "1 chỗ chỉ khác khoảng tin cậy hoặc số phiếu" in found.words


def test_a_score_of_a_group_that_changed_wants_words(stage, proposed, decided):
    decided(proposed())
    later = other_run(stage)
    with writing(stage.engine).begin() as connection:
        for run, score in ((stage.run_id, 80.0), (later, 81.0)):
            connection.execute(insert(Estimate).values(run_id=run, measure="1", domain_kind="stratum", domain="01", n=30, score=score))
    found = items(stage, later)["previous_release"]
    assert found.state == "warning" and "1 điểm số của nhóm khác. Khác nhiều nhất: 1, 80,00 → 81,00." in found.words


def test_a_wave_before_that_is_not_released_wants_words(stage, proposed, decided):
    with writing(stage.engine).begin() as connection:
        other = connection.execute(select(Wave.instrument_id).where(Wave.id == stage.wave_id)).scalar()
        later = add(connection, Wave, code="ho-sau", title="Đợt sau", kind="household", state="closed", opens_on=now().date(), instrument_id=other, index_name="sipas",
                    previous_wave_id=stage.wave_id)
        add_run(connection, later, method=METHOD | {"previous": {"wave": "ho-thu", "run": stage.run_id}})

    def before_is() -> str:
        with stage.engine.connect() as connection:
            return next(item.state for item in fill_in(connection, subject_of(connection, find_wave(connection, "ho-sau"))) if item.code == "previous_wave")

    assert before_is() == "warning"
    decided(proposed())
    assert before_is() == "ok"
    with writing(stage.engine).begin() as connection:
        another = add(connection, Wave, code="ho-khac", title="Đợt khác", kind="household", state="closed", opens_on=now().date(), instrument_id=other, index_name="sipas")
    change(stage, Wave, Wave.id == later, previous_wave_id=another)
    assert before_is() == "warning"
    change(stage, Wave, Wave.id == later, previous_wave_id=stage.wave_id)
    decided(proposed(other_run(stage), correction="Sai"))
    assert before_is() == "warning"  # the differences were computed against the release that is corrected now
