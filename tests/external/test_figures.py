"""External figures: what may be entered, how each change is recorded, and the page that shows them."""
from datetime import date

import pytest
from sqlalchemy import select, update

from survey_app.database import writing
from survey_app.models import ExternalFigure, JournalEntry, Measure, Wave
from tests.guards import drop_guards

RIGHT = {"kind": "national", "place": "", "measure": "1", "value": "83,94", "rank": "", "source": "Bộ Nội vụ, Quyết định 267/QĐ-BNV", "note": ""}


def stored(stage) -> list[tuple]:
    with stage.engine.connect() as connection:
        query = select(ExternalFigure.measure, ExternalFigure.kind, ExternalFigure.place, ExternalFigure.value, ExternalFigure.rank, ExternalFigure.entered_by)
        return [tuple(row) for row in connection.execute(query.order_by(ExternalFigure.id))]


def journal(stage) -> list[tuple[str, str]]:
    with stage.engine.connect() as connection:
        query = select(JournalEntry.action, JournalEntry.details).where(JournalEntry.action.startswith("external")).order_by(JournalEntry.number)
        return [tuple(row) for row in connection.execute(query)]


@pytest.fixture
def person(stage, logged_in):
    """Staff of the Department."""
    return logged_in("department")


def test_a_figure_is_entered_with_its_source_and_recorded(stage, person):
    answer = person.post("/so-lieu-ngoai/ho-thu/them", data=RIGHT)
    assert answer.status_code == 302 and stored(stage) == [("1", "national", "", 83.94, None, "department")]
    (action, details), = journal(stage)
    assert action == "external.add" and "83.94" in details and "267/Q" in details
    page = person.get(answer.location).text
    assert "83,94" in page and "Số liệu của nguồn ngoài" in page and "Bộ Nội vụ, Quyết định 267/QĐ-BNV" in page


@pytest.mark.parametrize(("change", "said"), [
    ({"source": "  "}, "Hãy ghi nguồn"), ({"value": "cao"}, "Phải là số"), ({"value": ""}, "Phải là số"), ({"value": "19,99"}, "từ 20 đến 100"), ({"value": "1e5"}, "Phải là số"),
    ({"rank": "64"}, "từ 1 đến 63"), ({"rank": "1,5"}, "số nguyên"), ({"measure": "9.9"}, "Không có chỉ số nào"), ({"kind": "world"}, "Loại số liệu không hợp lệ"),
    ({"kind": "past"}, "cần ghi năm"), ({"kind": "past", "place": "năm ngoái"}, "cần ghi năm"), ({"kind": "other_province"}, "Hãy ghi tên tỉnh"), ({"place": "Suối Mơ"}, "không ghi nơi"),
    ({"source": "x" * 501}, "Nhiều nhất 500"),
])
def test_what_will_not_do_is_said_and_not_stored(stage, person, change, said):
    answer = person.post("/so-lieu-ngoai/ho-thu/them", data=RIGHT | change)
    assert answer.status_code == 422 and said in answer.text and not stored(stage) and not journal(stage)


@pytest.mark.parametrize(("change", "good"), [
    ({"measure": "A5=many", "value": "0"}, True), ({"measure": "A5=none", "value": "100,5"}, False), ({"measure": "A5=never"}, False), ({"measure": "D1=male"}, False),
])
def test_shares_of_options_run_from_0_and_are_not_of_who_answered(stage, person, change, good):
    answer = person.post("/so-lieu-ngoai/ho-thu/them", data=RIGHT | change)
    assert (answer.status_code == 302) == good == bool(stored(stage))


@pytest.mark.parametrize(("kind", "place", "rank", "good"), [("past", "2025", "35", False), ("past", "2025", "34", True), ("past", "2023", "63", True)])
def test_a_past_rank_is_one_of_its_own_year(stage, person, kind, place, rank, good):
    with writing(stage.engine).begin() as connection:
        connection.execute(update(Wave).values(opens_on=date(2026, 5, 1), closes_on=date(2026, 6, 1)))
    answer = person.post("/so-lieu-ngoai/ho-thu/them", data=RIGHT | {"kind": kind, "place": place, "rank": rank})
    assert (answer.status_code == 302) == good


