"""Five answers on the first screen, each no stronger than its figures; what was asked for is shown, or said not to be there."""
import json
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from survey_app.chance import beyond_words, p_words
from survey_app.dashboard.reinterviews import agreement
from survey_app.models import (
    Case, DeskCode, Difference, Estimate, ExternalFigure, Priority, Psu, Pulse, Response, ServicePoint, Stratum, Wave, now, wave_desk,
)
from tests.dashboard.conftest import add
from tests.dashboard.results import METHOD, difference, estimate, priority
from tests.dashboard.test_overview import page, release


def points(reader, wave: str = "hh-2024") -> list[str]:
    """The key points of a wave, as text."""
    box = re.search(r'<section class="points".*?</section>', reader.get(f"/tong-quan/{wave}").text, re.DOTALL).group()
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", one)).replace("\u00a0", " ").strip() for one in re.findall(r"<li>(.*?)</li>", box, re.DOTALL)]


def answered(database, wave: int, place: int, **values) -> int:
    return add(database, Response, **{"wave_id": wave, "submission_id": str(place), "receipt": f"R{place}", "channel": "paper", "answers": "{}", "answered_on": date(2024, 10, 1),
                                      "received_at": now()} | values)


@pytest.fixture
def cases(database, waves) -> list[int]:
    """Eight households of hh-2024 in one village."""
    psu = add(database, Psu, stratum_id=add(database, Stratum, wave_id=waves["hh-2024"], code="01", name="Địa bàn 1"), code="001", name="thôn 1", unit_id=1)
    return [add(database, Case, wave_id=waves["hh-2024"], psu_id=psu, serial=f"{place:05}", disposition="3.11") for place in range(8)]


def test_five_points_stand_first_and_lead_to_their_answers(reader, run):
    text = reader.get("/tong-quan/hh-2024").text
    assert re.findall(r'<li><a href="#(cau-\d)">', text) == [f"cau-{place}" for place in range(1, 6)] == re.findall(r'<h2 id="(cau-\d)">', text)
    assert text.index('class="points"') < text.index('id="cau-1"')
    assert points(reader)[:4] == [
        "Chỉ số 85,34 điểm, khoảng tin cậy 95 % 83,84–86,74.", "Thay đổi Tăng 2,63 điểm (khoảng tin cậy 95 %: từ 1,20 đến 4,06), vượt quá dao động ngẫu nhiên.",
        "Điểm yếu Điểm thấp nhất ở 2.1 Tiếp cận dịch vụ (84,00); 1 câu hỏi đủ căn cứ là thấp hơn mục tiêu đã đặt 90,00.",
        "Đơn vị 1 đơn vị thấp hơn phần còn lại (xã An Hoa).",
    ]


@pytest.mark.parametrize("kind", ["household", "desk", "leaders"])
def test_a_run_that_holds_nothing_but_a_hidden_index_has_five_calm_points(reader, database, add_run, kind):
    database.execute(update(Wave).where(Wave.code == "quay").values(kind=kind))
    database.execute(insert(Estimate), [estimate(add_run("quay", method=METHOD, counts={}), "SIPAS", score=None)])
    database.commit()
    found = points(reader, "quay")
    assert len(found) == 5 and found[0] == "Chỉ số Chỉ số không hiển thị: không hiển thị (n &lt; 5)." and found[1] == "Thay đổi Không có đợt trước để so sánh."


def test_how_to_read_an_interval_is_folded_behind_one_sentence(reader, run):
    text = reader.get("/tong-quan/hh-2024").text
    folded = re.search(r'<details class="more">.*?</details>', text, re.DOTALL).group()
    assert "Điểm số không phải tỷ lệ người hài lòng" in folded and "Điểm số không phải" not in text.replace(folded, "")


def outside(database, wave: int, **values) -> None:
    add(database, ExternalFigure, **{"wave_id": wave, "measure": "SIPAS", "source": "Công bố thử"} | values)
    database.commit()


