"""Units and their successors; the change to two levels of 1 July 2025 among them."""
from datetime import date

import pytest
from sqlalchemy import func, select

from survey_app.models import AdminUnit, AdminUnitSuccessor
from survey_app.sampling.register import RelatedUnit, import_units, predecessors, successors
from survey_app.sampling.succession import follow
from tests.sampling.conftest import write_csv

HEADER = ("code", "name", "level", "parent_code", "valid_from", "valid_to", "successor_code", "share")
MERGER, BEFORE, AFTER = date(2025, 7, 1), date(2025, 6, 30), date(2026, 1, 1)
# Three communes of a district become one; a fourth is divided between it and a second new one. The district ends.
ROWS = [
    ["0001", "huyện Mây", "huyện", "00", "1992-04-01", "2025-07-01", "", ""],
    ["00101", "xã Suối", "xã", "0001", "1992-04-01", "2025-07-01", "00901", ""],
    ["00102", "xã Lúa", "xã", "0001", "1992-04-01", "01/07/2025", "00901", "100%"],
    ["00103", "thị trấn Cầu", "thị trấn", "0001", "1992-04-01", "2025-07-01", "00901", "1"],
    ["00104", "xã Sen", "xã", "0001", "1992-04-01", "2025-07-01", "00901", "30%"],
    ["00104", "xã Sen", "xã", "0001", "1992-04-01", "2025-07-01", "00902", "0,7"],
    ["00901", "xã Suối Lúa", "xã", "00", "2025-07-01", "", "", ""],
    ["00902", "xã Sen Mới", "xã", "00", "2025-07-01", "", "", ""],
]


@pytest.fixture
def load(one_engine, tmp_path):
    def load(rows):
        return import_units(one_engine, write_csv(tmp_path / "don-vi.csv", rows, HEADER))
    return load


def related(engine, which, code, on, at):
    with engine.connect() as connection:
        return {(unit.code, unit.share) for unit in which(connection, code, on, at)}


def test_the_change_to_two_levels(load, one_engine):
    report = load(ROWS)
    assert (report.read, report.new, report.findings) == (8, 8, [])
    assert related(one_engine, successors, "00101", BEFORE, AFTER) == {("00901", 1.0)}
    assert related(one_engine, successors, "00104", BEFORE, MERGER) == {("00901", 0.3), ("00902", 0.7)}
    assert related(one_engine, predecessors, "00901", AFTER, BEFORE) == {("00101", 1.0), ("00102", 1.0), ("00103", 1.0), ("00104", 0.3)}
    assert related(one_engine, predecessors, "00902", AFTER, BEFORE) == {("00104", 0.7)}
    assert related(one_engine, successors, "0001", BEFORE, AFTER) == set()


def test_a_day_before_its_end_a_unit_is_still_itself(load, one_engine):
    load(ROWS)
    with one_engine.connect() as connection:
        assert successors(connection, "00101", date(2020, 1, 1), BEFORE) == [RelatedUnit("00101", "xã Suối", date(1992, 4, 1), 1.0)]
        with pytest.raises(LookupError, match="no unit had the code 00101 on 2025-07-01"):
            successors(connection, "00101", MERGER, AFTER)


def test_the_same_file_again_adds_nothing_and_a_corrected_one_corrects(load, one_engine):
    load(ROWS)
    again = load(ROWS)
    assert (again.new, again.already_there) == (0, 8)
    corrected = [list(row) for row in ROWS]
    corrected[1][1], corrected[4][7], corrected[5][7] = "xã Suối Mơ", "40%", "60%"
    assert load(corrected).new == 3
    assert related(one_engine, successors, "00104", BEFORE, AFTER) == {("00901", 0.4), ("00902", 0.6)}
    with one_engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(AdminUnit)) == 7
        assert connection.scalar(select(func.count()).select_from(AdminUnitSuccessor)) == 5


def test_a_known_unit_is_ended_by_a_later_file(load, one_engine):
    load([["00901", "xã Suối Lúa", "xã", "00", "2025-07-01", "", "", ""]])
    load([["00901", "xã Suối Lúa", "xã", "00", "2025-07-01", "2030-01-01", "00901", ""], ["00901", "phường Suối Lúa", "phường", "00", "2030-01-01", "", "", ""]])
    assert related(one_engine, successors, "00901", AFTER, date(2031, 1, 1)) == {("00901", 1.0)}


@pytest.mark.parametrize(("row", "change", "column", "why"), [
    (1, {"level": "làng"}, "level", "one of province"),
    (1, {"valid_from": ""}, "valid_from", "first day"),
    (1, {"valid_to": "1992-04-01"}, "valid_to", "after 1992-04-01"),
    (1, {"valid_to": ""}, "valid_to", "only a unit whose span ended"),
    (1, {"successor_code": "00999"}, "successor_code", "in life on 2025-07-01"),
    (1, {"successor_code": "", "share": "1"}, "share", "no successor"),
    (4, {"share": "130%"}, "share", "above 0 and at most 1"),
    (4, {"share": "10%"}, "share", "make up 0.8"),
    (4, {"name": "xã Khác"}, "code", "the same name"),
    (1, {"code": "101"}, "code", "5 digits"),
    (7, {"code": "00101", "valid_from": "2020-01-01"}, "valid_to", "do not overlap"),
])
def test_a_bad_row_is_named_and_nothing_is_stored(load, one_engine, row, change, column, why):
    rows = [list(cells) for cells in ROWS]
    for name, value in change.items():
        rows[row][HEADER.index(name)] = value
    report = load(rows)
    assert any(finding.column == column and why in finding.expected for finding in report.findings), report.findings
    assert report.new == 0 and report.refused >= 1
    with one_engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(AdminUnit)) == 0


def test_shares_multiply_along_a_way_and_add_up_over_ways():
    # 1 is divided 30/70 into 2 and 3; 2 goes whole into 4, 3 by half into 4 and by half into 5.
    links = {1: [(2, 0.3), (3, 0.7)], 2: [(4, 1.0)], 3: [(4, 0.5), (5, 0.5)]}
    assert follow(1, links, lambda unit: unit in (4, 5)) == {4: pytest.approx(0.65), 5: pytest.approx(0.35)}


def test_a_part_of_unknown_size_stays_unknown_and_a_dead_end_leads_nowhere():
    links = {1: [(2, None), (3, 0.5), (9, 0.5)], 3: [(2, 1.0)]}
    assert follow(1, links, lambda unit: unit == 2) == {2: None}
