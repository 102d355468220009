"""The template: what Excel offers and checks, and that a filled one is imported as it is."""
from __future__ import annotations

from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from sqlalchemy import select

from forms import load, validate
from survey_app.commands.import_template import command
from survey_app.database import open_engine
from survey_app.fielded import find_wave
from survey_app.importing.cells import answer_of, text_of
from survey_app.importing.columns import answer_columns
from survey_app.importing.importer import import_file
from survey_app.importing.template import GUIDE, several_of, write_template
from survey_app.importing.template_columns import template_columns
from survey_app.importing.workbook import FORMS_SHEET
from survey_app.models import Response
from tests.fielding import field_desk
from tests.importing.conftest import HOUSEHOLD, SERIALS, TODAY, WAVE, field_households, said, stored



def made(engine, path, wave: str = WAVE):
    """The template of a wave, as openpyxl reads it."""
    with engine.connect() as connection:
        write_template(connection, find_wave(connection, wave), path)
    return load_workbook(path)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "mau.xlsx"


def places_of(sheet) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[1]}


def fill(book, path, *rows: dict) -> None:
    """Type rows into the sheet of forms, as a person would, and save."""
    sheet = book[FORMS_SHEET]
    places = places_of(sheet)
    for number, row in enumerate(rows, 2):
        for name, value in row.items():
            sheet.cell(number, places[name], value)
    book.save(path)


def check_of(sheet, name: str):
    """The validation of a column."""
    column = places_of(sheet)[name]
    (found,) = [check for check in sheet.data_validations.dataValidation for area in check.sqref.ranges if area.min_col == column]
    return found


def offered(book, check) -> list:
    """The cells of the range that a list is taken from."""
    title, area = check.formula1.split("!")
    left, top, right, bottom = range_boundaries(area.replace("$", ""))
    return [cell for row in book[title.strip("'")].iter_rows(top, bottom, left, right, values_only=True) for cell in row]


def test_a_filled_template_is_imported_without_edits(households, path):
    levels = {code: 4 for code in HOUSEHOLD.items if code[0] in "12"}
    fill(
        made(households, path), path,
        {"serial": "0001", "answered_on": datetime(2025, 8, 5), **levels, "A2": "1;4;7", "A2.other": "Zalo của thôn", "A5": 1, "C": "1;2;3;4;5", "D2": 4},
        {"serial": "1004", "answered_on": date(2025, 8, 6), **levels, "1.1.1": "dk", "2.1.1": "na", "2.1.2": "inv", "A2": 2, "C": "ref", "D1": "ref"},
    )
    report = import_file(households, WAVE, path, today=TODAY)
    assert (said(report), report.new) == ([], 2)
    first, second = (row.answers for row in stored(households))
    assert '"A2":["community","internet","other"],"A2.other":"Zalo của thôn"' in first and '"A5":"none"' in first and '"D2":"60plus"' in first
    assert '"1.1.1":"dk"' in second and '"A2":["media"]' in second and '"C":"ref"' in second


def test_every_code_that_excel_offers_is_taken_by_the_importer(households, path):
    book, known = made(households, path), answer_columns(HOUSEHOLD)
    for column in template_columns(_wave(households)):
        for code in _codes_offered(book, check_of(book[FORMS_SHEET], column.name)) if column.codes else ():
            raw = answer_of(text_of(code), known[column.name].kind, known[column.name].words)
            assert validate(HOUSEHOLD, {column.name: raw}, channel="import").ok, (column.name, code)


def _wave(engine, code: str = WAVE):
    with engine.connect() as connection:
        return find_wave(connection, code)


def _codes_offered(book, check) -> list:
    """The list itself; of a formula, the range inside it."""
    if check.type == "custom":
        check.formula1 = check.formula1.split('";"&')[1].split("&")[0]
    return offered(book, check)


@pytest.mark.parametrize(("name", "codes"), [
    ("1.1.1", [1, 2, 3, 4, 5, "dk", "ref", "inv"]), ("2.1.1", [1, 2, 3, 4, 5, "dk", "na", "ref", "inv"]), ("A1.1", [1, 2, 3, 4, "dk", "ref", "inv"]),
    ("A5", [1, 2, 3, "dk", "ref", "inv"]), ("D2", [1, 2, 3, 4, "ref", "inv"]),
])
def test_levels_and_boxes_are_lists_to_choose_from(households, path, name, codes):
    book = made(households, path)
    check = check_of(book[FORMS_SHEET], name)
    assert (check.type, check.showErrorMessage, check.allow_blank, offered(book, check)) == ("list", True, True, codes)


