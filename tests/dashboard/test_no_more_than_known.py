"""Pages say no more than a run knows: of whom a figure is, what was tested, what an interval promises, in which order things surely stand."""
import csv
import io
from datetime import date

import pytest
from sqlalchemy import insert, update

from survey_app.models import Difference, Estimate, Priority, Pulse, QuestionFigure, Wave
from tests.dashboard.results import METHOD, difference, estimate, fill, priority, question
from tests.dashboard.test_overview import page, release
from tests.guards import drop_guards

WEIGHTED = {"other_weighting": {"weighting": "weighted", "measures": [{"code": "SIPAS", "score": 84.1, "se": 1.0, "lo_logit": 82.0, "hi_logit": 86.0, "deff": 2.0}]}}


def table(reader, path: str) -> list[dict]:
    """The rows of a figure's CSV file."""
    return list(csv.DictReader(io.StringIO(reader.get(path).text.removeprefix("\ufeff"))))


@pytest.fixture
def women(database, run) -> int:
    """225 women answered A5 and the levels of 2.1.1."""
    figures = [question(run, "A5", option, share, kind="sex", domain="female") for option, share in (("none", .9), ("some", .1), ("many", 0.0))]
    figures += [question(run, "2.1.1", option, share, kind="sex", domain="female") for option, share in (("1", .01), ("2", .02), ("3", .12), ("4", .55), ("5", .30))]
    database.execute(insert(QuestionFigure), [row | {"n": 225} for row in figures])
    database.commit()
    return run


@pytest.mark.parametrize("asked", ["cau-hoi.{}?cau=A5&nhom=sex:female", "phan-bo.{}?chi_tieu=2.1&nhom=sex:female"])
def test_a_figure_of_a_group_names_it_wherever_it_is_taken(reader, women, asked):
    row, svg = table(reader, f"/tong-quan/hh-2024/hinh/{asked.format('csv')}")[0], reader.get(f"/tong-quan/hh-2024/hinh/{asked.format('svg')}")
    assert (row["domain_kind"], row["domain"], row["group"]) == ("sex", "female", "Giới tính: Nữ")
    assert "Giới tính: Nữ · n = 225 ·" in row["source"] and "486" not in row["source"]
    assert "Giới tính: Nữ</title>" in svg.text and "n = 225" in svg.text and "sex-female.svg" in svg.headers["Content-Disposition"]


def test_levels_of_a_measure_are_shown_of_a_group(reader, women):
    said = page(reader, "/tong-quan/hh-2024/chi-tieu?chi_tieu=2.1&nhom=sex:female")
    assert "2.1: người trả lời chọn mức nào – Giới tính: Nữ" in said and "Hình các mức trả lời là của nhóm đã chọn" in said
    assert "Các mức trả lời của nhóm đã chọn không hiển thị được" in page(reader, "/tong-quan/hh-2024/chi-tieu?chi_tieu=2.1&nhom=sex:male")


def test_everyones_question_has_its_own_n_and_no_column_of_groups(reader, database, add_run):
    run = add_run("hh-2024")
    database.execute(insert(Estimate), [estimate(run, "SIPAS")])
    database.execute(insert(QuestionFigure), [question(run, "A5", "none", .9) | {"n": 480}])
    database.commit()
    row = table(reader, "/tong-quan/hh-2024/hinh/cau-hoi.csv?cau=A5")[0]
    assert "· n = 480 ·" in row["source"] and "group" not in row


def test_people_who_rate_nothing_are_the_difference_between_n_and_forms(reader, database, add_run):
    run = add_run("quay", counts={"n": 4484, "stored": 4484})
    database.execute(insert(Estimate), [estimate(run, "SIPAS", n=4311)])
    database.commit()
    assert "n = 4.311 người chấm điểm, trong 4.484 phiếu được tính" in table(reader, "/tong-quan/quay/hinh/chi-so.csv")[0]["source"]
    assert page(reader, "/tong-quan/quay").count("n = 4.311 người chấm điểm, trong 4.484 phiếu được tính") == 2  # the headline says it too


