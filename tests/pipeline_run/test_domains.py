"""Whom a run reports on: units, modes of collection and what people said of themselves; and what these are called."""
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from sqlalchemy import insert, update

import forms
from pipeline.answer_domains import answer_columns, with_answer_columns
from pipeline.domain_labels import label_domains
from pipeline.former_districts import read_districts
from pipeline.kinds import KINDS
from pipeline.run import run_wave
from survey_app.database import writing
from survey_app.models import AdminUnit, AdminUnitSuccessor, Case, Psu
from tests.pipeline_run.small_waves import estimates_of, field_desks, field_households, one_database, runs_of

INSTRUMENT = forms.load("sipas_household")
MERGER = date(2025, 7, 1)


def told(answers: dict[str, list]) -> dict[str, list]:
    """Domains of people with these answers, by kind; columns that are not given are blank."""
    columns = answer_columns(INSTRUMENT, KINDS["household"].domains)
    rows = len(next(iter(answers.values())))
    blank = {"D1": pa.string(), "D2": pa.string(), "A8=procedure_in_person": pa.int8(), "A8=procedure_online": pa.int8()}
    table = pa.table({name: pa.array(answers.get(name, [None] * rows), type_) for name, type_ in blank.items()})
    return {column.kind: with_answer_columns(table, columns)[column.kind].to_pylist() for column in columns}


def test_sex_and_age_are_the_options_chosen():
    assert told({"D1": ["male", "other", None], "D2": ["60plus", None, "18-29"]}) == {
        "sex": ["male", "other", None], "age": ["60plus", None, "18-29"], "experience": [None] * 3}


def test_who_ticked_either_way_of_having_a_procedure_handled_has_experience():
    found = told({"A8=procedure_in_person": [1, 0, 0, 1, None], "A8=procedure_online": [0, 1, 0, 1, None]})
    assert found["experience"] == ["used", "used", "not_used", "used", None]


def test_every_published_instrument_of_households_tells_all_three():
    for version in ("2023", "2024"):
        columns = answer_columns(forms.load("sipas_household", version), KINDS["household"].domains)
        assert [(column.kind, column.item) for column in columns] == [("sex", "D1"), ("age", "D2"), ("experience", "A8")]


def without(concept: str) -> forms.Instrument:
    sections = (replace(section, items=tuple(item for item in section.items if item.concept != concept)) for section in INSTRUMENT.sections)
    return replace(INSTRUMENT, sections=tuple(sections))


@pytest.mark.parametrize(("concept", "left"), [("respondent.gender", ["age", "experience"]), ("experience.kinds", ["sex", "age"])])
def test_instrument_without_the_item_has_no_such_domain(concept, left):
    assert [column.kind for column in answer_columns(without(concept), KINDS["household"].domains)] == left


