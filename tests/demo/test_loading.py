"""The demo in a database: loaded once, whatever happens in between, and nothing beside real data."""
import json
import os
import shutil
from datetime import date

import pytest
from tests.demo.generated import VISITS
from tests.demo.running import ADDRESS, run_demo
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import aliased

import demo.loading
from demo import second_look
from demo.commands import LOGINS, desk_links, is_computed, look_again, write_secret
from demo.loading import load_province, send_last_day
from demo.outside import MEASURED_IN
from demo.places import desks
from demo.releasing import answer, proposed_so_far, release_waves
from demo.setting_up import NotADemo, refuse_real_data
from forms import load
from survey_app import create_app
from survey_app.database import open_engine, writing
from survey_app.desks.desk_codes import revoke
from survey_app.fielded import find_desk
from survey_app.intake import Submission, submit
from survey_app.journal.seals import broken_seals, unsealed_waves
from survey_app.login.passwords import check_password
from survey_app.models import AdminUnit, Base, Case, ExternalFigure, JournalEntry, Psu, Pulse, Release, Response, Run, StoredInstrument, Stratum, User, Wave
from survey_app.runs.failures import failure_words
from survey_app.settings import load_settings

LAST_DAY = sum(visit.answered_on == date(2026, 6, 30) for visit in VISITS)
WAVES = {"hh-2023": (558, "closed"), "hh-2024": (486, "closed"), "desk-demo": (len(VISITS) - LAST_DAY, "open")}


@pytest.fixture
def empty(sqlite_url):
    """An engine on a migrated, empty database."""
    engine = open_engine(sqlite_url)
    yield engine
    engine.dispose()


def rows(engine) -> dict[str, int]:
    """How many rows each table has."""
    with engine.connect() as connection:
        return {name: connection.scalar(select(func.count()).select_from(table)) for name, table in Base.metadata.tables.items()}


def responses(engine) -> dict[str, tuple[int, str]]:
    """Responses and state of each wave."""
    query = select(Wave.code, func.count(Response.id), Wave.state).outerjoin(Response, Response.wave_id == Wave.id).group_by(Wave.code, Wave.state)
    with engine.connect() as connection:
        return {code: (count, state) for code, count, state in connection.execute(query)}


def test_the_province_is_loaded_once(empty):
    assert load_province(empty, 90) == sum(count for count, _ in WAVES.values())
    assert responses(empty) == WAVES
    before = rows(empty)
    assert load_province(empty, 90) == 0
    assert rows(empty) == before
    assert (len(VISITS), send_last_day(empty, 90), send_last_day(empty, 90)) == (4_484, LAST_DAY, 0) and LAST_DAY > 10


def test_an_interrupted_load_is_completed(empty, monkeypatch):
    parts = []

    def submit_two_parts(*arguments, **options):
        if len(parts) == 2:
            raise KeyboardInterrupt
        parts.append(submit_many(*arguments, **options))

    submit_many = demo.loading.submit_many
    monkeypatch.setattr(demo.loading, "submit_many", submit_two_parts)
    with pytest.raises(KeyboardInterrupt):
        load_province(empty, 90)
    assert responses(empty) == {"hh-2023": (400, "open")}
    monkeypatch.undo()
    load_province(empty, 90)
    assert responses(empty) == WAVES


def test_a_database_with_other_waves_alone_is_refused(empty):
    instrument = load("one_stop_visitor", "2024")
    with writing(empty).begin() as connection:
        stored = connection.execute(insert(StoredInstrument).values(
            code=instrument.code, version=instrument.version, digest=instrument.digest, definition=instrument.to_json(),
        )).inserted_primary_key[0]
        connection.execute(insert(Wave).values(
            code="quay-2026", title="Đợt thật", kind="desk", opens_on=date(2026, 1, 5), instrument_id=stored, index_name="service",
        ))
    with pytest.raises(NotADemo, match="quay-2026"):
        refuse_real_data(empty)


def test_closed_waves_were_closed_with_the_seal_of_their_answers(engine):
    with engine.connect() as connection:
        closings = connection.execute(select(JournalEntry.subject, JournalEntry.details).where(JournalEntry.action == "wave.closed")).all()
        assert {entry.subject: json.loads(entry.details)["responses"] for entry in closings} == {"hh-2023": 558, "hh-2024": 486}
        assert unsealed_waves(connection) == list(broken_seals(connection)) == []


@pytest.fixture
def place(first, tmp_path):
    """A copy of that demo."""
    return shutil.copytree(first[0], tmp_path / "var")