def of_pairs(database, add_run, p_holm: float) -> None:
    """A run of a leaders' wave, whose strata are only compared in pairs."""
    database.execute(update(Wave).where(Wave.code == "quay").values(kind="leaders"))
    run = add_run("quay")
    database.execute(insert(Estimate), [estimate(run, "SIPAS"), *(estimate(run, "SIPAS", "stratum", code) for code in "ab")])
    database.execute(insert(Difference), [difference(run, "SIPAS", "domain", "stratum", "a", "b", 6.0, .001, p_holm)])
    database.commit()


def test_pairs_that_differ_are_told_where_nothing_was_held_against_the_rest(reader, database, add_run):
    of_pairs(database, add_run, .003)
    said = page(reader, "/tong-quan/quay")
    assert "So từng đôi: 1 trong 1 cặp nhóm khác nhau" in said and "a cao hơn 6,00 điểm so với b" in said and "với phần còn lại." not in said


def test_pairs_that_may_be_alike_are_said_to_be(reader, database, add_run):
    of_pairs(database, add_run, .6)
    assert "So từng đôi: chưa đủ căn cứ để nói hai nhóm nào khác nhau." in page(reader, "/tong-quan/quay")


def test_units_held_against_the_rest_without_a_finding(reader, database, add_run):
    run = add_run("hh-2024")
    database.execute(insert(Estimate), [estimate(run, "SIPAS"), estimate(run, "SIPAS", "commune", "09101")])
    database.execute(insert(Difference), [difference(run, "SIPAS", "domain", "commune", "09101", "rest", -.5, .7, .7)])
    database.commit()
    assert "Chưa đủ căn cứ để nói đơn vị nào khác với phần còn lại." in page(reader)


def test_an_unweighted_mean_of_unequal_chances_is_not_the_provinces(reader, database, add_run):
    fill(database, add_run("hh-2024", diagnostics=WEIGHTED))
    database.commit()
    said = page(reader)
    assert "sẽ chứa giá trị trung bình không trọng số, với điều kiện việc một hộ có trả lời hay không không liên quan đến mức hài lòng" in said
    assert "mỗi hộ đại diện cho đúng số hộ của mình: 84,10 (82,00–86,00)." in said and "chỉ số thật của toàn tỉnh" not in said


def test_with_equal_chances_it_is(reader, database, run):
    database.execute(update(Wave).where(Wave.code == "hh-2024").values(state="closed"))
    database.commit()
    assert "sẽ chứa chỉ số thật của toàn tỉnh, với điều kiện" in page(reader) and "đang thu" not in page(reader)


def test_an_open_wave_says_that_it_is_half_collected(reader, run):
    assert "Đợt đang thu phiếu: chỉ số còn thay đổi." in page(reader)


def between(database, add_run, first: int, second: int) -> None:
    """hh-2023 and hh-2024, opened in other years, compared."""
    for code, year in (("hh-2023", first), ("hh-2024", second)):
        database.execute(update(Wave).where(Wave.code == code).values(opens_on=date(year, 9, 1)))
    before = add_run("hh-2023")
    database.execute(insert(Estimate), [estimate(before, "SIPAS")])
    fill(database, add_run("hh-2024", method=METHOD | {"previous": {"wave": "hh-2023", "run": before}}))
    database.commit()


def test_a_break_between_two_years_stands_beside_every_change(reader, database, add_run):
    between(database, add_run, 2024, 2026)
    said = "Từ 01/7/2025 không còn cấp huyện và nhiều tỉnh sáp nhập: thay đổi giữa năm 2024 và năm 2026 cần đọc thận trọng"
    assert page(reader).count(said) == 2  # beside the sentence and in the source of the slopes
    assert said in table(reader, "/tong-quan/hh-2024/hinh/thay-doi.csv")[0]["source"]
    assert said in table(reader, "/tong-quan/hh-2024/hinh/cac-nam.csv")[0]["source"]


def test_years_on_one_side_of_it_have_none(reader, run):
    assert "01/7/2025" not in page(reader) and "01/7/2025" not in page(reader, "/tong-quan/hh-2024/chi-tieu")