@pytest.mark.parametrize(("value", "words"), [
    (83.94, "Cao hơn cả nước 1,40 điểm (83,94): số cả nước nằm trong khoảng tin cậy của ta, nên chưa đủ căn cứ để nói là khác"),  # 83,84 to 86,74
    (83.70, "Cao hơn cả nước 1,64 điểm (83,70): số cả nước nằm ngoài khoảng tin cậy của ta; sai số của số cả nước không rõ, nên chỉ nói được đến đó"),
    (87.00, "Thấp hơn cả nước 1,66 điểm (87,00): số cả nước nằm ngoài"), (85.34, "Bằng cả nước (85,34): số cả nước nằm trong"),
])
def test_whether_we_stand_above_the_country(reader, database, waves, run, value, words):
    outside(database, waves["hh-2024"], kind="national", value=value)
    assert words in points(reader)[0] and words in page(reader).split("1. Chỉ số")[1]


def test_desks_are_not_held_against_the_country(reader, database, waves, add_run):
    database.execute(insert(Estimate), [estimate(add_run("quay"), "SIPAS")])
    outside(database, waves["quay"], kind="national", value=80.0)
    assert "Cả nước 80,00: người trả lời tại quầy tự chọn tham gia, nên không so được với số này" in points(reader, "quay")[0]


def test_our_rank_is_said_with_how_many_provinces_there_were(reader, database, waves, run):
    outside(database, waves["hh-2024"], kind="province", value=85.34, rank=14)
    assert "hạng 14 trong 63 tỉnh, thành phố." in points(reader)[0]
    assert "Thứ hạng là số bên ngoài: Công bố thử. Thứ hạng không kèm sai số" in page(reader)
    release(database, waves["hh-2024"], run)  # a document without a table: as entered
    assert "hạng 14 trong 63" in points(reader)[0]


@pytest.mark.parametrize(("p", "words"), [
    (.0496, "0,0496"), (.05, "0,050"), (.0504, "0,0504"), (.04996, "0,04996"), (.012, "0,012"), (.0004, "< 0,001"), (.25, "0,250"), (None, "–"),
])
def test_a_p_value_never_lands_on_the_threshold_by_rounding(p, words):
    assert p_words(p) == words == p_words(p, 1 - .95)


def test_words_grow_careful_near_the_threshold():
    assert beyond_words(.0496) == "vừa vượt quá dao động ngẫu nhiên (p\u00a0=\u00a00,0496), nên nói thận trọng"
    assert beyond_words(.0099) == "vượt quá dao động ngẫu nhiên"


def test_a_change_near_the_threshold_is_said_with_its_p_everywhere(reader, database, add_run):
    run = add_run("hh-2024")
    database.execute(insert(Estimate), [estimate(run, "SIPAS", score=85.335)])
    database.execute(insert(Difference), [difference(run, "SIPAS", "wave", "all", "hh-2024", "hh-2023", 2.6256, .0496, .0496)])
    database.commit()
    said = "vừa vượt quá dao động ngẫu nhiên (p = 0,0496), nên nói thận trọng"
    assert said in points(reader)[1] and page(reader).count(said) == 2 and ">0,0496</td>" in reader.get("/tong-quan/hh-2024").text


def test_where_no_item_is_surely_below_the_lowest_are_named(reader, database, add_run):
    run = add_run("hh-2024")
    database.execute(insert(Estimate), [estimate(run, code, score=score) for code, score in (("SIPAS", 85.0), ("2.1.1", 89.5), ("2.1.2", 88.9))])
    database.execute(insert(Priority), [priority(run, "2.1.2", 1, 1.1), priority(run, "2.1.1", 2, .5)])  # both intervals hold 0
    database.commit()
    said = page(reader).split("3. Điều gì")[1].split("4. Đơn vị")[0]
    assert "Chưa câu hỏi nào đủ căn cứ là thấp hơn mục tiêu đã đặt 90,00." in said
    assert said.index("2.1.2 Đủ ghế ngồi : 88,90 (87,40–90,30)") < said.index("2.1.1 Biển hiệu rõ ràng : 89,50")
    assert "chưa được kiểm định với nhau" in said and "chưa câu hỏi nào đủ căn cứ" in points(reader)[2]


def test_below_the_most_points_there_are_every_item_stands(reader, database, add_run):
    run = add_run("hh-2024")
    database.execute(insert(Estimate), [estimate(run, "SIPAS"), estimate(run, "2.1.2")])
    database.execute(insert(Priority), [priority(run, "2.1.2", 1, 8.0, target_source="maximum")])
    database.commit()
    assert "đủ căn cứ" not in points(reader)[2] and "2.1.2 Đủ ghế ngồi" in page(reader).split("3. Điều gì")[1]


