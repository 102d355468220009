"""`sipas frame`, `sample` and `case`: JSON for programs, words for people, exit codes."""
import csv
import io
import json

import pytest

from survey_app.commands import case, frame, sample
from survey_app.database import open_engine
from tests.sampling.conftest import WAVE, add_wave, row_of, small_frame, write_csv

GROUPS = {"frame": frame.group, "sample": sample.group, "case": case.group}
DRAW = ("sample", "draw", "--wave", WAVE, "--seed", "15/9: 07", "--psus", "4", "--households", "5")


@pytest.fixture
def sipas(app, settings):
    engine = open_engine(settings.database_url)
    add_wave(engine)
    engine.dispose()
    runner = app.test_cli_runner()

    def sipas(name: str, *words: str):
        return runner.invoke(GROUPS[name], [str(word) for word in words])
    return sipas


@pytest.fixture
def khung(tmp_path):
    return write_csv(tmp_path / "khung.csv", [row_of(one) for one in small_frame().villages])


@pytest.fixture
def drawn(sipas, khung):
    sipas("frame", "import", khung, "--wave", WAVE)
    assert sipas(*DRAW).exit_code == 0
    return sipas


def test_a_frame_is_imported(sipas, khung):
    first, again = (sipas("frame", "import", khung, "--wave", WAVE, *more) for more in ((), ("--format", "json")))
    assert first.exit_code == 0 and first.stdout == f"ho-mau: 16 read, 16 new, 0 already there, 0 refused\nframe digest: {small_frame().digest}\n"
    assert json.loads(again.stdout) == {
        "wave": WAVE, "file": "khung.csv", "read": 16, "new": 0, "already_there": 16, "refused": 0, "held_back": 0, "findings": [], "frame_digest": small_frame().digest}


def test_a_bad_frame_exits_1_and_names_row_column_value_and_what_was_expected(sipas, tmp_path):
    rows = [row_of(one) for one in small_frame().villages]
    rows[2][-1] = "nhiều"
    result = sipas("frame", "import", write_csv(tmp_path / "khung.csv", rows), "--wave", WAVE)
    assert result.exit_code == 1 and "Nothing was stored" in result.stderr
    assert result.stdout.startswith("khung.csv: row 4, column households: nhiều; expected a whole number from 1 to 20000, without separators\n")


def test_a_draw_says_the_same_every_time(sipas, khung):
    sipas("frame", "import", khung, "--wave", WAVE)
    first, again = (json.loads(sipas(*DRAW, "--format", "json").stdout) for _ in range(2))
    assert first == again and list(first) == ["wave", "seed", "frame_digest", "sample_digest", "psus", "cases"]
    assert (first["wave"], first["seed"], first["psus"], first["cases"], len(first["sample_digest"])) == (WAVE, "15/9: 07", 4, 20, 64)


def test_in_words_a_draw_states_the_rule_for_the_adult(drawn):
    shown = drawn(*DRAW).stdout
    assert "was drawn already, the same. 4 villages, 20 households; strata: district, method: pps" in shown
    assert "next-birthday: Hỏi người từ đủ 18 tuổi trở lên" in shown


def test_another_draw_exits_1_and_with_a_reason_0(drawn):
    other = [*DRAW[:5], "khác", *DRAW[6:]]
    refused = drawn(*other)
    assert refused.exit_code == 1 and "--replace REASON" in refused.stderr
    assert drawn(*other, "--replace", "quay lại", "--by", "Sở Nội vụ").exit_code == 0
    assert "drawn by Sở Nội vụ" in drawn(*DRAW).stderr


