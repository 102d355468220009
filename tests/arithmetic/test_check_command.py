"""`sipas check`: what it prints and how it ends."""
import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from survey_app.commands.check import command

DATA = Path(__file__).parents[1] / "data"


def run(*words: object):
    return CliRunner().invoke(command, [str(word) for word in words])


@pytest.mark.parametrize(("name", "code"), [("shares_ninh_binh_2024.csv", 0), ("sipas_ninh_binh.csv", 1)])
def test_the_exit_code_tells(name, code):
    assert run(DATA / name).exit_code == code


def test_a_contradiction_has_its_line_and_both_languages():
    shown = run(DATA / "sipas_ninh_binh.csv").stdout
    assert "sipas_ninh_binh.csv, line 49: 2.5, score_2024: printed 85.51, but the mean of its 3 items is 85.50" in shown
    assert "in 85,51, nhưng trung bình" in shown and shown.endswith("scores, 51 rows, 1 contradiction\n")


def test_several_files_as_json():
    answer = json.loads(run(DATA / "sipas_ninh_binh.csv", DATA / "shares_ninh_binh_2024.csv", "--format", "json").stdout)
    assert [(one["kind"], one["rows"], len(one["contradictions"])) for one in answer] == [("scores", 51, 1), ("shares", 29, 0)]
    assert answer[0]["contradictions"][0] | {"en": "", "vi": ""} == {
        "rule": "rollup", "row": "2.5", "column": "score_2024", "expected": "85.50", "found": "85.51", "line": 49, "en": "", "vi": ""}


def test_an_unreadable_file_ends_with_2_and_the_others_are_checked(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2", encoding="utf-8")
    answer = run(tmp_path / "x.csv", DATA / "sipas_ninh_binh.csv")
    assert answer.exit_code == 2 and "x.csv, line 1: expected a header" in answer.stderr and "1 contradiction" in answer.stdout


def test_a_sheet_is_found_by_its_header_or_named(tmp_path):
    book = Workbook()
    book.active.append(["Ghi chú"])
    sheet = book.create_sheet("Số liệu")
    for line in csv.reader((DATA / "sipas_ninh_binh.csv").open(encoding="utf-8")):
        sheet.append(line)
    book.save(tmp_path / "so.xlsx")
    assert run(tmp_path / "so.xlsx").stdout.endswith("scores, 51 rows, 1 contradiction\n")
    assert run(tmp_path / "so.xlsx", "--sheet", "Số liệu").exit_code == 1
    wrong = run(tmp_path / "so.xlsx", "--sheet", "Không có")
    assert wrong.exit_code == 2 and "has no sheet 'Không có'; name one with --sheet: Sheet, Số liệu" in wrong.stderr


def test_a_file_that_is_not_there_is_wrong_use():
    assert run("khong-co.csv").exit_code == 2