def answer_in_full(wave) -> None:
    """An answer from every case: sex, age and experience in turn, some blank."""
    for number, case in enumerate(wave.places):
        about = {"D1": ("male", "female")[number % 2], "A8": ["procedure_online"] if number % 2 else ["gave_feedback"]}
        if number % 6:
            about["D2"] = ("18-29", "60plus")[number // 2 % 2]
        wave.answer(case, answers=wave.answers() | about)


def test_a_household_run_reports_on_all_of_them_and_says_their_names(engine, here):
    wave = field_households(engine)
    with writing(engine).begin() as connection:
        connection.execute(insert(AdminUnit).values(code="090", name="huyện Đồi Thông", level="district", valid_from=date(2000, 1, 1)))
        connection.execute(update(AdminUnit).where(AdminUnit.code == "09001").values(parent_code="090"))
    answer_in_full(wave)
    summary = run_wave(engine, here, "ho-thu", asked_by="test")
    shown = {(row.domain_kind, row.domain): row.n for row in estimates_of(engine, summary.run) if row.measure == "SIPAS"}
    assert shown == {
        ("all", "all"): 18, ("stratum", "A"): 9, ("stratum", "B"): 9, ("commune", "09001"): 18, ("district", "090"): 18, ("channel", "paper"): 18,
        ("sex", "male"): 9, ("sex", "female"): 9, ("experience", "used"): 9, ("experience", "not_used"): 9, ("age", "18-29"): 8, ("age", "60plus"): 7,
    }
    names = runs_of(engine)[0].method["domains"]
    assert names["sex"]["item"] == "D1" and names["sex"]["label"]["vi"] == "Giới tính"
    assert names["sex"]["names"]["female"]["vi"] == "Nữ" and list(names["age"]["names"]) == ["18-29", "60plus"]
    assert names["commune"]["names"] == {"09001": {"vi": "xã Mây Trắng", "en": "xã Mây Trắng"}}
    assert names["district"]["names"]["090"]["vi"] == "huyện Đồi Thông" and names["stratum"]["names"]["A"]["vi"] == "vùng A"
    assert set(names) == {kind for kind, _ in shown} - {"all"}


@one_database
def test_small_groups_that_people_told_of_are_hidden_with_a_partner(engine, here):
    wave = field_households(engine)
    for number, case in enumerate(wave.places):
        wave.answer(case, answers=wave.answers() | {"D1": "other" if number < 2 else ("male", "female")[number % 2]})
    summary = run_wave(engine, here, "ho-thu", asked_by="test")
    sexes = {row.domain: row.suppressed for row in estimates_of(engine, summary.run) if (row.domain_kind, row.measure) == ("sex", "SIPAS")}
    assert sexes == {"other": "few_answers", "female": "complementary", "male": None}


@one_database
def test_communes_of_four_villages_are_ranked(engine, here):
    wave = field_households(engine)
    with writing(engine).begin() as connection:
        other = connection.execute(insert(AdminUnit).values(code="09002", name="xã Suối Ngà", level="commune", valid_from=date(2020, 1, 1))).inserted_primary_key[0]
        connection.exec_driver_sql(f"UPDATE psu SET unit_id = {other} WHERE stratum_id = 2")
        fourth = [connection.execute(insert(Psu).values(stratum_id=stratum, code="T4", name="thôn 4", unit_id=unit)).inserted_primary_key[0]
                  for stratum, unit in ((1, 1), (2, other))]
        more = [connection.execute(insert(Case).values(wave_id=wave.wave_id, psu_id=psu, serial=f"4{psu}{form}", weight=1.5)).inserted_primary_key[0]
                for psu in fourth for form in range(3)]
    for case in (*wave.places, *more):
        wave.answer(case)
    summary = run_wave(engine, here, "ho-thu", asked_by="test")
    ranks = {row.domain: (row.rank_lo, row.rank_hi) for row in estimates_of(engine, summary.run) if row.domain_kind == "commune" and row.measure == "SIPAS"}
    assert set(ranks) == {"09001", "09002"} and None not in ranks["09001"]
    (about,) = runs_of(engine)[0].diagnostics["ranks"]
    assert (about["by"], about["ranked"], about["left_out"]) == ("commune", 2, [])


@one_database
def test_a_single_commune_is_not_ranked(households, engine, here):
    run_wave(engine, here, "ho-thu", asked_by="test")
    assert runs_of(engine)[0].diagnostics["ranks"][0]["reason"] == "Only one commune can be ranked."


@one_database
def test_desks_have_their_communes_and_channels_but_nobody_is_asked_their_sex(engine, here):
    wave = field_desks(engine)
    for number in range(24):
        wave.answer(wave.places[number % 2], answers=wave.answers() | {"D1": "male"}, channel=("phone", "paper")[number // 12])
    run_wave(engine, here, "quay-thu", asked_by="test")
    names = runs_of(engine)[0].method["domains"]
    assert set(names) == {"service_point", "commune", "channel"}
    assert names["service_point"]["names"]["001"]["vi"] == "Một cửa 001" and names["channel"]["names"]["phone"]["vi"].startswith("Điện thoại")


def units(connection, *rows: tuple) -> dict[str, int]:
    """Store units (code, level, parent, from, to) and give their ids."""
    return {row[0] + str(row[3].year): connection.execute(insert(AdminUnit).values(
        code=row[0], name=f"{row[0]} {row[3].year}", level=row[1], parent_code=row[2], valid_from=row[3], valid_to=row[4])).inserted_primary_key[0] for row in rows}


def test_what_leaders_are_listed_by_is_no_area():
    """They are a whole list; strata of households are areas that a sample was drawn in."""
    label = {kind: label_domains(kind, {"stratum": ["A"]}, {}, ())["stratum"]["label"]["vi"] for kind in ("household", "leaders")}
    assert label == {"household": "Địa bàn chọn mẫu", "leaders": "Nhóm được hỏi"}


@one_database
def test_the_district_is_the_parent_that_lived_at_the_same_time(engine):
    """Code 090 was used twice."""
    with writing(engine).begin() as connection:
        ids = units(connection, ("090", "district", None, date(1990, 1, 1), date(2005, 1, 1)), ("090", "district", None, date(2006, 1, 1), MERGER),
                    ("09001", "commune", "090", date(2010, 1, 1), MERGER), ("09002", "commune", "nix", date(2010, 1, 1), None))
        assert read_districts(connection) == {ids["090012010"]: ("090", "090 2006")}


@one_database
def test_a_commune_made_of_those_of_one_district_has_that_district(engine):
    """One made across a border has none, nor has one of which a part is not known."""
    with writing(engine).begin() as connection:
        life = (date(2000, 1, 1), MERGER)
        ids = units(connection, ("090", "district", None, *life), ("091", "district", None, *life), ("a", "commune", "090", *life), ("b", "commune", "090", *life),
                    ("c", "commune", "091", *life), ("d", "commune", None, *life), ("one", "commune", "00", MERGER, None),
                    ("across", "commune", "00", MERGER, None), ("unknown", "commune", "00", MERGER, None))
        made_of = {"one": "ab", "across": "bc", "unknown": "ad"}
        connection.execute(insert(AdminUnitSuccessor), [{"unit_id": ids[f"{part}2000"], "successor_id": ids[f"{whole}2025"]} for whole, parts in made_of.items() for part in parts])
        found = read_districts(connection)
    assert {name: found.get(ids[f"{name}2025"], (None,))[0] for name in made_of} == {"one": "090", "across": None, "unknown": None}
