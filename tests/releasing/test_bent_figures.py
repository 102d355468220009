"""Ways to bend figures through the pages, and the line of the checklist that tells of each: first nothing odd, then one oddity a test."""
from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from survey_app.arrivals import read_arrivals
from survey_app.database import writing
from survey_app.journal import record
from survey_app.models import AdminUnit, Case, Exclusion, Psu, Release, Response, Run, ServicePoint, Wave, now
from survey_app.releasing import conduct_checks, exclusion_checks, publication_checks, wave_checks
from survey_app.releasing.found import Found
from survey_app.releasing.subject import find_wave, subject_of
from tests.releasing.published import add, add_run

pytestmark = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
MONDAY = date(2026, 3, 2)


@pytest.fixture
def instrument(stage) -> int:
    """The id of an instrument that is stored."""
    with stage.engine.connect() as connection:
        return connection.scalar(select(Wave.instrument_id))


@pytest.fixture
def add_wave(stage, instrument):
    """Add an open wave with a good run; other fields may be given."""
    def do(code: str, opens_on: date, closes_on: date | None = None, computed: bool = True, **given) -> int:
        with writing(stage.engine).begin() as connection:
            wave = add(connection, Wave, **({"code": code, "title": code, "kind": "household", "state": "open", "opens_on": opens_on, "closes_on": closes_on,
                                             "instrument_id": instrument, "index_name": "sipas"} | given))
            if computed:
                add_run(connection, wave, started_at=datetime(2026, 4, 1, tzinfo=UTC), finished_at=datetime(2026, 4, 1, tzinfo=UTC))
            return wave
    return do


@pytest.fixture
def desk_wave(stage, add_wave) -> int:
    """An open desk wave of two desks, each with two answers on every of ten days, received as they were given."""
    wave = add_wave("quay", MONDAY, kind="desk")
    with writing(stage.engine).begin() as connection:
        unit = add(connection, AdminUnit, code="09101", name="xã Lúa", level="commune", valid_from=date(2025, 7, 1))
        for number in ("001", "002"):
            add(connection, ServicePoint, number=number, name=f"Điểm {number}", unit_id=unit)
    for number in ("001", "002"):
        for day in range(10):
            came(stage, wave, number, MONDAY + timedelta(days=day), 2)
    return wave


def came(stage, wave: int, desk: str, day: date, count: int, *, after: int = 0, channel: str = "phone") -> list[int]:
    """Answers of a day at a desk, received so many days later; their ids."""
    with writing(stage.engine).begin() as connection:
        point = connection.scalar(select(ServicePoint.id).where(ServicePoint.number == desk))
        found = []
        for _ in range(count):
            name = secrets.token_hex(6)
            found.append(add(connection, Response, wave_id=wave, submission_id=name, receipt=name, channel=channel, service_point_id=point, answers="{}", answered_on=day,
                             received_at=datetime(day.year, day.month, day.day, 4, tzinfo=UTC) + timedelta(days=after)))
        return found


def check(stage, module, name: str, code: str) -> Found:
    with stage.engine.connect() as connection:
        return getattr(module, name)(connection, subject_of(connection, find_wave(connection, code)))


def test_answers_that_came_as_they_were_given(stage, desk_wave):
    found = check(stage, conduct_checks, "entry", "quay")
    assert (found.state, found.words) == ("ok", "Phiếu được tính hiện nay, theo đường vào: điện thoại tại điểm 40.")


def test_a_file_for_one_desk_and_day_is_told_three_times(stage, desk_wave):
    came(stage, desk_wave, "001", MONDAY, 300, after=200, channel="import")
    found = check(stage, conduct_checks, "entry", "quay")
    assert found.state == "warning" and "nhập từ tệp 300, điện thoại tại điểm 40." in found.words and "300 phiếu do người của cơ quan nạp từ tệp" in found.words
    assert "300 phiếu vào hệ thống hơn 7 ngày sau" in found.words and "điểm 001 ngày 02/03/2026: 302 phiếu, ngày thường 2." in found.words


def test_one_answer_from_a_file_wants_words(stage, desk_wave):
    came(stage, desk_wave, "001", MONDAY, 1, channel="import")
    assert check(stage, conduct_checks, "entry", "quay").state == "warning"


@pytest.mark.parametrize(("after", "expected"), [(7, "ok"), (8, "warning")])
def test_an_answer_received_long_after_its_day(stage, desk_wave, after, expected):
    came(stage, desk_wave, "001", MONDAY, 1, after=after)
    assert check(stage, conduct_checks, "entry", "quay").state == expected


