"""The official table: what stands in it, whose it is, which one is given, and when none is made."""
import csv
import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete, insert, select, update

from survey_app.answered import period
from survey_app.database import writing
from survey_app.exports.official_table.as_csv import write_csv
from survey_app.exports.official_table.as_page import page_table
from survey_app.exports.official_table.asking import ask
from survey_app.exports.official_table.as_xlsx import write_xlsx
from survey_app.exports.official_table.columns import cell, headings
from survey_app.exports.official_table.document import build_document
from survey_app.exports.official_table.layout import notes
from survey_app.exports.official_table.layout import title as title_of
from survey_app.exports.official_table.span import column_of
from survey_app.models import Difference, Estimate, ExternalFigure, Run, Wave
from survey_app.office.letterhead import Letterhead
from survey_app.office.refusals import Contradicting, NoDocument
from survey_app.releasing.freezing import digest_of
from tests.exports.staged import add_year_before, built, figure, release
from tests.guards import drop_guards
from tests.releasing.published import METHOD, Stage, add_run, set_stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def stage(engine) -> Stage:
    """A closed household wave of 2024 with a run: index 1 (85) over items 1.1 (84) and 1.2 (86)."""
    return set_stage(engine)


def asked(stage: Stage, **words):
    with stage.engine.connect() as connection:
        return ask(connection, stage.code, **words)


def test_the_document_is_json_and_the_same_each_time(stage):
    figure(stage, "1", "national", 83.94)
    assert json.loads(json.dumps(built(stage))) == built(stage)
    assert digest_of(built(stage)) == digest_of(built(stage))


def test_scores_stand_unrounded_and_as_printed_with_their_interval(stage):
    document = built(stage)
    row = document["rows"][0]
    assert (row["code"], row["score"], row["printed"], row["lo_printed"], row["hi_printed"], row["n"]) == ("1", 85.0, "85.00", "83.00", "87.00", 60)
    assert (document["kind"], document["sample"], document["n"], document["run"]["input_digest"]) == ("household", "probability", 60, "d" * 64)


def test_figures_of_others_are_marked_with_their_source(stage):
    figure(stage, "1", "national", 83.94)
    figure(stage, "1", "province", 85.0, rank=14)
    document = built(stage)
    assert (document["rows"][0]["national"], document["rows"][0]["rank"]) == (83.94, 14)
    assert {(one["figures"], one["source"], one["external"]) for one in document["sources"]} == {
        ("rank", "Nguồn province", True), ("published", "Nguồn province", True), ("national", "Nguồn national", True)}


def test_the_change_is_that_of_the_printed_figures(stage):
    """82.425 prints as 82,43 (half up); 85,00 less that is 2,57, where the unrounded difference is 2.575."""
    add_year_before(stage, released=True)
    row = built(stage)["rows"][0]
    assert (row["previous_printed"], row["change"], row["change_words"]) == ("82.43", "2.57", "Tăng 2,57 điểm %")


def test_a_wave_before_of_the_same_year_contradicts_nothing(stage):
    add_year_before(stage, released=True, opens_on=date(2024, 1, 5))
    assert asked(stage, provisional=True).document["rows"][0]["change"] == "2.57"


def test_last_year_not_released_is_said_to_be_provisional(stage):
    add_year_before(stage, released=False)
    assert built(stage)["previous"] | {"run": 0} == {"year": 2023, "provinces": 63, "wave": "ho-truoc", "title": "Đợt trước", "run": 0, "release": None, "external": False, "provisional": True}


def test_last_year_not_released_is_named_so_in_the_heading_the_notes_and_the_rows_of_a_file(stage):
    add_year_before(stage, released=False)
    table = asked(stage, provisional=True)
    assert [one.group for one in headings(table.document) if one.shows == "change"] == ["So sánh với năm 2023 (tạm tính, chưa công bố)"]
    assert any("Đợt trước, số liệu tạm tính, chưa công bố (lần tính " in note for note in notes(table.document, table.digest))
    [row, *_] = csv.DictReader(io.StringIO(write_csv(table, None).decode()))
    assert (row["score_2023"], row["previous_status"]) == ("82.43", "provisional")


