"""The table of a wave: what is read from the database, and how the command shows it."""
import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from forms import load
from survey_app import engine
from survey_app.commands.table import command
from survey_app.commands.table_text import as_text
from survey_app.database import writing
from survey_app.exports.table import read_table
from survey_app.models import Estimate, ExternalFigure, Measure, Run, StoredInstrument, Wave

KEYS = ["code", "parent", "level", "label", "n", "score", "se", "lo", "hi", "published", "previous"]
LONG_LABEL = "Công chức ở bộ phận một cửa hướng dẫn hồ sơ dễ hiểu, đầy đủ, giúp người dân hoàn thiện hồ sơ sau một lần hướng dẫn"
# code, parent, level, label, then n, score, se, lo, hi
LAST_YEAR = [
    ("2", None, "index", "Cung ứng dịch vụ", 558, 82.4, 0.5, 81.4, 83.4),
    ("2.3", "2", "component", "Công chức", 558, 85.505, 0.5, 84.5, 86.5),
]
THIS_YEAR = [
    ("2", None, "index", "Cung ứng dịch vụ", 486, 85.03456, 0.7, 83.5, 86.5),
    ("2.3", "2", "component", "Công chức", 486, 85.105, 0.8, 83.4, 86.8),
    ("2.3.2", "2.3", "item", LONG_LABEL, 484, 85.1, 0.9, 83.2, 87.0),
    ("2.3.3", "2.3", "item", "Chưa ai trả lời", 0, None, None, None, None),
]


def add(connection, table, **values) -> int:
    return connection.execute(insert(table).values(**values)).inserted_primary_key[0]


def add_wave(connection, code: str, kind: str = "household", previous: int | None = None) -> int:
    """A wave with an instrument of its own."""
    instrument = load("sipas_household", "2024")
    stored = add(connection, StoredInstrument, code=code, version="1", digest=code, definition=instrument.to_json())
    return add(
        connection, Wave, code=code, title=f"Đợt {code}", kind=kind, opens_on=date(2024, 9, 30), instrument_id=stored,
        index_name="sipas", previous_wave_id=previous,
    )


def add_run(connection, wave_id: int, rows: list[tuple], state: str = "succeeded") -> int:
    """A run with its measures and estimates, in the order of `rows`."""
    run = add(
        connection, Run, wave_id=wave_id, state=state, asked_by="test", finished_at=datetime(2026, 1, 5, 18, 30, tzinfo=UTC),
        input_digest="d", reason="no answers" if state == "failed" else None, method={"weighting": "official"}, counts={"n": 486},
    )
    for position, (code, parent, level, label, n, score, se, lo, hi) in enumerate(rows):
        add(connection, Measure, run_id=run, code=code, parent=parent, level=level, label_vi=label, label_en=label, position=position)
        add(connection, Estimate, run_id=run, measure=code, domain_kind="all", domain="all", n=n, score=score, se=se, df=15, lo=lo, hi=hi,
            lo_logit=lo and lo - 0.04, hi_logit=hi and hi - 0.04)
        add(connection, Estimate, run_id=run, measure=code, domain_kind="stratum", domain="0001", n=1, score=20.0)
    return run


@pytest.fixture
def waves(app):
    """hh-2024 with its previous wave, published figures, and a failed run after the good one; gives the good run's number."""
    with app.app_context(), writing(engine()).begin() as connection:
        before = add_wave(connection, "hh-2023")
        add_run(connection, before, LAST_YEAR)
        wave = add_wave(connection, "hh-2024", previous=before)
        run = add_run(connection, wave, THIS_YEAR)
        add_run(connection, wave, [], state="failed")
        for measure, value, note in (("2", 85.03, None), ("2.3", 85.12, "lỗi in")):
            add(connection, ExternalFigure, wave_id=wave, measure=measure, kind="province", value=value, source="bảng thử", note=note)
        add(connection, ExternalFigure, wave_id=wave, measure="2", kind="national", value=84.0, source="bảng thử")
    return run


@pytest.fixture
def table(app, waves):
    """The table of hh-2024."""
    with app.app_context(), engine().connect() as connection:
        return read_table(connection, "hh-2024")


@pytest.fixture
def run(app):
    """The command, with the application's database, on a terminal of 120 columns."""
    return lambda *arguments: app.test_cli_runner().invoke(command, arguments, env={"COLUMNS": "120"})


def line_of(text: str, code: str) -> list[str]:
    """The cells of a row."""
    return next(line.split() for line in text.splitlines() if line.startswith(f"{code} "))


def test_rows_come_in_published_order_with_unrounded_scores(table):
    assert [row.code for row in table.rows] == ["2", "2.3", "2.3.2", "2.3.3"]
    assert table.rows[0].score == 85.03456


def test_the_last_good_run_is_shown_although_a_later_one_failed(table, waves):
    assert table.run == waves