@pytest.mark.parametrize("year", ["2024", "2030"])
def test_the_past_is_before_the_wave(stage, person, year):
    answer = person.post("/so-lieu-ngoai/ho-thu/them", data=RIGHT | {"kind": "past", "place": year})
    assert answer.status_code == 422 and "phải trước năm 2024" in answer.text and not stored(stage)


def test_the_same_figure_is_not_entered_twice(stage, person):
    person.post("/so-lieu-ngoai/ho-thu/them", data=RIGHT)
    assert "đã có" in person.post("/so-lieu-ngoai/ho-thu/them", data=RIGHT).text and len(stored(stage)) == 1


def test_a_change_is_recorded_with_before_and_after(stage, person):
    person.post("/so-lieu-ngoai/ho-thu/them", data=RIGHT)
    assert 'value="83,94"' in person.get("/so-lieu-ngoai/ho-thu/1").text
    assert person.post("/so-lieu-ngoai/ho-thu/1", data=RIGHT | {"value": "84"}).status_code == 302
    assert stored(stage)[0][3] == 84.0 and journal(stage)[-1][0] == "external.change" and "[83.94,84.0]" in journal(stage)[-1][1].replace(" ", "")
    person.post("/so-lieu-ngoai/ho-thu/1", data=RIGHT | {"value": "84"})
    assert len(journal(stage)) == 2


def test_a_figure_cannot_take_the_place_of_another(stage, person):
    person.post("/so-lieu-ngoai/ho-thu/them", data=RIGHT)
    person.post("/so-lieu-ngoai/ho-thu/them", data=RIGHT | {"measure": "1.1"})
    answer = person.post("/so-lieu-ngoai/ho-thu/2", data=RIGHT)
    assert answer.status_code == 422 and "Đã có một số liệu khác" in answer.text


def test_a_figure_taken_away_stays_in_the_journal(stage, person):
    person.post("/so-lieu-ngoai/ho-thu/them", data=RIGHT)
    asked = person.get("/so-lieu-ngoai/ho-thu/1/bo")
    assert asked.status_code == 200 and "83,94" in asked.text and "Lý do bỏ" in asked.text and stored(stage)
    answer = person.post("/so-lieu-ngoai/ho-thu/1/bo", data={"reason": "Nhập nhầm đợt."})
    assert answer.status_code == 302 and not stored(stage)
    action, details = journal(stage)[-1]
    assert action == "external.remove" and "83.94" in details and "Nhập nhầm đợt." in details


@pytest.mark.parametrize("reason", ["", "  \u200b ", "x" * 501])
def test_a_figure_is_not_taken_away_without_a_reason(stage, person, reason):
    person.post("/so-lieu-ngoai/ho-thu/them", data=RIGHT)
    answer = person.post("/so-lieu-ngoai/ho-thu/1/bo", data={"reason": reason})
    assert answer.status_code == 422 and ("Hãy ghi lý do." in answer.text) == (len(reason) < 501) and stored(stage) and len(journal(stage)) == 1


def test_a_long_question_is_cut_between_words(stage, person):
    with writing(stage.engine).begin() as connection:
        drop_guards(connection, "measure")
        connection.execute(update(Measure).where(Measure.code == "1.1").values(label_vi="mười chữ " * 20))
    assert "1.1 – " + " ".join(["mười chữ"] * 12) + " mười…</option>" in person.get("/so-lieu-ngoai/ho-thu/them").text


def test_an_auditor_reads_and_has_nothing_to_press(stage, person, logged_in):
    person.post("/so-lieu-ngoai/ho-thu/them", data=RIGHT)
    page = logged_in("auditor").get("/so-lieu-ngoai/ho-thu/").text
    assert "83,94" in page and "Thêm số liệu" not in page and "/so-lieu-ngoai/ho-thu/1" not in page


def test_words_are_tidied_and_never_markup(stage, person):
    person.post("/so-lieu-ngoai/ho-thu/them", data=RIGHT | {"source": "  Bô\u0323   <b>Nội vụ</b> "})
    page = person.get("/so-lieu-ngoai/ho-thu/").text
    assert "Bộ &lt;b&gt;Nội vụ&lt;/b&gt;" in page


@pytest.mark.parametrize("path", ["/so-lieu-ngoai/khong-co/", "/so-lieu-ngoai/ho-thu/99", "/so-lieu-ngoai/khong-co/tep"])
def test_what_is_not_there_is_not_found(person, path):
    assert person.get(path).status_code == 404
