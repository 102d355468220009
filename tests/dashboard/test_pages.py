"""The other pages: groups, one measure, priorities, questions, pulses, the collection; filters in the address; files to take away."""
import csv
import io
import re

import pytest
from sqlalchemy import event, func, insert, select, update

import forms
from survey_app import engine
from survey_app.models import Difference, Estimate, ExternalFigure, Pulse, QuestionFigure, Run, ServicePoint, StoredInstrument, Wave
from tests.charts.drawn import read
from tests.dashboard.results import METHOD, difference, estimate, fill, question
from tests.dashboard.test_overview import page


def names(text: str) -> list[str]:
    """Names of domains in the order of the first table."""
    table = re.search(r"<tbody>(.*?)</tbody>", text, re.DOTALL).group(1)
    return [re.findall(r"<td[^>]*>([^<]*)</td>", row)[1] for row in table.split("</tr>") if "<td" in row]


def test_communes_stand_in_vietnamese_order_or_by_score_as_asked(reader, run):
    assert names(reader.get("/tong-quan/hh-2024/nhom").text) == ["xã An Hoa", "xã Đồi Chè", "xã Ô Mây"]
    assert names(reader.get("/tong-quan/hh-2024/nhom?xep=diem").text) == ["xã Đồi Chè", "xã An Hoa", "xã Ô Mây"]
    assert "không hiển thị (n &lt; 5)" in reader.get("/tong-quan/hh-2024/nhom").text


def test_what_is_asked_for_in_the_address_is_shown(reader, run):
    said = page(reader, "/tong-quan/hh-2024/nhom?loai=sex&chi_tieu=SIPAS")
    assert "Chỉ số SIPAS – theo giới tính" in said and "Nữ cao hơn 1,00 điểm so với Nam (từ −0,43 đến 2,43): xét riêng thì" in said
    assert "theo xã, phường" in page(reader, "/tong-quan/hh-2024/nhom?loai=khong-co&chi_tieu=khong-co")


def test_ranks_are_intervals_and_explained(reader, run):
    text = page(reader, "/tong-quan/hh-2024/nhom")
    assert "xã An Hoa – hạng 2" in text and "những thứ hạng mà số liệu còn cho phép" in text
    assert "những thứ hạng" not in page(reader, "/tong-quan/hh-2024/nhom?loai=sex")


def test_desks_are_never_ordered_by_score(reader, database, add_run, waves):
    run = add_run("quay")
    database.execute(insert(ServicePoint), [{"number": number, "name": f"Điểm {number}", "unit_id": 1} for number in ("001", "002")])
    database.execute(insert(Estimate), [estimate(run, "SIPAS"), estimate(run, "SIPAS", "service_point", "001", 70.0), estimate(run, "SIPAS", "service_point", "002", 90.0)])
    database.commit()
    assert names(reader.get("/tong-quan/quay/nhom?xep=diem").text) == ["001 Điểm 001", "002 Điểm 002"]
    assert 'name="xep"' not in reader.get("/tong-quan/quay/nhom").text


def test_names_come_from_the_run_where_it_says_them(reader, database, add_run):
    run = add_run("hh-2024", method=METHOD | {"domains": {"commune": {"label": {"vi": "Xã"}, "names": {"09101": {"vi": "xã Theo Lần Tính"}}}}})
    database.execute(insert(Estimate), [estimate(run, "SIPAS"), estimate(run, "SIPAS", "commune", "09101")])
    database.commit()
    assert names(reader.get("/tong-quan/hh-2024/nhom").text) == ["xã Theo Lần Tính"]


def test_one_measure_with_its_levels_groups_and_years(reader, database, add_run, run):
    before = add_run("hh-2023")
    database.execute(insert(Estimate), [estimate(before, "2.1", score=81.0)])
    database.commit()
    said = page(reader, "/tong-quan/hh-2024/chi-tieu?chi_tieu=2.1")
    assert "Điểm = trung bình cộng, chưa làm tròn, của 2 câu hỏi" in said and "Thuộc: 2 Cung ứng dịch vụ" in said
    assert "2.1 Tiếp cận dịch vụ – qua các đợt" in said and "Đợt thử hh-2023" in said and "81,00" in said
    assert "2.1: người trả lời chọn mức nào" in said and "85,00" in said  # the two best levels together


def test_a_measure_of_the_first_wave_has_no_years(reader, add_run):
    add_run("hh-2023")
    assert "qua các đợt" not in page(reader, "/tong-quan/hh-2023/chi-tieu")