@pytest.mark.parametrize(("wave", "shared", "said"), [("ho-truoc", 18, True), ("ho-truoc", 0, False), ("ho-truoc", None, False), ("ho-khac", 18, False)])
def test_villages_that_both_samples_have_are_told(stage, wave, shared, said):
    """Of the very wave that stands beside; a run of before did not count them."""
    add_year_before(stage, released=True)
    table = asked(stage, provisional=True)
    method = {"previous": {"wave": wave, "run": 1} | ({} if shared is None else {"shared_psus": shared})}
    told = " ".join(notes(table.document | {"method": method}, table.digest))
    assert ("Hai đợt có chung 18 thôn trong mẫu; sai số của thay đổi được tính như hai mẫu độc lập" in told) is said


def ranked(stage: Stage, year: int, opens_on: date) -> dict:
    """The document of the stage's wave when it began on this day and both it and the wave of `year` before it were ranked."""
    add_year_before(stage, released=True, opens_on=date(year, 5, 1))
    figure(stage, "1", "province", 85.0, rank=14)
    with writing(stage.engine).begin() as connection:
        drop_guards(connection, "wave")
        connection.execute(update(Wave).where(Wave.id == stage.wave_id).values(opens_on=opens_on, closes_on=None))
        before = connection.scalar(select(Wave.id).where(Wave.code == "ho-truoc"))
        connection.execute(insert(ExternalFigure).values(wave_id=before, measure="1", kind="province", value=82.4, source="Nguồn khác", rank=28))
    return built(stage)


def test_it_is_said_among_how_many_provinces_both_ranks_run(stage):
    document = ranked(stage, 2023, date(2024, 5, 1))
    assert document["rows"][0]["rank_words"] == "Tăng 14 bậc"
    assert "Xếp hạng năm 2023 và năm 2024: trong 63 tỉnh, thành phố khi đó." in notes(document, "")


def test_ranks_among_different_numbers_of_provinces_are_not_subtracted(stage):
    document = ranked(stage, 2024, date(2025, 8, 1))
    assert document["rows"][0]["rank_words"] is None and document["rows"][0]["rank"] == 14
    assert "Xếp hạng năm 2024 trong 63, năm 2025 trong 34 tỉnh, thành phố, nên hai thứ hạng không so bậc được." in notes(document, "")
    [row, *_] = csv.DictReader(io.StringIO(write_csv(asked(stage, provisional=True), None).decode()))
    assert (row["rank_2024"], row["rank_2025"], row["rank_change_2025"]) == ("28", "14", "")


def test_the_wave_before_is_named_with_its_release(stage):
    add_year_before(stage, released=True)
    document = built(stage)
    assert any(note.startswith(f"Năm 2023: Đợt trước, bản công bố số 1 (lần tính {document['previous']['run']}). ") for note in notes(document, ""))


def tested(stage: Stage, **chances: float) -> None:
    """Let the stage's run be compared with last year's, with these adjusted p values of 1, 1.1 and 1.2 (given as m1, m1_1, m1_2)."""
    with writing(stage.engine).begin() as connection:
        before = connection.scalar(select(Run.id).join(Wave, Wave.id == Run.wave_id).where(Wave.code == "ho-truoc"))
        drop_guards(connection, "run")
        connection.execute(update(Run).where(Run.id == stage.run_id).values(method=METHOD | {"interval_level": 0.95, "previous": {"wave": "ho-truoc", "run": before}}))
        for code, p in chances.items():
            connection.execute(insert(Difference).values(run_id=stage.run_id, measure=code[1:].replace("_", "."), comparison="wave", domain_kind="all", domain="ho-thu",
                                                         other="ho-truoc", difference=2.5, se=1.0, p=p / 2, p_holm=p))


def test_changes_beyond_chance_are_marked_and_the_others_said_to_be_unsure(stage):
    add_year_before(stage, released=True)
    tested(stage, m1=0.049, m1_1=0.05)
    document = built(stage)
    assert [(row["p_holm"], row["beyond_chance"]) for row in document["rows"]] == [(0.049, True), (0.05, False), (None, None)]
    assert [cell(row, "change") for row in document["rows"]] == ["Tăng 2,57\u00a0†", "Tăng 2,57", "Tăng 2,57"]
    assert document["notes"][0].endswith("1 chỉ số; 2 thay đổi khác: chưa đủ căn cứ để nói là tăng hay giảm.")


