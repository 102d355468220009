"""Bringing a database to the newest migration, and telling whether it is there."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from survey_app.database import writing
from survey_app.settings import PROJECT, SettingsError


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    return config


@cache
def newest_revision() -> str:
    """The revision that this code needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def current_revision(connection: Connection) -> str | None:
    """The revision that the database is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def outdated(connection: Connection) -> str | None:
    """Why this program cannot work with the database, and what to do; None when the database is at the revision it needs."""
    revision = current_revision(connection)
    if revision == newest_revision():
        return None
    return f"the database is at another version ({revision or 'none yet'}) than this program needs ({newest_revision()}); run: sipas db upgrade"


def upgrade(engine: Engine) -> tuple[str | None, str]:
    """Apply the missing migrations in one transaction; returns the revision before and after.

    Raises SettingsError when the database was made by another (newer) version of this program.
    """
    with migrating(engine) as (connection, config):
        before = current_revision(connection)
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise SettingsError(f"Error: this database is at revision {before}, which this version does not know ({error}). Use the version that made it, or another database.") from None
        return before, current_revision(connection)


@contextmanager
def migrating(engine: Engine) -> Iterator[tuple[Connection, Config]]:
    """A transaction for Alembic's commands, and their configuration.

    On SQLite a migration may make a table anew that others refer to: references are looked at once, at the end, as
    SQLite's manual says (lang_altertable.html, 7); a broken one undoes everything.
    """
    config, lite = _config(), engine.dialect.name == "sqlite"
    with writing(engine).connect() as connection:
        config.attributes["connection"] = connection
        driver = connection.connection.dbapi_connection
        if lite:
            driver.execute("PRAGMA foreign_keys=OFF")  # has no effect within a transaction
        try:
            with connection.begin():
                yield connection, config
                if lite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                    raise SettingsError(f"Error: after migrating, rows of {broken[0]} would refer to rows of {broken[2]} that are not there; nothing was changed.")
        finally:
            if lite:
                driver.execute("PRAGMA foreign_keys=ON")


def draft_migration(engine: Engine, message: str) -> None:
    """Write a new migration from the difference between the models and the database (for developers)."""
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message=message, autogenerate=True)
