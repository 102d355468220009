"""Changes between waves that go to the same villages: known again, computed again, their errors smaller for it; or as of independent samples, with the reason."""
import json
from datetime import date

import pytest
from sqlalchemy import insert, select, update
from tests.guards import drop_guards
from tests.pipeline_run.small_waves import DAY, Field, estimates_of, one_database, release_run, runs_of
from tests.pipeline_run.test_differences_published import differences_of, second_wave
from tests.pipeline_run.test_verify import change, differing, parts_of, words_of

from pipeline import indices
from pipeline.design import Design
from pipeline.differences import wave_differences
from pipeline.estimate import estimate
from pipeline.extract import read_responses, read_wave
from pipeline.run import run_wave
from pipeline.shared_villages import shared_villages
from pipeline.verify import verify
from pipeline.verify.telling import as_text
from survey_app.database import writing
from survey_app.models import AdminUnit, AdminUnitSuccessor, Exclusion, Psu, Response, Run

DESIGN = Design("variance_stratum", "variance_psu", nested=True)
NUMBERS = ("difference", "se", "df", "lo", "hi", "p")


def in_the_same_villages(engine) -> None:
    """The second wave's villages get the codes, names and commune of the first's."""
    with writing(engine).begin() as connection:
        connection.exec_driver_sql("UPDATE psu SET code = 'T' || (CAST(code AS INTEGER) + 1), name = 'thôn ' || (CAST(code AS INTEGER) + 1), unit_id = 1 WHERE stratum_id > 2")


@pytest.fixture
def again(households, engine) -> Field:
    """A second wave in the villages of the first."""
    later = second_wave(households)
    in_the_same_villages(engine)
    return later


def changes(engine, run: int) -> dict:
    return {row.measure: row for row in differences_of(engine, run) if (row.comparison, row.domain_kind) == ("wave", "all")}


def previous_of(engine) -> dict:
    """What the last run says of the wave before."""
    return {name: value for name, value in runs_of(engine)[-1].method["previous"].items() if "psus" in name or "overlap" in name}


def pairs_of(engine) -> tuple:
    with engine.connect() as connection:
        return shared_villages(connection, 2, 1)


def test_errors_of_changes_are_those_of_the_engine_with_both_waves(households, again, engine, here):
    """Six villages in two strata: four degrees of freedom. The engine alone, given both files and the pairs, says the same."""
    first = run_wave(engine, here, "ho-thu", asked_by="test")
    second = run_wave(engine, here, "ho-sau", asked_by="test")
    definition = indices.load("sipas")
    with engine.connect() as connection:
        new, old = (estimate(read_responses(connection, read_wave(connection, wave)), DESIGN, definition) for wave in (2, 1))
    expected = {one.code: one for one in wave_differences(new, old, shared=[((stratum, psu), (stratum, psu)) for stratum in "AB" for psu in ("T1", "T2", "T3")])}
    found = changes(engine, second.run)
    assert len(found) == 51 and first.status == "succeeded"
    for code, change in found.items():
        assert [getattr(change, name) for name in NUMBERS] == pytest.approx([getattr(expected[code], name) for name in NUMBERS], rel=1e-9), code
    said = runs_of(engine)[-1].diagnostics["differences"]["overlap"]
    assert previous_of(engine) == {"shared_psus": 6, "overlap_psus": 6, "overlap_lacking": None, "overlap_without": len(said["independent"])}
    alone = {code for code, one in expected.items() if one.se == one.se_if_independent}
    assert {one for one in said["independent"] if "=" not in one} == alone and expected["SIPAS"].df == 4


@one_database
def test_a_run_verifies_after_the_wave_before_went_on(households, again, engine, here):
    """It was compared with the run that was released then, as of then: answers that came since, and a later run, change nothing of it."""
    first = run_wave(engine, here, "ho-thu", asked_by="test")
    release_run(engine, households.wave_id, first.run)
    run_wave(engine, here, "ho-sau", asked_by="test")
    with engine.connect() as connection:
        case, response = connection.execute(select(Response.case_id, Response.id).where(Response.wave_id == 1)).first()
    households.answer(case, supersedes_id=response, answers=households.answers() | {"2.1.1": 1})
    run_wave(engine, here, "ho-thu", asked_by="test")
    run_wave(engine, here, "ho-sau", asked_by="test")
    assert previous_of(engine)["overlap_psus"] == 6
    verdict = verify(engine, "ho-sau", 2)
    assert verdict.cells and not verdict.differing