def untested(database, run: int) -> None:
    """Communes of too few villages."""
    database.execute(insert(Estimate), [estimate(run, "SIPAS"), *(estimate(run, "SIPAS", "commune", code, df=1) for code in ("09101", "09102"))])
    found = difference(run, "SIPAS", "domain", "commune", "09101", "rest", -6.2, None, None)
    database.execute(insert(Difference), [found | {"lo": None, "hi": None}])


def test_units_that_cannot_be_tested_give_way_to_the_first_that_can(reader, database, add_run):
    run = add_run("hh-2024")
    untested(database, run)
    database.execute(insert(Estimate), [estimate(run, "SIPAS", kind, code) for kind in ("district", "stratum") for code in "ab"])
    database.execute(insert(Difference), [difference(run, "SIPAS", "domain", "stratum", "a", "b", 6.0, .001, .001)])
    database.commit()
    said = page(reader).split("4. Đơn vị")[1]
    assert "Không so từng đơn vị theo xã, phường: mỗi đơn vị có quá ít thôn trong mẫu." in said and "So từng đôi: 1 trong 1 cặp đơn vị khác nhau" in said
    assert 'href="/tong-quan/hh-2024/nhom?loai=stratum"' in reader.get("/tong-quan/hh-2024").text
    assert 'id="hinh-nhom-stratum' in reader.get("/tong-quan/hh-2024").text and "quá ít thôn trong mẫu nên so theo" in points(reader)[3]


def test_where_nothing_can_be_tested_the_usual_units_stand_with_dashed_intervals(reader, database, add_run):
    untested(database, add_run("hh-2024"))
    database.commit()
    text = reader.get("/tong-quan/hh-2024").text
    assert "Mọi đơn vị có quá ít thôn trong mẫu nên không so được." in points(reader)[3] and "hoặc ngày" not in text
    assert 'class="weak"' in text and "chưa vững (quá ít thôn)" in text
    panels = reader.get("/tong-quan/hh-2024/hinh/o-nho.svg").text
    assert 'class="range"' not in panels


def test_a_single_group_is_no_way_to_divide(reader, database, add_run):
    run = add_run("hh-2024")
    database.execute(insert(Estimate), [estimate(run, "SIPAS"), estimate(run, "SIPAS", "channel", "paper"), *(estimate(run, "SIPAS", "sex", one) for one in ("male", "female"))])
    database.commit()
    assert "Giới tính (2)" in page(reader, "/tong-quan/hh-2024/nhom") and "Cách trả lời (1)" not in page(reader, "/tong-quan/hh-2024/nhom")


def test_the_verdict_says_what_was_not_done_and_rates_say_of_what(reader, database, run, cases):
    for case, code in zip(cases, ("1.1", "1.1", "1.2", "2.11", "4.50"), strict=False):  # three answered, one refused, one is no dwelling; three not worked
        database.execute(update(Case).where(Case.id == case).values(disposition=code))
    answered(database, 2, 1, case_id=cases[0])
    database.commit()
    # RR2 = 3 / (4 + 3) = 42,86 %; COOP2 = 3 of 4 reached; REF1 = 1 / 7.
    said = page(reader)
    assert "trả lời 42,86 % (RR2: 3 trên 7 hộ, không kể 1 hộ ngoài đối tượng); hợp tác 75,00 % (COOP2); từ chối 14,29 % (REF1)" in said
    assert points(reader)[4] == "Thu phiếu Chưa vững: tỷ lệ trả lời 42,86 %, còn 3 hộ chưa có kết quả. Chưa làm hoặc không có: không nhập hai lần; chưa phúc tra."
    assert "Vững: không chỉ tiêu chung nào phải đọc thận trọng." in said.replace(" :", ":")