def test_verify_exits_0_and_1_when_somebody_changed_a_weight(drawn, settings):
    good = drawn("sample", "verify", "--wave", WAVE, "--format", "json")
    assert good.exit_code == 0 and json.loads(good.stdout)["verified"] is True
    engine = open_engine(settings.database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE case_ SET weight = 99 WHERE serial = '000013'")
    engine.dispose()
    bad = drawn("sample", "verify", "--wave", WAVE)
    assert bad.exit_code == 1 and "000013" in bad.stderr and "differences" in bad.stdout


def test_cases_are_listed_with_four_facts_for_programs_and_more_as_csv(drawn):
    cases = json.loads(drawn("case", "list", "--wave", WAVE, "--format", "json").stdout)
    assert len(cases) == 20 and all(list(one) == ["serial", "psu", "disposition", "weight"] for one in cases)
    assert cases[0]["serial"] == "000013" and cases[0]["disposition"] == "3.11" and cases[0]["weight"] > 1
    rows = list(csv.DictReader(io.StringIO(drawn("case", "list", "--wave", WAVE, "--format", "csv").stdout)))
    assert len(rows) == 20 and int(rows[0]["household"]) >= 1 and rows[0]["commune"] == rows[0]["psu"][:5]
    assert "Not attempted or worked" in drawn("case", "list", "--wave", WAVE).stdout


def test_a_case_is_disposed_replaced_and_counted(drawn):
    assert drawn("case", "dispose", "000021", "--wave", WAVE, "--code", "2.24").exit_code == 0
    done = json.loads(drawn("case", "replace", "000013", "--wave", WAVE, "--code", "2.11", "--reason", "từ chối", "--format", "json").stdout)
    assert done["replaced"] == "000013" and done["serial"] == "000210"
    (whole,) = json.loads(drawn("case", "rates", "--wave", WAVE, "--format", "json").stdout)
    assert whole["cases"] == {"I": 0, "P": 0, "R": 1, "NC": 1, "O": 0, "UH": 19, "UO": 0, "NE": 0} and whole["rates"]["CON3"] == 0.5
    by_commune = json.loads(drawn("case", "rates", "--wave", WAVE, "--by", "commune", "--format", "json").stdout)
    assert len(by_commune) > 1 and all(one["commune"] for one in by_commune)
    assert "RR1 0.0%" in drawn("case", "rates", "--wave", WAVE).stdout


def test_a_size_for_people_programs_and_as_a_picture(sipas, tmp_path):
    words = ("sample", "size", "--margin", "2", "--deff", "2.3")
    assert sipas(*words).stdout.startswith("884 answers: 33 villages x 27 households = 891 issued; margin then 1.99 points")
    shown = json.loads(sipas(*words, "--format", "json", "--picture", tmp_path / "mau.svg").stdout)
    assert (shown["n"], shown["psus"], shown["households_issued"]) == (884, 33, 891)
    assert (tmp_path / "mau.svg").read_text(encoding="utf-8").startswith("<svg")
    assert sipas("sample", "size", "--margin", "2", "--rho", "0.05").stdout.startswith("884 answers")


@pytest.mark.parametrize(("words", "code", "why"), [
    (("sample", "size", "--margin", "0", "--deff", "2"), 1, "margin above 0"),
    (("sample", "size", "--margin", "2"), 2, "either --deff"),
    (("sample", "size", "--margin", "2", "--deff", "2", "--rho", "0.1"), 2, "either --deff"),
    (("sample", "size", "--margin", "2", "--deff", "2", "--picture", "/proc/none/mau.svg"), 1, "Cannot write"),
    (("sample", "draw", "--wave", "khong-co", "--seed", "1"), 2, "no wave 'khong-co'"),
    (("sample", "draw", "--wave", WAVE, "--seed", "1"), 1, "no frame yet"),
    (("sample", "draw", "--wave", WAVE, "--seed", "1", "--allocate", "01"), 2, "expected CODE=N"),
    (("sample", "verify", "--wave", WAVE), 1, "no draw to verify"),
    (("case", "list", "--wave", "khong-co"), 2, "no wave 'khong-co'"),
    (("case", "replace", "1", "--wave", WAVE), 2, "--reason"),
    (("case", "dispose", "1", "--wave", WAVE, "--code", "2.24"), 1, "no case '1'"),
    (("case", "dispose", "1", "--wave", WAVE, "--code", "2.24", "--by", " "), 2, "expected a name"),
    (("frame", "import", "khong-co.csv", "--wave", WAVE), 2, "khong-co.csv"),
    (("frame", "households", __file__, "--wave", WAVE), 1, "no sample yet"),
    (("frame", "import", __file__, "--wave", WAVE), 1, "not a .csv, .txt or .xlsx file"),
], ids=lambda words: " ".join(map(str, words))[-60:] if isinstance(words, tuple) else "")
def test_wrong_use_ends_with_a_message(sipas, words, code, why):
    result = sipas(*words)
    assert result.exit_code == code and why in result.stderr and "Traceback" not in result.stderr


def test_units_and_counts_come_by_file(drawn, tmp_path):
    units = write_csv(tmp_path / "don-vi.csv", [["00901", "xã Suối", "xã", "2025-07-01"]], ("mã", "tên", "cấp", "từ ngày"))
    assert drawn("frame", "units", units).stdout == "don-vi.csv: 1 read, 1 new, 0 already there, 0 refused\n"
    (first, *_) = json.loads(drawn("case", "list", "--wave", WAVE, "--format", "json").stdout)
    counts = write_csv(tmp_path / "ho.csv", [[first["psu"], 400]], ("mã thôn", "số hộ"))
    before = json.loads(drawn(*DRAW, "--format", "json").stdout)["sample_digest"]
    shown = json.loads(drawn("frame", "households", counts, "--wave", WAVE, "--format", "json").stdout)
    assert shown["new"] == 1 and shown["sample_digest"] not in (None, before)
