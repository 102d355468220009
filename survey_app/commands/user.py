"""`sipas user`: accounts of staff."""
from __future__ import annotations

import click
from flask.cli import with_appcontext

from survey_app import engine
from survey_app.database import writing
from survey_app.login.attempts import forgive
from survey_app.login.passwords import new_password, set_password
from survey_app.models.people import ROLES
from survey_app.people.accounts import read_username
from survey_app.people.placing import place_account


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
        name = read_username(username)
        created = set_password(engine(), name, password, role)
        with writing(engine()).begin() as connection:
            forgive(connection, name)
    except (ValueError, LookupError) as error:
        raise click.ClickException(error.args[0]) from None
    click.echo(f"{'Created' if created else 'New password for'} {username}" + ("" if ask else f": {password}"))


@group.command(help="Say where the account USERNAME works: its organisation, and all its communes anew (roles that see the whole province need none).")
@click.argument("username")
@click.option("--organisation", metavar="CODE", help="Code of the organisation (see: sipas organisation list).")
@click.option("--commune", "communes", multiple=True, metavar="CODE", help="Code of a commune; repeatable.")
@with_appcontext
def place(username: str, organisation: str | None, communes: tuple[str, ...]) -> None:
    """Place an account."""
    try:
        place_account(engine(), username.strip(), organisation, communes)
    except (ValueError, LookupError) as error:
        raise click.ClickException(error.args[0]) from None
    click.echo(f"{username}: {organisation or 'no organisation'}, {', '.join(communes) or 'no communes'}.")
