"""Sums kept from run to run: only what came is read, and the results are those of a run from nothing."""
import random
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from forms import Text
from pipeline import indices, kept, kept_file
from pipeline.answer_domains import AnswerColumn
from pipeline.extract import Extracted
from pipeline.increments import Kept, SumAnew
from pipeline.kinds import KINDS, other_design
from pipeline.record_sums import Recipe, RecordSums, add_rows, sum_anew
from pipeline.run import run_wave
from pipeline.summing import Plan
from survey_app.database import writing
from survey_app.models import Case, Response, Wave
from tests.pipeline_run.small_waves import DAY, Field, estimates_of, field_desks, field_households, one_database, runs_of

DEFINITION = indices.load("service")
WORDS = Text("chữ", "words")
ITEMS = {item: item for item in DEFINITION.items}
TOLD = (AnswerColumn("sex", "D1", WORDS, (("male", WORDS), ("female", WORDS))), AnswerColumn("experience", "A8", WORDS, (("used", WORDS), ("not_used", WORDS)), ("A8=x", "A8=y")))
DOMAINS = {"household": ("stratum", "sex", "experience"), "desk": ("service_point",), "leaders": ("stratum",)}


def recipe_of(kind: str) -> Recipe:
    """How a wave of that kind is summed here; household waves under both weightings."""
    plan = Plan(KINDS[kind].design, ITEMS, 5, DOMAINS[kind], True)
    both = {"told": TOLD, "beside": replace(plan, design=other_design(KINDS[kind]), domains=(None,))} if kind == "household" else {}
    return Recipe(plan, DEFINITION, **both)


def stored_rows(kind: str, seed: int, count: int) -> pa.Table:
    """Rows as an analysis file holds them: some supersede others, some serve quality control, some answers are lacking."""
    chance = random.Random(seed)
    rows = []
    for number in range(1, count + 1):
        place = chance.randrange(4)
        row = {
            "response_id": number, "supersedes_id": chance.randrange(1, number) if number > 1 and chance.random() < 0.3 else None,
            "service_point": f"00{place}", "stratum": "AB"[place % 2], "psu": f"{place}:{chance.randrange(3)}", "serial": str(chance.randrange(10**place)),
            "purpose": chance.choice(("original", "original", "original", "reinterview")), "weight": chance.choice((2.125, 2.875, 3.125)), "listed": 2.0 * count,
            "D1": chance.choice((None, "male", "female")), "A8=x": chance.choice((None, 0, 1)),
        }
        row |= {"variance_stratum": row["stratum"], "variance_psu": row["psu"], "A8=y": None if row["A8=x"] is None else chance.choice((0, 1))}
        row |= {item: chance.choice((None, 2, 4, 5)) for item in DEFINITION.items}
        rows.append(row | {"2.1.1.nonanswer": None if row["2.1.1"] else chance.choice((None, "dk"))})
    schema = pa.schema([
        ("response_id", pa.int64()), ("supersedes_id", pa.int64()),
        *[(name, pa.string()) for name in ("stratum", "psu", "purpose", "service_point" if kind == "desk" else "serial", "variance_stratum", "variance_psu", "D1")],
        ("weight", pa.float64()), ("listed", pa.float64()), ("A8=x", pa.int8()), ("A8=y", pa.int8()),
        *[(item, pa.int8()) for item in DEFINITION.items], ("2.1.1.nonanswer", pa.string()),
    ])
    return pa.Table.from_pylist(rows, schema)


