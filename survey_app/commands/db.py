"""`sipas db`: the database's schema."""
from __future__ import annotations

import click

from survey_app.database import open_engine
from survey_app.migrate import draft_migration, upgrade
from survey_app.settings import load_settings


@click.group(help="Look after the database's schema.")
def group() -> None:
    """Commands on the schema."""


@group.command("upgrade", help="Create the tables or bring them to the newest version (DATABASE_URL says where).")
def upgrade_command() -> None:
    """Apply the missing migrations."""
    before, after = upgrade(open_engine(load_settings().database_url))
    click.echo(f"Database at {after} (nothing to do)." if before == after else f"Database upgraded from {before or 'empty'} to {after}.")


@group.command("draft", help="For developers: write a migration from what the models have and the database has not.")
@click.argument("message")
def draft_command(message: str) -> None:
    """Draft a migration file."""
    draft_migration(open_engine(load_settings().database_url), message)