@pytest.fixture
def engine(place):
    """An engine on the copy."""
    engine = open_engine(f"sqlite:///{place / 'sipas.db'}")
    yield engine
    engine.dispose()


def test_a_second_call_finds_everything_there(first, place, engine):
    before = rows(engine)
    second = run_demo(place)
    assert rows(engine) == before | {"journal": before["journal"] + len(LOGINS)}  # the accounts get new passwords at each start
    assert before["run"] == 7  # five waves; the desk wave also broke off once and was computed again
    assert "Loading" in first[1] and "Loading" not in second


def test_two_accounts_released_the_household_waves_and_one_proposal_of_the_desk_wave_waits(engine):
    with engine.connect() as connection:
        proposer, decider = aliased(User), aliased(User)
        query = select(Wave.code, Release.number, Release.state, proposer.username, decider.username).join(Release, Release.wave_id == Wave.id)
        query = query.join(proposer, proposer.id == Release.proposed_by).outerjoin(decider, decider.id == Release.decided_by)
        found = connection.execute(query.order_by(Wave.code, Release.number)).all()
    by = "demo-so-noi-vu", "demo-lanh-dao"
    assert found == [
        ("desk-demo", 1, "refused", *by), ("desk-demo", 2, "proposed", by[0], None),
        ("hh-2023", 1, "released", *by), ("hh-2023", 2, "released", *by), ("hh-2024", 1, "released", *by),
    ]


def test_the_correction_adds_a_note_and_moves_no_figure(engine):
    with engine.connect() as connection:
        query = select(Release.document).join(Wave, Wave.id == Release.wave_id).where(Wave.code == "hh-2023").order_by(Release.number)
        first, second = connection.scalars(query)
    assert (first["rows"], first["results"]) == (second["rows"], second["results"])
    assert [note for note in second["notes"] if note not in first["notes"]] == [f"SIPAS: {MEASURED_IN}"]


def test_the_desk_wave_broke_off_once_and_was_computed_again_without_the_test_forms(engine):
    with engine.connect() as connection:
        query = select(Run.state, Run.reason, Run.counts).join(Wave, Wave.id == Run.wave_id).where(Wave.code == "desk-demo").order_by(Run.id)
        broken, early, late = connection.execute(query).all()
    assert broken.state == "failed" and failure_words(broken.reason) == "bị ngắt giữa chừng, không có gì hỏng; hãy tính lại"
    assert (early.state, late.state) == ("succeeded", "succeeded")
    assert (late.counts["stored"] - early.counts["stored"], early.counts["excluded"], late.counts["excluded"]) == (LAST_DAY, 0, 8)


@pytest.mark.parametrize(("so_far", "done"), [([], ["proposed", "refused"]), (["proposed"], []), (["refused"], ["proposed"]), (["refused", "proposed"], [])])
def test_what_was_proposed_of_the_desk_wave_is_not_proposed_again(monkeypatch, so_far, done):
    made = []
    monkeypatch.setattr(second_look, "proposed_so_far", lambda *_: so_far)
    monkeypatch.setattr(second_look, "put_forward", lambda *_: made.append("proposed"))
    monkeypatch.setattr(second_look, "answer", lambda *_, release: made.append("released" if release else "refused"))
    second_look.propose_too_early(None)
    second_look.propose_again(None)
    assert made == done


def test_a_decision_on_the_waiting_proposal_stays(place, engine):
    answer(engine, "desk-demo", 2, "Đồng ý.", release=True)
    look_again(engine, load_settings({"SECRET_KEY": "x" * 32, "SIPAS_DATA": str(place)}))
    release_waves(engine)
    assert {code: proposed_so_far(engine, code) for code in WAVES} == {"hh-2023": ["released"] * 2, "hh-2024": ["released"], "desk-demo": ["refused", "released"]}


def test_the_table_is_printed_with_one_cell_that_disagrees(first):
    table = [line for line in first[1].splitlines() if "Tăng" in line or "Giảm" in line]
    assert len(table) == 51
    assert [line.split()[0] for line in table if "KHÔNG" in line] == ["2.5"]


def test_links_of_all_desks_are_printed(first):
    assert all(f"{ADDRESS}/k/{desk.code}  {desk.name}" in first[1] for desk in desks())


def test_links_follow_a_replaced_code(engine):
    lost = desks()[3].code
    successor = revoke(engine, lost)
    links = desk_links(engine, ADDRESS)
    assert f"{ADDRESS}/k/{successor}" in links and lost not in links


