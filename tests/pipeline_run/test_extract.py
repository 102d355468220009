"""The analysis file: written in parts, and always what the database says."""
import json
from datetime import date

import pyarrow.dataset
import pytest
from sqlalchemy import delete, insert, update

import forms
from pipeline import extract as module
from pipeline.analysis_parts import MANIFEST
from pipeline.errors import DataError
from pipeline.extract import extract, read_wave
from pipeline.record import digest_rows, of_record, superseded_by
from tests.guards import drop_guards
from tests.pipeline_run.small_waves import Field, on_postgres, one_database
from survey_app.database import writing
from survey_app.models import Case, Psu, Response, StoredInstrument, Stratum, Wave


def extracted(wave: Field, folder):
    """The analysis file of a wave, brought up to date."""
    with wave.engine.connect() as connection:
        found = read_wave(connection, wave.wave_id)
    return extract(wave.engine, found, folder)


def change(wave: Field, statement) -> None:
    """Do one statement."""
    with writing(wave.engine).begin() as connection:
        connection.execute(statement)


def lose(wave: Field, response: int) -> None:
    """Take a response out of the database. The product never does and triggers refuse it; a restored copy may lack one."""
    with writing(wave.engine).begin() as connection:
        drop_guards(connection, "response")
        connection.execute(delete(Response).where(Response.id == response))


def record_of(found):
    """The rows of record of an analysis file."""
    table = found.table()
    return of_record(table, superseded_by(table))


def assert_as_rebuilt(wave: Field, folder, tmp_path) -> None:
    """The file in `folder` holds what one written from nothing holds."""
    kept, rebuilt = extracted(wave, folder), extracted(wave, tmp_path / "rebuilt")
    assert kept.table().equals(rebuilt.table())
    assert digest_rows(record_of(kept)).tobytes() == digest_rows(record_of(rebuilt)).tobytes()


@one_database
def test_household_row_says_where_it_stands(households, tmp_path):
    row = extracted(households, tmp_path).table().slice(0, 1).to_pylist()[0]
    place = {name: row[name] for name in ("serial", "stratum", "psu", "weight", "commune", "answered_on", "channel", "purpose", "language")}
    assert place == {
        "serial": "A10", "stratum": "A", "psu": "T1", "weight": 1.5, "commune": "09001", "answered_on": date(2024, 9, 2),
        "channel": "paper", "purpose": "original", "language": "vi",
    }


@one_database
def test_desk_row_is_of_a_desk_day(desks, tmp_path):
    table = extracted(desks, tmp_path).table()
    assert set(table["psu"].to_pylist()) == {f"00{desk}:2024-09-0{day}" for desk in (1, 2) for day in (2, 3, 4)}
    assert "stratum" not in table.column_names


def test_new_responses_become_a_new_part_and_old_parts_stay(households, tmp_path):
    first = extracted(households, tmp_path)
    before = [(path.name, path.stat().st_mtime_ns) for path in first.folder.glob("*.parquet")]
    households.answer(households.places[0], purpose="reinterview")
    second = extracted(households, tmp_path)
    after = [(path.name, path.stat().st_mtime_ns) for path in second.folder.glob("*.parquet")]
    assert set(before) < set(after) and len(after) == 2
    assert_as_rebuilt(households, tmp_path, tmp_path)


def test_lower_id_that_becomes_visible_later_is_not_lost(desks, tmp_path):
    # On PostgreSQL ids are taken in one order and become visible in another.
    def arrive(*ids: int):
        for id_ in ids:
            desks.answer(desks.places[0], id=id_)
        return extracted(desks, tmp_path)

    arrive(995, 1000)
    found = arrive(990, 999, 1001)
    assert found.table()["response_id"].to_pylist()[-5:] == [990, 995, 999, 1000, 1001]
    assert [(part.file, part.rows) for part in found.manifest.parts[1:]] == [("part-990-999.parquet", 2), ("part-1001-1001.parquet", 1)]
    assert_as_rebuilt(desks, tmp_path, tmp_path)


@on_postgres
def test_row_whose_transaction_was_open_meanwhile_is_not_lost(households, engine, tmp_path):
    """The same with two real transactions: the one that took its id first commits last."""
    values = {"wave_id": households.wave_id, "case_id": households.places[0], "channel": "paper", "purpose": "reinterview"}
    values |= {"answers": "{}", "answered_on": date(2024, 9, 2)}
    with engine.connect() as slow:
        early = slow.execute(insert(Response).values(**values, submission_id="slow", receipt="slow")).inserted_primary_key[0]
        late = households.answer(households.places[1], purpose="reinterview")
        before = extracted(households, tmp_path).table()["response_id"].to_pylist()
        slow.commit()
    assert early < late and late in before and early not in before
    assert extracted(households, tmp_path).table()["response_id"].to_pylist()[-2:] == [early, late]


def test_superseding_response_takes_the_place_of_the_older_one(households, tmp_path):
    old = record_of(extracted(households, tmp_path))["response_id"].to_pylist()
    new = households.answer(households.places[0], supersedes_id=old[0])
    newest = households.answer(households.places[0], supersedes_id=new)
    assert record_of(extracted(households, tmp_path))["response_id"].to_pylist() == [*old[1:], newest]


@one_database
def test_quality_control_is_not_of_record(households, tmp_path):
    households.answer(households.places[0], purpose="second_keying")
    households.answer(households.places[0], purpose="reinterview")
    found = extracted(households, tmp_path)
    assert (found.table().num_rows, record_of(found).num_rows) == (20, 18)


