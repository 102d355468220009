"""`sipas user`: accounts of staff."""
from __future__ import annotations

import click
from flask.cli import with_appcontext

from survey_app import engine
from survey_app.login.attempts import forgive
from survey_app.login.passwords import new_password, set_password
from survey_app.models.people import ROLES


@click.group(help="Accounts of staff.")
def group() -> None:
    """Commands on accounts."""


@group.command(help="Create the account USERNAME, or give it a new password; the password is made here and printed once unless asked for.")
@click.argument("username")
@click.option("--role", type=click.Choice(ROLES), help="What the account may do; needed for a new one.")
@click.option("--ask", is_flag=True, help="Ask for the password instead of making one.")
@with_appcontext
def add(username: str, role: str | None, ask: bool) -> None:
    """Add an account."""
    password = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else new_password()
    try:
        created = set_password(engine(), username.strip(), password, role)
        forgive(engine(), username.strip())
    except (ValueError, LookupError) as error:
        raise click.ClickException(error.args[0]) from None
    click.echo(f"{'Created' if created else 'New password for'} {username}" + ("" if ask else f": {password}"))
