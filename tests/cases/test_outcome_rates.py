"""Outcome rates on pages and in the file, by hand from small tallies."""
from __future__ import annotations

import csv
import io
import re

from sqlalchemy import update

from survey_app.batches.making import Bundling, create_batches
from survey_app.cases.outcome_rates import outcomes
from survey_app.cases.words import FAMILIES, GROUP_MEANINGS, GROUP_NAMES
from survey_app.database import writing
from survey_app.exclusions.deciding import exclude, restore
from survey_app.exclusions.sheets import choose_by_numbers
from survey_app.exclusions.sheets import find_wave as find_any_wave
from survey_app.fielded import find_wave
from survey_app.models import Batch
from survey_app.people.scopes import Scope, scope_of
from survey_app.sampling.case_list import list_cases
from survey_app.sampling.casework import dispose, settle
from survey_app.sampling.dispositions import GROUPS
from survey_app.sampling.rates import RATES, Tally
from tests.cases.conftest import HERE, THERE, take_the_field
from tests.sampling.conftest import WAVE

RATES_OF = f"/mau/{WAVE}/ty-le"
ALL = Scope(0, everywhere=True, organisation_id=None)


def work(field) -> None:
    """One answered, one refused, one ineligible here; nothing there: 20 cases."""
    first, second, third, *_ = field.serials(HERE)
    field.answer(first)
    dispose(field.engine, WAVE, second, "2.11", "an")
    dispose(field.engine, WAVE, third, "4.60", "an")


def leave_out(field, serial: str, act: str = "out") -> None:
    """Leave the form of a case out of the figures, or let it in again."""
    with writing(field.engine).begin() as connection:
        wave = find_any_wave(connection, WAVE)
        chosen = choose_by_numbers(connection, wave, serial, act)
        exclude(connection, wave, chosen, "fabricated", "Phúc tra: không ai đến nhà.") if act == "out" else restore(connection, wave, chosen, "Nhầm phiếu.")


def table(page) -> list[list[str]]:
    rows = re.findall(r"<tr.*?</tr>", page.text.split("<main")[1], re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


def test_every_rate_and_group_has_its_words():
    assert {rate for family in FAMILIES.values() for rate in family.rates} == RATES.keys()
    assert tuple(GROUP_NAMES) == tuple(GROUP_MEANINGS) == GROUPS


def test_a_wave_with_the_counts_behind_its_rates(as_role, field):
    work(field)
    rows = {row[0]: row for row in table(as_role("department").get(RATES_OF))}
    # I 1, R 1, NE 1, UH 17: RR1 = 1/(2 + 17); e = 2/3, so RR3 = 1/(2 + 17 x 2/3) = 1/13.33; RR5 = 1/2
    assert rows["RR1"][2:] == ["1 / 19", "5,3"] and rows["RR3"][2:] == ["1 / 13,3", "7,5"] and rows["RR5"][2:] == ["1 / 2", "50,0"]
    assert rows["Hoàn thành (I)"][2] == "1" and rows["Ngoài diện (NE)"][2] == "1" and rows["Tất cả"][2] == "20"


def test_a_form_left_out_is_no_interview(as_role, field):
    work(field)
    first = field.serials(HERE)[0]
    page = as_role("department").get
    leave_out(field, first)
    rows = {row[0]: row for row in table(page(RATES_OF))}
    # I 0, R 1, NE 1, UH 17, UO 1: RR1 = 0/19, REF1 = 1/19; the contact that the form told of is gone, too: CON1 = 1/19
    assert [rows[name][2] for name in ("RR1", "REF1", "CON1", "Hoàn thành (I)", "Chưa rõ có người (UO)")] == ["0 / 19", "1 / 19", "1 / 19", "0", "1"]
    assert "1 hộ có phiếu đã bị loại: được tính là “Không rõ, lý do khác” (3.90), không phải hoàn thành." in page(RATES_OF).text
    listed = page(f"/mau/{WAVE}/?ket-qua=3.90").text
    assert first in listed and "phiếu đã bị loại" in listed and first not in page(f"/mau/{WAVE}/?ket-qua=1.1").text
    assert "trong tỷ lệ trả lời tính là “Không rõ, lý do khác” (3.90)" in page(f"/mau/{WAVE}/ho/{first}").text
    assert [case.disposition for case in list_cases(field.engine, WAVE) if case.serial == first] == ["3.90"]
    leave_out(field, first, "in")
    assert {row[0]: row for row in table(page(RATES_OF))}["RR1"][2] == "1 / 19"


def test_rates_by_commune_and_of_the_accounts_own_only(as_role, field):
    work(field)
    rows = table(as_role("department").get(f"{RATES_OF}?theo=commune"))
    assert rows[1][:3] == ["xã 01-01", "10", "11,1"] and rows[2][:3] == ["xã 01-02", "10", "0,0"] and rows[3][:3] == ["Cả đợt", "20", "5,3"]
    mine = table(as_role("supervisor").get(f"{RATES_OF}?theo=commune&loai=so-ho"))
    assert [row[0] for row in mine[1:]] == ["xã 01-01", "Cả đợt"] and mine[1][1:] == ["1", "0", "1", "0", "0", "7", "0", "1"]


def test_a_surveyor_does_not_see_how_others_do(as_role, field):
    assert "theo=surveyor" in as_role("supervisor").get(RATES_OF).text
    client = as_role("surveyor")
    assert "theo=surveyor" not in client.get(RATES_OF).text and "Điều tra viên" not in client.get(f"{RATES_OF}?theo=surveyor").text
    assert {row["by"] for row in csv.DictReader(io.StringIO(client.get(f"{RATES_OF}.csv").text))} == {"wave", "commune"}


def test_the_file_has_every_count_and_rate(as_role, field):
    work(field)
    answer = as_role("auditor").get(f"{RATES_OF}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.content_type == "text/csv; charset=utf-8" and [row["by"] for row in rows] == ["wave", "commune", "commune", "surveyor"]
    assert rows[0]["RR1"] == "0.052632" and rows[0]["e"] == "0.666667" and rows[2]["RR5"] == "" and rows[3]["name"] == "chưa giao cho ai"
    assert set(rows[0]) == {"wave", "by", "code", "name", "e", *GROUPS, *RATES}


def test_a_wave_without_cases_says_so(as_role, bare):
    assert "Chưa có hộ nào ở đây, nên chưa có tỷ lệ" in as_role("department").get(RATES_OF).text


def test_groupings_add_up_on_both_databases(engine, tmp_path):
    field = take_the_field(engine, tmp_path)
    work(field)
    settle(engine, WAVE)
    create_batches(engine, WAVE, Bundling(12))
    with writing(engine).begin() as connection:
        connection.execute(update(Batch).where(Batch.number == 1).values(surveyor_id=field.people["surveyor"]))
    with engine.connect() as connection:
        wave, own = find_wave(connection, WAVE), scope_of(connection, field.people["supervisor"])
        assert [one.tally for one in outcomes(connection, wave, "wave", ALL)] == [Tally(I=1, R=1, UH=17, NE=1)]
        assert {one.code: one.tally for one in outcomes(connection, wave, "surveyor", ALL)} == {"": Tally(UH=8), "surveyor": Tally(I=1, R=1, UH=9, NE=1)}
        assert {one.code for one in outcomes(connection, wave, "commune", own)} == {HERE} != {THERE}
