"""`sipas batch` and `sipas paper`: words, JSON, files and refusals."""
from __future__ import annotations

import json
from io import BytesIO

import pytest
from pypdf import PdfReader

from survey_app.commands.batch import group as batch_group
from survey_app.commands.paper import group as paper_group
from survey_app.database import open_engine
from survey_app.sampling.drawing import draw_wave
from survey_app.sampling.refusals import Refused
from survey_app.sampling.serials import serial_of
from tests.batches.conftest import add_forms, answer, enter
from tests.sampling.conftest import SMALL, WAVE, add_wave, give_frame


@pytest.fixture
def database(settings):
    engine = open_engine(settings.database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sipas(app, database):
    """Run `sipas batch …` or `sipas paper …` on a wave of twelve forms."""
    add_forms(database, add_wave(database))
    runner = app.test_cli_runner()
    groups = {"batch": batch_group, "paper": paper_group}
    return lambda *words: runner.invoke(groups[words[0]], [str(word) for word in words[1:]])


def test_create_says_what_was_made(sipas):
    result = sipas("batch", "create", "--wave", WAVE, "--size", 8)
    assert (result.exit_code, result.stdout) == (0, f"batch 1: 8 forms, {serial_of(1)} to {serial_of(8)}\nbatch 2: 4 forms, {serial_of(9)} to {serial_of(12)}\n{WAVE}: 2 batches made.\n")
    assert sipas("batch", "create", "--wave", WAVE).stdout == f"{WAVE}: every form is in a batch already.\n"


def test_create_by_village_as_json(sipas):
    made = json.loads(sipas("batch", "create", "--wave", WAVE, "--by", "psu", "--format", "json").stdout)
    assert [(batch["number"], batch["forms"]) for batch in made] == [(1, 4), (2, 4), (3, 4)]


def test_list_has_every_ledger_and_names_what_differs(sipas, database):
    sipas("batch", "create", "--wave", WAVE, "--size", 6)
    answer(database, [1], "first_keying")
    enter(database, "returned", number=2, count=6)
    first, second = json.loads(sipas("batch", "list", "--wave", WAVE, "--format", "json").stdout)
    assert first == {
        "number": 1, "organisation": None, "surveyor": None, "issued": 6, "returned": 0, "refused": 0, "spoiled": 0, "keyed_once": 1, "keyed_twice": 0,
        "adjudicated": 0, "of_record": 0, "online": 0, "overtaken": 0, "astray": 0, "excluded": 0, "outstanding": 6, "state": "differs",
        "differences": ["keyed 1, but returned 0: 1 keyed forms were never entered as returned"],
    }
    assert (second["state"], second["outstanding"], second["differences"]) == ("unfinished", 0, [])
    assert "    keyed 1, but returned 0" in sipas("batch", "list", "--wave", WAVE).stdout


def test_without_batches_list_says_how_to_make_them(sipas):
    assert "sipas batch create" in sipas("batch", "list", "--wave", WAVE).stderr


@pytest.mark.parametrize("words", [("batch", "create"), ("batch", "list"), ("paper", "print", "--blank", "--out", "x.pdf")])
def test_an_unknown_wave_is_wrong_use(sipas, words):
    result = sipas(*words, "--wave", "khong-co")
    assert result.exit_code == 2 and "khong-co" in result.stderr


def test_print_writes_the_forms_of_a_batch(sipas, tmp_path):
    sipas("batch", "create", "--wave", WAVE, "--size", 5)
    out = tmp_path / "phieu.pdf"
    result = sipas("paper", "print", "--wave", WAVE, "--batch", 3, "--out", out)
    assert (result.exit_code, result.stdout) == (0, f"{out}: 2 forms.\n") and "Printing" in result.stderr
    document = PdfReader(BytesIO(out.read_bytes()))
    first, last = document.pages[0].extract_text(), document.pages[-1].extract_text()
    assert serial_of(11) in first and serial_of(12) in last and "TỈNH HOA LAU" in first


def test_print_a_blank_form(sipas, tmp_path):
    out = tmp_path / "trang.pdf"
    assert sipas("paper", "print", "--wave", WAVE, "--blank", "--out", out).stdout == f"{out}: 1 form.\n"
    assert "Phiếu trắng" in PdfReader(out).pages[0].extract_text()


def test_the_form_says_who_is_asked_by_the_rule_of_the_draw(app, database, tmp_path):
    add_wave(database)
    give_frame(database, tmp_path)
    draw_wave(database, WAVE, "hạt giống", SMALL, "thử")
    app.test_cli_runner().invoke(paper_group, ["print", "--wave", WAVE, "--blank", "--out", str(tmp_path / "t.pdf")])
    assert "sinh nhật sắp tới gần nhất" in " ".join(PdfReader(tmp_path / "t.pdf").pages[0].extract_text().split())


@pytest.mark.parametrize("words", [(), ("--batch", 1, "--blank")])
def test_print_needs_a_batch_or_blank(sipas, tmp_path, words):
    result = sipas("paper", "print", "--wave", WAVE, "--out", tmp_path / "x.pdf", *words)
    assert result.exit_code == 2 and "either" in result.stderr


def test_a_batch_that_is_not_there_and_a_place_that_cannot_be_written(sipas, tmp_path):
    missing = sipas("paper", "print", "--wave", WAVE, "--batch", 9, "--out", tmp_path / "x.pdf")
    assert missing.exit_code == 1 and "no batch 9" in missing.stderr and not (tmp_path / "x.pdf").exists()
    nowhere = sipas("paper", "print", "--wave", WAVE, "--blank", "--out", tmp_path / "missing" / "x.pdf")
    assert nowhere.exit_code == 1 and "Cannot write" in nowhere.stderr


def test_once_forms_are_bundled_the_sample_no_longer_changes(app, database, tmp_path):
    add_wave(database)
    give_frame(database, tmp_path)
    draw_wave(database, WAVE, "hạt giống", SMALL, "thử")
    app.test_cli_runner().invoke(batch_group, ["create", "--wave", WAVE])
    with pytest.raises(Refused, match="batches of forms are stored"):
        draw_wave(database, WAVE, "hạt khác", SMALL, "thử", replacing="Thử lại")
