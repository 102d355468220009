"""A stored run recomputed from the database: the same to the last bit, or the cells that differ and what of the ground changed."""
import json

import pytest
from sqlalchemy import insert, select, update
from tests.guards import drop_guards
from tests.pipeline_run.small_waves import estimates_of, field_households, one_database, release_run, runs_of
from tests.pipeline_run.test_differences_published import second_wave

from pipeline.run import run_wave
from pipeline.verify import Verdict, ground, verify
from pipeline.verify.cells import Cell, compare_documents, compare_rows
from pipeline.verify.stored import NothingToVerify
from pipeline.verify.telling import as_text
from survey_app.database import writing
from survey_app.models import AdminUnit, Base, Case, Estimate, Exclusion, ExternalFigure, Psu, Response, Run
from survey_app.waves import move_on


def all_rows(engine) -> dict[str, list]:
    """Everything in the database."""
    with engine.connect() as connection:
        return {name: sorted(map(repr, connection.execute(select(table)))) for name, table in Base.metadata.tables.items()}


def change(engine, table, values: dict, *where) -> None:
    """Change rows as somebody with every right over the database could."""
    with writing(engine).begin() as connection:
        drop_guards(connection, table.__tablename__)
        assert connection.execute(update(table).where(*where).values(**values)).rowcount


def parts_of(verdict: Verdict) -> dict[str, bool]:
    """The parts of the ground that were told, and whether they explain anything."""
    return {part.name: part.explains for part in verdict.ground}


def words_of(verdict: Verdict, name: str) -> str:
    return next(part.words for part in verdict.ground if part.name == name)


def differing(verdict: Verdict) -> set[str]:
    """The kinds of cells that differ."""
    return {name for name, compared in verdict.compared.items() if compared.differing}


def test_the_same_responses_give_the_same_figures_to_the_last_bit(households, engine, here):
    summary = run_wave(engine, here, "ho-thu", asked_by="test")
    before = all_rows(engine)
    verdict = verify(engine, "ho-thu")
    assert (verdict.run.id, verdict.run.release, verdict.differing, verdict.ground) == (summary.run, None, (), ())
    # Of an estimate 18 columns are no key: 3 of its 21 are, and the run's number.
    assert verdict.compared["estimate"].cells == len(estimates_of(engine, summary.run)) * (len(Estimate.__table__.c) - 4)
    assert all(verdict.compared[name].cells for name in ("measure", "difference", "priority", "question_figure", "input_digest", "counts", "method", "diagnostics"))
    assert all_rows(engine) == before


def test_a_desk_wave_with_its_pulses_is_the_same(desks, engine, here):
    run_wave(engine, here, "quay-thu", asked_by="test")
    verdict = verify(engine, "quay-thu")
    assert verdict.compared["pulse"].cells and not verdict.differing


@one_database
def test_sums_that_were_added_to_are_the_same_as_those_from_nothing(desks, engine, here):
    run_wave(engine, here, "quay-thu", asked_by="test")
    desks.answer(desks.places[0])
    run_wave(engine, here, "quay-thu", asked_by="test")
    assert runs_of(engine)[1].diagnostics["sums"]["rows_read"] == 1
    assert not verify(engine, "quay-thu").differing


def test_an_answer_that_was_edited_behind_the_products_back_is_found(households, engine, here):
    run_wave(engine, here, "ho-thu", asked_by="test")
    # Everywhere the best level there is.
    change(engine, Response, {"answers": json.dumps(households.items)}, Response.case_id == households.places[0])
    verdict = verify(engine, "ho-thu")
    assert {"estimate", "question_figure", "input_digest"} <= differing(verdict)
    assert parts_of(verdict) == {"answers": True}
    assert "no response came or went" in words_of(verdict, "answers")


def test_an_estimate_that_was_edited_is_found_by_name(households, engine, here):
    run_wave(engine, here, "ho-thu", asked_by="test")
    with engine.connect() as connection:
        score = connection.scalar(select(Estimate.score).where(Estimate.measure == "SIPAS", Estimate.domain_kind == "all"))
    change(engine, Estimate, {"score": score + 0.5}, Estimate.measure == "SIPAS", Estimate.domain_kind == "all")
    verdict = verify(engine, "ho-thu")
    assert verdict.differing == (Cell("estimate SIPAS, all, all: score", score + 0.5, score),)
    assert not verdict.ground and not verdict.explained
    assert "what is stored was changed after it was computed" in as_text(verdict)


@one_database
def test_responses_after_the_run_are_told_and_left_out(households, engine, here):
    run_wave(engine, here, "ho-thu", asked_by="test")
    with engine.connect() as connection:
        first = connection.scalar(select(Response.id).where(Response.case_id == households.places[0]))
    households.answer(households.places[0], supersedes_id=first)
    households.answer(households.places[1], purpose="reinterview")
    verdict = verify(engine, "ho-thu")
    assert (verdict.differing, parts_of(verdict)) == ((), {"later": False})
    assert words_of(verdict, "later").startswith("2 responses came after the run, 1 of them corrections;")


