"""Forms left out of the figures: a run is what it would be had they never come, to the last bit, and says what it would be with them."""
import random
from datetime import timedelta

import numpy as np
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import csv, dataset
from sqlalchemy import func, insert, select, update
from tests.pipeline_run.small_waves import DAY, Field, estimates_of, field_desks, field_households, one_database, runs_of
from tests.pipeline_run.test_kept import Nights, assert_same_bits, recipe_of, stored_rows

from pipeline.exclusion_effect import NUMBERS
from pipeline.increments import SumAnew
from pipeline.kinds import KINDS
from pipeline.record_sums import add_rows, sum_anew
from pipeline.run import run_wave
from survey_app.database import writing
from survey_app.models import Case, Exclusion, Response, Wave


def decide(wave: Field, response: int, reason: str | None = "staff_test") -> None:
    """Leave the sheet out that began with this response, or (no reason) let it in again."""
    with writing(wave.engine).begin() as connection:
        acts = connection.scalar(select(func.count()).where(Exclusion.response_id == response))
        row = {"response_id": response, "number": acts + 1, "act": "out" if reason else "in", "reason": reason, "words": "vì sao", "actor": "so"}
        connection.execute(insert(Exclusion).values(**row))


def responses_of(wave: Field) -> list[int]:
    with wave.engine.connect() as connection:
        return list(connection.scalars(select(Response.id).order_by(Response.id)))


def figures_of(wave: Field, run) -> list[tuple]:
    return [tuple(row) for row in estimates_of(wave.engine, run.id)]


def last_run(wave: Field):
    return runs_of(wave.engine)[-1]


def with_them(run) -> dict[str, dict]:
    """The figures that the run says it would have with the forms left out, by measure."""
    return {told["code"]: told for told in run.diagnostics["exclusions"]["measures"]}


@given(kind=st.sampled_from(sorted(KINDS)), seed=st.integers(0, 1000), visible=st.lists(st.integers(0, 3), min_size=20, max_size=60))
@settings(max_examples=40, deadline=None)
def test_nights_with_forms_left_out_and_let_in_add_up_to_all_rows(kind, seed, visible):
    """What is left out changes every night, for rows that came, were superseded, or are still to come."""
    stored, recipe, chance = stored_rows(kind, seed, len(visible)), recipe_of(kind), random.Random(seed)
    sums, seen = None, np.zeros(len(visible), bool)
    for night in range(4):
        fresh, before = np.array(visible) == night, stored.filter(seen)
        left_out = np.array(sorted(chance.sample(range(1, len(visible) + 1), chance.randrange(9))), np.int64)
        seen |= fresh
        anew = sum_anew(stored.filter(seen), recipe, left_out)
        try:
            sums = anew if sums is None else add_rows(
                sums, stored.filter(fresh), lambda ids, before=before: before.filter(np.isin(before["response_id"], ids)), recipe, left_out)
        except SumAnew:  # the weights that are left ask for another grid
            sums = anew
        assert_same_bits(sums, anew)


@pytest.fixture
def nights(desks, here, tmp_path) -> Nights:
    """A desk wave of 24 forms, run for the first time; every run is also made from nothing and found equal."""
    nights = Nights(desks, here, tmp_path)
    nights.run()
    return nights


def test_forms_left_out_are_as_if_they_had_never_come_and_let_in_as_if_never_left_out(desks, nights):
    without = last_run(desks)
    extra = [desks.answer(desks.places[number % 2], answered_on=DAY + timedelta(days=number % 3)) for number in range(6)]
    nights.run()
    with_all = last_run(desks)
    for response in extra:
        decide(desks, response)
    assert nights.run() == {"rows_read": 0, "anew": None}
    out = last_run(desks)
    assert (out.input_digest, figures_of(desks, out)) == (without.input_digest, figures_of(desks, without)) != (with_all.input_digest, figures_of(desks, with_all))
    counts = {name: out.counts[name] for name in ("n", "stored", "superseded", "for_quality_control", "excluded", "excluded_for")}
    assert counts == {"n": 24, "stored": 30, "superseded": 0, "for_quality_control": 0, "excluded": 6, "excluded_for": {"staff_test": 6}}
    assert out.diagnostics["ground"]["exclusions"]["acts"] == 6
    for response in extra:
        decide(desks, response, None)
    nights.run()
    back = last_run(desks)
    assert (back.input_digest, back.counts, figures_of(desks, back)) == (with_all.input_digest, with_all.counts, figures_of(desks, with_all))
    assert back.diagnostics["exclusions"] == {"n": 0, "reasons": {}, "measures": []}


@pytest.mark.parametrize("kind", ["desks", "households"])
def test_the_figures_with_them_are_those_of_a_run_without_exclusions(kind, request, here, tmp_path):
    wave = request.getfixturevalue(kind)
    nights = Nights(wave, here, tmp_path)
    nights.run()
    counted = {row.measure: row for row in estimates_of(wave.engine, last_run(wave).id) if row.domain_kind == "all" and row.suppressed is None}
    for response in responses_of(wave)[1:14:2]:
        decide(wave, response, "wrong_person")
    nights.run()
    told = with_them(last_run(wave))
    assert told.keys() == counted.keys() and len(told) > 20
    for code, figure in told.items():
        assert figure == {"code": code, "n": counted[code].n, "suppressed": None} | {name: getattr(counted[code], name) for name in NUMBERS}