def test_years_never_mix_kinds(reader, database, waves, add_run, run):
    database.execute(update(Wave).where(Wave.code == "hh-2024").values(previous_wave_id=waves["quay"]))
    other = add_run("quay")
    database.execute(insert(Estimate), [estimate(other, "2.1", score=77.0)])
    database.commit()
    assert "77,00" not in page(reader, "/tong-quan/hh-2024/chi-tieu?chi_tieu=2.1")


def test_priorities(reader, run):
    said = page(reader, "/tong-quan/hh-2024/uu-tien")
    assert "2.1.2 Đủ ghế ngồi 82,00 90,00 8,00 (6,00 đến 10,00) 4,00 0,25" in said and "1 câu hỏi đã bằng hoặc cao hơn mục tiêu đã đặt 90,00" in said


def test_questions_beside_the_index(reader, run):
    said = page(reader, "/tong-quan/hh-2024/nhan-dinh")
    assert "có công chức gây phiền hà" in said and "92,18 (90,18–94,18)" in said and "Mức độ phù hợp của hình thức cung cấp thông tin" in said
    assert "Biển hiệu" not in said and "Giới tính" not in said.split("Bảng số liệu")[1]
    assert "Chưa có số liệu: Mức độ quan tâm đến chính sách" in said


def test_questions_of_a_group_that_is_hidden(reader, run):
    said = page(reader, "/tong-quan/hh-2024/nhan-dinh?nhom=sex:male")
    assert "không hiển thị (ít người, có thể lộ câu trả lời)" in said and "92,18" not in said
    assert "Không có số liệu cho nhóm này" in page(reader, "/tong-quan/hh-2024/nhan-dinh?nhom=sex:none")


def test_pulses_are_quiet_where_nothing_happened(reader, database, add_run):
    run = add_run("quay")
    month = {"run_id": run, "n": 40, "score": 85.0, "expected": 85.0, "lo": 80.0, "hi": 90.0, "signal": None, "since": None, "suppressed": None}
    hidden = {"n": None, "score": None, "expected": None, "lo": None, "hi": None, "suppressed": "few_answers"}
    database.execute(insert(Pulse), [month | {"domain": "001", "month": "2025-09"}, month | {"domain": "001", "month": "2025-11"} | hidden, month | {"domain": "002", "month": "2025-11"}])
    database.commit()
    said = page(reader, "/tong-quan/quay/nhip")
    assert "Không có gì khác thường ở điểm nào" in said and "trong giới hạn" in said and "không hiển thị (n &lt; 5)" in said
    assert "10/2025: không có phiếu" in said  # the month between has no row
    assert 'id="hinh-nhip-002"' in reader.get("/tong-quan/quay/nhip?diem=002").text


def test_the_collection(reader, add_run):
    add_run("hh-2024", counts={"n": 10, "stored": 10, "missing": {"2.1.1": {"dk": 2, "blank": 1}}})
    assert "Không biết Để trống Thiếu Phần phiếu (%) 2.1.1 Biển hiệu rõ ràng 2 1 3 30,00" in page(reader, "/tong-quan/hh-2024/thu-phieu")
    assert table_of(reader, "con-thieu.csv")[0]["share"] == "0.3" and reader.get("/tong-quan/hh-2024/hinh/con-thieu.svg").status_code == 404


FILES = ["chi-so", "thay-doi", "nhom", "o-nho", "phan-bo", "uu-tien", "cau-hoi", "tien-do"]


@pytest.mark.parametrize("name", FILES)
def test_every_figure_can_be_taken_away(reader, run, name):
    query = "?chi_tieu=2.1" if name == "phan-bo" else "?cau=A5" if name == "cau-hoi" else ""
    svg, table = (reader.get(f"/tong-quan/hh-2024/hinh/{name}.{form}{query}") for form in ("svg", "csv"))
    assert svg.mimetype == "image/svg+xml" and table.mimetype == "text/csv" and "attachment" in svg.headers["Content-Disposition"]
    assert read(svg.text).get("color") and ("lần tính" in svg.text or name == "tien-do")
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert table.text.startswith("\ufeff") and all("Số liệu tạm tính" in row["source"] for row in rows) and (rows or name == "tien-do")