def test_the_workbook_marks_them_too(stage):
    add_year_before(stage, released=True)
    tested(stage, m1=0.01)
    sheet = load_workbook(io.BytesIO(write_xlsx(asked(stage, provisional=True), Letterhead("tỉnh Hoa Lau", "Sở Nội vụ"))))["Bảng chính thức"]
    assert [cell.value for row in sheet.iter_rows(7, 9) for cell in row if str(cell.value).startswith("Tăng")] == ["Tăng 2,57 điểm %\u00a0†", "Tăng 2,57 điểm %", "Tăng 2,57 điểm %"]


def test_no_change_beyond_chance_is_said(stage):
    add_year_before(stage, released=True)
    tested(stage, m1=0.9, m1_1=1.0, m1_2=0.4)
    assert built(stage)["notes"][0].startswith("Không thay đổi nào vượt quá dao động ngẫu nhiên")


def test_a_table_that_compares_with_other_figures_than_the_run_says_it_was_not_tested(stage):
    figure(stage, "1", "past", 82.71, place="2023")
    tested_against_nothing = built(stage)
    assert tested_against_nothing["rows"][0]["beyond_chance"] is None
    assert tested_against_nothing["notes"][0].startswith("Chưa kiểm định được thay đổi nào")


def test_the_fewest_and_the_most_answers_of_a_row_are_said(stage):
    document = built(stage)
    document["rows"][2]["n"] = 1234
    told = " ".join(notes(document, "f" * 64))
    assert "từ 60 (dòng 1) đến 1.234 người" in told


def test_last_years_published_figures_go_before_our_provisional_ones(stage):
    add_year_before(stage, released=False)
    figure(stage, "1", "past", 82.71, place="2023", rank=28)
    figure(stage, "1", "past", 80.0, place="2022")
    figure(stage, "1", "province", 85.0, rank=14)
    document = built(stage)
    row = document["rows"][0]
    assert document["previous"]["external"] and (row["previous_printed"], row["rank_words"]) == ("82.71", "Tăng 14 bậc")


def test_a_wave_of_another_kind_is_no_last_year(stage):
    add_year_before(stage, released=True)
    with writing(stage.engine).begin() as connection:
        connection.execute(update(Wave).where(Wave.code == "ho-truoc").values(kind="desk"))
    assert built(stage)["previous"]["year"] is None and built(stage)["rows"][0]["change"] is None


def test_a_hidden_figure_is_none_and_said(stage):
    with writing(stage.engine).begin() as connection:
        drop_guards(connection, "estimate")
        connection.execute(delete(Estimate).where(Estimate.run_id == stage.run_id, Estimate.measure == "1.1"))
        connection.execute(insert(Estimate).values(run_id=stage.run_id, measure="1.1", n=0, suppressed="few_answers"))
    document = built(stage)
    assert document["rows"][1]["score"] is None and document["rows"][1]["suppressed"] == "few_answers"
    assert any("dưới 5 phiếu" in note for note in document["notes"])


def test_a_published_figure_that_is_not_ours_is_noted(stage):
    figure(stage, "1", "province", 85.51)
    assert "1: nguồn ngoài công bố 85,51; tính từ phiếu khảo sát là 85,00." in built(stage)["notes"]


def test_a_misprint_of_others_is_noted_and_stops_nothing(stage):
    """Published 84, 86 and a roll-up of 85,51: theirs. With a note of its own, that one stands alone."""
    for code, value in (("1", 85.51), ("1.1", 84.0), ("1.2", 86.0)):
        figure(stage, code, "province", value)
    assert any("nguồn ngoài – 1, score_2024: in 85,51" in note for note in built(stage)["notes"])
    with writing(stage.engine).begin() as connection:
        connection.execute(update(ExternalFigure).where(ExternalFigure.measure == "1").values(note="Lỗi in."))
    assert built(stage)["notes"] == ["1: Lỗi in."] and asked(stage, provisional=True)


