"""The overview: five questions answered in words, in their order; what is not known is said."""
import re
from datetime import date

import pytest
from sqlalchemy import insert, update

from survey_app.models import Difference, Estimate, Exclusion, ExternalFigure, Pulse, Release, Response, ServicePoint, User, Wave, now
from tests.dashboard.results import METHOD, difference, estimate, fill


def page(reader, path: str = "/tong-quan/hh-2024") -> str:
    """The text of a page: tags off, spaces made one."""
    answer = reader.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)).replace("\u00a0", " ")


def test_five_questions_stand_in_order(reader, run):
    headings = re.findall(r"<h2[^>]*>(\d)\.", reader.get("/tong-quan/hh-2024").text)
    assert headings == ["1", "2", "3", "4", "5"]


def test_the_index_and_how_sure(reader, run):
    said = page(reader)
    assert "85,34 điểm · khoảng tin cậy 95 %: 83,84 – 86,74".replace(" – ", "–") in re.sub(r" ?– ?", "–", said)
    assert "n = 486" in said and "Điểm số không phải tỷ lệ người hài lòng" in said


def test_a_change_that_is_more_than_chance(reader, run):
    # 85.335 - 2.6256 = 82.7094; printed 85,34 less 82,71 is 2,63.
    assert "Tăng 2,63 điểm (khoảng tin cậy 95 %: từ 1,20 đến 4,06), vượt quá dao động ngẫu nhiên." in page(reader)
    assert "Trong 2 câu hỏi so sánh được: 0 câu tăng, 1 câu giảm vượt quá dao động ngẫu nhiên" in page(reader)


@pytest.mark.parametrize(("p", "p_holm", "words"), [
    (.4, 1.0, "chưa đủ căn cứ để nói là có thay đổi."), (.03, .06, "xét riêng thì vượt quá dao động ngẫu nhiên, nhưng sau hiệu chỉnh vì so sánh nhiều lần thì chưa đủ căn cứ"),
    (None, None, "không tính được khoảng tin cậy nên chưa thể kết luận"),  # without any spread
])
def test_a_change_that_is_not(reader, database, add_run, p, p_holm, words):
    run = add_run("hh-2024")
    database.execute(insert(Estimate), [estimate(run, "SIPAS", score=85.335)])
    database.execute(insert(Difference), [difference(run, "SIPAS", "wave", "all", "hh-2024", "hh-2023", 2.6256, p, p_holm)])
    database.commit()
    assert f"Tăng 2,63 điểm (khoảng tin cậy 95 %: từ 1,20 đến 4,06), {words}" in page(reader)


def test_villages_that_both_samples_have_are_told(reader, database, add_run):
    run = add_run("hh-2024", method=METHOD | {"previous": {"wave": "hh-2023", "run": 0, "shared_psus": 18}})
    fill(database, run)
    database.commit()
    assert "Hai đợt có chung 18 thôn trong mẫu; sai số của thay đổi được tính như hai mẫu độc lập" in page(reader)


@pytest.mark.parametrize(("found", "words"), [
    ({"overlap_psus": 18}, "sai số của thay đổi đã tính đến phần chung này."),
    ({"overlap_psus": 16, "overlap_without": 2}, "đã tính đến phần chung này (tính từ 16 thôn), trừ 2 chỉ tiêu hoặc phương án tính như hai mẫu độc lập."),
    ({"overlap_psus": 0, "overlap_lacking": "few_villages"}, "như hai mẫu độc lập, nên thường rộng hơn thực tế (thận trọng): quá ít thôn chung có phiếu trong cả hai đợt để tính phần chung này."),
    ({"overlap_psus": 0, "overlap_lacking": "not_as_stored"}, "(thận trọng): không tính lại được đợt trước đúng như đã lưu để tính phần chung này."),
])
def test_how_far_errors_know_of_these_villages_is_told(reader, database, add_run, found, words):
    run = add_run("hh-2024", method=METHOD | {"previous": {"wave": "hh-2023", "run": 0, "shared_psus": 18} | found})
    fill(database, run)
    database.commit()
    assert "Hai đợt có chung 18 thôn trong mẫu; " in (said := page(reader)) and words in said


def test_a_unit_with_too_few_villages_is_said_to_be_untested(reader, database, add_run):
    run = add_run("hh-2024")
    database.execute(insert(Estimate), [estimate(run, "SIPAS", score=85.335), estimate(run, "SIPAS", "commune", "09101", 80.0)])
    found = difference(run, "SIPAS", "domain", "commune", "09101", "rest", -6.2, None, None)
    database.execute(insert(Difference), [found | {"lo": None, "hi": None}])
    database.commit()
    assert "Có 1 đơn vị có quá ít thôn trong mẫu nên không kiểm định." in page(reader, "/tong-quan/hh-2024/nhom")


def test_what_holds_us_back(reader, run):
    said = page(reader)
    assert "2.1 Tiếp cận dịch vụ (84,00; 82,50–85,40)" in re.sub(r" \(", " (", said)
    assert "2.1.2 Đủ ghế ngồi : 82,00, thấp hơn 8,00 điểm; nếu đạt, chỉ số thêm 4,00 điểm" in said and "2.1.1 Biển hiệu rõ ràng :" not in said


