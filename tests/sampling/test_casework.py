"""Cases in the field: dispositions, replacement, responses; and their history, which only grows."""
import json
import threading
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from survey_app.batches.making import Bundling, create_batches
from survey_app.database import writing
from survey_app.models import Batch, Case, CaseEvent, Response, User, Wave
from survey_app.sampling.case_list import list_cases, tallies
from survey_app.sampling.casework import dispose, replace_case, settle
from survey_app.sampling.drawing import draw_wave, verify_draw
from survey_app.sampling.rates import Tally
from survey_app.sampling.refusals import Refused
from tests.sampling.conftest import OPENS, SMALL, WAVE, add_wave, give_frame
from tests.sampling.test_completeness import ALL

FIRST, SECOND, THIRD = "000013", "000021", "000037"  # the first three of the first village


def events(engine, serial=None) -> list[tuple]:
    query = select(CaseEvent.kind, CaseEvent.disposition, CaseEvent.actor, CaseEvent.reason).join(Case).order_by(CaseEvent.id)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query.where(Case.serial == serial) if serial else query)]


def found(engine, serial):
    return next(case for case in list_cases(engine, WAVE) if case.serial == serial)


def answer(engine, serial, answers=ALL, **others) -> int:
    """A response of the case, as intake stores it."""
    with writing(engine).begin() as connection:
        case = connection.execute(select(Case.id, Case.wave_id).where(Case.serial == serial)).one()
        values = {"submission_id": str(uuid4()), "receipt": uuid4().hex[:9], "channel": "paper", "answers": json.dumps(answers), "answered_on": OPENS}
        return connection.execute(insert(Response).values(case_id=case.id, wave_id=case.wave_id, **values | others)).inserted_primary_key[0]


def test_a_disposition_is_stored_with_its_history(sampled):
    dispose(sampled, WAVE, FIRST, "2.24", "an", "đến ba lần")
    dispose(sampled, WAVE, "13", "2.111", "bình")  # Excel dropped the zeros
    assert found(sampled, FIRST).disposition == "2.111"
    assert events(sampled) == [("disposition", "2.24", "an", "đến ba lần"), ("disposition", "2.111", "bình", None)]


@pytest.mark.parametrize(("serial", "code", "why"), [("999990", "2.24", "no case '999990'"), (FIRST, "9.9", "expected one of the codes"), (FIRST, "1.1", "come from the response")])
def test_what_cannot_be_said_is_refused(sampled, serial, code, why):
    with pytest.raises(Refused, match=why):
        dispose(sampled, WAVE, serial, code, "an")
    assert events(sampled) == []


def test_in_a_closed_wave_nothing_is_said(sampled):
    with writing(sampled).begin() as connection:
        connection.execute(update(Wave).values(state="closed"))
    with pytest.raises(Refused, match="closed"):
        dispose(sampled, WAVE, FIRST, "2.24", "an")


def test_a_replacement_comes_from_the_reserve_of_the_same_village_with_the_same_weight(engine, tmp_path):
    add_wave(engine)
    give_frame(engine, tmp_path)
    draw_wave(engine, WAVE, "hạt giống", SMALL, "thử")
    done = replace_case(engine, WAVE, FIRST, "an", "hộ từ chối hai lần", "2.111")
    old, new = found(engine, FIRST), found(engine, done.serial)
    assert (old.disposition, old.replaced_by, new.replaces, new.disposition) == ("2.111", done.serial, FIRST, "3.11")
    assert (new.psu, new.weight, new.household) == (old.psu, old.weight, done.household) and done.serial == "000210"
    assert events(engine) == [("replaced", "2.111", "an", "hộ từ chối hai lần"), ("issued", "3.11", "an", f"in place of {FIRST}")]
    assert verify_draw(engine, WAVE)[1] == []


def test_those_not_replaced_still_stand_for_all_households(sampled):
    before = sum(case.weight for case in list_cases(sampled, WAVE))
    replace_case(sampled, WAVE, FIRST, "an", "nhà bỏ trống", "4.60")
    assert sum(case.weight for case in list_cases(sampled, WAVE) if not case.replaced_by) == pytest.approx(before)


def test_the_reserve_is_used_in_its_order_and_ends(sampled):
    first = replace_case(sampled, WAVE, FIRST, "an", "vắng", "2.24")
    second = replace_case(sampled, WAVE, first.serial, "an", "vắng", "2.25")  # the replacement was away too
    assert second.serial != first.serial and second.household != first.household
    with pytest.raises(Refused, match="reserve of village .* is used up"):
        replace_case(sampled, WAVE, SECOND, "an", "vắng", "2.24")
    assert found(sampled, SECOND).disposition == "3.11"


@pytest.mark.parametrize(("before", "how", "why"), [
    ([], {"code": None}, "3.11 .*no ground for a replacement"),
    ([], {"code": "3.11"}, "no ground"),
    ([], {"code": "2.24", "reason": " "}, "expected the reason"),
    ([{"code": "2.24"}], {"code": "2.24"}, "was replaced already, by 000210"),
])
def test_a_replacement_without_ground_is_refused(sampled, before, how, why):
    for step in before:
        replace_case(sampled, WAVE, FIRST, "an", "vắng", **step)
    with pytest.raises(Refused, match=why):
        replace_case(sampled, WAVE, FIRST, "an", **{"reason": "vắng"} | how)


