"""`sipas token`: bearer tokens of the API."""
from __future__ import annotations

import json

import click
from flask.cli import with_appcontext
from sqlalchemy import Connection, Row
from sqlalchemy.exc import IntegrityError

from survey_app import engine
from survey_app.api import tokens
from survey_app.api.token_listing import DAYS, list_tokens, state_of
from survey_app.api.traces import networks, traces
from survey_app.models.people import TOKEN_SCOPES, TRACE_DAYS
from survey_app.written import tidy


@click.group(help="Make, list and revoke bearer tokens of the API.")
def group() -> None:
    """Commands on tokens."""


@group.command(help="Make a token called NAME and print it, once.")
@click.argument("name")
@click.option("--scope", "scopes", type=click.Choice(TOKEN_SCOPES), multiple=True, default=TOKEN_SCOPES[:1], show_default=True, help="What it opens; repeatable.")
@click.option("--days", default=tokens.USUAL_DAYS, show_default=True, type=click.IntRange(1, tokens.LONGEST_DAYS), help="After so many days it ends.")
@click.option("--no-expiry", is_flag=True, help="Let it never end. It can be revoked.")
@with_appcontext
def add(name: str, scopes: tuple[str, ...], days: int, no_expiry: bool) -> None:
    """Add a token."""
    name = tidy(name)
    if not 0 < len(name) <= 80:
        raise click.BadParameter("expected a name of 1 to 80 signs", param_hint="NAME")
    try:
        click.echo(tokens.add_token(engine(), name, scopes, None if no_expiry else days))
    except IntegrityError:
        raise click.ClickException(f"a token named {name!r} exists already (also revoked ones keep their name).") from None


@group.command(help="Revoke the token called NAME, at once.")
@click.argument("name")
@with_appcontext
def revoke(name: str) -> None:
    """Revoke a token."""
    if not tokens.revoke_token(engine(), tidy(name)):
        raise click.ClickException(f"no living token is named {name!r}.")
    click.echo(f"Token {name} revoked.")


@group.command("list", help=f"All tokens: state, scopes, end, last use, and how often they were used and turned away in the last {DAYS} days; "
               f"as JSON also from which networks in the last {TRACE_DAYS} days, and what they read.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@with_appcontext
def list_command(form: str) -> None:
    """List tokens."""
    with engine().connect() as connection:
        rows = list_tokens(connection)
        told = [_as_dict(connection, row) for row in rows] if form == "json" else []
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
        return
    for row in rows:
        state = f"revoked {row.revoked_at:%Y-%m-%d}" if row.revoked_at else state_of(row)
        used = f"{row.last_used_at:%Y-%m-%d %H:%M} UTC" if row.last_used_at else "never"
        ends = f"{row.expires_at:%Y-%m-%d}" if row.expires_at else "never"
        click.echo("\t".join((
            row.name, state, ",".join(row.scopes), f"made {row.created_at:%Y-%m-%d}", f"ends {ends}", f"last used {used}", f"{row.requests} uses", f"{row.refused} refused")))


def _as_dict(connection: Connection, row: Row) -> dict:
    moments = {name: getattr(row, name) and getattr(row, name).isoformat() for name in ("created_at", "expires_at", "revoked_at", "last_used_at")}
    return {
        "id": row.id, "name": row.name, "state": state_of(row), "scopes": row.scopes, "created_by": row.created_by, **moments,
        "requests": row.requests, "refused": row.refused,
        "networks": [{"network": one.name, "first": one.first, "last": one.last, "requests": one.requests, "refused": one.refused, "new": one.new} for one in networks(connection, row.id)],
        "uses": [dict(use._mapping) for use in traces(connection, row.id)],
    }
