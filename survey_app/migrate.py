"""Bringing a database to the newest migration, and telling whether it is there."""
from __future__ import annotations

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
    config = _config()
    with writing(engine).begin() as connection:
        before = current_revision(connection)
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise SettingsError(f"Error: this database is at revision {before}, which this version does not know ({error}). Use the version that made it, or another database.") from None
        return before, current_revision(connection)


def draft_migration(engine: Engine, message: str) -> None:
    """Write a new migration from the difference between the models and the database (for developers)."""
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message=message, autogenerate=True)