@pytest.mark.parametrize(("more", "expected"), [(8, "ok"), (9, "warning")])
def test_a_crowded_day_is_one_unlike_the_desks_own(stage, desk_wave, more, expected):
    """Usual is 2, its Poisson deviation √2: six of them above 2 are 10.49, so that 10 answers pass and 11 do not."""
    came(stage, desk_wave, "001", MONDAY, more, after=1)
    assert check(stage, conduct_checks, "entry", "quay").state == expected


def test_a_desk_that_had_one_day_only_is_held_against_all_desks(stage, desk_wave):
    with writing(stage.engine).begin() as connection:
        add(connection, ServicePoint, number="003", name="Điểm 003", unit_id=connection.scalar(select(AdminUnit.id)))
    came(stage, desk_wave, "003", MONDAY, 11)
    assert "điểm 003 ngày 02/03/2026: 11 phiếu" in check(stage, conduct_checks, "entry", "quay").words


def leave_out(stage, responses: list[int], act: str, at: datetime, number: int = 1) -> None:
    with writing(stage.engine).begin() as connection:
        for response in responses:
            add(connection, Exclusion, response_id=response, number=number, act=act, reason="repeated" if act == "out" else None, words="Trùng.", actor="so-nv", happened_at=at)


def test_what_is_left_out_of_the_figures_fills_up_no_desk(stage, desk_wave):
    leave_out(stage, came(stage, desk_wave, "001", MONDAY, 50, after=30), "out", now())
    with stage.engine.connect() as connection:
        assert not read_arrivals(connection, desk_wave).is_odd


def test_a_run_counted_what_it_knew(stage, desk_wave):
    """Of forty answers two are left out, and three come, after the run."""
    with stage.engine.connect() as connection:
        ids = connection.scalars(select(Response.id).where(Response.wave_id == desk_wave).order_by(Response.id)).all()
    leave_out(stage, ids[:2], "out", now())
    came(stage, desk_wave, "001", MONDAY, 3)
    with stage.engine.connect() as connection:
        known = read_arrivals(connection, desk_wave, {"responses": {"last": ids[-1]}, "exclusions": {"last": 0}})
        assert (known.ways, read_arrivals(connection, desk_wave).ways) == ({"phone": 40}, {"phone": 41})


@pytest.mark.parametrize(("opens_on", "closes_on", "expected"), [
    (MONDAY, None, "ok"), (MONDAY + timedelta(days=1), None, "blocking"), (MONDAY, MONDAY + timedelta(days=8), "blocking"), (MONDAY, MONDAY + timedelta(days=9), "ok"),
])
def test_answers_outside_the_days_of_the_wave_block(stage, desk_wave, opens_on, closes_on, expected):
    with writing(stage.engine).begin() as connection:
        connection.execute(update(Wave).where(Wave.id == desk_wave).values(opens_on=opens_on, closes_on=closes_on))
    found = check(stage, wave_checks, "days", "quay")
    assert found.state == expected and (expected == "ok" or "4 phiếu được tính có ngày trả lời ngoài thời gian" in found.words)


def run_again(stage, wave: int, at: datetime, **given) -> None:
    with writing(stage.engine).begin() as connection:
        add_run(connection, wave, digest="e", started_at=at, finished_at=at, **given)


@pytest.mark.parametrize("seen", [False, True])
def test_leaving_out_and_letting_in_with_a_look_at_the_figures_between(stage, desk_wave, seen):
    """Out, run, in: what stays is nothing left out, and the fishing is told."""
    (form,), day = came(stage, desk_wave, "001", MONDAY, 1), datetime(2026, 5, 1, tzinfo=UTC)
    leave_out(stage, [form], "out", day)
    if seen:
        run_again(stage, desk_wave, day + timedelta(hours=1), asked_by="so-nv")
    leave_out(stage, [form], "in", day + timedelta(hours=2), number=2)
    run_again(stage, desk_wave, day + timedelta(hours=3), diagnostics={"ground": {"exclusions": {"acts": 2, "last": 2}}})
    found = check(stage, exclusion_checks, "exclusions", "quay")
    assert found.state == ("warning" if seen else "ok") and found.words.startswith("Không loại phiếu nào.")
    assert ("Đã loại hoặc tính lại phiếu 2 lượt; giữa lượt đầu và lượt cuối, kết quả được tính 1 lần (1 lần do người yêu cầu)" in found.words) == seen


@pytest.fixture
def three(stage, add_wave) -> None:
    """Waves of 2023, 2024 (both computed) and 2026, which is compared with that of 2024."""
    add_wave("ho-2023", date(2023, 5, 1), date(2023, 6, 1))
    nearest = add_wave("ho-2025", date(2025, 5, 1), date(2025, 6, 1))
    add_wave("ho-2026", date(2026, 5, 1), date(2026, 6, 1), previous_wave_id=nearest)