def test_the_disposition_given_before_is_ground_enough_and_cannot_be_taken_back(sampled):
    dispose(sampled, WAVE, FIRST, "4.70", "an")
    replace_case(sampled, WAVE, FIRST, "an", "không có người từ 18 tuổi")
    with pytest.raises(Refused, match="was replaced, so expected a code that allows it"):
        dispose(sampled, WAVE, FIRST, "3.11", "an")
    dispose(sampled, WAVE, FIRST, "4.60", "an", "nhầm mã")
    assert found(sampled, FIRST).disposition == "4.60"


def test_two_people_replacing_the_same_case_at_once_make_one_replacement(engine, tmp_path):
    add_wave(engine)
    give_frame(engine, tmp_path)
    draw_wave(engine, WAVE, "hạt giống", SMALL, "thử")
    outcomes = []

    def work():
        try:
            outcomes.append(replace_case(engine, WAVE, FIRST, "an", "vắng", "2.24").serial)
        except Refused as refused:
            outcomes.append(str(refused))
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[0] == "000210" and len(list_cases(engine, WAVE)) == 21
    assert len([words for words in outcomes if "replaced already" in words]) == 3


def test_a_response_of_record_settles_its_case(sampled):
    answer(sampled, FIRST)
    answer(sampled, SECOND, {"1.1.1": 4})
    half = [code for place, code in enumerate(ALL) if place % 3]
    answer(sampled, THIRD, {code: ALL[code] for code in half})
    assert [found(sampled, serial).disposition for serial in (FIRST, SECOND, THIRD)] == ["1.1", "2.12", "1.2"]
    assert events(sampled, FIRST) == [("response", "1.1", "system", None)]
    assert settle(sampled, WAVE) == 0


def test_a_correction_settles_it_anew(sampled):
    first = answer(sampled, FIRST, {"1.1.1": 4})
    assert found(sampled, FIRST).disposition == "2.12"
    answer(sampled, FIRST, supersedes_id=first)
    assert found(sampled, FIRST).disposition == "1.1" and len(events(sampled, FIRST)) == 2


def test_a_second_keying_or_a_reinterview_settles_nothing(sampled):
    answer(sampled, FIRST, purpose="second_keying")
    answer(sampled, SECOND, purpose="reinterview")
    assert found(sampled, FIRST).disposition == found(sampled, SECOND).disposition == "3.11"


def test_a_case_with_a_response_is_neither_disposed_nor_replaced(sampled):
    answer(sampled, FIRST)
    for act in (lambda: dispose(sampled, WAVE, FIRST, "2.24", "an"), lambda: replace_case(sampled, WAVE, FIRST, "an", "vắng", "2.24")):
        with pytest.raises(Refused, match="has a response of record"):
            act()


@pytest.mark.parametrize(("keyings", "what"), [(["first_keying"], "the second keying"), (["first_keying", "second_keying"], "the adjudication of its differences")])
def test_a_case_whose_form_is_half_keyed_is_neither_disposed_nor_replaced(sampled, keyings, what):
    for purpose in keyings:
        answer(sampled, FIRST, purpose=purpose)
    for act in (lambda: dispose(sampled, WAVE, FIRST, "2.24", "an"), lambda: replace_case(sampled, WAVE, FIRST, "an", "vắng", "2.24")):
        with pytest.raises(Refused, match=f"waits for {what}.* page Nhập phiếu"):
            act()
    assert events(sampled) == []
    answer(sampled, FIRST)
    assert found(sampled, FIRST).disposition == "1.1"


def test_rates_count_every_case_that_was_tried_by_commune(sampled):
    answer(sampled, FIRST)
    replace_case(sampled, WAVE, SECOND, "an", "từ chối", "2.11")
    cases = list_cases(sampled, WAVE)
    assert tallies(cases, "wave") == {"": Tally(I=1, R=1, UH=19)}
    by_commune = tallies(cases, "commune")
    assert by_commune[found(sampled, FIRST).commune].I == 1 and sum(one.UH for one in by_commune.values()) == 19


def test_rates_by_surveyor_follow_who_has_the_form(sampled):
    create_batches(sampled, WAVE, Bundling(15))
    with writing(sampled).begin() as connection:
        user = connection.execute(insert(User).values(username="an", password_hash="none", role="surveyor", session_key="an")).inserted_primary_key[0]
        connection.execute(update(Batch).where(Batch.number == 1).values(surveyor_id=user))
    answer(sampled, FIRST)
    assert tallies(list_cases(sampled, WAVE), "surveyor") == {"": Tally(UH=5), "an": Tally(I=1, UH=14)}


@pytest.mark.parametrize("act", [update(CaseEvent).values(actor="khác"), delete(CaseEvent)])
def test_the_database_refuses_to_change_history(engine, tmp_path, act):
    add_wave(engine)
    give_frame(engine, tmp_path)
    draw_wave(engine, WAVE, "hạt giống", SMALL, "thử")
    dispose(engine, WAVE, FIRST, "2.24", "an")
    with pytest.raises(DBAPIError, match="never changed or deleted"), writing(engine).begin() as connection:
        connection.execute(act)
    assert events(engine) == [("disposition", "2.24", "an", None)]
