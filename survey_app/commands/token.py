"""`sipas token`: bearer tokens of the API."""
from __future__ import annotations

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from survey_app import engine
from survey_app.api import tokens
from survey_app.models import ApiToken


@click.group(help="Make, list and revoke bearer tokens of the API.")
def group() -> None:
    """Commands on tokens."""


@group.command(help="Make a token called NAME and print it, once.")
@click.argument("name")
@with_appcontext
def add(name: str) -> None:
    """Add a token."""
    try:
        click.echo(tokens.add_token(engine(), name.strip()))
    except IntegrityError:
        raise click.ClickException(f"a token named {name!r} exists already (also revoked ones keep their name).") from None


@group.command(help="Revoke the token called NAME, at once.")
@click.argument("name")
@with_appcontext
def revoke(name: str) -> None:
    """Revoke a token."""
    if not tokens.revoke_token(engine(), name):
        raise click.ClickException(f"no living token is named {name!r}.")
    click.echo(f"Token {name} revoked.")


@group.command("list", help="Names, last use and state of all tokens.")
@with_appcontext
def list_command() -> None:
    """List tokens."""
    with engine().connect() as connection:
        for row in connection.execute(select(ApiToken.name, ApiToken.created_at, ApiToken.last_used_at, ApiToken.revoked_at).order_by(ApiToken.name)):
            state = f"revoked {row.revoked_at:%Y-%m-%d}" if row.revoked_at else "living"
            used = f"{row.last_used_at:%Y-%m-%d %H:%M} UTC" if row.last_used_at else "never"
            click.echo(f"{row.name}\t{state}\tmade {row.created_at:%Y-%m-%d}\tlast used {used}")
