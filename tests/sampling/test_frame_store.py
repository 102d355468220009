"""Frames in the database, on both kinds of it."""
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from survey_app.fielded import NotFielded
from survey_app.models import AdminUnit, FrameUnit, SamplingFrame
from survey_app.sampling.drawing import draw_wave
from survey_app.sampling.frame_store import import_frame
from survey_app.sampling.refusals import Refused
from survey_app.sampling.villages import Frame
from tests.sampling.conftest import OPENS, SMALL, WAVE, add_wave, give_frame, row_of, small_frame, write_csv

FRAME = small_frame()


def load(engine, folder, villages, wave=WAVE, extra=()):
    header = ("commune_code", "commune", "district_code", "district", "village_code", "village", "kind", "households", *extra)
    return import_frame(engine, wave, write_csv(folder / "khung.csv", [[*row_of(one), *[one.valid_from for _ in extra]] for one in villages], header), "thử")


def units(engine, code) -> list:
    with engine.connect() as connection:
        return connection.execute(select(*AdminUnit.__table__.c).where(AdminUnit.code == code).order_by(AdminUnit.valid_from)).all()


def count(engine, table) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def test_a_frame_is_stored_and_the_same_file_again_adds_nothing(engine, tmp_path):
    add_wave(engine)
    first, digest = load(engine, tmp_path, FRAME.villages)
    again, same = load(engine, tmp_path, reversed(FRAME.villages))
    assert (first.read, first.new, again.new, again.already_there) == (16, 16, 0, 16) and digest == same == FRAME.digest
    assert (count(engine, SamplingFrame), count(engine, FrameUnit), count(engine, AdminUnit)) == (1, 16, 2 + 4 + 16)


def test_another_file_replaces_it_and_corrects_the_register(engine, tmp_path):
    add_wave(engine)
    load(engine, tmp_path, FRAME.villages)
    report, digest = load(engine, tmp_path, [replace(FRAME.villages[0], name="thôn Sửa Tên"), *FRAME.villages[1:]])
    assert report.new == 16 and digest != FRAME.digest and count(engine, SamplingFrame) == 2
    with engine.connect() as connection:
        assert connection.scalar(select(SamplingFrame.digest).where(SamplingFrame.replaced_at.is_(None))) == digest
    (unit,) = units(engine, FRAME.villages[0].code)
    assert (unit.name, unit.level, unit.parent_code, unit.valid_from, unit.valid_to) == ("thôn Sửa Tên", "village", "01-01", OPENS, None)


def test_once_drawn_it_no_longer_changes(one_engine, tmp_path):
    give_frame(one_engine, tmp_path)
    draw_wave(one_engine, WAVE, "1", SMALL, "thử")
    assert load(one_engine, tmp_path, FRAME.villages)[0].already_there == 16
    with pytest.raises(Refused, match="was drawn from the frame .* which therefore no longer changes"):
        load(one_engine, tmp_path, FRAME.villages[1:])
    assert count(one_engine, SamplingFrame) == 1


def test_a_bad_row_keeps_everything_out(one_engine, tmp_path):
    report, digest = load(one_engine, tmp_path, [replace(FRAME.villages[0], households=0), *FRAME.villages[1:]])
    assert (report.refused, report.held_back, digest) == (1, 15, None)
    assert count(one_engine, SamplingFrame) == count(one_engine, AdminUnit) == 0


def test_since_july_2025_a_district_is_a_stratum_and_no_unit(one_engine, tmp_path):
    add_wave(one_engine, "ho-2026", opens_on=date(2026, 3, 2))
    load(one_engine, tmp_path, FRAME.villages, "ho-2026")
    assert units(one_engine, "01") == []
    (commune,) = units(one_engine, "01-01")
    assert commune.parent_code is None
    assert draw_wave(one_engine, "ho-2026", "1", SMALL, "thử").plan.strata == "district"


def test_a_village_that_changed_hands_keeps_its_former_life(one_engine, tmp_path):
    load(one_engine, tmp_path, FRAME.villages)
    add_wave(one_engine, "ho-2026", opens_on=date(2026, 3, 2))
    moved = replace(FRAME.villages[0], commune_code="01-02", commune="xã 01-02", valid_from=date(2025, 7, 1))
    load(one_engine, tmp_path, [moved, *FRAME.villages[1:]], "ho-2026", extra=("valid_from",))
    before, after = units(one_engine, moved.code)
    assert (before.parent_code, before.valid_from, before.valid_to) == ("01-01", OPENS, date(2025, 7, 1))
    assert (after.parent_code, after.valid_from, after.valid_to) == ("01-02", date(2025, 7, 1), None)


def test_an_earlier_wave_finds_room_before_a_later_unit_with_its_code(one_engine, tmp_path):
    add_wave(one_engine, "ho-2026", opens_on=date(2026, 3, 2))
    load(one_engine, tmp_path, FRAME.villages, "ho-2026")
    load(one_engine, tmp_path, FRAME.villages)
    assert [(unit.valid_from, unit.valid_to) for unit in units(one_engine, "01-01")] == [(OPENS, date(2026, 3, 2)), (date(2026, 3, 2), None)]


def test_a_code_of_another_level_is_refused_with_what_the_register_says(one_engine, tmp_path):
    load(one_engine, tmp_path, FRAME.villages)
    add_wave(one_engine, "ho-khac")
    odd = Frame.of([replace(one, code="01-02" if one.code == "01-01-01" else one.code) for one in FRAME.villages if one.commune_code == "01-01"])
    with pytest.raises(Refused, match="expected 01-02 to be a commune"):
        load(one_engine, tmp_path, odd.villages, "ho-khac")


def test_only_household_waves_that_exist_have_frames(one_engine, tmp_path):
    add_wave(one_engine, "quay", kind="desk")
    with pytest.raises(Refused, match="quay is a desk wave"):
        load(one_engine, tmp_path, FRAME.villages, "quay")
    with pytest.raises(NotFielded):
        load(one_engine, tmp_path, FRAME.villages, "khong-co")