def assert_same_bits(one: RecordSums, other: RecordSums):
    """Nothing in them differs."""
    for name in ("respondents", "missing", "stored", "originals"):
        assert getattr(one, name) == getattr(other, name), name
    for name in ("rows", "serials", "superseded", "left_out"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist(), name
    for kept_sums, others in [(one.tables, other.tables)] + [(one.beside, other.beside)] * (one.beside is not None):
        assert_same_tables(kept_sums, others)


def assert_same_tables(one: Kept, other: Kept):
    assert (one.watermark, one.census, one.plan) == (other.watermark, other.census, other.plan)
    for by, table in one.tables.items():
        twin = other.tables[by]
        assert [(codes.values, codes.index.tolist()) for codes in kept_file.codes_of(table).values()] == [
            (codes.values, codes.index.tolist()) for codes in kept_file.codes_of(twin).values()]
        for name, array in kept_file.arrays_of(table).items():
            assert np.array_equal(array, kept_file.arrays_of(twin)[name]), name


@given(kind=st.sampled_from(sorted(KINDS)), seed=st.integers(0, 1000), visible=st.lists(st.integers(0, 3), min_size=20, max_size=60))
@settings(max_examples=40, deadline=None)
def test_nights_in_any_order_add_up_to_all_rows(kind, seed, visible, tmp_path_factory):
    """`visible` says in which night each row becomes visible: ids come late, a correction may come before what it corrects."""
    stored, recipe = stored_rows(kind, seed, len(visible)), recipe_of(kind)
    path = tmp_path_factory.mktemp("sums") / "sums"
    sums, seen = None, np.zeros(len(visible), bool)
    for night in range(4):
        fresh, before = np.array(visible) == night, stored.filter(seen)
        if sums is None:
            sums = sum_anew(stored.filter(fresh), recipe)
        else:
            try:
                sums = add_rows(sums, stored.filter(fresh), lambda ids, before=before: before.filter(np.isin(before["response_id"], ids)), recipe)
            except SumAnew:  # a first night without rows knows no weights
                sums = sum_anew(stored.filter(fresh | seen), recipe)
        seen |= fresh
        kept_file.save(path, "ground", kept_file.KeptSums(sums, frozenset()))
        sums = kept_file.load(path, "ground", recipe).sums
        assert_same_bits(sums, sum_anew(stored.filter(seen), recipe))


class Nights:
    """An installation that runs every night, beside which each night is also computed from nothing."""

    def __init__(self, wave: Field, here, tmp_path):
        self.wave, self.here, self.tmp_path, self.number = wave, here, tmp_path, 0

    def run(self) -> dict:
        """Run tonight, find it equal to a run from nothing, and say how its sums came about."""
        self.number += 1
        elsewhere = replace(self.here, data_dir=self.tmp_path / f"night {self.number}")
        tonight, fresh = (run_wave(self.wave.engine, settings, self.wave.code, asked_by="test") for settings in (self.here, elsewhere))
        assert (tonight.status, fresh.status) == ("succeeded", "succeeded"), (tonight.reason, fresh.reason)
        assert tonight.input_digest == fresh.input_digest
        assert estimates_of(self.wave.engine, tonight.run) == estimates_of(self.wave.engine, fresh.run)
        runs = {run.id: run for run in runs_of(self.wave.engine)}
        assert runs[tonight.run].counts == runs[fresh.run].counts
        said = [dict(runs[summary.run].diagnostics) for summary in (tonight, fresh)]
        sums, _ = said[0].pop("sums"), said[1].pop("sums")
        assert said[0] == said[1]
        return sums


@pytest.fixture
def nights(desks, here, tmp_path) -> Nights:
    """A desk wave, run for the first time."""
    nights = Nights(desks, here, tmp_path)
    assert nights.run()["anew"]
    return nights


def folder_of(nights: Nights):
    return nights.here.data_dir / "analysis" / nights.wave.code


def first_response(wave: Field) -> int:
    with wave.engine.connect() as connection:
        return connection.scalar(select(Response.id).order_by(Response.id))


def test_only_what_came_is_read(desks, nights):
    for day in range(5):
        desks.answer(desks.places[day % 2], answered_on=DAY + timedelta(days=4 + day))
    assert nights.run() == {"rows_read": 5, "anew": None}


def test_a_night_without_responses_reads_no_answer(nights, monkeypatch):
    def no_reading(*_args):
        raise AssertionError("answers were read")
    read = Extracted.read
    monkeypatch.setattr(Extracted, "read", lambda self, *args: no_reading() if self.folder == folder_of(nights) else read(self, *args))
    assert nights.run() == {"rows_read": 0, "anew": None}


def test_correction_takes_the_superseded_answers_away(desks, nights):
    desks.answer(desks.places[0], supersedes_id=first_response(desks))
    assert nights.run() == {"rows_read": 1, "anew": None}


def test_late_id_and_a_correction_of_tonight(desks, nights):
    desks.answer(desks.places[0], id=1000)
    nights.run()
    late = desks.answer(desks.places[1], id=999)
    desks.answer(desks.places[1], id=1001, supersedes_id=late)
    assert nights.run() == {"rows_read": 2, "anew": None}


@one_database
def test_household_form_keyed_twice_by_mistake_and_corrected(households, here, tmp_path):
    nights = Nights(households, here, tmp_path)
    nights.run()
    with households.engine.connect() as connection:
        of_another_case = connection.scalar(select(Response.id).where(Response.case_id == households.places[1]))
    wrong = households.answer(households.places[0], supersedes_id=of_another_case)
    assert "serial A10" in run_wave(households.engine, here, "ho-thu", asked_by="test").reason
    households.answer(households.places[1], supersedes_id=wrong)
    assert nights.run() == {"rows_read": 1, "anew": None}


@one_database
def test_census_of_leaders_is_kept_too(engine, here, tmp_path):
    wave = field_households(engine)
    with writing(engine).begin() as connection:
        connection.execute(update(Wave).values(kind="leaders"))
    for case in wave.places[:12]:
        wave.answer(case)
    nights = Nights(wave, here, tmp_path)
    nights.run()
    for case in wave.places[12:]:
        wave.answer(case)
    assert nights.run() == {"rows_read": 6, "anew": None}
    assert runs_of(engine)[-1].method["psus"] == 18


@one_database
@pytest.mark.parametrize("harm", ["cut", "one bit", "empty", "gone"])
def test_damaged_sums_are_made_anew(nights, harm):
    path = folder_of(nights) / kept.FILE
    content = path.read_bytes()
    middle = len(content) // 2
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes({"cut": content[:middle], "one bit": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :], "empty": b""}[harm])
    assert nights.run()["rows_read"] == 24
    assert nights.run()["rows_read"] == 0