def test_serials_are_those_of_the_wave_and_twice_is_shown_red(households, path):
    book = made(households, path)
    sheet = book[FORMS_SHEET]
    assert offered(book, check_of(sheet, "serial")) == list(SERIALS)
    assert [(str(area.sqref), rule.type) for area in sheet.conditional_formatting for rule in area.rules] == [("A2:A100001", "duplicateValues")]


def test_days_are_those_of_the_wave(sqlite_url, path):
    engine = open_engine(sqlite_url)
    field_households(engine, closes_on=date(2025, 8, 31))
    check = check_of(made(engine, path)[FORMS_SHEET], "answered_on")
    assert (check.type, check.operator, check.formula1, check.formula2) == ("date", "between", "DATE(2025,8,1)", "MIN(TODAY(),DATE(2025,8,31))")
    engine.dispose()


def test_a_wave_without_an_end_ends_today(households, path):
    assert check_of(made(households, path)[FORMS_SHEET], "answered_on").formula2 == "TODAY()"


def test_several_boxes_are_checked_by_a_formula(households, path):
    # How the formula judges was tried cell by cell with a program that evaluates Excel's formulas: it takes 1, "1;3", "1; 3",
    # "10", "dk"; it refuses "1;1", "1;4" (no such box), "1;3;", "1,3", "x" and, here, more than 5.
    check = check_of(made(households, path)[FORMS_SHEET], "C")
    cell, codes = check.formula1.split("SUBSTITUTE(")[1].split(",")[0], check.formula1.split('";"&')[1].split("&")[0]
    assert (check.type, check.formula1) == ("custom", several_of(cell, codes, 5)) and check.formula1.endswith("<=5)")


def test_every_question_is_explained_at_its_column_and_in_the_guide(households, path):
    book = made(households, path)
    guide = {row[0]: row[1:3] for row in book[GUIDE].iter_rows(values_only=True)}
    for column in template_columns(_wave(households)):
        head = book[FORMS_SHEET].cell(1, places_of(book[FORMS_SHEET])[column.name])
        assert column.text in head.comment.text and guide[column.name] == (column.text, column.allowed)
    assert "1 = Rất không hài lòng" in guide["1.1.1"][1] and "inv = " in guide["1.1.1"][1]


def test_the_header_stays_in_sight_and_lists_are_out_of_it(households, path):
    book = made(households, path)
    assert book[FORMS_SHEET].freeze_panes == "C2" and book.active.title == FORMS_SHEET
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == [FORMS_SHEET, GUIDE, "Số phiếu"]


def test_excel_takes_no_longer_hints_than_it_shows(households, path):
    for check in made(households, path)[FORMS_SHEET].data_validations.dataValidation:
        assert len(check.prompt) <= 255 and len(check.error) <= 255 and len(check.promptTitle) <= 32 and len(check.errorTitle) <= 32


def test_a_desk_waves_template_lists_its_desks(sqlite_url, path):
    engine = open_engine(sqlite_url)
    desk = field_desk(engine)
    book = made(engine, path, desk.wave_code)
    assert offered(book, check_of(book[FORMS_SHEET], "desk")) == ["001"]
    assert check_of(book[FORMS_SHEET], "R").formula1 == "1000"
    visitor = load("one_stop_visitor")
    fill(book, path, {"desk": "001", "answered_on": datetime(2025, 8, 5), "S1": 1, "R": "Cảm ơn"} | {code: 5 for code, item in visitor.items.items() if code[:3] in ("2.1", "2.2", "2.3")})
    assert import_file(engine, desk.wave_code, path, today=TODAY).new == 1
    with engine.connect() as connection:
        assert '"R":"Cảm ơn"' in connection.scalar(select(Response.answers))
    engine.dispose()


def test_an_empty_template_is_refused_as_empty(households, path):
    made(households, path)
    with pytest.raises(Exception, match="column names but no rows"):
        import_file(households, WAVE, path, today=TODAY)


def test_the_command_writes_it(app, settings, path):
    engine = open_engine(settings.database_url)
    field_households(engine)
    engine.dispose()
    runner = app.test_cli_runner()
    assert runner.invoke(command, ["--wave", WAVE, "--out", str(path)]).stdout == f"{path}: 4 serials or desks listed.\n"
    assert load_workbook(path).sheetnames[0] == FORMS_SHEET


@pytest.mark.parametrize(("wave", "name", "code", "words"), [
    ("khong-co", "a.xlsx", 2, "khong-co"), (WAVE, "a.csv", 2, "ending in .xlsx"), (WAVE, "missing/a.xlsx", 1, "Cannot write"),
])
def test_the_command_refuses(app, settings, tmp_path, wave, name, code, words):
    engine = open_engine(settings.database_url)
    field_households(engine)
    engine.dispose()
    result = app.test_cli_runner().invoke(command, ["--wave", wave, "--out", str(tmp_path / name)])
    assert result.exit_code == code and words in result.stderr
