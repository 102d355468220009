"""`sipas estimate`: cases, single files, timings, and what it says when it cannot."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from pipeline.estimate_command import estimate_command
from tests.pipeline.small_surveys import ITEMS

DATA = Path(__file__).parent / "oracle" / "data"
STRUCTURE = {"items": list(ITEMS), "components": {"A": ["a1", "a2"], "B": ["b1", "b2"]}, "indices": {"all": list(ITEMS)},
             "overall": list(ITEMS), "item_score": "100 * weighted mean / 5"}


def run(*arguments):
    return CliRunner().invoke(estimate_command, [str(argument) for argument in arguments])


@pytest.fixture
def files(tmp_path, survey):
    pq.write_table(survey, tmp_path / "wave.parquet")
    (tmp_path / "structure.json").write_text(json.dumps(STRUCTURE), encoding="utf-8")
    return tmp_path


def test_a_file_gives_estimates_as_json(files):
    result = run(files / "wave.parquet", "--structure", files / "structure.json", "--stratum", "stratum", "--psu", "psu",
                 "--weight", "weight", "--domain", "commune")
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)["results"]
    assert [(row["domain"], row["estimand"]) for row in rows[:3]] == [("*", "overall"), ("*", "index:all"), ("*", "component:A")]
    assert {row["domain"] for row in rows} == {"*", "C0", "C1", "C2", "C3"}


def test_timings_come_last_as_one_object(files):
    result = run(files / "wave.parquet", "--structure", files / "structure.json", "--psu", "psu", "--out", files / "out", "--timings")
    timings = json.loads(result.stdout.splitlines()[-1])
    assert set(timings) == {"seconds", "peak_mb", "parts"}
    assert set(timings["parts"]) == {"sum", "statistics"}
    assert json.loads((files / "out" / "wave.json").read_text(encoding="utf-8"))["case"] == "wave"


def test_rollup_design_effects_of_a_long_file_are_asked_for(files, monkeypatch):
    monkeypatch.setattr("pipeline.estimate_command.MANY_ROWS", 100)

    def deff(*more):
        result = run(files / "wave.parquet", "--structure", files / "structure.json", "--psu", "psu", *more)
        return json.loads(result.stdout)["results"][0]["deff"]

    assert deff() is None
    assert deff("--rollup-deff") > 1


def test_cases_are_written_one_file_each(tmp_path):
    result = run("--cases", DATA / "cases.json", "--structure", DATA / "structure.json", "--out", tmp_path, "--only", "fpc,lonely_fail", "--extras")
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["extras.json", "fpc.json", "lonely_fail.json"]
    assert "Only one PSU in stratum 03" in json.loads((tmp_path / "lonely_fail.json").read_text(encoding="utf-8"))["error"]
    assert json.loads((tmp_path / "extras.json").read_text(encoding="utf-8"))["case"] == "strat_cluster_1800"


def test_a_case_that_fails_unexpectedly_ends_badly(files):
    case = {"case": "broken", "data": "wave.parquet", "strata": "district", "psu": "psu", "weight": None, "fpc": None, "domain": None,
            "lonely": "fail", "calibration": None, "nest": False}
    (files / "cases.json").write_text(json.dumps([case]), encoding="utf-8")
    result = run("--cases", files / "cases.json", "--structure", files / "structure.json", "--out", files / "out")
    assert result.exit_code == 1
    assert "no column 'district'" in json.loads((files / "out" / "broken.json").read_text(encoding="utf-8"))["error"]


def test_rows_name_their_column_where_several_are_reported(files):
    result = run(files / "wave.parquet", "--structure", files / "structure.json", "--psu", "psu", "--domain", "commune", "--domain", "sex")
    assert {row["by"] for row in json.loads(result.stdout)["results"]} == {None, "commune", "sex"}


def test_a_file_without_rows_is_an_error(files, survey):
    pq.write_table(survey.slice(0, 0), files / "empty.parquet")
    result = run(files / "empty.parquet", "--structure", files / "structure.json", "--psu", "psu")
    assert result.exit_code == 1
    assert "no row to estimate from" in result.output


def test_a_case_without_data_and_one_with_warnings(files):
    path = files / "cases.json"
    path.write_text(json.dumps([{"case": "bare"}]), encoding="utf-8")
    assert "'bare' has no data" in run("--cases", path, "--structure", files / "structure.json", "--out", files / "out").output
    path.write_text(json.dumps([{"case": "few", "data": "wave.parquet", "psu": "psu", "domain": "psu"}]), encoding="utf-8")
    result = run("--cases", path, "--structure", files / "structure.json", "--out", files / "out")
    assert "warning: few: psu 000" in result.stderr
    assert "too few PSUs" in json.loads((files / "out" / "few.json").read_text(encoding="utf-8"))["warnings"][0]


@pytest.mark.parametrize(("arguments", "message"), [
    ([], "Give either a DATA file or --cases"),
    ([DATA / "lonely.csv"], "--structure FILE or --index NAME"),
    (["--cases", DATA / "cases.json", "--structure", DATA / "structure.json"], "--cases needs --out"),
    ([DATA / "lonely.csv", "--structure", DATA / "structure.json", "--extras"], "--extras goes with --cases"),
    ([DATA / "lonely.csv", "--structure", DATA / "cases.json"], "has no items, components, indices, overall"),
    ([DATA / "lonely.csv", "--structure", DATA / "structure.json", "--stratum", "stratum", "--psu", "psu"], "Only one PSU in stratum 03"),
    ([DATA / "lonely.csv", "--index", "hdi"], "No index 'hdi'"),
    (["--cases", DATA / "cases.json", "--structure", DATA / "structure.json", "--out", "x", "--only", "none"], "no case none"),
])
def test_bad_use_is_told(arguments, message):
    result = run(*arguments)
    assert result.exit_code != 0
    assert message in result.output