@one_database
def test_forms_of_the_wave_before_that_were_left_out_since_its_run_count_as_they_did(households, again, engine, here):
    run_wave(engine, here, "ho-thu", asked_by="test")
    with writing(engine).begin() as connection:
        first = connection.scalar(select(Response.id).where(Response.case_id == households.places[0]))
        connection.execute(insert(Exclusion).values(response_id=first, number=1, act="out", reason="staff_test", words="phiếu thử", actor="an"))
    run_wave(engine, here, "ho-sau", asked_by="test")
    assert previous_of(engine)["overlap_psus"] == 6


@one_database
def test_where_the_wave_before_cannot_be_computed_again_its_sample_is_independent(households, again, engine, here):
    """One answer of it was changed in the database."""
    run_wave(engine, here, "ho-thu", asked_by="test")
    independent = run_wave(engine, here, "ho-sau", asked_by="test")
    with writing(engine).begin() as connection:
        drop_guards(connection, "response")
        number, answers = connection.execute(select(Response.id, Response.answers).where(Response.wave_id == 1)).first()
        connection.execute(update(Response).where(Response.id == number).values(answers=json.dumps(json.loads(answers) | {"2.1.1": 1})))
    run_wave(engine, here, "ho-sau", asked_by="test")
    said = previous_of(engine)
    assert said == {"shared_psus": 6, "overlap_psus": 0, "overlap_lacking": "not_as_stored", "overlap_without": 0}
    assert runs_of(engine)[-1].diagnostics["differences"]["overlap"]["lacking"].startswith("run 1 of ho-thu cannot be computed again from what is stored today: ")
    old, new = ({row.measure: row for row in estimates_of(engine, run) if row.domain_kind == "all"} for run in (1, 3))
    change = changes(engine, 3)["SIPAS"]
    assert change.se == (new["SIPAS"].se ** 2 + old["SIPAS"].se ** 2) ** 0.5 and changes(engine, independent.run)["SIPAS"].se != change.se


@one_database
def test_too_few_shared_villages_are_said(households, again, engine, here):
    with writing(engine).begin() as connection:
        connection.exec_driver_sql("UPDATE psu SET name = 'thôn khác' WHERE stratum_id = 3")
    run_wave(engine, here, "ho-thu", asked_by="test")
    run_wave(engine, here, "ho-sau", asked_by="test")
    assert previous_of(engine) == {"shared_psus": 3, "overlap_psus": 0, "overlap_lacking": "few_villages", "overlap_without": 0}


def add_unit(connection, code: str) -> int:
    return connection.execute(insert(AdminUnit).values(code=code, name=f"xã {code}", level="commune", valid_from=DAY)).inserted_primary_key[0]


@one_database
def test_a_village_is_known_again_in_the_commune_that_its_own_became(again, engine):
    """The commune was ended and divided in two; villages of stratum A lie in one of these, those of B in the other, and one in a commune of no relation."""
    with writing(engine).begin() as connection:
        one, other, stranger = (add_unit(connection, code) for code in ("09011", "09012", "09013"))
        connection.execute(update(AdminUnit).where(AdminUnit.id == 1).values(valid_to=date(2025, 7, 1)))
        connection.execute(insert(AdminUnitSuccessor), [{"unit_id": 1, "successor_id": unit, "share": 0.5} for unit in (one, other)])
        for stratum, unit in ((3, one), (4, other)):
            connection.exec_driver_sql(f"UPDATE psu SET unit_id = {unit} WHERE stratum_id = {stratum}")
        connection.exec_driver_sql(f"UPDATE psu SET unit_id = {stranger} WHERE stratum_id = 4 AND code = 'T3'")
    assert pairs_of(engine) == tuple(((stratum, psu), (stratum, psu)) for stratum, psu in (("A", "T1"), ("A", "T2"), ("A", "T3"), ("B", "T1"), ("B", "T2")))


@one_database
def test_a_village_in_another_stratum_is_the_same_unless_two_answer_to_it(again, engine):
    """Strata were drawn anew: A's T1 is the only such village of the commune, and B's; of T2 and T3 there are two on both sides, and no stratum tells."""
    with writing(engine).begin() as connection:
        connection.exec_driver_sql("UPDATE stratum SET code = 'C' WHERE id = 3")
        connection.exec_driver_sql("UPDATE stratum SET code = 'D' WHERE id = 4")
        connection.exec_driver_sql("UPDATE psu SET name = 'làng ' || id WHERE code = 'T1' AND stratum_id IN (2, 4)")
    assert pairs_of(engine) == ((("C", "T1"), ("A", "T1")),)


