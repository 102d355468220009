"""The generated answers: the same everywhere, accepted by the one validator, and alike within people and places."""
import hashlib
import json
from dataclasses import asdict
from datetime import date
from statistics import correlation, mean

import pytest
from tests.demo.generated import FORMS, VISITS

from demo.households import HH_2023, HH_2024, paper_forms
from demo.places import desks, sampled_thon, units
from demo.visitors import JOINED, LAST_DAY, OPENS_ON, visits
from forms import load, validate
from survey_app.codes import read_code

# SHA-256 of all generated answers. They change only on purpose: a demo loaded before would be "repaired" into a mixture.
GOLDEN = {
    "hh-2023": "f4f61ab435dfc5757915896461e0f48dc0252dba1196e8ce2b5d6afc9b6c2d98",
    "hh-2024": "4e5c6d4f1bda622bd8860dde8fed6ac206b184546bdf252f56f7dc1923576dba",
    "desk-demo": "624015b21309075fa8a52cd3bc73ba6cf645a3e3f58a06d8f2b82bcf5c692c69",
}
MAKERS = {"hh-2023": lambda: paper_forms(HH_2023), "hh-2024": lambda: paper_forms(HH_2024), "desk-demo": visits}


def digest(things) -> str:
    """SHA-256 of a list of dataclasses."""
    text = json.dumps([asdict(thing) for thing in things], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def levels(things, item: str) -> dict[int, int]:
    """Levels given to an item, by the place in the list."""
    return {place: thing.answers[item] for place, thing in enumerate(things) if isinstance(thing.answers.get(item), int)}


def intraclass(values: dict[int, float], groups: list[str]) -> float:
    """Intraclass correlation by one-way analysis of variance: (MSB - MSW) / (MSB + (m0 - 1)·MSW)."""
    sets: dict[str, list[float]] = {}
    for place, value in values.items():
        sets.setdefault(groups[place], []).append(value)
    grand, total = mean(values.values()), len(values)
    between = sum(len(group) * (mean(group) - grand) ** 2 for group in sets.values()) / (len(sets) - 1)
    within = sum((value - mean(group)) ** 2 for group in sets.values() for value in group) / (total - len(sets))
    typical = (total - sum(len(group) ** 2 for group in sets.values()) / total) / (len(sets) - 1)
    return (between - within) / (between + (typical - 1) * within)


def mean_intraclass(things, items, groups) -> float:
    return mean(intraclass(levels(things, item), groups) for item in items)


def satisfaction_items(code: str) -> list[str]:
    return [item.code for item in load(code, "2024").items.values() if item.scale and item.scale.code == "satisfaction"]


@pytest.mark.parametrize("wave", GOLDEN)
def test_two_makings_are_equal(wave):
    assert digest(MAKERS[wave]()) == digest(MAKERS[wave]())


@pytest.mark.parametrize("wave", GOLDEN)
def test_the_making_is_the_one_known(wave):
    assert digest(MAKERS[wave]()) == GOLDEN[wave]


@pytest.mark.parametrize("channel", ["paper", "import"])
@pytest.mark.parametrize("year", [2023, 2024])
def test_the_validator_takes_every_form_as_it_is(year, channel):
    instrument = load("sipas_household", str(year))
    for form in FORMS[year]:
        checked = validate(instrument, form.answers, channel=channel)
        assert (checked.problems, checked.answers) == ((), form.answers)


def test_the_validator_takes_every_visit_as_it_is():
    instrument = load("one_stop_visitor", "2024")
    for visit in VISITS:
        checked = validate(instrument, visit.answers, channel="phone")
        assert (checked.problems, checked.answers) == ((), visit.answers)


@pytest.mark.parametrize("year", [2023, 2024])
def test_neighbours_answer_alike(year):
    thon = [form.thon.code for form in FORMS[year]]
    assert 0.03 < mean_intraclass(FORMS[year], satisfaction_items("sipas_household"), thon) < 0.12


@pytest.mark.parametrize("year", [2023, 2024])
def test_people_are_consistent_between_components(year):
    given = [(form.answers.get("1.1.1"), form.answers.get("2.5.3")) for form in FORMS[year]]
    both = [pair for pair in given if all(isinstance(level, int) for level in pair)]
    assert 0.2 < correlation(*zip(*both, strict=True)) < 0.7


def test_visitors_of_a_desk_and_of_a_day_answer_alike():
    items = satisfaction_items("one_stop_visitor")
    by_desk = mean_intraclass(VISITS, items, [visit.desk.number for visit in VISITS])
    by_day = mean_intraclass(VISITS, items, [f"{visit.desk.number} {visit.answered_on}" for visit in VISITS])
    assert 0.005 < by_desk < by_day < 0.2


def test_about_4500_visits_on_working_days_of_a_year():
    assert 4_200 <= len(VISITS) <= 4_800
    assert {visit.desk.number for visit in VISITS} == {desk.number for desk in desks()}
    days = {visit.answered_on for visit in VISITS}
    assert (min(days), max(days)) == (OPENS_ON, LAST_DAY)
    assert max(day.weekday() for day in days) == 4
    assert date(2026, 2, 17) not in days  # Mồng Một Tết


def test_five_desks_have_visitors_all_year_and_the_others_from_when_they_joined():
    first = {desk.number: min(visit.answered_on for visit in VISITS if visit.desk.number == desk.number) for desk in desks()}
    assert [number for number, day in first.items() if day.month == 7] == ["005", "007", "008", "009", "011"]
    assert all(first[number] >= day for number, day in JOINED.items())


def test_some_visitors_give_reasons_instead_of_levels_and_some_a_remark():
    given = {answer for visit in VISITS for answer in visit.answers.values()}
    assert {"dk", "ref", "na"} <= given
    assert 0.02 < mean("R" in visit.answers for visit in VISITS) < 0.06


def test_who_has_no_result_yet_does_not_judge_it():
    waiting = [visit for visit in VISITS if visit.answers.get("S3") == "no"]
    assert waiting and not any("2.4.1" in visit.answers for visit in waiting)


def test_seconds_are_those_of_the_sections_shown():
    for visit in VISITS:
        assert all(seconds > 0 for seconds in visit.timings.values())
        assert ("2.1" in visit.timings) == ("2.1.1" in visit.answers)


def test_desk_codes_can_be_read_and_differ():
    codes = [desk.code for desk in desks()]
    assert len(set(codes)) == 12
    assert [read_code(code) for code in codes] == codes


def test_three_districts_with_six_thon_each():
    districts = [thon.district for thon in sampled_thon()]
    assert {code: districts.count(code) for code in districts} == {"0001": 6, "0002": 6, "0003": 6}


def test_every_unit_has_its_parent_in_force():
    known = {unit.code: unit for unit in units()}
    assert len(known) == len(units())
    for unit in units():
        if unit.parent:
            parent = known[unit.parent]
            assert parent.valid_from <= unit.valid_from
            assert parent.valid_to is None or (unit.valid_to and unit.valid_to <= parent.valid_to)