def test_what_was_stored_adds_up(reader, database, waves, cases, add_run):
    stored = [answered(database, waves["hh-2024"], place, case_id=case, purpose=purpose) for place, (case, purpose) in enumerate(
        (case, purpose) for case, purposes in zip(cases, (["original", "first_keying", "second_keying", "reinterview"], ["original", "first_keying"]), strict=False) for purpose in purposes)]
    answered(database, waves["hh-2024"], 99, case_id=cases[5], purpose="first_keying")  # came after the run
    run = add_run("hh-2024", counts={"n": 2, "stored": 6, "for_quality_control": 4}, diagnostics={"ground": {"responses": {"stored": 6, "last": stored[-1]}}})
    database.execute(insert(Estimate), [estimate(run, "SIPAS")])
    database.commit()
    assert "2 phiếu, trong 6 bản đã lưu lúc tính; không tính 2 bản nhập lần một, 1 bản nhập lần hai, 1 bản phúc tra" in page(reader)


def test_how_far_people_said_the_same_again(reader, database, waves, run, cases):
    first, again = {"2.1.1": 4, "2.1.2": 5, "A2": ["a", "b"]}, {"2.1.1": 4, "2.1.2": 3, "A2": ["b", "a"], "A5": "none"}
    for place, (case, second) in enumerate(zip(cases, (first, again, first), strict=False)):
        answered(database, waves["hh-2024"], 2 * place, case_id=case, answers=json.dumps(first))
        answered(database, waves["hh-2024"], 2 * place + 1, case_id=case, answers=json.dumps(second), purpose="reinterview")
    database.commit()
    assert "3 phiếu; 88,89 % câu trả lời giống lần đầu (8 trong 9 câu; khoảng tin cậy 95 %: " in page(reader)  # A5 was answered once only


def test_agreement_has_an_interval_of_forms_as_clusters():
    # 10 forms of 10 answers, all alike but one form of 5: share .95; variance of the ratio 10/9 (9 · .5² + 4.5²) / 100² = .0025,
    # simple .95 · .05 / 100 = .000475, deff 5.263, n* = 19. Wilson: (.95 + z²/38 ± z √(.95·.05/19 + z²/1444)) / (1 + z²/19), z = 1.959964.
    found = agreement(10, [(10, 10)] * 9 + [(5, 10)], .95)
    z = 1.959963984540054
    middle, half = .95 + z * z / 38, z * (.95 * .05 / 19 + z * z / (4 * 19 * 19)) ** .5
    assert (found.share, found.lo, found.hi) == pytest.approx((.95, (middle - half) / (1 + z * z / 19), (middle + half) / (1 + z * z / 19)), abs=1e-9)
    assert agreement(1, [(9, 10)], .95).lo is None and agreement(3, [], .95).share is None


@pytest.fixture
def silent(database, waves, add_run) -> None:
    """A desk that had an answer on each of ten days, long ago, in a wave that is still open."""
    run = add_run("quay")
    desk = add(database, ServicePoint, number="001", name="Điểm thử", unit_id=1)
    add(database, DeskCode, service_point_id=desk, code="K7M4PX2AC")
    database.execute(insert(wave_desk).values(wave_id=waves["quay"], service_point_id=desk))
    for place in range(10):
        answered(database, waves["quay"], place, service_point_id=desk, channel="phone", answered_on=date(2025, 9, 1) + timedelta(days=place))
    database.execute(insert(Pulse), [{"run_id": run, "domain": "001", "month": "2025-09", "n": 40, "score": 85.0, "expected": 85.0, "lo": 80.0, "hi": 90.0, "signal": None, "since": None}])
    database.execute(insert(Estimate), [estimate(run, "SIPAS"), estimate(run, "SIPAS", "service_point", "001")])
    database.commit()


def test_a_silent_desk_does_not_look_healthy(reader, silent):
    said = page(reader, "/tong-quan/quay/nhip")
    assert re.search(r"Không có phiếu từ 11/09/2025 \(\d+ ngày\)\.", said) and "trong giới hạn sau đó không có phiếu từ 11/09/2025" in said
    assert "Chưa vững: không có phiếu từ 11/09/2025" in points(reader, "quay")[4]


def test_a_closed_wave_is_silent_by_right(reader, database, silent):
    database.execute(update(Wave).where(Wave.code == "quay").values(state="closed"))
    database.commit()
    assert "không có phiếu từ" not in page(reader, "/tong-quan/quay/nhip") + page(reader, "/tong-quan/quay")