def succeed(engine, unit: int) -> None:
    """An administrator enters that commune 1 took over another one."""
    with writing(engine).begin() as connection:
        connection.execute(insert(AdminUnitSuccessor).values(unit_id=unit, successor_id=1, share=1.0))


@pytest.fixture
def former(engine, again) -> int:
    """A commune in which village A/T1 of the first wave lay, and nothing says yet what became of it: five villages are shared."""
    with writing(engine).begin() as connection:
        unit = add_unit(connection, "09009")
        connection.execute(update(Psu).where(Psu.id == 1).values(unit_id=unit))
    return unit


def test_a_successor_entered_after_the_run_is_told_and_moves_nothing(engine, here, former):
    for wave in ("ho-thu", "ho-sau"):
        run_wave(engine, here, wave, asked_by="test")
    assert verify(engine, "ho-sau").ground == () and previous_of(engine)["overlap_psus"] == 5
    succeed(engine, former)
    verdict = verify(engine, "ho-sau")
    assert (verdict.differing, parts_of(verdict)) == ((), {"shared": False})
    assert "today both samples have 6 villages in common, the run knew 5;" in words_of(verdict, "shared")
    run_wave(engine, here, "ho-sau", asked_by="test")
    assert verify(engine, "ho-sau").ground == () and previous_of(engine)["overlap_psus"] == 6


@one_database
def test_of_a_run_that_did_not_keep_the_villages_others_explain_a_difference(engine, here, former):
    for wave in ("ho-thu", "ho-sau"):
        run_wave(engine, here, wave, asked_by="test")
    said = runs_of(engine)[1].diagnostics
    del said["ground"]["shared"]
    change(engine, Run, {"diagnostics": said}, Run.id == 2)
    assert (verify(engine, "ho-sau").differing, verify(engine, "ho-sau").ground) == ((), ())
    succeed(engine, former)
    verdict = verify(engine, "ho-sau")
    assert {"difference", "input_digest"} <= differing(verdict) and parts_of(verdict) == {"shared": True}
    assert "it counted 5, and from the register of units and the samples of today it is 6" in words_of(verdict, "shared")


@one_database
def test_villages_that_were_put_into_the_ground_explain_nothing(engine, here, former):
    for wave in ("ho-thu", "ho-sau"):
        run_wave(engine, here, wave, asked_by="test")
    said = runs_of(engine)[1].diagnostics
    said["ground"]["shared"].append([["A", "T1"], ["A", "T1"]])
    change(engine, Run, {"diagnostics": said}, Run.id == 2)
    verdict = verify(engine, "ho-sau")
    assert {"difference", "input_digest"} <= differing(verdict) and not verdict.explained


@one_database
def test_a_wave_before_that_no_longer_comes_out_explains_a_difference(again, engine, here):
    """Its villages were said to be drawn with certainty since; a run of meanwhile takes the samples as independent, and that was put right then."""
    for wave in ("ho-thu", "ho-sau"):
        run_wave(engine, here, wave, asked_by="test")
    change(engine, Psu, {"self_representing": True}, Psu.stratum_id < 3)
    verdict = verify(engine, "ho-sau")
    assert {"difference", "method", "diagnostics"} == differing(verdict) and parts_of(verdict) == {"shared": False, "before": True}
    assert words_of(verdict, "before").startswith("run 1 of ho-thu cannot be computed again from what is stored today: ")
    assert "sipas pipeline verify --wave ho-thu --run 1 says more" in words_of(verdict, "before") and "what is stored was changed" not in as_text(verdict)


@one_database
def test_a_wave_before_that_comes_out_again_explains_a_difference(again, engine, here):
    run_wave(engine, here, "ho-thu", asked_by="test")
    with engine.connect() as connection:
        number, answers = connection.execute(select(Response.id, Response.answers).where(Response.wave_id == 1)).first()
    change(engine, Response, {"answers": json.dumps(json.loads(answers) | {"2.1.1": 1})}, Response.id == number)
    run_wave(engine, here, "ho-sau", asked_by="test")
    assert previous_of(engine)["overlap_lacking"] == "not_as_stored" and verify(engine, "ho-sau").ground == ()
    change(engine, Response, {"answers": answers}, Response.id == number)
    verdict = verify(engine, "ho-sau")
    assert "difference" in differing(verdict) and parts_of(verdict) == {"before": True}
    assert words_of(verdict, "before").startswith("when the run was computed it said that run 1 of ho-thu cannot be computed again")
