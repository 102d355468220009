"""The wave in the field and the leaders' wave: every state has its forms, ledgers close but for the one meant to differ, and nothing is made twice."""
import json
import shutil
from collections import Counter

import pytest
from sqlalchemy import func, select, update

from demo.fieldwork import casework, making
from demo.fieldwork.answers import household_answers, misread, on_screen
from demo.fieldwork.drawing import Form, drawn_forms
from demo.fieldwork.frame import frame_rows
from demo.fieldwork.making import field_wave
from demo.fieldwork.plan import BATCHES, CODE, FATES, INSTRUMENT
from demo.leaders import CODE as LEADERS, GROUPS, leaders_answers, leaders_wave, listed
from demo.plans import PLANS
from demo.setting_up import set_up
from demo.staff import LOGINS, STAFF, SURVEYORS, add_staff
from forms import load, validate
from survey_app.batches.registry import batches_of, list_batches
from survey_app.batches.sums import differences, state_of
from survey_app.channels.paper.progress import read_progress
from survey_app.channels.paper.statistics import read_operators
from survey_app.closing import EVERYWHERE, closing_obstacles
from survey_app.database import open_engine, writing
from survey_app.fielded import find_wave
from survey_app.journal import verify
from survey_app.links.issuing import Among
from survey_app.links.listing import count_states
from survey_app.models import Base, Batch, JournalEntry, KeyedBy, Response, User, Wave
from survey_app.sampling.case_list import list_cases, tallies
from survey_app.sampling.drawing import verify_draw
from survey_app.sampling.rates import counts_by_group

DAYS = 90


def begun(url: str):
    """An engine on a database with the units and accounts of the demo and the waves before, without answers."""
    engine = open_engine(url)
    for plan in PLANS[:2]:
        set_up(engine, plan)
    add_staff(engine)
    return engine


@pytest.fixture(scope="module")
def made(sqlite_template, tmp_path_factory):
    """A file in which both waves are made."""
    path = shutil.copy(sqlite_template, tmp_path_factory.mktemp("field") / "field.db")
    engine = begun(f"sqlite:///{path}")
    assert field_wave(engine, DAYS) and leaders_wave(engine, DAYS)
    engine.dispose()
    return path


@pytest.fixture
def engine(made, tmp_path):
    """An engine on a copy of it."""
    engine = open_engine(f"sqlite:///{shutil.copy(made, tmp_path / 'field.db')}")
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine):
    with engine.connect() as connection:
        yield connection


def rows(engine) -> dict[str, int]:
    """How many rows each table has."""
    with engine.connect() as connection:
        return {name: connection.scalar(select(func.count()).select_from(table)) for name, table in Base.metadata.tables.items()}


def test_made_again_nothing_is_added(engine):
    before = rows(engine)
    add_staff(engine)
    assert not field_wave(engine, DAYS) and not leaders_wave(engine, DAYS)
    assert rows(engine) == before


def test_a_batch_that_somebody_took_back_stays_so(engine):
    with writing(engine).begin() as connection:
        connection.execute(update(Batch).where(Batch.number == 2).values(surveyor_id=None))
    field_wave(engine, DAYS)
    with engine.connect() as connection:
        assert connection.scalar(select(Batch.surveyor_id).where(Batch.number == 2)) is None


@pytest.mark.parametrize("step", ["hand_out", "key_forms", "adjudicate_forms", "send_links", "reinterview", "keep_ledgers"])
def test_an_interrupted_making_is_completed(sqlite_url, made, monkeypatch, step):
    engine = begun(sqlite_url)
    monkeypatch.setattr(making, step, _interrupt)
    with pytest.raises(KeyboardInterrupt):
        field_wave(engine, DAYS)
    monkeypatch.undo()
    field_wave(engine, DAYS)
    leaders_wave(engine, DAYS)
    whole = open_engine(f"sqlite:///{made}")
    assert rows(engine) == rows(whole)
    whole.dispose()
    engine.dispose()


def _interrupt(*_given):
    raise KeyboardInterrupt


