"""The differences that a run publishes: since the wave before, between domains, of units against the rest; none of a hidden figure."""
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from pipeline.differences import holm, independent_difference
from pipeline.run import run_wave
from survey_app.database import writing
from survey_app.models import Case, Difference, Psu, Run, Stratum, Wave
from tests.pipeline_run.small_waves import DAY, Field, estimates_of, field_desks, field_households, one_database, release_run, runs_of, silence


def differences_of(engine, run: int) -> list:
    """All columns, sorted."""
    with engine.connect() as connection:
        return connection.execute(select(*Difference.__table__.c).where(Difference.run_id == run).order_by(*Difference.__table__.primary_key.columns)).all()


def second_wave(first: Field, **values) -> Field:
    """A wave that names the first as the one before it, with a sample like its."""
    with writing(first.engine).begin() as connection:
        columns = [column for column in Wave.__table__.c if column.name not in ("id", "code", "previous_wave_id")]
        earlier = connection.execute(select(*columns).where(Wave.id == first.wave_id)).one()._asdict()
        wave = connection.execute(insert(Wave).values(**earlier | {"code": "ho-sau", "previous_wave_id": first.wave_id} | values)).inserted_primary_key[0]
        cases = []
        for code in "AB":
            stratum = connection.execute(insert(Stratum).values(wave_id=wave, code=code, name=code)).inserted_primary_key[0]
            for number in range(3):
                psu = connection.execute(insert(Psu).values(stratum_id=stratum, code=str(number), name="thôn")).inserted_primary_key[0]
                cases += [connection.execute(insert(Case).values(wave_id=wave, psu_id=psu, serial=f"{code}{number}{form}")).inserted_primary_key[0] for form in range(3)]
    later = Field(first.engine, wave, "ho-sau", "case_id", cases, first.items)
    later.chance.seed(11)
    for case in cases:
        later.answer(case)
    return later


NONE_SHARED = {"shared_psus": 0, "overlap_psus": 0, "overlap_lacking": None, "overlap_without": 0}


def said_of(run, comparison: str, kind: str) -> dict:
    return next(family for family in run.diagnostics["differences"]["families"] if (family["comparison"], family["kind"]) == (comparison, kind))


def test_all_measures_are_compared_with_the_wave_before(households, engine, here):
    """From the stored estimates of both, which are unrounded: samples are independent, so that is all there is to know. Holm level by level."""
    before = run_wave(engine, here, "ho-thu", asked_by="test")
    second_wave(households)
    after = run_wave(engine, here, "ho-sau", asked_by="test")
    found = [row for row in differences_of(engine, after.run) if (row.comparison, row.domain_kind) == ("wave", "all")]
    old, new = ({row.measure: row for row in estimates_of(engine, summary.run) if row.domain_kind == "all"} for summary in (before, after))
    def level(code: str) -> str:
        return "overall" if code == "SIPAS" else ("index", "component", "item")[code.count(".")]

    by_hand = [difference for each in ("overall", "index", "component", "item") for difference in holm(
        [independent_difference(code, ("ho-sau", new[code]), ("ho-thu", old[code]), 0.95) for code in new if level(code) == each])]
    assert {row.measure: (row.domain, row.other, row.difference, row.se, row.df, row.lo, row.hi, row.p, row.p_holm) for row in found} == {
        d.code: (d.a, d.b, d.difference, d.se, d.df, d.lo, d.hi, d.p, d.p_holm) for d in by_hand}
    assert len(found) == 51
    assert runs_of(engine)[1].method["previous"] == {"wave": "ho-thu", "run": before.run, "released": False, "release": None, **NONE_SHARED}


@one_database
def test_villages_in_both_samples_are_counted(households, engine, here):
    """Known again by commune (or stratum), code and name: here all six; but one has another name now, one was drawn with certainty, one lies in another commune."""
    run_wave(engine, here, "ho-thu", asked_by="test")
    second_wave(households)
    changes = ("name = 'thôn khác' WHERE code = 'T1' AND stratum_id = 3", "self_representing = true WHERE code = 'T2' AND stratum_id = 3",
               "unit_id = NULL WHERE code = 'T3' AND stratum_id = 3")
    with writing(engine).begin() as connection:
        connection.exec_driver_sql("UPDATE psu SET code = 'T' || (code + 1), name = 'thôn ' || (code + 1), unit_id = 1 WHERE stratum_id > 2")
        for change in changes:
            connection.exec_driver_sql(f"UPDATE psu SET {change}")
    run_wave(engine, here, "ho-sau", asked_by="test")
    assert runs_of(engine)[1].method["previous"]["shared_psus"] == 3


@one_database
def test_the_released_run_of_the_wave_before_is_the_one_that_counts(households, engine, here):
    released, later = (run_wave(engine, here, "ho-thu", asked_by="test") for _ in range(2))
    second_wave(households)
    run_wave(engine, here, "ho-sau", asked_by="test")
    release_run(engine, households.wave_id, released.run)
    run_wave(engine, here, "ho-sau", asked_by="test")
    assert [run.method["previous"] for run in runs_of(engine)[2:]] == [
        {"wave": "ho-thu", "run": later.run, "released": False, "release": None, **NONE_SHARED},
        {"wave": "ho-thu", "run": released.run, "released": True, "release": 1, **NONE_SHARED}]


