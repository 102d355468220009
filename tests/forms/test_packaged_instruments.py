"""The packaged questionnaires say what the published tables say."""

import csv
import unicodedata
from pathlib import Path

import pytest

from forms import catalogue, load, validate
from forms.wtforms_builder import section_form

DATA = Path(__file__).parents[1] / "data"
HOUSEHOLDS = [("sipas_household", "2023"), ("sipas_household", "2024")]


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [{key: unicodedata.normalize("NFC", value) for key, value in row.items()} for row in csv.DictReader(file)]


SIPAS = rows("sipas_ninh_binh.csv")
PUBLISHED = {row["code"]: row["name_vi"] for row in SIPAS if row["level"] == "item"}
COMPONENTS = {row["code"]: row["name_vi"] for row in SIPAS if row["level"] == "component"}


def satisfaction(instrument):
    return {code: item for code, item in instrument.items.items() if code in PUBLISHED}


def test_catalogue_lists_every_file():
    assert catalogue() == [("one_stop_visitor", "2024"), ("par_leaders", "2024"), *HOUSEHOLDS]


def test_newest_version_is_the_one_taken():
    assert load("sipas_household").version == "2024"


@pytest.mark.parametrize(("code", "version"), [("nope", None), ("sipas_household", "1999")])
def test_unknown_instrument_names_those_there_are(code, version):
    with pytest.raises(LookupError, match="sipas_household/2024"):
        load(code, version)


@pytest.mark.parametrize(("code", "version"), HOUSEHOLDS)
def test_the_39_items_are_the_published_ones(code, version):
    items = satisfaction(load(code, version))
    assert len(PUBLISHED) == 39
    assert {code: item.text.vi for code, item in items.items()} == PUBLISHED
    assert list(items) == list(PUBLISHED)
    assert {item.scale.code for item in items.values()} == {"satisfaction"}


def test_the_desk_asks_the_16_items_of_index_2():
    items = satisfaction(load("one_stop_visitor"))
    assert {code: item.text.vi for code, item in items.items()} == {c: t for c, t in PUBLISHED.items() if c[0] == "2"}
    assert len(items) == 16


def test_pages_of_satisfaction_carry_the_title_of_their_component():
    for section in load("sipas_household").sections:
        for item in section.items:
            if item.code in PUBLISHED:
                assert section.title.vi == COMPONENTS[item.code.rpartition(".")[0]]


def test_leaders_judge_the_22_published_criteria():
    table = rows("par_leader_survey_ninh_binh_2024.csv")
    leaders = load("par_leaders")
    asked = [(section.title.vi, item.text.vi) for section in leaders.sections for item in section.items]
    assert asked == [(row["field"], row["criterion"]) for row in table]


def test_misconduct_is_judged_by_how_common_it_is():
    scales = {item.text.vi.startswith("Tình trạng"): item.scale.code for item in load("par_leaders").items.values()}
    assert scales == {True: "misconduct", False: "quality"}


@pytest.mark.parametrize(("code", "version"), catalogue())
def test_pages_are_short(code, version):
    assert max(len(section.items) for section in load(code, version).sections) <= 5


@pytest.mark.parametrize(("code", "version"), catalogue())
def test_every_required_item_can_be_declined_but_the_screening(code, version):
    required = [item for item in load(code, version).items.values() if item.required_in]
    assert [item.code for item in required if "ref" not in item.nonanswers] == []


@pytest.mark.parametrize(("code", "version"), catalogue())
def test_concepts_are_distinct(code, version):
    concepts = [item.concept for item in load(code, version).items.values()]
    assert len(set(concepts)) == len(concepts)


def test_concepts_stay_over_years_and_instruments():
    by_code = [{c: i.concept for c, i in load(*key).items.items()} for key in [*HOUSEHOLDS, ("one_stop_visitor", "2024")]]
    assert by_code[0] == by_code[1]
    assert by_code[2]["2.1.1"] == by_code[0]["2.1.1"] == "service.access.signage"


@pytest.mark.parametrize("channel", ["phone", "link"])
def test_nothing_about_the_respondent_is_required(channel):
    for code in ("sipas_household", "one_stop_visitor"):
        assert validate(load(code), {}, channel=channel, sections=["D"]).ok


def test_five_of_ten_expectations():
    item = load("sipas_household").items["C"]
    assert (item.kind, item.choose, len(item.options)) == ("choose", 5, 10)


def test_desk_visitor_need_not_say_more_than_not_used():
    assert validate(load("one_stop_visitor"), {"S1": "not_used"}, channel="phone").ok


@pytest.mark.parametrize(("code", "version"), catalogue())
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_section_makes_a_form(code, version, language):
    instrument = load(code, version)
    for section in instrument.sections:
        assert set(dir(section_form(instrument, section, language))) >= {item.code for item in section.items}