def test_published_is_the_province_s_figure_and_never_the_national(table):
    assert [row.published for row in table.rows] == [85.03, 85.12, None, None]


def test_previous_is_the_score_of_the_wave_before(table):
    assert [row.previous for row in table.rows] == [82.4, 85.505, None, None]
    assert table.previous_wave == "hh-2023"


def test_figures_of_the_wave_before_that_nobody_released_are_called_provisional(table):
    assert table.previous_provisional
    assert "so với số liệu tạm tính, chưa công bố của hh-2023" in as_text(table, 200)


def test_json_has_the_agreed_keys_and_nulls(run, waves):
    rows = json.loads(run("--wave", "hh-2024", "--format", "json").output)
    assert [list(row) for row in rows] == [KEYS] * 4
    assert (rows[0]["score"], rows[0]["parent"], rows[3]["score"], rows[3]["lo"]) == (85.03456, None, None, None)


def test_csv_has_decimal_points_and_empty_cells(run, waves):
    rows = list(csv.DictReader(io.StringIO(run("--wave", "hh-2024", "--format", "csv").output)))
    assert list(rows[0]) == KEYS
    assert (rows[0]["score"], rows[2]["label"], rows[3]["score"]) == ("85.03456", LONG_LABEL, "")


def test_the_heading_says_what_the_table_is(run, waves):
    text = run("--wave", "hh-2024").output
    for fact in ("hh-2024", "hộ gia đình (mẫu xác suất)", "chính thức, không trọng số", "n = 486", f"Lần tính {waves}, 06/01/2026 01:30", "Số liệu tạm tính, chưa công bố"):
        assert fact in text


def test_a_row_for_people(run, waves):
    assert line_of(run("--wave", "hh-2024").output, "2")[-7:] == ["85,03", "83,46–86,46", "85,03", "có", "82,40", "Tăng", "2,63"]


def test_a_figure_that_disagrees_is_marked_and_its_note_stands_below(run, waves):
    text = run("--wave", "hh-2024").output
    assert line_of(text, "2.3")[-7:] == ["85,11", "83,36–86,76", "85,12", "KHÔNG", "85,51", "Giảm", "0,40"]
    assert "Ghi chú 2.3: lỗi in" in text


def test_a_measure_without_an_answer_has_dashes(run, waves):
    assert line_of(run("--wave", "hh-2024").output, "2.3.3")[-7:] == ["0", "–", "–", "–", "–", "–", "–"]


@pytest.mark.parametrize("width", [80, 120, 200])
def test_lines_fit_the_terminal(table, width):
    assert max(map(len, as_text(table, width).splitlines())) <= width


def test_a_long_label_is_cut_after_a_word(table):
    line = next(line for line in as_text(table, 120).splitlines() if line.startswith("2.3.2"))
    kept = line.split("…")[0].removeprefix("2.3.2").strip()
    assert LONG_LABEL.startswith(kept + " ") or LONG_LABEL.startswith(kept + ",")


def test_a_wide_terminal_shows_the_whole_label(table):
    assert LONG_LABEL in as_text(table, 220)


def test_a_desk_wave_is_no_probability_sample_and_has_nothing_to_compare(app, run):
    with app.app_context(), writing(engine()).begin() as connection:
        add_run(connection, add_wave(connection, "quay", kind="desk"), LAST_YEAR)
    text = run("--wave", "quay").output
    assert "không phải mẫu xác suất" in text
    assert "Công bố" not in text and "Thay đổi" not in text


def test_a_run_of_one_s_choice(app, waves):
    with app.app_context(), writing(engine()).begin() as connection:
        wave_id = add_wave(connection, "x")
        first, second = (add_run(connection, wave_id, rows) for rows in (LAST_YEAR, THIS_YEAR))
        assert read_table(connection, "x").run == second
        assert read_table(connection, "x", first).rows[0].score == 82.4


@pytest.mark.parametrize(("arguments", "message"), [
    (("--wave", "hh-2099"), "There is no wave 'hh-2099'. Waves: hh-2023, hh-2024."),
    (("--wave", "hh-2024", "--run", "999"), "Run 999 is not a succeeded run of wave hh-2024"),
    (("--wave", "hh-2024", "--run", "1"), "Run 1 is not a succeeded run of wave hh-2024"),
])
def test_bad_use_is_told_and_fails(run, waves, arguments, message):
    result = run(*arguments)
    assert result.exit_code == 1
    assert message in result.output


def test_a_wave_without_a_good_run_says_how_to_get_one(app, run):
    with app.app_context(), writing(engine()).begin() as connection:
        add_run(connection, add_wave(connection, "moi"), [], state="failed")
    result = run("--wave", "moi")
    assert result.exit_code == 1
    assert "sipas pipeline run --wave moi" in result.output
