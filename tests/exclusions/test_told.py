"""Wherever figures stand it is told what was left out of them and what they would be with it."""
from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.run import run_wave
from survey_app import engine, settings
from survey_app.api.tokens import add_token
from survey_app.database import writing
from survey_app.exclusions.deciding import exclude, restore
from survey_app.exclusions.effect import Changed, Effect, read_effect
from survey_app.exclusions.sheets import choose_by_days, choose_by_numbers, find_wave
from survey_app.exports.official_table.document import build_document
from survey_app.good_runs import last_good_run
from survey_app.numbers import vietnamese
from survey_app.releasing.checklist import fill_in
from survey_app.releasing.subject import find_wave as wave_of_checklist
from survey_app.releasing.subject import subject_of
from survey_app.runs.comparing import compare
from survey_app.sampling.casework import settle
from tests.pipeline_run.small_waves import DAY

FIRST = (DAY, DAY + timedelta(days=1))


@pytest.fixture
def runs(app, office):
    """The desk wave computed with all forms, then without eight of a desk's two days; decides more, and computes again."""
    def go(act: str | None = None, **words) -> int:
        with app.app_context():
            if act:
                with writing(office).begin() as connection:
                    wave = find_wave(connection, "quay-thu")
                    chosen = choose_by_days(connection, wave, "001", FIRST, act) if "numbers" not in words else choose_by_numbers(connection, wave, words["numbers"], act)
                    exclude(connection, wave, chosen, "staff_test", "Tập huấn.") if act == "out" else restore(connection, wave, chosen, "Nhầm.")
            return run_wave(office, settings(), "quay-thu", asked_by="test").run if words.get("run", True) else 0
    go.first, go.second = go(), go("out")
    return go


def checked(office) -> tuple[str, str]:
    with office.connect() as connection:
        found = {item.code: item for item in fill_in(connection, subject_of(connection, wave_of_checklist(connection, "quay-thu")))}
    return found["exclusions"].state, found["exclusions"].words


def test_the_run_without_them_says_what_it_would_be_with_them(office, runs):
    with office.connect() as connection:
        run, wave = last_good_run(connection, 1), find_wave(connection, "quay-thu")
        effect, before = read_effect(connection, run), build_document(connection, wave.id, runs.first)["rows"][0]
        assert (effect.n, effect.reasons, effect.first.with_score, effect.first.score == before["score"]) == (8, {"staff_test": 8}, before["score"], False)
        said = f"Nếu tính cả, chỉ số là {vietnamese(before['score'])} thay vì {vietnamese(effect.first.score)}"
        assert effect.in_words().startswith(f"8 phiếu bị loại (phiếu thử của cán bộ: 8). {said}")
        notes = build_document(connection, wave.id, runs.second)["notes"], build_document(connection, wave.id, runs.first)["notes"]
    assert [any(said in note for note in found) for found in notes] == [True, False]
    assert checked(office)[0] == "warning" and said in checked(office)[1]


@pytest.mark.parametrize(("with_score", "said"), [
    (82.9849, "Nếu tính cả, chỉ số không đổi ở hai chữ số thập phân (82,98)."), (82.9851, "Nếu tính cả, chỉ số là 82,99 thay vì 82,98 (+0,01)."),
])
def test_what_does_not_show_in_two_decimals_is_said_to_be_unchanged(with_score, said):
    changed = Changed("1", "Chỉ số", "index", 82.9812, None, None, 60, with_score, None, None, None, None)
    assert Effect(3, {"staff_test": 3}, (changed,)).effect_words() == said


def test_a_form_left_out_is_no_interview_in_the_checklist(app, office):
    with app.app_context():
        settle(office, "ho-thu")
        with writing(office).begin() as connection:
            wave = find_wave(connection, "ho-thu")
            exclude(connection, wave, choose_by_numbers(connection, wave, "A10", "out"), "fabricated", "Không ai đến.")
        run_wave(office, settings(), "ho-thu", asked_by="test")
    with office.connect() as connection:
        found = {item.code: item for item in fill_in(connection, subject_of(connection, wave_of_checklist(connection, "ho-thu")))}
    # all of 18 households answered, of one the form is left out: 17/18
    assert "94,44 % (RR2: 17 trên 18 hộ)" in found["response_rate"].words
    assert "1 hộ có phiếu đã bị loại: được tính là “Không rõ, lý do khác” (3.90), không phải hoàn thành." in found["response_rate"].words


def test_the_checklist_blocks_what_a_run_does_not_know(office, runs):
    runs("in", run=False)
    assert checked(office) == ("blocking", f"Có 8 lần loại hoặc tính lại phiếu mà lần tính {runs.second} chưa kể đến. Hãy tính lại.")
    runs()
    state, words = checked(office)
    assert state == "warning" and words.startswith("Không loại phiếu nào. Đã loại hoặc tính lại phiếu 2 lượt; ")  # figures were computed in between