@one_database
def test_responses_put_into_a_closed_wave_are_wrong_although_every_figure_is_the_same(households, engine, here, call):
    run_wave(engine, here, "ho-thu", asked_by="test")
    move_on(engine, "ho-thu", "closed", anyway=True)
    assert verify(engine, "ho-thu").ground == () and call("--wave", "ho-thu").exit_code == 0
    with writing(engine).begin() as connection:
        drop_guards(connection, "response")
        first = connection.scalar(select(Response.id).where(Response.case_id == households.places[0]))
    households.answer(households.places[0], supersedes_id=first)
    verdict = verify(engine, "ho-thu")
    assert (verdict.differing, parts_of(verdict), verdict.wrong) == ((), {"later": False, "closed": False}, True)
    assert "was closed with 18 responses (entry 1 of the journal), now it has 19" in words_of(verdict, "closed")
    result = call("--wave", "ho-thu")
    assert result.exit_code == 1 and "But the answers of the wave are not those it was closed with" in result.stdout
    run_wave(engine, here, "ho-thu", asked_by="test")  # nor does a run that read them too
    assert (verify(engine, "ho-thu").differing, verify(engine, "ho-thu").wrong) == ((), True)


@one_database
def test_forms_left_out_after_the_run_are_told_and_counted_as_they_were(households, engine, here):
    run_wave(engine, here, "ho-thu", asked_by="test")
    with writing(engine).begin() as connection:
        first = connection.scalar(select(Response.id).where(Response.case_id == households.places[0]))
        connection.execute(insert(Exclusion).values(response_id=first, number=1, act="out", reason="staff_test", words="phiếu thử", actor="an"))
    verdict = verify(engine, "ho-thu")
    assert (verdict.differing, parts_of(verdict)) == ((), {"later_exclusions": False})
    run_wave(engine, here, "ho-thu", asked_by="test")
    verdict = verify(engine, "ho-thu")
    assert (verdict.run.counts["n"], verdict.differing, parts_of(verdict)) == (17, (), {})


@one_database
def test_an_act_of_leaving_out_that_was_removed_is_told(households, engine, here):
    with writing(engine).begin() as connection:
        first = connection.scalar(select(Response.id).where(Response.case_id == households.places[0]))
        connection.execute(insert(Exclusion).values(response_id=first, number=1, act="out", reason="staff_test", words="phiếu thử", actor="an"))
    run_wave(engine, here, "ho-thu", asked_by="test")
    with writing(engine).begin() as connection:
        drop_guards(connection, "exclusion")
        connection.execute(Exclusion.__table__.delete())
    verdict = verify(engine, "ho-thu")
    assert {"counts", "estimate", "input_digest"} <= differing(verdict)
    assert parts_of(verdict) == {"exclusions": True, "answers": True}


@one_database
def test_a_response_that_was_removed_is_told(desks, engine, here):
    run_wave(engine, here, "quay-thu", asked_by="test")
    with writing(engine).begin() as connection:
        drop_guards(connection, "response")
        connection.execute(Response.__table__.delete().where(Response.id == connection.scalar(select(Response.id).limit(1))))
    verdict = verify(engine, "quay-thu")
    assert parts_of(verdict) == {"responses": True, "answers": True}
    assert "the run read 24, now there are 23" in words_of(verdict, "responses")
    assert "no response came or went" not in words_of(verdict, "answers")


@one_database
def test_a_weight_that_was_edited_is_told_as_the_frame(households, engine, here):
    run_wave(engine, here, "ho-thu", asked_by="test")
    change(engine, Case, {"weight": 9.0}, Case.id == households.places[0])
    assert parts_of(verify(engine, "ho-thu")) == {"answers": True, "frame": True}


@one_database
def test_a_case_that_came_later_is_told_and_moves_nothing(households, engine, here):
    run_wave(engine, here, "ho-thu", asked_by="test")
    with writing(engine).begin() as connection:
        psu = connection.scalar(select(Psu.id).limit(1))
        connection.execute(insert(Case).values(wave_id=households.wave_id, psu_id=psu, serial="Z", weight=1.5))
    verdict = verify(engine, "ho-thu")
    assert (verdict.differing, parts_of(verdict)) == ((), {"frame": True})


@one_database
def test_a_unit_that_was_renamed_is_told_and_no_difference(households, engine, here):
    run_wave(engine, here, "ho-thu", asked_by="test")
    change(engine, AdminUnit, {"name": "xã Mây Hồng"}, AdminUnit.code == "09001")
    verdict = verify(engine, "ho-thu")
    assert (verdict.differing, parts_of(verdict)) == ((), {"names": False})
    assert words_of(verdict, "names").startswith("1 domains are called otherwise today")


@one_database
def test_a_domain_that_is_put_into_the_method_is_found_whatever_it_is_called(households, engine, here):
    run_wave(engine, here, "ho-thu", asked_by="test")
    method = runs_of(engine)[0].method
    method["domains"]["commune"]["names"]["09009"] = {"vi": "xã Không Có", "en": "xã Không Có"}
    change(engine, Run, {"method": method}, Run.id == 1)
    assert {cell.where for cell in verify(engine, "ho-thu").differing} == {"method.domains.commune.names.2"}