@pytest.mark.parametrize(("asked", "words"), [
    ("/nhom?loai=xyz", "cách chia nhóm “xyz”"), ("/nhom?nhom=zzz", "nhóm người trả lời “zzz”"), ("/chi-tieu?chi_tieu=9.9", "chỉ tiêu “9.9”"), ("/nhom?xep=so", "cách xếp “so”"),
    ("/nhan-dinh?nhom=sex:khac", "nhóm người trả lời “sex:khac”"), ("?so-lieu=cu", "loại số liệu “cu”"), ("/chi-tieu?chi_tieu=%3Cb%3E", "chỉ tiêu “&lt;b&gt;”"),
])
def test_what_an_address_asks_for_in_vain_is_named(reader, run, asked, words):
    assert f"Không tìm thấy trong đợt này: {words}." in page(reader, f"/tong-quan/hh-2024{asked}")


@pytest.mark.parametrize("asked", ["/nhom?loai=sex&chi_tieu=2.1&xep=diem", "/nhom?nhom=commune:09103", "/nhan-dinh?nhom=sex:male&xep=so", "/chi-tieu?chi_tieu=2.1.1&nhom=", "?khong-lien-quan=1"])
def test_what_is_there_is_shown_without_a_word(reader, run, asked):
    assert "Không tìm thấy" not in page(reader, f"/tong-quan/hh-2024{asked}")


@pytest.mark.parametrize("asked", ["nhom.csv?loai=xyz", "chi-so.svg?chi_tieu=9.9", "nhom.csv?nhom=zzz"])
def test_a_file_of_what_is_not_there_is_refused(reader, run, asked):
    assert reader.get(f"/tong-quan/hh-2024/hinh/{asked}").status_code == 404


def test_another_wave_is_opened_at_the_same_page_with_the_same_filters(reader, database, add_run, run):
    form = re.search(r'<form[^>]*class="waves">.*?</form>', reader.get("/tong-quan/hh-2024/nhom?loai=sex&chi_tieu=2.1").text, re.DOTALL).group()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    assert hidden == {"trang": "domains", "loai": "sex", "chi_tieu": "2.1"}
    assert reader.get("/tong-quan/", query_string=hidden | {"dot": "hh-2023"}).location == "/tong-quan/hh-2023/nhom?loai=sex&chi_tieu=2.1"
    there = reader.get("/tong-quan/", query_string={"dot": "quay", "trang": "priorities"}).location
    database.execute(insert(Estimate), [estimate(add_run("quay"), "SIPAS")])
    database.commit()
    assert "Đợt này không có trang “Ưu tiên”." in page(reader, there)
    assert "Đợt này không có trang" not in page(reader, "/tong-quan/quay?khong-co-trang=bất kỳ")
    assert reader.get("/tong-quan/?trang=khong-co").status_code == 404


@pytest.mark.parametrize(("wave", "label"), [("hh-2024", "Nhận định và mong đợi"), ("quay", "Người trả lời và thủ tục")])
def test_questions_outside_the_index_are_called_by_what_they_ask(reader, run, wave, label):
    said = page(reader, f"/tong-quan/{wave}")
    assert [one for one in ("Nhận định và mong đợi", "Người trả lời và thủ tục") if one in said] == [label]
    assert reader.get(f"/tong-quan/?dot={wave}&trang=answers").location == f"/tong-quan/{wave}/nhan-dinh"


def test_a_group_of_another_division_is_said_not_to_be_shown(reader, run):
    assert "Không xem riêng được “Xã, phường: xã An Hoa” : nhóm này không thuộc cách chia đang chọn." in page(reader, "/tong-quan/hh-2024/nhom?loai=sex&nhom=commune:09101")


@pytest.mark.parametrize(("gain", "told"), [(.25, True), (None, False)])
def test_gains_in_the_reform_index_are_explained_or_left_out(reader, database, add_run, gain, told):
    run = add_run("hh-2024")
    database.execute(insert(Estimate), [estimate(run, "SIPAS")])
    database.execute(insert(Priority), [priority(run, "2.1.2", 1, 8.0, points_closed=gain)])
    database.commit()
    said = page(reader, "/tong-quan/hh-2024/uu-tien")
    assert ("“Điểm PAR INDEX thêm”: phần điểm của Chỉ số cải cách hành chính" in said) is told
    assert ("Điểm PAR INDEX thêm" in said.split("Danh sách ưu tiên")[-1]) is told