def test_leaders_whose_links_are_lost_get_new_ones(sqlite_url, monkeypatch):
    engine, answered = begun(sqlite_url), []
    answer = casework.answer_by_link

    def ten(*given):
        if len(answered) == 10:
            raise KeyboardInterrupt
        answered.append(answer(*given))

    monkeypatch.setattr("demo.leaders.answer_by_link", ten)
    with pytest.raises(KeyboardInterrupt):
        leaders_wave(engine, DAYS)
    monkeypatch.undo()
    assert leaders_wave(engine, DAYS) and not leaders_wave(engine, DAYS)
    with engine.connect() as connection:
        assert count_states(connection, find_wave(connection, LEADERS).id, Among(scope=EVERYWHERE)) == _states(used=32, living=8)
    engine.dispose()


def _states(**some: int) -> dict[str, int]:
    return dict.fromkeys(("none", "living", "used", "answered", "closed"), 0) | some


def test_five_villages_in_each_of_twelve_communes():
    villages = frame_rows()
    assert Counter(row[0] for row in villages) == {f"009{place:03}": 5 for place in range(1, 13)}
    assert len({row[4] for row in villages}) == 60 and all(60 <= row[7] < 260 for row in villages)


def test_the_draw_can_be_proved(engine):
    record, found = verify_draw(engine, CODE)
    assert (record.psus, record.cases, record.plan.strata, found) == (12, 120, "district", [])


def test_every_form_has_a_fate_and_every_fate_forms(connection):
    forms = drawn_forms(connection)
    assert [len(batch) for batch in BATCHES] == [10] * 12 and {form.fate for form in forms} == set(FATES.values())


def test_every_state_of_keying_has_its_sheets(connection):
    progress = read_progress(connection, find_wave(connection, CODE), EVERYWHERE)
    # of record: 51 equal, 4 decided, 4 by link; 121 with the household that came in another's place
    assert (progress.cases, progress.of_record, progress.keyed_once, progress.differing) == (121, 59, 9, 3)


def test_two_people_key_each_form_and_a_third_decides(connection):
    parts = select(KeyedBy.part, User.role, func.count()).join(User, User.id == KeyedBy.user_id).group_by(KeyedBy.part, User.role)
    assert {tuple(row) for row in connection.execute(parts)} == {("first", "surveyor", 67), ("second", "surveyor", 58), ("adjudication", "supervisor", 4)}


def test_some_households_were_asked_again_and_changed_two_answers(connection):
    wave = find_wave(connection, CODE)
    answers = {purpose: dict(connection.execute(select(Response.case_id, Response.answers).where(Response.wave_id == wave.id, Response.purpose == purpose)).all()) for purpose in ("original", "reinterview")}
    again = {case: (json.loads(answers["original"][case]), json.loads(said)) for case, said in answers["reinterview"].items()}
    assert len(again) == 8  # numbers 0, 4, 8; 12, 16; 20, 24, 28 of the agreed forms
    assert {sum(first.get(item) != said.get(item) for item in first | said) for first, said in again.values()} == {2}


def test_what_was_decided_is_what_the_household_said(connection):
    wave, forms = find_wave(connection, CODE), drawn_forms(connection)
    said = household_answers(wave.instrument, forms)
    stored = dict(connection.execute(select(Response.case_id, Response.answers).where(Response.wave_id == wave.id, Response.purpose == "original")).all())
    for form in (form for form in forms if form.fate in ("agreed", "adjudicated")):
        checked = validate(wave.instrument, said[form.number], channel="paper")
        assert checked.ok and stored[form.case_id] == _as_stored(checked.answers)


def _as_stored(answers: dict) -> str:
    return json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_the_second_surveyor_errs_more(connection):
    first, second = read_operators(connection, find_wave(connection, CODE))
    assert (first.username, second.username) == SURVEYORS
    assert (first.rate.sheets, first.rate.errors, second.rate.sheets, second.rate.errors) == (55, 4, 55, 12)  # 4 decided forms with 1 and 3 wrong fields