def test_weights_of_forms_left_out_may_need_a_finer_grid(households, here):
    with writing(households.engine).begin() as connection:
        connection.execute(update(Wave).values(design={"weighting": "weighted"}))
        connection.execute(update(Case).where(Case.id.in_(households.places[::3])).values(weight=1 / 3))
    run_wave(households.engine, here, "ho-thu", asked_by="test")
    counted = {row.measure: row.score for row in estimates_of(households.engine, last_run(households).id) if row.domain_kind == "all"}
    for response in responses_of(households)[::3]:
        decide(households, response)
    assert run_wave(households.engine, here, "ho-thu", asked_by="test").n == 12
    told = with_them(last_run(households))
    assert told and {code: figure["score"] for code, figure in told.items()} == {code: counted[code] for code in told}


def test_corrections_belong_to_their_sheet_whichever_came_first(desks, nights):
    sheet, other = responses_of(desks)[:2]
    decide(desks, sheet)
    nights.run()
    without = last_run(desks)
    again = desks.answer(desks.places[0], supersedes_id=sheet)
    desks.answer(desks.places[0], supersedes_id=again)
    nights.run()
    corrected = last_run(desks)
    assert (corrected.input_digest, corrected.counts["excluded"], corrected.counts["superseded"]) == (without.input_digest, 1, 2)
    desks.answer(desks.places[1], supersedes_id=other)
    nights.run()
    decide(desks, other, "repeated")
    nights.run()
    assert {name: last_run(desks).counts[name] for name in ("n", "excluded", "superseded")} == {"n": 22, "excluded": 2, "superseded": 3}
    assert last_run(desks).counts["excluded_for"] == {"repeated": 1, "staff_test": 1}
    decide(desks, sheet, None)
    nights.run()
    assert {name: last_run(desks).counts[name] for name in ("n", "excluded", "superseded")} == {"n": 23, "excluded": 1, "superseded": 3}


@one_database
def test_a_sheet_left_out_and_answered_tonight_is_never_counted(desks, nights):
    before = last_run(desks).input_digest
    decide(desks, desks.answer(desks.places[0]))
    assert nights.run() == {"rows_read": 1, "anew": None}
    assert last_run(desks).input_digest == before


@one_database
def test_a_serial_counted_twice_is_mended_by_leaving_one_sheet_out(households, here):
    with households.engine.connect() as connection:
        of_another_case = connection.scalar(select(Response.id).where(Response.case_id == households.places[1]))
    households.answer(households.places[0], supersedes_id=of_another_case)
    assert "serial A10" in run_wave(households.engine, here, "ho-thu", asked_by="test").reason
    decide(households, of_another_case, "wrong_person")
    assert run_wave(households.engine, here, "ho-thu", asked_by="test").n == 17


@one_database
def test_of_fewer_than_five_forms_only_the_number_is_told(desks, nights):
    for response in responses_of(desks)[:4]:
        decide(desks, response)
    nights.run()
    told = last_run(desks).diagnostics["exclusions"]
    assert (told["n"], told["reasons"]) == (4, {"staff_test": 4})
    assert {(figure["suppressed"], figure["n"], *(figure[name] for name in NUMBERS)) for figure in told["measures"]} == {("few_answers", None, None, None, None, None)}


@one_database
def test_a_question_that_few_of_them_answered_is_not_told_nor_what_gives_it_away(engine, here):
    wave = field_desks(engine)
    for number in range(24):
        wave.answer(wave.places[number % 2], answered_on=DAY + timedelta(days=number % 3))
    few = next(item for item in wave.items if item.startswith("2.1."))
    for number in range(8):
        answers = {item: level for item, level in wave.answers().items() if item != few or number < 3}
        decide(wave, wave.answer(wave.places[0], answers=answers))
    run_wave(engine, here, "quay-thu", asked_by="test")
    told = with_them(last_run(wave))
    assert (told[few]["suppressed"], told[few]["score"]) == ("few_answers", None)
    family = [code for code in told if code == "2.1" or code.startswith("2.1.")]
    # A component is the mean of its questions: with just one of these numbers missing, it would follow from the others.
    assert sum(told[code]["suppressed"] == "complementary" for code in family) == 1
    assert told["2"]["score"] is not None


@one_database
def test_a_form_that_cannot_be_estimated_does_not_stop_the_run_that_leaves_it_out(desks, nights):
    decide(desks, desks.answer(desks.places[0], answers={**desks.answers(), "2.1.1": 9}), "staff_test")
    nights.run()
    told = last_run(desks).diagnostics["exclusions"]
    assert told["n"] == 1 and told["measures"] == [] and "2.1.1" in told["lacking"]


@one_database
def test_a_wave_of_which_all_is_left_out_has_no_results(engine, here):
    wave = field_households(engine)
    decide(wave, wave.answer(wave.places[0]))
    assert run_wave(engine, here, "ho-thu", asked_by="test").reason.startswith("no responses of record yet (1 stored, 1 of them left out)")


@one_database
def test_the_analysis_file_keeps_every_answer_and_names_what_was_left_out_beside(desks, nights, here):
    sheet = responses_of(desks)[3]
    corrected = desks.answer(desks.places[1], supersedes_id=sheet)
    decide(desks, sheet, "repeated")
    nights.run()
    folder = here.data_dir / "analysis" / desks.code
    rows, out = dataset.dataset(folder).to_table(), csv.read_csv(folder / "_excluded.csv")
    assert (rows.num_rows, out.to_pydict()) == (25, {"response_id": [sheet, corrected], "reason": ["repeated", "repeated"]})
    gone = rows["supersedes_id"].drop_null().to_pylist() + out["response_id"].to_pylist()
    rows = rows.filter((pc.field("purpose") == "original") & ~pc.field("response_id").isin(gone))
    assert rows.num_rows == last_run(desks).counts["n"] == 23