@one_database
def test_other_code_sums_anew(nights, monkeypatch):
    monkeypatch.setattr(kept, "code_version", lambda: "later")
    assert nights.run()["rows_read"] == 24


@one_database
def test_changed_frame_sums_anew(households, here, tmp_path):
    nights = Nights(households, here, tmp_path)
    nights.run()
    with writing(households.engine).begin() as connection:
        connection.execute(update(Case).where(Case.id == households.places[0]).values(weight=9.0))
    assert nights.run()["rows_read"] == 18


@one_database
def test_sums_that_do_not_hold_what_is_superseded_are_made_anew(desks, nights, monkeypatch):
    """As when a file from elsewhere was put in place: rather read everything than publish what cannot be."""
    load = kept_file.load

    def others(*args):
        found = load(*args)
        return found and replace(found, sums=replace(found.sums, rows=np.sort(np.array([b"x" * 32] * 24, "S32"))))
    monkeypatch.setattr(kept.kept_file, "load", others)
    desks.answer(desks.places[0], supersedes_id=first_response(desks))
    found = nights.run()
    assert found["rows_read"] == 25 and "not in the list" in found["anew"]


@one_database
def test_wave_whose_only_response_was_withdrawn_has_no_results(engine, here):
    wave = field_desks(engine)
    only = wave.answer(wave.places[0])
    assert run_wave(engine, here, "quay-thu", asked_by="test").status == "succeeded"
    wave.answer(wave.places[0], supersedes_id=only, purpose="reinterview")
    assert run_wave(engine, here, "quay-thu", asked_by="test").reason.startswith("no responses of record yet (2 stored)")