@one_database
def test_changed_frame_reaches_rows_already_written(households, tmp_path):
    extracted(households, tmp_path)
    change(households, update(Case).where(Case.id == households.places[0]).values(weight=9.0))
    assert extracted(households, tmp_path).table()["weight"][0].as_py() == 9.0


@one_database
def test_another_instrument_gives_all_parts_its_columns(households, tmp_path):
    extracted(households, tmp_path)
    older = forms.load("sipas_household", "2023")
    values = {"code": older.code, "version": older.version, "digest": older.digest, "definition": older.to_json()}
    with writing(households.engine).begin() as connection:
        stored = connection.execute(insert(StoredInstrument).values(**values)).inserted_primary_key[0]
        connection.execute(update(Wave).values(instrument_id=stored))
    households.answer(households.places[0], purpose="reinterview")
    found = extracted(households, tmp_path)
    assert len(found.manifest.parts) == 1
    assert_as_rebuilt(households, tmp_path, tmp_path)


def test_deleted_response_leaves_the_file(households, tmp_path):
    extracted(households, tmp_path)
    last = households.answer(households.places[0], purpose="reinterview")
    extracted(households, tmp_path)
    lose(households, last)
    found = extracted(households, tmp_path)
    assert last not in found.table()["response_id"].to_pylist()
    assert len(list(found.folder.glob("*.parquet"))) == 1


def test_other_responses_under_the_same_ids_are_noticed(households, tmp_path):
    """A database restored from a copy gives its next ids to other responses."""
    extracted(households, tmp_path)
    last = households.answer(households.places[0], purpose="reinterview", language="vi")
    extracted(households, tmp_path)
    lose(households, last)
    households.answer(households.places[1], purpose="reinterview", id=last, language="en")
    assert extracted(households, tmp_path).table()["language"].to_pylist()[-1] == "en"


@one_database
@pytest.mark.parametrize("harm", ["cut", "gone", "no manifest", "manifest cut"])
def test_damaged_file_is_made_anew(households, tmp_path, harm):
    found = extracted(households, tmp_path)
    good = found.table()
    part, manifest = found.folder / found.manifest.parts[0].file, found.folder / MANIFEST
    {
        "cut": lambda: part.write_bytes(part.read_bytes()[:100]),
        "gone": part.unlink,
        "no manifest": manifest.unlink,
        "manifest cut": lambda: manifest.write_text(manifest.read_text()[:50]),
    }[harm]()
    assert extracted(households, tmp_path).table().equals(good)


@one_database
def test_leftovers_of_a_killed_run_are_cleared(households, tmp_path):
    found = extracted(households, tmp_path)
    for name in ("part-7-9.parquet", "part-7-9.parquet.new"):
        (found.folder / name).write_bytes(b"half a part")
    extracted(households, tmp_path)
    assert sorted(path.name for path in found.folder.iterdir()) == sorted([MANIFEST, found.manifest.parts[0].file])


@one_database
def test_many_responses_are_several_parts(households, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "PART_ROWS", 7)
    assert [part.rows for part in extracted(households, tmp_path).manifest.parts] == [7, 7, 4]


@one_database
def test_arrow_opens_the_folder_as_one_data_set(households, tmp_path, monkeypatch):
    """As R's `arrow::open_dataset` does, by the same library: nothing but parts may look like one."""
    monkeypatch.setattr(module, "PART_ROWS", 7)
    found = extracted(households, tmp_path)
    (found.folder / "_part-7-9.parquet.new").write_bytes(b"half a part of a run that goes on")
    assert pyarrow.dataset.dataset(found.folder, format="parquet").to_table().sort_by("response_id").equals(found.table())


@one_database
def test_too_many_parts_are_written_anew_as_few(households, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_PARTS", 2)
    for number in range(4):
        parts = len(extracted(households, tmp_path).manifest.parts)
        households.answer(households.places[number], purpose="reinterview")
    assert parts == 1
    assert_as_rebuilt(households, tmp_path, tmp_path)


@one_database
def test_case_of_another_wave_is_refused(households, tmp_path):
    with writing(households.engine).begin() as connection:
        values = {"code": "khac", "title": "khác", "kind": "household", "opens_on": date(2024, 1, 1), "instrument_id": 1, "index_name": "sipas"}
        other = connection.execute(insert(Wave).values(**values)).inserted_primary_key[0]
        stratum = connection.execute(insert(Stratum).values(wave_id=other, code="A", name="A")).inserted_primary_key[0]
        psu = connection.execute(insert(Psu).values(stratum_id=stratum, code="T1", name="T1")).inserted_primary_key[0]
        case = connection.execute(insert(Case).values(wave_id=other, psu_id=psu, serial="X")).inserted_primary_key[0]
    households.answer(case)
    with pytest.raises(DataError, match="1 responses stand outside the frame"):
        extracted(households, tmp_path)


@one_database
def test_manifest_names_no_submission(households, tmp_path):
    """Whoever knows a submission id can ask for its receipt: the analysis file is handed on, so it holds none."""
    found = extracted(households, tmp_path)
    assert set(json.loads((found.folder / MANIFEST).read_text())["parts"][0]) == {"file", "rows", "first", "last", "ends", "sha256"}
    assert not {"submission_id", "receipt"} & set(found.table().column_names)
