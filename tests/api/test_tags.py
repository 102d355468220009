"""A tag holds exactly as long as the answer: whatever an answer is made of changes, its tag changes with it."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Connection, select, update

from survey_app import breaks, engine
from survey_app.api import figures, scales
from survey_app.api.catalogue import CATALOGUE
from survey_app.models import AdminUnit, Difference, Estimate, Measure, Priority, Pulse, QuestionFigure, Release, Run, ServicePoint, Wave, now
from survey_app.models.findings import OF_QUESTION
from tests.api.stored import DOMAINS, add, store_release, store_run
from tests.guards import drop_guards

PLACE, WAVE = "/api/v1", "/api/v1/waves/quay-thu"
TOLD = Estimate.suppressed.is_(None)
EFFECT = {"code": "2", "n": 40, "score": 84.0, "se": 1.0, "lo_logit": 80.0, "hi_logit": 87.0, "suppressed": None}


def change(table: type, *which, **values) -> Callable:
    """Change rows of a table, all or those of a condition, as nobody can while its triggers stand."""
    def make(connection: Connection, _wave: int, _run: int) -> None:
        drop_guards(connection, table.__tablename__)
        connection.execute(update(table).where(*which).values(**values))
    return make


def diagnose(**found) -> Callable:
    return change(Run, diagnostics={"warnings": []} | found)


def add_failed_run(connection: Connection, wave: int, _run: int) -> None:
    add(connection, Run, wave_id=wave, state="failed", asked_by="test", reason="hết chỗ trên đĩa")


def release_it(connection: Connection, wave: int, run: int) -> None:
    store_release(connection, wave, run, 2)


def correct_it(connection: Connection, wave: int, _run: int) -> None:
    first = connection.scalar(select(Release.id).where(Release.number == 1))
    store_release(connection, wave, store_run(connection, wave, 90.0), 2, corrects_id=first, correction="Sai số phiếu.")


def names_of(domains: dict) -> Callable:
    return change(Run, method={"domains": domains})


# what is read -> what it is made of that can change; both forms have it, but for those in JSON_ALONE
MADE_OF = {
    "waves": {"its title": change(Wave, title="Tên khác"), "its state": change(Wave, state="closed"), "a release": release_it},
    "measures": {"a name": change(Measure, label_vi="Tên khác"), "the newest run": lambda connection, wave, _: store_run(connection, wave, 70.0)},
    "domains": {"names": names_of(DOMAINS | {"service_point": DOMAINS["service_point"] | {"names": {}}}), "people": change(Estimate, TOLD, n=4)},
    "estimates": {"a score": change(Estimate, TOLD, score=70.0), "why it is hidden": change(Estimate, ~TOLD, suppressed="complementary"), "a name": change(Measure, label_en="Other")},
    "differences": {"a p-value": change(Difference, p=0.5), "a name": change(Measure, label_vi="Tên khác")},
    "priorities": {"a gap": change(Priority, gap=1.0)},
    "questions": {"a share": change(QuestionFigure, value=0.25), "a change": change(Difference, Difference.domain_kind == OF_QUESTION, p=0.5)},
    "pulses": {"a month": change(Pulse, expected=70.0)},
    "exclusion_effects": {"what forms left out did": diagnose(exclusions={"n": 6, "reasons": {"other": 6}, "measures": [EFFECT]})},
    "releases": {"a release": release_it},
    "runs": {"a failure": add_failed_run},
    "cases": {"the wave's title": change(Wave, title="Tên khác")},
    "rates": {"the wave's title": change(Wave, title="Tên khác")},
    "batches": {"the wave's state": change(Wave, state="closed")},
    "keying": {"the wave's last day": change(Wave, closes_on=date(2026, 12, 1))},
    "exclusions": {"the wave's title": change(Wave, title="Tên khác")},
    "desks": {"a name": change(ServicePoint, name="Tên khác"), "a place": change(AdminUnit, name="Tên khác")},
}
JSON_ALONE = ("cases", "rates", "batches", "keying", "exclusions")  # of a desk wave they have no rows, only a head
CASES = [(name, what, form) for name, parts in MADE_OF.items() for what in parts for form in ("", ".csv") if not (form and name in JSON_ALONE)]


@pytest.fixture
def everything(bearer, run) -> dict:
    """A token that sees all there is."""
    return bearer("provisional", "fieldwork")


def path_of(name: str) -> str:
    return PLACE + next(resource.path for resource in CATALOGUE if resource.name == name).replace("<code>", "quay-thu")


def assert_new(client, path: str, headers: dict, make: Callable[[], None]) -> None:
    """While nothing changes 304, and after `make` an answer of other words under another tag."""
    before = client.get(path, headers=headers)
    asking = headers | {"If-None-Match": before.headers["ETag"]}
    assert (before.status_code, client.get(path, headers=asking).status_code) == (200, 304)
    make()
    after = client.get(path, headers=asking)
    assert after.status_code == 200 and after.data != before.data and after.headers["ETag"] != before.headers["ETag"]


def test_every_table_is_tried():
    assert MADE_OF.keys() == {resource.name for resource in CATALOGUE}


@pytest.mark.parametrize(("name", "what", "form"), CASES)
def test_what_an_answer_is_made_of_changes_its_tag(app, client, desk, run, everything, name, what, form):
    def make() -> None:
        with app.app_context(), engine().begin() as connection:
            MADE_OF[name][what](connection, desk.wave_id, run)
    assert_new(client, path_of(name) + form, everything, make)


@pytest.mark.parametrize("form", ["", ".csv"])
def test_the_wave_before_is_released(app, client, desk, run, everything, form):
    """The run, and every row of it, stays as it is: only what its changes are measured from is no longer provisional."""
    with app.app_context(), engine().begin() as connection:
        instrument = connection.scalar(select(Wave.instrument_id))
        before = add(connection, Wave, code="quay-truoc", title="Đợt trước", kind="desk", state="closed", opens_on=date(2024, 7, 1), instrument_id=instrument, index_name="sipas")
        of_before = store_run(connection, before)
        drop_guards(connection, "run")
        connection.execute(update(Run).where(Run.id == run).values(method={"previous": {"wave": "quay-truoc", "run": of_before}}))

    def make() -> None:
        with app.app_context(), engine().begin() as connection:
            store_release(connection, before, of_before)
    assert_new(client, f"{WAVE}/differences{form}", everything, make)


# What this program itself says: a new version of it may put it otherwise.
WORDS = {"measures": (scales, "PERCENT", "per cent"), "domains": (figures, "EVERYONE", {"vi": "Tất cả", "en": "All"}), "estimates": (scales, "FULL", 1.0)}


@pytest.mark.parametrize("name", WORDS)
def test_a_new_version_of_this_program_says_it_otherwise(client, everything, monkeypatch, name):
    assert_new(client, path_of(name), everything, lambda: monkeypatch.setattr(*WORDS[name]))


def test_a_note_of_a_break_is_put_otherwise(app, client, run, everything, monkeypatch):
    with app.app_context(), engine().begin() as connection:
        wave = connection.execute(select(Wave)).one()
        before = add(connection, Wave, code="quay-truoc", title="Đợt trước", kind="desk", state="closed", opens_on=date(wave.opens_on.year - 1, 7, 1), instrument_id=wave.instrument_id, index_name="sipas")
        of_before = add(connection, Run, wave_id=before, state="succeeded", asked_by="test", input_digest="e" * 64, finished_at=now())
        drop_guards(connection, "run")
        connection.execute(update(Run).where(Run.id == run).values(method={"previous": {"wave": "quay-truoc", "run": of_before}}))
    other = (breaks.Break(wave.opens_on.year, "Lời khác.", "Other words."),)
    assert_new(client, f"{WAVE}/differences", everything, lambda: monkeypatch.setattr(breaks, "BREAKS", other))


@pytest.mark.parametrize("what", ["its table", "a correction"])
def test_the_table_of_a_release(app, client, desk, run, release, everything, what):
    release(1)

    def make() -> None:
        with app.app_context(), engine().begin() as connection:
            {"its table": change(Release, document={"title": "Bảng khác", "rows": []}), "a correction": correct_it}[what](connection, desk.wave_id, run)
    assert_new(client, f"{WAVE}/releases/1", everything, make)


def test_rows_that_a_page_does_not_show_are_counted_in_its_tag(app, client, desk, everything):
    """A page as CSV has the same rows; how many there are in all stands in its headers."""
    def ask(**more) -> object:
        return client.get(f"{WAVE}/runs.csv?limit=1", headers=everything | more)
    before = ask()
    with app.app_context(), engine().begin() as connection:
        add_failed_run(connection, desk.wave_id, 0)
    after = ask(**{"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.data, before.headers["X-Total-Count"], after.headers["X-Total-Count"]) == (200, before.data, "1", "2")


def test_whatever_tag_one_has_a_wrong_question_is_refused(client, everything):
    assert client.get(f"{WAVE}/estimates", headers=everything | {"If-None-Match": "*"}).status_code == 304
    refused = client.get(f"{WAVE}/estimates?domain=khong-co", headers=everything | {"If-None-Match": "*"})
    assert (refused.status_code, refused.json["error"]) == (400, "unknown_value")