def compare_with(stage, code: str | None) -> None:
    with writing(stage.engine).begin() as connection:
        other = connection.scalar(select(Wave.id).where(Wave.code == code))
        connection.execute(update(Wave).where(Wave.code == "ho-2026").values(previous_wave_id=other))


def test_the_nearest_wave_is_no_choice(stage, three):
    assert "gần hơn" not in check(stage, publication_checks, "previous_wave", "ho-2026").words


@pytest.mark.parametrize(("code", "said"), [("ho-2023", "Giữa ho-2023 và đợt này còn đợt cùng loại gần hơn: ho-2025 (chưa công bố), ho-thu (chưa công bố)."),
                                            (None, "Trước đợt này có đợt cùng loại: ho-2025 (chưa công bố), ho-thu (chưa công bố), ho-2023 (chưa công bố).")])
def test_another_baseline_than_the_nearest_wave_wants_words(stage, three, code, said):
    compare_with(stage, code)
    found = check(stage, publication_checks, "previous_wave", "ho-2026")
    assert found.state == "warning" and said in found.words


def test_a_draft_of_another_wave_is_no_nearer_baseline(stage, three, add_wave):
    add_wave("ho-nhap", date(2025, 12, 1), computed=False)
    assert "ho-nhap" not in check(stage, publication_checks, "previous_wave", "ho-2026").words


@pytest.mark.parametrize(("first_run", "expected"), [(timedelta(days=1), False), (timedelta(days=-1), True)])
def test_a_baseline_changed_after_the_first_run_wants_words(stage, three, add_wave, first_run, expected):
    wave = add_wave("ho-2027", date(2027, 5, 1), computed=False)
    with writing(stage.engine).begin() as connection:
        record(connection, "so-nv", "wave.change", "ho-2027", {"previous": ["ho-2023", "ho-2025"]})
    run_again(stage, wave, now() + first_run)
    assert ("bị đổi sau lần tính đầu tiên: ho-2023 → ho-2025, so-nv." in check(stage, publication_checks, "previous_wave", "ho-2027").words) == expected


@pytest.mark.parametrize(("opens_on", "closes_on", "kind", "computed", "expected"), [
    (date(2026, 9, 1), date(2026, 10, 1), "household", True, "warning"),  # the same year
    (date(2025, 12, 1), date(2026, 5, 1), "household", True, "warning"),  # a day in common
    (date(2025, 12, 1), date(2026, 4, 30), "household", True, "ok"), (date(2025, 12, 1), None, "household", True, "warning"),
    (date(2026, 5, 1), None, "desk", True, "ok"), (date(2026, 5, 1), None, "household", False, "ok"),
])
def test_waves_of_choice(stage, three, add_wave, opens_on, closes_on, kind, computed, expected):
    add_wave("ho-khac", opens_on, closes_on, computed=computed, kind=kind)
    found = check(stage, wave_checks, "siblings", "ho-2026")
    assert found.state == expected and ("ho-khac (" in found.words and "60 phiếu)" in found.words) == (expected == "warning")


def test_another_wave_that_was_released_is_no_choice_kept_from_readers(stage, three, add_wave):
    other = add_wave("ho-khac", date(2026, 9, 1))
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(Release).values(
            wave_id=other, number=1, run_id=connection.scalar(select(Run.id).where(Run.wave_id == other)), state="released", reason="x", checklist=[], document={}, digest="0" * 64,
            proposed_by=stage.people["first"], decided_by=stage.people["second"], decided_at=now()))
    assert check(stage, wave_checks, "siblings", "ho-2026").state == "ok"


def test_the_day_of_a_corrected_sheet_is_that_of_its_last_correction_and_one_left_out_has_none(stage, three):
    """The first response lies outside and its correction inside; then another correction lies outside, and the sheet is left out."""
    def respond(day: date, supersedes: int | None = None) -> int:
        with writing(stage.engine).begin() as connection:
            wave = connection.scalar(select(Wave.id).where(Wave.code == "ho-2026"))
            case = connection.scalar(select(Case.id).where(Case.wave_id == wave)) or add(connection, Case, wave_id=wave, psu_id=connection.scalar(select(Psu.id)), serial="9001")
            return add(connection, Response, wave_id=wave, submission_id=secrets.token_hex(6), receipt=secrets.token_hex(6), channel="paper", case_id=case, supersedes_id=supersedes, answers="{}",
                       answered_on=day, received_at=now())

    def state() -> str:
        return check(stage, wave_checks, "days", "ho-2026").state

    first = respond(date(2026, 7, 1))
    assert state() == "blocking"
    second = respond(date(2026, 5, 2), first)
    assert state() == "ok"
    respond(date(2026, 7, 2), second)
    assert state() == "blocking"
    leave_out(stage, [first], "out", now())
    assert state() == "ok"