def test_units_that_differ(reader, run):
    assert "Thấp hơn phần còn lại xã An Hoa : thấp hơn 6,20 điểm (từ 4,77 đến 7,63); hạng 2" in page(reader) and "Cao hơn phần còn lại" not in page(reader)


def test_the_fieldwork(reader, run):
    assert "486 phiếu, trong 520 bản đã lưu lúc tính; không tính 4 bản được thay bằng bản sửa, 30 bản chỉ để kiểm tra chất lượng" in page(reader)
    assert "Phúc tra chưa phúc tra" in page(reader)


def test_the_countrys_figure_is_said_to_come_from_outside(reader, database, waves, run):
    assert "cả nước" not in page(reader).split("2. Có gì")[0].split("Bảng số liệu")[0].casefold()
    database.execute(insert(ExternalFigure), [{"wave_id": waves["hh-2024"], "measure": "SIPAS", "kind": "national", "value": 83.94, "source": "Công bố thử"}])
    database.commit()
    assert "Số cả nước là số bên ngoài: Công bố thử." in page(reader) and 'class="outside"' in reader.get("/tong-quan/hh-2024").text


def test_every_figure_says_kind_n_method_and_run(reader, run):
    text = reader.get("/tong-quan/hh-2024").text
    sources = re.findall(r'<p class="source">([^<]+)</p>', text)
    assert len(sources) == text.count('class="chart"') == 3
    for source in sources:
        assert all(part in source for part in ("Khảo sát hộ gia đình (mẫu xác suất)", "không trọng số", f"lần tính {run}", "Số liệu tạm tính, chưa công bố"))
    assert [re.search(r"n = [^·]+", source).group().strip() for source in sources] == ["n = 486", "n = 486", "n = 12–486 mỗi nhóm"]


def test_a_hidden_index_is_said_and_not_shown(reader, database, add_run):
    run = add_run("hh-2024")
    database.execute(insert(Estimate), [estimate(run, "SIPAS", score=None)])
    database.commit()
    assert "Chỉ số không hiển thị: không hiển thị (n &lt; 5)." in page(reader)


def release(database, wave_id: int, run: int) -> None:
    people = [database.execute(insert(User).values(username=f"{name}{wave_id}", password_hash="none", role="department", session_key=f"{name}{wave_id}")).inserted_primary_key[0]
              for name in ("a", "b")]
    database.execute(insert(Release).values(wave_id=wave_id, number=1, run_id=run, state="released", reason="thử", checklist=[], proposed_by=people[0], decided_by=people[1],
                                            decided_at=now(), document={}, digest="d" * 64))
    database.commit()


def test_what_is_released_is_shown_although_a_newer_run_is_there(reader, database, waves, add_run, run):
    release(database, waves["hh-2023"], add_run("hh-2023"))
    release(database, waves["hh-2024"], run)
    newer = add_run("hh-2024", input_digest="e" * 64)
    database.execute(insert(Estimate), [estimate(newer, "SIPAS", score=70.0)])
    database.commit()
    said = page(reader)
    assert "85,34" in said and "70,00" not in said and "Số liệu đã công bố , bản công bố số 1" in said and "chưa công bố" not in said
    assert "so-lieu=tam-tinh" in reader.get("/tong-quan/hh-2024").text
    preview = page(reader, "/tong-quan/hh-2024?so-lieu=tam-tinh")
    assert "70,00" in preview and "Số liệu tạm tính, chưa công bố." in preview


def test_a_nightly_run_of_the_same_input_is_nothing_newer(reader, database, waves, add_run, run):
    release(database, waves["hh-2024"], run)
    add_run("hh-2024")
    assert "Có lần tính mới hơn" not in page(reader) and "Số liệu đã công bố" in page(reader, "/tong-quan/hh-2024?so-lieu=tam-tinh")


def test_a_change_from_figures_that_nobody_released_says_so_in_its_files_too(reader, database, add_run):
    fill(database, add_run("hh-2024", method=METHOD | {"previous": {"wave": "hh-2023", "run": add_run("hh-2023")}}))
    database.commit()
    assert "So với số liệu tạm tính, chưa công bố của Đợt thử hh-2023." in page(reader)
    assert "so với số liệu tạm tính, chưa công bố của Đợt thử hh-2023" in reader.get("/tong-quan/hh-2024/hinh/thay-doi.csv").text


def test_a_change_from_a_run_that_is_not_the_released_one_says_so(reader, database, waves, add_run):
    used, released = add_run("hh-2023"), add_run("hh-2023", input_digest="e" * 64)
    run = add_run("hh-2024", method=METHOD | {"previous": {"wave": "hh-2023", "run": used}})
    fill(database, run)
    release(database, waves["hh-2023"], released)
    assert f"So với số liệu tạm tính (lần tính {used}) của Đợt thử hh-2023, nhưng bản đang công bố của đợt đó là bản số 1 (lần tính {released})" in page(reader)


