"""The pages: what is out and why, a look before somebody confirms, and never an answer."""
import re

import pytest
from sqlalchemy import select

from survey_app.models import Release, Response, Run, now
from tests.exclusions.conftest import acts_of, journal_of
from tests.releasing.published import add

OUT = {"numbers": "R1", "reason": "staff_test", "words": "Tập huấn ở quầy."}
DAYS = {"desk": "001", "first": "2024-09-02", "last": "02/09/2024", "reason": "staff_test", "words": "Tập huấn ở quầy."}
DESKS, HOUSEHOLDS = "/loai-phieu/quay-thu", "/loai-phieu/ho-thu"


@pytest.fixture
def person(office, logged_in):
    """Staff of the Department."""
    return logged_in("department")


def test_nothing_left_out_is_said_in_so_many_words(person):
    assert "Đợt này chưa loại phiếu nào: cả 24 phiếu đã nhận đều được tính" in person.get(DESKS).text
    assert "không bao giờ vì nội dung trả lời" in person.get("/loai-phieu/").text


def test_one_looks_before_one_confirms(office, person):
    seen = person.post(f"{DESKS}/loai", data=DAYS)
    assert seen.status_code == 200 and "Loại 4 phiếu khỏi số liệu?" in seen.text and acts_of(office) == []
    # 24 forms of two desks; of the desk's twelve, four are of this day
    assert [re.findall(r">(\d+)</td>", row) for row in seen.text.split("<tbody>")[1].split("</tr>")[:2]] == [["12", "4", "8"], ["24", "4", "20"]]
    done = person.post(f"{DESKS}/loai", data=DAYS | {"foreseen": "4"})
    assert (done.status_code, len(acts_of(office))) == (303, 4)
    page = person.get(done.location).text
    assert "Đã loại 4 phiếu. Số liệu đổi từ lần tính sau." in page and "<strong>4</strong> trong 24 phiếu" in page and "Tập huấn ở quầy." in page and "department" in page


def test_forms_that_came_meanwhile_are_not_left_out_unseen(office, person):
    answer = person.post(f"{DESKS}/loai", data=DAYS | {"foreseen": "3"})
    assert answer.status_code == 422 and "nay có 4 phiếu, không phải 3" in answer.text and acts_of(office) == []


def test_a_form_is_let_in_again_and_the_history_keeps_both(office, person):
    person.post(f"{HOUSEHOLDS}/loai", data=OUT | {"numbers": "A10", "foreseen": "1"})
    assert "Bị loại khỏi số liệu:" in (case := person.get("/mau/ho-thu/ho/A10").text) and "/loai-phieu/ho-thu/tinh-lai?phieu=A10" in case
    assert ">A10</textarea>" in person.get(f"{HOUSEHOLDS}/tinh-lai?phieu=A10").text.replace("\r\n", "")
    person.post(f"{HOUSEHOLDS}/tinh-lai", data={"numbers": "A10", "words": "Nhầm số.", "foreseen": "1"})
    assert "Không phiếu nào đang bị loại." in person.get(HOUSEHOLDS).text
    history = person.get(f"{HOUSEHOLDS}?xem=tat-ca").text
    assert "Tập huấn ở quầy." in history and "Nhầm số." in history
    assert "được tính lại: Nhầm số." in person.get("/mau/ho-thu/ho/A10").text
    assert [action for action, _, _ in journal_of(office)] == ["exclusion.out", "exclusion.in"]


@pytest.mark.parametrize(("change", "said"), [
    ({"words": " "}, "Hãy ghi bằng lời"), ({"reason": ""}, "Hãy chọn lý do"), ({"reason": "low_score"}, "Hãy chọn lý do"), ({"numbers": ""}, "Không có phiếu nào để chọn"),
    ({"numbers": "R99"}, "không có phiếu R99"), ({"desk": "001"}, "Hãy chọn một cách"), ({"numbers": "", "desk": "001"}, "Hãy ghi ngày đầu"),
    ({"numbers": "", "desk": "001", "first": "40/09/2024", "last": "02/09/2024"}, "Hãy nhập ngày có thật"), ({"words": "x" * 501}, "Nhiều nhất 500"),
    ({"numbers": "", "desk": "009", "first": "2024-09-02", "last": "2024-09-02"}, "Không có điểm Một cửa này"),
])
def test_what_will_not_do_is_said_and_not_stored(office, person, change, said):
    answer = person.post(f"{DESKS}/loai", data=OUT | change)
    assert answer.status_code == 422 and said in answer.text and acts_of(office) == []


def test_a_released_wave_may_change_but_it_is_said_that_the_release_does_not(office, person):
    with office.begin() as connection:
        run = add(connection, Run, wave_id=1, state="succeeded", asked_by="x", method={}, counts={"n": 24}, diagnostics={}, started_at=now(), finished_at=now(), input_digest="d" * 64, code_version="1")
        add(connection, Release, wave_id=1, number=1, run_id=run, state="released", reason="x", checklist=[], proposed_by=1, decided_by=2, decided_at=now(), decision="x", document={}, digest="d" * 64)
    assert "đã công bố bản số 1" in person.get(f"{DESKS}/loai").text
    assert "đã công bố bản số 1" in person.post(f"{DESKS}/loai", data=OUT).text
    assert person.post(f"{DESKS}/loai", data=OUT | {"foreseen": "1"}).status_code == 303
    page = person.get(DESKS).text
    assert "Có 1 lần loại hoặc tính lại sau lần tính" in page and 'action="/ket-qua/quay-thu/tinh-lai"' in page


def test_no_page_shows_an_answer(office, person):
    person.post(f"{DESKS}/loai", data=OUT | {"foreseen": "1"})
    with office.connect() as connection:
        answers = connection.scalar(select(Response.answers).where(Response.receipt == "R1"))
    pages = [person.get(path).text for path in ("/loai-phieu/", DESKS, f"{DESKS}?xem=tat-ca", f"{DESKS}/tinh-lai")] + [person.post(f"{DESKS}/tinh-lai", data=OUT).text]
    assert answers.startswith('{"') and not any(item in page for page in pages for item in ("2.1.1", answers))


@pytest.mark.parametrize("path", ["/loai-phieu/khong-co", "/loai-phieu/khong-co/loai", "/loai-phieu/khong-co/tinh-lai"])
def test_no_such_wave(person, path):
    assert person.get(path).status_code == 404


def test_an_auditor_reads_and_is_offered_nothing(office, logged_in):
    page = logged_in("auditor").get(DESKS).text
    assert "chưa loại phiếu nào" in page and "/loai-phieu/quay-thu/loai" not in page