@one_database
def test_figures_of_the_country_that_came_later_are_told(households, engine, here):
    run_wave(engine, here, "ho-thu", asked_by="test")
    with writing(engine).begin() as connection:
        connection.execute(insert(ExternalFigure).values(wave_id=households.wave_id, measure="2.1.1", kind="national", value=80.5, source="Bộ"))
    verdict = verify(engine, "ho-thu")
    assert (verdict.differing, parts_of(verdict)) == ((), {"national": False})
    run_wave(engine, here, "ho-thu", asked_by="test")
    assert verify(engine, "ho-thu").ground == ()


@one_database
def test_of_a_run_that_kept_the_countrys_figures_as_a_digest_others_explain_a_difference(households, engine, here):
    run_wave(engine, here, "ho-thu", asked_by="test")
    said = runs_of(engine)[0].diagnostics
    # SHA-256 of {} as canonical JSON
    said["ground"]["national"] = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    change(engine, Run, {"diagnostics": said}, Run.id == 1)
    assert verify(engine, "ho-thu").ground == ()
    with writing(engine).begin() as connection:
        connection.execute(insert(ExternalFigure).values(wave_id=households.wave_id, measure="2.1.1", kind="national", value=80.5, source="Bộ"))
    verdict = verify(engine, "ho-thu")
    assert differing(verdict) == {"priority", "input_digest"} and parts_of(verdict) == {"national": True}


@one_database
def test_the_wave_before_is_taken_as_it_stood(households, engine, here):
    """It was compared with an unreleased run; that another one was released since changes nothing of it."""
    run_wave(engine, here, "ho-thu", asked_by="test")
    second_wave(households)
    run_wave(engine, here, "ho-sau", asked_by="test")
    households.answer(households.places[0], purpose="reinterview")
    later = run_wave(engine, here, "ho-thu", asked_by="test")
    release_run(engine, households.wave_id, later.run)
    verdict = verify(engine, "ho-sau")
    assert (verdict.differing, parts_of(verdict)) == ((), {"previous_today": False})
    assert words_of(verdict, "previous_today") == "a run of today would be compared with run 3 of ho-thu; here it is run 1 of ho-thu, as then"


@one_database
def test_another_version_of_the_code_is_told(households, engine, here, monkeypatch):
    run_wave(engine, here, "ho-thu", asked_by="test")
    monkeypatch.setattr(ground, "code_version", lambda: "9.9+f")
    verdict = verify(engine, "ho-thu")
    assert (verdict.differing, parts_of(verdict)) == ((), {"code": True})


@one_database
def test_a_run_that_did_not_say_what_it_stood_on_is_recomputed_from_everything(households, engine, here):
    run_wave(engine, here, "ho-thu", asked_by="test")
    said = {name: part for name, part in runs_of(engine)[0].diagnostics.items() if name != "ground"}
    change(engine, Run, {"diagnostics": said}, Run.id == 1)
    verdict = verify(engine, "ho-thu")
    assert (verdict.differing, parts_of(verdict)) == ((), {"unsaid": True})


@one_database
def test_the_released_run_is_taken_unless_another_is_asked_for(households, engine, here):
    first, second = (run_wave(engine, here, "ho-thu", asked_by="test") for _ in range(2))
    assert verify(engine, "ho-thu").run.id == second.run
    release_run(engine, households.wave_id, first.run)
    assert (verify(engine, "ho-thu").run.id, verify(engine, "ho-thu").run.release) == (first.run, 1)
    assert verify(engine, "ho-thu", second.run).run.release is None


@one_database
def test_nothing_to_verify(engine, here):
    field_households(engine)
    for wave, run, words in (("nix", None, "no wave 'nix'"), ("ho-thu", None, "no succeeded run yet"), ("ho-thu", 7, "run 7 is not a succeeded run")):
        with pytest.raises(NothingToVerify, match=words):
            verify(engine, wave, run)


def test_rows_that_were_added_or_removed_are_named():
    row = {"measure": "1", "domain_kind": "all", "domain": "all", "score": 80.0}
    values = len(Estimate.__table__.c) - 4
    compared = compare_rows(Estimate, [row], [row | {"measure": "2"}])
    assert compared.cells == 2 * values
    assert compared.differing == (Cell("estimate 1, all, all", "a row", "no row"), Cell("estimate 2, all, all", "no row", "a row"))


def test_documents_are_compared_leaf_by_leaf_as_json_holds_them():
    found = compare_documents("method", {"a": {"b": [1, 2], "gone": None}, "e": {}}, {"a": {"b": (1, 3)}, "e": {}})
    assert found.cells == 4
    assert found.differing == (Cell("method.a.b.2", 2, 3), Cell("method.a.gone", None, None))


def test_last_digits_are_told_apart_from_other_answers():
    assert Cell("x", 85.0, 85.0 + 1e-13).in_last_digits
    assert not Cell("x", 85.0, 85.0001).in_last_digits and not Cell("x", None, 85.0).in_last_digits