def test_a_file_has_unrounded_numbers_with_points_and_the_hidden_without(reader, run):
    text = reader.get("/tong-quan/hh-2024/hinh/nhom.csv").text.removeprefix("\ufeff")
    rows = {row["domain"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["09101"]["score"] == "80.0" and rows["09101"]["p_holm"] == "0.001" and rows["09102"]["note"] == "ít phiếu (n < 30)"
    assert rows["09103"]["score"] == rows["09103"]["n"] == "" and rows["09103"]["note"] == "không hiển thị (n < 5)"


@pytest.mark.parametrize("path", ["/tong-quan/khong-co", "/tong-quan/khong-co/nhom", "/tong-quan/hh-2024/hinh/khong-co.svg", "/tong-quan/hh-2024/hinh/nhom.pdf",
                                  "/tong-quan/hh-2023/hinh/nhom.svg", "/tong-quan/hh-2024/hinh/cau-hoi.svg?cau=khong-co", "/tong-quan/hh-2024/hinh/nhip.svg?diem=999"])
def test_what_is_not_there_is_not_found(reader, run, path):
    assert reader.get(path).status_code == 404


def test_names_are_escaped_everywhere(reader, database, add_run):
    run = add_run("hh-2024")
    database.execute(insert(Estimate), [estimate(run, "SIPAS"), estimate(run, "SIPAS", "commune", '<b>"x"&')])
    database.commit()
    text = reader.get("/tong-quan/hh-2024/nhom").text
    assert "<b>" not in text and "&lt;b&gt;" in text
    assert read(reader.get("/tong-quan/hh-2024/hinh/nhom.svg").text) is not None


def test_a_file_never_begins_a_formula(reader, database, add_run):
    run = add_run("hh-2024")
    database.execute(insert(Estimate), [estimate(run, "SIPAS"), estimate(run, "SIPAS", "commune", "=1+1")])
    database.commit()
    assert ",=1+1" not in reader.get("/tong-quan/hh-2024/hinh/nhom.csv").text and "'=1+1" in reader.get("/tong-quan/hh-2024/hinh/nhom.csv").text


def test_more_communes_take_no_more_statements(app, reader, database, run):
    seen = []
    with app.app_context():
        event.listen(engine(), "before_cursor_execute", lambda *call: seen.append(call[2]))

        def statements() -> int:
            seen.clear()
            reader.get("/tong-quan/hh-2024/nhom")
            return len(seen)
        statements()
        few = statements()
        database.execute(insert(Estimate), [estimate(run, code, "commune", f"08{place:03}") for code in ("SIPAS", "2.1") for place in range(60)])
        database.commit()
        assert statements() == few


def test_a_long_table_is_left_to_the_file(reader, database, run):
    database.execute(insert(Estimate), [estimate(run, "SIPAS", "commune", f"08{place:03}") for place in range(500)])
    database.commit()
    assert "Bảng số liệu có 503 dòng; hãy tải tệp CSV" in page(reader, "/tong-quan/hh-2024/nhom")


@pytest.mark.parametrize("path", ["", "/nhom", "/chi-tieu", "/uu-tien", "/nhan-dinh", "/nhip", "/thu-phieu"])
def test_a_run_that_holds_nothing_but_its_index_opens_every_page(reader, database, add_run, waves, path):
    database.execute(update(Wave).where(Wave.code == "quay").values(kind="leaders"))
    run = add_run("quay", method={}, counts={})
    database.execute(insert(Estimate), [estimate(run, "SIPAS")])
    database.commit()
    assert "Khảo sát lãnh đạo (toàn bộ danh sách)" in page(reader, f"/tong-quan/quay{path}")


@pytest.fixture
def compared(database, add_run) -> int:
    """A run of hh-2024 compared with one of hh-2023 in which 90 % answered "none" to A5 and A3.1 was not reported."""
    before = add_run("hh-2023")
    database.execute(insert(Estimate), [estimate(before, "SIPAS", score=82.7)])
    database.execute(insert(QuestionFigure), [question(before, "A5", option, share) for option, share in (("none", .90), ("some", .10), ("many", 0.0))])
    run = add_run("hh-2024", method=METHOD | {"previous": {"wave": "hh-2023", "run": before}})
    fill(database, run)
    database.commit()
    return before


def table_of(reader, path: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(reader.get(f"/tong-quan/hh-2024/hinh/{path}").text.removeprefix("\ufeff"))))


def test_questions_stand_beside_those_of_the_year_before(reader, compared):
    said = page(reader, "/tong-quan/hh-2024/nhan-dinh")
    assert "92,18 (90,18–94,18) 90,00 (88,00–92,00)" in said and "+2,18" in said and "−2,18" in said  # 7,82 less 10,00
    assert "năm 2023: Đợt thử hh-2023, số liệu tạm tính, chưa công bố (lần tính 1); chênh lệch chưa được kiểm định" in said
    none = table_of(reader, "cau-hoi.csv?cau=A5")[0]
    assert (none["before"], none["before_lo"], none["change"], none["before_n"]) == ("0.9", "0.88", "2.18", "486")
    assert [row["before"] for row in table_of(reader, "cau-hoi.csv?cau=A3.1")][0] == ""


def test_changes_of_questions_are_told_in_words_and_marked_where_more_than_chance(reader, database, run, compared):
    """By shape and words; a share of nobody was not tested."""
    now = database.scalar(select(func.max(Run.id)))
    points = {"none": (.0218, .0001, .002), "some": (-.0218, .03, .06)}
    database.execute(insert(Difference), [difference(now, "A5", "wave", "question", option, "hh-2023", *found) | {"lo": found[0] - .01, "hi": found[0] + .01} for option, found in points.items()])
    database.execute(insert(Difference), [difference(now, "A5", "wave", "question", "many", "hh-2023", 0.0, None, None) | {"lo": None, "hi": None}])
    database.commit()
    said = page(reader, "/tong-quan/hh-2024/nhan-dinh")
    assert "Trong 2 tỷ lệ và điểm kiểm định được: 1 tăng, 0 giảm vượt quá dao động ngẫu nhiên" in said and "chưa được kiểm định" not in said
    found = {row["option"]: row for row in table_of(reader, "cau-hoi.csv?cau=A5")}
    assert [(row["change_lo"], row["change_hi"], row["p_holm"]) for row in found.values()] == [("1.18", "3.18", "0.002"), ("-3.18", "-1.18", "0.06"), ("", "", "")]
    assert [row["verdict"].split(",")[0] for row in found.values()] == ["tăng", "xét riêng thì vượt quá dao động ngẫu nhiên", "không kiểm định được"]
    drawn = read(reader.get("/tong-quan/hh-2024/hinh/cau-hoi.svg?cau=A5").text)
    assert sum(one.get("class") == "signal" for one in drawn.iter()) == 1 + 2  # one row; both ways in the legend
    assert "10,00 (8,00–12,00)" in said and "tăng vượt quá dao động ngẫu nhiên" in said


def test_the_countrys_share_is_another_mark(reader, database, run, waves):
    database.execute(insert(ExternalFigure).values(wave_id=waves["hh-2024"], measure="A5=none", kind="national", value=90.06, source="Bộ công bố"))
    database.commit()
    assert "cả nước (do Bộ công bố)" in reader.get("/tong-quan/hh-2024/hinh/cau-hoi.svg?cau=A5").text
    assert [row["national"][:6] for row in table_of(reader, "cau-hoi.csv?cau=A5")] == ["0.9006", "", ""]


def test_a_group_has_nobody_beside_it(reader, compared):
    said = page(reader, "/tong-quan/hh-2024/nhan-dinh?nhom=sex:male")
    assert "chỉ đứng cạnh khi xem toàn bộ" in said and "90,00" not in said


def test_a_question_that_was_put_otherwise_is_said_to_be(reader, database, compared):
    text = forms.load("sipas_household").to_json().replace('"vi":"Không có"', '"vi":"Không"')
    other = database.execute(insert(StoredInstrument).values(code="x", version="x", digest="y" * 64, definition=text)).inserted_primary_key[0]
    database.execute(update(Wave).where(Wave.code == "hh-2023").values(instrument_id=other))
    database.commit()
    said = page(reader, "/tong-quan/hh-2024/nhan-dinh")
    assert "A5: lời hỏi, phương án hoặc người được hỏi khác đợt trước, không so sánh" in said and "90,00 (88,00–92,00)" not in said


def test_answers_from_the_most_frequent_down(reader, run, database):
    database.execute(insert(QuestionFigure), [question(run, "A2", option, share) for option, share in (("community", .2), ("internet", .6), ("other", None))])
    database.commit()
    assert [row["share"] for row in table_of(reader, "cau-hoi.csv?cau=A2")][:2] == ["0.2", ""]  # as asked: the second option has no figure
    assert [row["share"] for row in table_of(reader, "cau-hoi.csv?cau=A2&xep=so")][:3] == ["0.6", "0.2", ""]


def test_both_ends_of_a_change_have_their_interval(reader, compared):
    row = table_of(reader, "thay-doi.csv")[0]
    # 85.335 - 2.6256 is what the difference was taken from; its interval is that of the run before, 82.7 less 1.5 and more 1.4.
    assert [round(float(row[name]), 4) for name in ("before", "before_lo", "before_hi", "now_lo", "now_hi")] == [82.7094, 81.2, 84.1, 83.835, 86.735]
    assert table_of(reader, "thay-doi.csv")[1]["before_lo"] == ""  # the run before has no such measure