def test_two_runs_compared_name_what_was_left_out_and_let_in(office, runs):
    third = runs("in", numbers="R1")
    with office.connect() as connection:
        found = compare(connection, 1, runs.first, runs.second), compare(connection, 1, runs.second, third)
    assert [one.reasons[0] for one in found] == ["Dữ liệu: −8 phiếu tính vào kết quả, thêm 8 phiếu bị loại.", "Dữ liệu: +1 phiếu tính vào kết quả, 1 phiếu đã loại được tính lại."]
    counts = {change.name: (change.before, change.after) for change in found[0].counts}
    assert counts["Phiếu bị loại khỏi số liệu"] == counts["Bị loại vì: phiếu thử của cán bộ"] == ("0", "8")


def test_one_form_left_out_for_another_is_told_too(office, runs):
    runs("in", numbers="R1", run=False)
    third = runs("out", numbers="R2")
    with office.connect() as connection:
        assert compare(connection, 1, runs.second, third).reasons[0] == "Dữ liệu: số phiếu bị loại như cũ, sau 2 lần loại hoặc tính lại."


def test_the_dashboard_has_the_sentence_the_chart_and_its_table(runs, logged_in):
    person = logged_in("department")
    for path in ("/tong-quan/quay-thu", "/tong-quan/quay-thu/thu-phieu"):
        page = person.get(path).text
        assert "Tác động của việc loại phiếu" in page and "8 phiếu bị loại (phiếu thử của cán bộ: 8). Nếu tính cả, chỉ số là" in page
    assert 'id="hinh-loai-phieu"' in page and "nếu tính cả phiếu bị loại" in page
    header, first, *_ = person.get("/tong-quan/quay-thu/hinh/loai-phieu.csv").text.splitlines()
    assert header.lstrip("\ufeff").startswith("measure,label,score,lo,hi,with_n,with_score") and first.startswith("2,")
    assert "Tác động, theo lần tính" in person.get("/loai-phieu/quay-thu").text


def test_where_nothing_is_left_out_there_is_nothing_to_draw(runs, logged_in):
    runs("in")
    person = logged_in("department")
    assert person.get("/tong-quan/quay-thu/hinh/loai-phieu.csv").status_code == 404
    assert "Tác động của việc loại phiếu" not in person.get("/tong-quan/quay-thu/thu-phieu").text


def test_of_few_forms_no_figure_is_told_anywhere(app, office, logged_in):
    with app.app_context(), writing(office).begin() as connection:
        wave = find_wave(connection, "quay-thu")
        exclude(connection, wave, choose_by_numbers(connection, wave, "R1 R2 R3 R4", "out"), "repeated", "Bốn lần liền.")
    with app.app_context():
        run_wave(office, settings(), "quay-thu", asked_by="test")
    assert "quá ít phiếu bị loại nên không nêu số" in checked(office)[1]
    person = logged_in("department")
    assert "quá ít phiếu bị loại nên không nêu số" in person.get("/tong-quan/quay-thu").text
    assert person.get("/tong-quan/quay-thu/hinh/loai-phieu.csv").status_code == 404


def test_the_api_counts_them_and_gives_both_figures(app, client, runs):
    with app.app_context():
        headers = {"Authorization": f"Bearer {add_token(engine(), 'máy', ['fieldwork', 'provisional'])}"}
    wave = "/api/v1/waves/quay-thu"
    forms = client.get(f"{wave}/exclusions", headers=headers).json["exclusions"]
    assert [(row["domain_kind"], row["domain"], row["reason"], row["label_en"], row["forms"]) for row in forms] == [
        ("all", "all", "staff_test", "a test by staff", 8), ("service_point", "001", "staff_test", "a test by staff", 8)]
    assert [row["excluded"] for row in client.get(f"{wave}/runs", headers=headers).json["runs"]] == [0, 8]
    told = client.get(f"{wave}/exclusion_effects?level=index", headers=headers).json
    [index], [before] = told["exclusion_effects"], client.get(f"{wave}/estimates?level=index&domain_kind=all&run={runs.first}", headers=headers).json["estimates"]
    assert (index["with_score"], index["with_n"], index["with_lo_logit"], index["suppressed"]) == (before["score"], before["n"], before["lo_logit"], None)
    assert told["wave"]["run"]["counts"]["excluded_for"] == {"staff_test": 8}
    assert client.get(f"{wave}/exclusions?reason=fabricated", headers=headers).json["exclusions"] == []
    assert client.get(f"{wave}/exclusion_effects?run={runs.first}", headers=headers).json["exclusion_effects"] == []