def test_a_wave_told_to_compare_with_another_one_still_names_the_one_it_was_compared_with(reader, database, waves, run):
    other = database.execute(insert(Wave).values(code="hh-2020", title="Đợt cũ", kind="household", state="closed", opens_on=date(2020, 9, 1), instrument_id=1, index_name="sipas"))
    database.execute(update(Wave).where(Wave.code == "hh-2024").values(previous_wave_id=other.inserted_primary_key[0]))
    database.commit()
    said = page(reader)
    assert "Thay đổi từ 2023 đến 2024" in said and "2020" not in said.split("3. Điều gì")[0] and "nay đợt được đặt so với đợt khác: hãy tính lại" in said


def test_a_corrected_form_is_received_once(reader, database, waves, add_run):
    database.execute(insert(Estimate), [estimate(add_run("quay"), "SIPAS")])
    desk = database.execute(insert(ServicePoint).values(number="001", name="Điểm thử", unit_id=1)).inserted_primary_key[0]
    first, second = ({"submission_id": str(place) * 32, "wave_id": waves["quay"], "channel": "phone", "purpose": "original", "answers": "{}", "receipt": f"R{place}",
                      "answered_on": date(2025, 9, 2), "received_at": now(), "service_point_id": desk} for place in (1, 2))
    original = database.execute(insert(Response).values(**first)).inserted_primary_key[0]
    database.execute(insert(Response).values(**second, supersedes_id=original))
    database.commit()
    assert "Phiếu nhận đến nay 1 " in page(reader, "/tong-quan/quay")
    database.execute(insert(Exclusion).values(response_id=original, number=1, act="out", reason="staff_test", words="Tập huấn.", actor="test", happened_at=now()))
    database.commit()
    assert "Phiếu nhận đến nay 1, trong đó 1 phiếu đã bị loại" in page(reader, "/tong-quan/quay")
    assert "2025-09-02,1,\"Đợt thử quay · Khảo sát tại điểm Một cửa, không phải mẫu xác suất · 1 phiếu ghi nhận đến" in reader.get("/tong-quan/quay/hinh/tien-do.csv").text


def test_links_of_a_preview_stay_in_it(reader, database, waves, add_run, run):
    release(database, waves["hh-2024"], run)
    add_run("hh-2024", input_digest="e" * 64)
    text = reader.get("/tong-quan/hh-2024?so-lieu=tam-tinh").text
    links = re.findall(r'href="(/tong-quan/hh-2024/[^"]+)"', text)
    assert links and all("so-lieu=tam-tinh" in link for link in links)


def test_a_desk_wave_tells_of_signals_in_the_newest_month_only(reader, database, add_run):
    run = add_run("quay")
    month = {"run_id": run, "n": 40, "score": 85.0, "expected": 85.0, "lo": 80.0, "hi": 90.0, "signal": None, "since": None}
    low = {"score": 70.0, "signal": "lower", "since": "2025-09"}
    database.execute(insert(Pulse), [month | {"domain": "001", "month": "2025-09"} | low, month | {"domain": "001", "month": "2025-10"}])
    database.execute(insert(Estimate), [estimate(run, "SIPAS")])
    database.commit()
    assert "không điểm nào có dấu hiệu khác thường" in page(reader, "/tong-quan/quay")
    database.execute(insert(Pulse), [month | {"domain": "001", "month": "2025-11"} | low])
    database.commit()
    assert "tháng 11/2025: 70,00, giới hạn 80,00–90,00; mức dự kiến 85,00 – thấp hơn mức bình thường" in page(reader, "/tong-quan/quay")
    assert "không phải mẫu xác suất" in page(reader, "/tong-quan/quay")


def test_the_first_page_is_the_newest_household_wave(reader, run):
    assert reader.get("/tong-quan/").location == "/tong-quan/hh-2024"
    assert reader.get("/tong-quan/?dot=quay").location == "/tong-quan/quay"
    assert reader.get("/tong-quan/?dot=khong-co").status_code == 404


def test_no_wave_at_all(reader):
    assert "Chưa có đợt khảo sát nào" in page(reader, "/tong-quan/")


@pytest.mark.parametrize("path", ["", "/nhom", "/chi-tieu", "/uu-tien", "/nhan-dinh", "/nhip", "/thu-phieu"])
@pytest.mark.parametrize(("state", "values", "words"), [
    (None, {}, "chưa có phiếu nào"), ("requested", {}, "đang chờ tính"), ("running", {}, "đang được tính"), ("failed", {"reason": "disk full"}, "disk full"),
])
def test_before_the_first_good_run_every_page_says_why(reader, waves, add_run, path, state, values, words):
    if state:
        add_run("hh-2024", state, **values)
    text = reader.get(f"/tong-quan/hh-2024{path}").text
    assert words in text and 'class="chart"' not in text
    # Nobody holds the lease here, so what is requested waits for somebody to start a scheduler, not for a reload.
    assert ('http-equiv="refresh"' in text) == (state == "running") and ("Bộ lập lịch không chạy" in text) == (state == "requested")


def test_a_later_failure_is_told_and_hides_nothing(reader, add_run, run):
    add_run("hh-2024", "failed", reason="disk full")
    assert "Lần tính gần nhất không thành công" in page(reader) and "85,34" in page(reader)