def test_our_own_contradiction_stops_the_table(stage):
    document = built(stage)
    document["rows"][0] |= {"score": 85.02, "printed": "85.02"}
    release(stage, document)
    with pytest.raises(Contradicting, match="1, score_2024: printed 85.02, but the mean of its 2 items is 85.00"):
        asked(stage)


def test_without_a_release_only_a_provisional_table_is_given(stage):
    with pytest.raises(NoDocument, match="no release yet"):
        asked(stage)
    assert asked(stage, provisional=True).edition.provisional and asked(stage, provisional=True).name == "sipas-ho-thu-tam-tinh"


def test_the_newest_release_is_given_as_it_was_frozen(stage):
    release(stage, built(stage))
    release(stage, built(stage) | {"title": "Lần hai"}, number=2)
    figure(stage, "1", "national", 83.94)
    assert asked(stage).document["title"] == "Lần hai" and asked(stage).document["rows"][0]["national"] is None
    assert asked(stage, release=1).edition.release == 1
    with pytest.raises(NoDocument, match="release 3"):
        asked(stage, release=3)


def test_a_release_that_was_changed_in_the_database_is_not_given(stage):
    document = built(stage)
    release(stage, document | {"title": "Đã sửa"}, digest=digest_of(document))
    with pytest.raises(NoDocument, match="digest differs"):
        asked(stage)


@pytest.mark.parametrize(("wave_id", "run_id"), [(999, 1), (1, 999)])
def test_what_is_not_there_has_no_document(stage, wave_id, run_id):
    with stage.engine.connect() as connection, pytest.raises(NoDocument):
        build_document(connection, wave_id, run_id)


@pytest.mark.parametrize(("first", "last", "title", "column"), [
    ("2025-07-01", "2026-06-30", "tỉnh Hoa Lau từ tháng 7/2025 đến tháng 6/2026", "Từ 7/2025 đến 6/2026"), ("2026-01-02", "2026-06-30", "tỉnh Hoa Lau năm 2026", "Năm 2026"),
])
def test_answers_at_desks_go_by_their_own_days(stage, first, last, title, column):
    document = built(stage) | {"kind": "desk", "answered": {"first": first, "last": last}}
    assert title_of(document, "tỉnh Hoa Lau").split("\n")[1] == title and column_of(document) == column
    assert period(document) == f"Phiếu trả lời từ {date.fromisoformat(first):%d/%m/%Y} đến 30/06/2026"


def test_a_page_has_the_very_columns_marks_and_notes_of_the_files_and_what_others_printed(stage):
    add_year_before(stage, released=True)
    tested(stage, m1=0.01)
    figure(stage, "1", "province", 84.9, rank=14)
    document = built(stage)
    page = page_table(document, "f" * 64)
    assert page.notes == tuple(notes(document, "f" * 64))
    assert [(group, [one.shows for one in members]) for group, members in page.groups] == [
        (None, ["code", "label"]), ("Năm 2023", ["previous"]), ("Năm 2024", ["n", "score", "interval", "rank"]), (None, ["published", "both"])]
    assert page.rows[0] == ("1", "Nội dung 1", "82,43", "60", "85,00", "83,00 – 87,00", "14", "84,90", "Tăng 2,57\u00a0†")


def test_a_break_in_the_method_is_said(stage):
    figure(stage, "1", "past", Decimal("80"), place="2021")
    assert any("thay đổi từ năm 2022" in note for note in built(stage)["notes"])


@pytest.mark.parametrize(("scores", "right"), [((17.0, 8.4, 8.6), True), ((17.03, 8.4, 8.6), False)])
def test_leaders_points_are_sums_and_not_per_cent(stage, scores, right):
    with writing(stage.engine).begin() as connection:
        connection.execute(update(Wave).where(Wave.id == stage.wave_id).values(kind="leaders"))
        add_run(connection, stage.wave_id, scores=scores)
    if right:
        assert asked(stage, provisional=True).document["unit"] == "points"
        return
    with pytest.raises(Contradicting, match=r"1, points_2024: printed 17.03, but its 2 parts add up to 17.00"):
        asked(stage, provisional=True)
