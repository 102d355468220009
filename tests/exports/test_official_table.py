"""The official table: what stands in it, whose it is, which one is given, and when none is made."""
import csv
import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import delete, insert, select, update

from survey_app.database import writing
from survey_app.exports.official_table.as_csv import write_csv
from survey_app.exports.official_table.asking import ask
from survey_app.exports.official_table.document import build_document
from survey_app.exports.official_table.layout import cell, headings, notes
from survey_app.models import Difference, Estimate, ExternalFigure, Run, Wave
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
    assert built(stage)["previous"] | {"wave": "", "run": 0} == {"year": 2023, "wave": "", "run": 0, "release": None, "external": False, "provisional": True}


def test_last_year_not_released_is_named_so_in_the_heading_the_notes_and_the_rows_of_a_file(stage):
    add_year_before(stage, released=False)
    table = asked(stage, provisional=True)
    assert [one.title for one in headings(table.document) if one.shows == "change"] == ["So sánh với năm 2023 (tạm tính, chưa công bố)"]
    assert any("So với số liệu tạm tính, chưa công bố của đợt ho-truoc." in note for note in notes(table))
    [row, *_] = csv.DictReader(io.StringIO(write_csv(table, None).decode()))
    assert (row["score_2023"], row["previous_status"]) == ("82.43", "provisional")


@pytest.mark.parametrize(("wave", "shared", "said"), [("ho-truoc", 18, True), ("ho-truoc", 0, False), ("ho-truoc", None, False), ("ho-khac", 18, False)])
def test_villages_that_both_samples_have_are_told(stage, wave, shared, said):
    """Of the very wave that stands beside; a run of before did not count them."""
    add_year_before(stage, released=True)
    table = asked(stage, provisional=True)
    method = {"previous": {"wave": wave, "run": 1} | ({} if shared is None else {"shared_psus": shared})}
    told = " ".join(notes(replace(table, document=table.document | {"method": method})))
    assert ("Hai đợt có chung 18 thôn trong mẫu; sai số của thay đổi được tính như hai mẫu độc lập" in told) is said


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
    assert [cell(row, "change") for row in document["rows"]] == ["Tăng 2,57 điểm %\u00a0†", "Tăng 2,57 điểm %", "Tăng 2,57 điểm %"]
    assert document["notes"][0].endswith("1 chỉ số; 2 thay đổi khác: chưa đủ căn cứ để nói là tăng hay giảm.")


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
    told = " ".join(notes(replace(asked(stage, provisional=True), document=document)))
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