@pytest.fixture
def pulses(database, add_run) -> None:
    """A desk whose months since March are together below what its past lets expect."""
    run = add_run("quay", diagnostics={"pulse": {"desks": 12, "false_alarms_a_year": .6}})
    month = {"run_id": run, "domain": "001", "score": 80.58, "expected": 84.0, "lo": 76.78, "hi": 90.28}
    quiet = {"expected": None, "lo": None, "hi": None, "signal": None, "since": None}
    # From March on 50 * 82 + 67 * 80.58 + 47 * 80.58 = 13286.12 of 164 people: 81.01; the year before 100 * 85 + 50 * 82 of 150: 84.
    database.execute(insert(Pulse), [month | quiet | {"month": name, "n": n, "score": score} for name, n, score in (("2025-02", 99, 50.0), ("2025-03", 100, 85.0), ("2026-02", 50, 82.0), ("2026-03", 50, 82.0))])
    database.execute(insert(Pulse), [month | quiet | {"month": "2026-04", "n": None, "score": None, "suppressed": "few_answers"}])
    database.execute(insert(Pulse), [month | {"month": "2026-05", "n": 67, "signal": None, "since": None}, month | {"month": "2026-06", "n": 47, "signal": "lower", "since": "2026-03"}])
    database.execute(insert(Estimate), [estimate(run, "SIPAS")])
    database.commit()


def test_a_signal_of_months_together_says_so(reader, pulses):
    said = "tháng 06/2026: 80,58, giới hạn 76,78–90,28; mức dự kiến 84,00 – thấp hơn mức bình thường (gộp từ tháng 03/2026: 81,01, mức dự kiến 84,00)"
    assert said in page(reader, "/tong-quan/quay") and said in page(reader, "/tong-quan/quay/nhip")
    assert "80,58, giới hạn 76,78–90,28, thấp hơn mức bình thường (gộp từ tháng 03/2026: 81,01, mức dự kiến 84,00)" in reader.get("/tong-quan/quay/hinh/nhip.svg?diem=001").text
    *_, may, june = table(reader, "/tong-quan/quay/hinh/nhip.csv?diem=001")
    assert [june[name][:5] for name in ("since", "since_n", "since_score", "since_expected")] == ["2026-", "164", "81.01", "84.0"] and may["since_score"] == ""


def test_a_pulse_has_a_source_of_its_own(reader, pulses):
    source = table(reader, "/tong-quan/quay/hinh/nhip.csv?diem=001")[0]["source"]
    assert "n = 47–100 mỗi tháng" in source and "486" not in source and "nhiều nhất khoảng 0,6 lần báo nhầm một năm cho cả 12 điểm" in source
    assert "không phải khoảng tin cậy" in source


def test_the_first_page_is_of_the_wave_that_has_most_to_show(reader, database, waves, add_run, run):
    more = {"kind": "household", "instrument_id": 1, "index_name": "sipas"}
    database.execute(insert(Wave), [{"code": "hh-2030", "title": "Nháp", "state": "draft", "opens_on": date(2030, 1, 1)} | more,
                                    {"code": "hh-2029", "title": "Trống", "state": "open", "opens_on": date(2029, 1, 1)} | more])
    database.commit()
    assert reader.get("/tong-quan/").location == "/tong-quan/hh-2024"  # computed; the newer ones have nothing
    release(database, waves["hh-2023"], add_run("hh-2023"))
    assert reader.get("/tong-quan/").location == "/tong-quan/hh-2023"


def test_where_nothing_was_computed_the_newest_that_is_no_draft_comes_first(reader, database, waves):
    drop_guards(database, "wave")
    database.execute(update(Wave).where(Wave.code == "hh-2024").values(state="draft"))
    database.commit()
    assert reader.get("/tong-quan/").location == "/tong-quan/hh-2023"


def test_an_empty_wave_is_calm_although_a_run_came_too_early(reader, add_run):
    add_run("hh-2024", "failed", reason="no responses of record yet (0 stored); run again once there are answers")
    text = reader.get("/tong-quan/hh-2024").text
    assert "Đợt này chưa có phiếu nào, nên chưa có kết quả." in text and "không thành công" not in text and "error-summary" not in text


