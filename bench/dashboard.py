"""Server time of every page of the dashboard: 10 waves of 200 units each on SQLite, medians.

How: a database is filled with figures of 7 household and 3 desk waves (51 or 22 measures by 200 communes or desks and by
sex and age, differences of each unit to the rest, questions, two years of months a desk) and 5,000 responses a wave; a
page is asked for through the WSGI application in this process, by a logged-in reader. What is not in it: the network and
the web server. The yardstick is the staff page of an empty list.
"""
from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient
from sqlalchemy import Connection, event, insert

from survey_app import create_app
from survey_app import engine as app_engine
from survey_app.database import open_engine, writing
from survey_app.migrate import upgrade
from survey_app.models import User
from survey_app.settings import load_settings
from bench.dashboard_data import fill_waves
from tests.servers import SECRET

ROUNDS = 15
PAGES = {
    "overview": "/tong-quan/hh-6", "overview of desks": "/tong-quan/quay-2", "by commune": "/tong-quan/hh-6/nhom?loai=commune",
    "one measure": "/tong-quan/hh-6/chi-tieu?chi_tieu=2", "priorities": "/tong-quan/hh-6/uu-tien", "sections A and C": "/tong-quan/hh-6/nhan-dinh",
    "pulses": "/tong-quan/quay-2/nhip", "collection": "/tong-quan/hh-6/thu-phieu", "chart of communes as CSV": "/tong-quan/hh-6/hinh/nhom.csv?loai=commune",
    "the yardstick (an empty list)": "/ban-lam-viec/tap-phieu/",
}


def measure() -> Iterator[str]:
    """Lines of figures."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        engine = open_engine(url)
        upgrade(engine)
        with writing(engine).begin() as connection:
            rows = fill_waves(connection)
            _reader(connection)
        yield f"{rows} estimates in 10 waves of 200 units"
        app = create_app(load_settings({"DATABASE_URL": url, "SECRET_KEY": SECRET, "SIPAS_DATA": folder}))
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = "reader"
        with app.app_context():
            for name, path in PAGES.items():
                yield _line(client, name, path)
            app_engine().dispose()
        engine.dispose()


def _reader(connection: Connection) -> None:
    connection.execute(insert(User).values(username="reader", password_hash="none", role="department", session_key="reader"))


def _line(client: FlaskClient, name: str, path: str) -> str:
    seen: list[str] = []
    listen = (app_engine(), "before_cursor_execute", lambda *call: seen.append(call[2]))
    assert client.get(path).status_code == 200, path  # the first also parses instrument and templates
    event.listen(*listen)
    size = len(client.get(path).data)
    event.remove(*listen)
    times, cpu = [], []
    for _ in range(ROUNDS):
        start, used = time.perf_counter(), time.process_time()
        client.get(path)
        times.append(1000 * (time.perf_counter() - start))
        cpu.append(1000 * (time.process_time() - used))
    statements = sum(not one.startswith("BEGIN") for one in seen)
    return (f"{name}: {median(times):.0f} ms (median of {ROUNDS}; best {min(times):.0f}, worst {max(times):.0f}), {median(cpu):.0f} ms CPU, "
            f"{statements} SQL statements, {size / 1024:.0f} KB")