def test_ledgers_close_but_for_the_one_meant_to_differ(connection):
    wave = find_wave(connection, CODE)
    batches = list_batches(connection, batches_of(wave.id))
    assert {batch.number: [difference.code for difference in differences(batch.ledger)] for batch in batches if differences(batch.ledger)} == {7: ["keyed_not_returned"]}
    assert Counter(state_of(batch.ledger) for batch in batches) == {"done": 2, "unfinished": 3, "out": 7, "differs": 1}
    assert {batch.number for batch in batches if batch.surveyor is None} == {12}


def test_an_entry_was_taken_back_with_its_reason(connection):
    batch = list_batches(connection, batches_of(find_wave(connection, CODE).id))[2]
    assert (batch.number, batch.ledger.returned, batch.ledger.refused) == (3, 9, 1)


def test_outcomes_by_aapor(engine):
    (counts,) = tallies(list_cases(engine, CODE), "wave").values()
    assert counts_by_group(counts) == {"I": 59, "P": 0, "R": 3, "NC": 2, "O": 0, "UH": 56, "UO": 0, "NE": 1}


def test_one_household_came_in_another_s_place(engine):
    replaced = [case for case in list_cases(engine, CODE) if case.replaced_by]
    assert [(case.disposition, len(case.replaced_by)) for case in replaced] == [("2.25", 6)]


def test_links_in_every_state(connection):
    found = count_states(connection, find_wave(connection, CODE).id, Among(scope=EVERYWHERE))
    assert found == {"none": 55, "living": 5, "used": 4, "answered": 55, "closed": 2}


def test_closing_now_would_leave_work(connection):
    wave = find_wave(connection, CODE)
    assert (wave.state, {obstacle.code: obstacle.count for obstacle in closing_obstacles(connection, wave.id)}) == (
        "open", {"undecided": 3, "half_keyed": 9, "batches": 11})


def test_the_journal_names_who_would_have_done_it_and_is_whole(connection):
    people = Counter(connection.execute(select(JournalEntry.actor, JournalEntry.action).where(JournalEntry.action.startswith("sheet."))).all())
    assert {(actor, action) for actor, action in people} == {(SURVEYORS[0], "sheet.key"), (SURVEYORS[1], "sheet.key"), ("demo-giam-sat", "sheet.adjudicate")}
    assert verify(connection).broken is None


def test_everybody_has_an_account_with_its_role(connection):
    assert dict(connection.execute(select(User.username, User.role)).all()) == LOGINS
    assert set(LOGINS.values()) == {"department", "administrator", "supervisor", "surveyor", "auditor"}
    assert all(member.title for member in STAFF.values())


def test_most_leaders_of_every_group_have_answered(connection):
    wave = find_wave(connection, LEADERS)
    channels = connection.execute(select(Response.channel, func.count()).where(Response.wave_id == wave.id).group_by(Response.channel)).all()
    assert [tuple(row) for row in channels] == [("link", 32)] and len(listed()) == 40 == sum(people for _, _, people, _ in GROUPS)


def test_the_validator_takes_what_leaders_and_households_say():
    leaders, household = load("par_leaders", "2024"), load(*INSTRUMENT)
    assert all(validate(leaders, answers, channel="link").ok for answers in leaders_answers(leaders).values())
    said = household_answers(household, _forms())
    assert all(validate(household, answers, channel="paper").ok and validate(household, on_screen(household, answers), channel="link").ok for answers in said)


def test_slips_are_as_many_fields_as_asked_for():
    household = load(*INSTRUMENT)
    said = household_answers(household, _forms())[0]
    keyed = misread(household, said, 3, "ai đó")
    assert sum(said.get(item) != keyed.get(item) for item in said | keyed) == 3 and misread(household, said, 0, "ai đó") == said


def _forms() -> list[Form]:
    return [Form(number, number, str(number), 1 + number // 10, f"thon-{number // 10}", "thôn Thử", "0001", 1.0, "agreed") for number in range(120)]


def test_the_leaders_wave_is_open(connection):
    assert connection.scalar(select(Wave.state).where(Wave.code == LEADERS)) == "open"