def test_the_collection_needs_no_run(reader, waves):
    said = page(reader, "/tong-quan/hh-2024/thu-phieu")
    assert "Phiếu đã hoàn tất 0" in said and "Tính vào kết quả" not in said
    assert reader.get("/tong-quan/hh-2024/hinh/tien-do.csv").status_code == 200


def test_items_that_cannot_be_told_apart_are_said_to_be(reader, database, add_run):
    run = add_run("hh-2024")
    database.execute(insert(Estimate), [estimate(run, "SIPAS"), estimate(run, "2.1.1"), estimate(run, "2.1.2")])
    database.execute(insert(Priority), [priority(run, "2.1.2", 1, 8.0), priority(run, "2.1.1", 2, 5.0)])  # 6 to 10, and 3 to 7
    database.commit()
    assert "khoảng tin cậy của 1 câu khác chồng lên khoảng của câu thứ nhất" in page(reader)
    assert "khoảng tin cậy của 1 câu khác" in page(reader, "/tong-quan/hh-2024/uu-tien")


def test_items_that_can_are_not(reader, run):  # 6 to 10, and one above its target
    assert "chồng lên khoảng của câu thứ nhất" not in page(reader) + page(reader, "/tong-quan/hh-2024/uu-tien")


def test_a_commune_by_itself_has_every_measure_beside_everyones(reader, run):
    said = page(reader, "/tong-quan/hh-2024/nhom?nhom=commune:09101")
    assert "Mọi chỉ tiêu – Xã, phường: xã An Hoa" in said
    rows = {row["measure"]: row for row in table(reader, "/tong-quan/hh-2024/hinh/mot-nhom.csv?nhom=commune:09101")}
    assert list(rows) == ["SIPAS", "2", "2.1", "2.1.1", "2.1.2"] and rows["2.1"]["score"] == "80.0" and rows["2.1"]["everyone"] == "84.0"
    assert rows["2.1.1"]["note"] == "không có số liệu"


def test_a_hidden_commune_by_itself_stays_hidden(reader, run):
    rows = table(reader, "/tong-quan/hh-2024/hinh/mot-nhom.csv?nhom=commune:09103")
    assert rows[0]["score"] == rows[0]["n"] == "" and rows[0]["note"] == "không hiển thị (n < 5)" and "n không hiển thị" in rows[0]["source"]


def test_a_group_of_another_kind_is_not_shown_by_itself(reader, run):
    assert "Mọi chỉ tiêu" not in page(reader, "/tong-quan/hh-2024/nhom?loai=sex&nhom=commune:09101")


def test_points_are_told_as_points_and_stand_as_parts_of_what_can_be_earned(reader, database, add_run):
    run = add_run("hh-2024", method=METHOD | {"most_points": {"SIPAS": 50, "2": 22, "2.1": 5, "2.1.1": 1, "2.1.2": 1}})
    database.execute(insert(Estimate), [estimate(run, "SIPAS", score=40.0), estimate(run, "2", score=11.0, lo_logit=9.9, hi_logit=12.1)])
    database.commit()
    svg = reader.get("/tong-quan/hh-2024/hinh/chi-so.svg").text
    assert "2 Cung ứng dịch vụ (tối đa 22): 11,00 (9,90–12,10)" in svg and "trục: % điểm tối đa" in svg
    assert table(reader, "/tong-quan/hh-2024/hinh/chi-so.csv")[1]["score"] == "11.0"  # the table keeps points


def test_desks_that_differ_may_only_have_other_visitors(reader, database, add_run):
    run = add_run("quay")
    database.execute(insert(Estimate), [estimate(run, "SIPAS"), estimate(run, "SIPAS", "service_point", "001")])
    database.execute(insert(Difference), [difference(run, "SIPAS", "domain", "service_point", "001", "rest", -6.0, .001, .001)])
    database.commit()
    for path in ("", "/nhom"):
        assert "Người trả lời tự chọn tham gia: điểm khác nhau có thể vì người trả lời khác nhau" in page(reader, f"/tong-quan/quay{path}")


def test_a_hidden_question_has_no_axis(reader, run):
    assert 'class="grid"' not in reader.get("/tong-quan/hh-2024/hinh/cau-hoi.svg?cau=A5&nhom=sex:male").text