@one_database
@pytest.mark.parametrize(("values", "reason"), [
    ({"previous_wave_id": None}, "The wave names no wave before it."),
    ({}, "Wave ho-thu has no results yet."),
    ({"design": {"weighting": "weighted"}}, "Figures of ho-thu are official, these are weighted."),
])
def test_why_there_is_nothing_to_compare_with_is_said(households, engine, here, values, reason):
    if "results" not in reason:
        run_wave(engine, here, "ho-thu", asked_by="test")
    second_wave(households, **values)
    summary = run_wave(engine, here, "ho-sau", asked_by="test")
    assert said_of(runs_of(engine)[-1], "wave", "all") == {"comparison": "wave", "kind": "all", "tests": 0, "reason": reason}
    assert not [row for row in differences_of(engine, summary.run) if row.comparison == "wave"]


@one_database
def test_what_was_hidden_in_the_wave_before_has_no_difference(households, engine, here):
    silence(households, "2.5.3", but=2)
    before = run_wave(engine, here, "ho-thu", asked_by="test")
    second_wave(households)
    after = run_wave(engine, here, "ho-sau", asked_by="test")
    hidden = {row.measure for row in estimates_of(engine, before.run) if row.domain_kind == "all" and row.suppressed}
    found = {row.measure for row in differences_of(engine, after.run) if (row.comparison, row.domain_kind) == ("wave", "all")}
    assert "2.5.3" in hidden and not hidden & found and len(found) == 51 - len(hidden)


@one_database
def test_domains_of_a_kind_are_compared_two_by_two_without_items(engine, here):
    wave = field_households(engine)
    for number, case in enumerate(wave.places):
        wave.answer(case, answers=wave.answers() | {"D1": ("male", "female")[number % 2], "D2": ("18-29", "30-44", "60plus")[number % 3]})
    summary = run_wave(engine, here, "ho-thu", asked_by="test")
    found = differences_of(engine, summary.run)
    # 12 measures above items (the overall one, 2 indices, 9 components) times pairs; communes: one alone has no rest.
    assert Counter(row.domain_kind for row in found) == {"sex": 12, "age": 36, "stratum": 12}
    scores = {(row.domain_kind, row.domain, row.measure): row.score for row in estimates_of(engine, summary.run)}
    for row in found:
        assert row.difference == pytest.approx(scores[row.domain_kind, row.domain, row.measure] - scores[row.domain_kind, row.other, row.measure])
        if row.domain_kind == "stratum":  # three villages each, one stratum: 2 df, too few to say anything
            assert (row.df, row.se, row.lo, row.p, row.p_holm) == (2, None, None, None, None)
        else:  # everywhere: 6 villages - 2 strata
            assert row.df == 4 and row.p_holm >= row.p and row.lo < row.difference < row.hi


@one_database
def test_no_pair_with_a_hidden_domain_is_told(engine, here):
    """Two of another sex are hidden, and one of the two sexes with them: no pair is left."""
    wave = field_households(engine)
    for number, case in enumerate(wave.places):
        wave.answer(case, answers=wave.answers() | {"D1": "other" if number < 2 else ("male", "female")[number % 2]})
    summary = run_wave(engine, here, "ho-thu", asked_by="test")
    assert not [row for row in differences_of(engine, summary.run) if row.domain_kind == "sex"]
    assert said_of(runs_of(engine)[0], "domain", "sex")["tests"] == 0


@one_database
def test_each_desk_is_held_against_all_others(engine, here):
    wave = field_desks(engine)
    for number in range(40):
        levels = (4, 5) if number % 2 else (2, 3)
        wave.answer(wave.places[number % 2], answers=dict.fromkeys(wave.items, levels[number // 8 % 2]), answered_on=DAY + timedelta(days=number // 8))
    summary = run_wave(engine, here, "quay-thu", asked_by="test")
    found = {row.domain: row for row in differences_of(engine, summary.run) if row.domain_kind == "service_point"}
    scores = {row.domain: row.score for row in estimates_of(engine, summary.run) if row.domain_kind == "service_point" and row.measure == "2"}
    assert {row.other for row in found.values()} == {"rest"} and {row.measure for row in found.values()} == {"2"}
    assert found["001"].difference == pytest.approx(scores["001"] - scores["002"]) and found["002"].difference == pytest.approx(-found["001"].difference)
    assert found["001"].p_holm < 0.05


@one_database
def test_the_same_input_gives_the_same_differences(households, engine, here):
    first = run_wave(engine, here, "ho-thu", asked_by="test")
    second = run_wave(engine, here, "ho-thu", asked_by="test")
    one, other = ([row[1:] for row in differences_of(engine, summary.run)] for summary in (first, second))
    assert one == other and one