def test_each_start_prints_passwords_that_fit(first, place, engine):
    old, new = (dict(line.split()[:2] for line in output.splitlines() if line.startswith("  demo-")) for output in (first[1], run_demo(place)))
    with create_app(load_settings({"SECRET_KEY": "x" * 32, "SIPAS_DATA": str(place)})).app_context():
        for username in LOGINS:
            assert check_password(engine, username, new[username])
            assert check_password(engine, username, old[username]) is None
    with engine.connect() as connection:
        assert dict(connection.execute(select(User.username, User.role)).all()) == LOGINS


def test_a_desk_wave_that_somebody_closed_stays_closed(engine):
    with writing(engine).begin() as connection:
        connection.execute(update(Wave).where(Wave.code == "desk-demo").values(state="closed"))
    load_province(engine, 90)
    assert responses(engine)["desk-demo"] == (4_484, "closed")


def test_a_new_answer_asks_for_a_new_run(engine):
    assert is_computed(engine, "desk-demo")
    with engine.connect() as connection:
        desk = find_desk(connection, desks()[0].code)
    answer = Submission("6f4f6d0e-0000-4000-8000-000000000001", VISITS[0].answers, date(2026, 1, 5), desk_id=desk.id)
    submit(engine, desk.wave, answer, channel="phone")
    assert not is_computed(engine, "desk-demo")
    assert is_computed(engine, "hh-2024")


def test_18_thon_of_each_year_have_their_cases(engine):
    with engine.connect() as connection:
        closed = select(Wave.id).where(Wave.state == "closed")
        by_psu = connection.execute(select(Case.wave_id, Psu.code, func.count()).join(Psu).where(Case.wave_id.in_(closed)).group_by(Case.wave_id, Psu.code)).all()
        units = connection.scalars(select(AdminUnit.level).join(Psu, Psu.unit_id == AdminUnit.id).join(Stratum).where(Stratum.wave_id.in_(closed))).all()
    assert sorted(count for *_, count in by_psu) == [27] * 18 + [31] * 18
    assert units == ["commune"] * 36


def test_published_figures_stand_beside_and_the_misprint_has_a_note(engine):
    with engine.connect() as connection:
        figures = dict(connection.execute(select(ExternalFigure.kind, func.count()).group_by(ExternalFigure.kind)).all())
        noted = connection.execute(select(ExternalFigure.measure, ExternalFigure.value).where(ExternalFigure.note.is_not(None))).all()
    assert figures == {"province": 2 * 51, "national": 51, "other_province": 9, "past": 6}
    assert noted == [("SIPAS", 82.71), ("2.5", 85.51)]


def test_one_desk_fell_and_the_others_are_quiet(engine):
    """Desk 008 does worse from 02/03/2026; 010 had too few visitors in the month in which it joined."""
    with engine.connect() as connection:
        last = Pulse.run_id == select(func.max(Pulse.run_id)).scalar_subquery()
        signals = connection.execute(select(Pulse.domain, Pulse.month, Pulse.signal, Pulse.since).where(last, Pulse.signal.is_not(None))).all()
        hidden = connection.execute(select(Pulse.domain, Pulse.month, Pulse.suppressed).where(last, Pulse.suppressed.is_not(None))).all()
        months = dict(connection.execute(select(Pulse.domain, func.count()).where(last).group_by(Pulse.domain)).all())
    assert signals == [("008", f"2026-0{month}", "lower", "2026-03") for month in (3, 4, 5, 6)]
    assert hidden == [("010", "2026-04", "few_answers"), ("010", "2026-06", "complementary")]
    assert sorted(number for number, count in months.items() if count == 12) == ["005", "007", "008", "009", "011"]


def test_2024_is_compared_with_2023(engine):
    with engine.connect() as connection:
        ids = dict(connection.execute(select(Wave.code, Wave.id)).all())
        previous = dict(connection.execute(select(Wave.code, Wave.previous_wave_id)).all())
    assert previous == {"hh-2023": None, "hh-2024": ids["hh-2023"], "desk-demo": None, "hh-2026": ids["hh-2024"], "ld-2026": None}


@pytest.mark.skipif(os.name == "nt", reason="file modes are POSIX")
def test_a_secret_is_made_that_only_this_user_reads(first):
    secret = first[0] / "secret_key"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(secret.read_text().strip()) == 64


def test_a_given_secret_is_not_written_down(tmp_path):
    write_secret(load_settings({"SIPAS_DATA": str(tmp_path), "SECRET_KEY": "x" * 32}))
    assert not (tmp_path / "secret_key").exists()
