"""`sipas organisation`: bodies whose people take part."""
from __future__ import annotations

import click
from flask.cli import AppGroup

from survey_app import engine
from survey_app.models.people import ORGANISATION_KINDS
from survey_app.people.organisations import add_organisation, list_organisations

group = AppGroup("organisation", help="Organisations whose people take part: add and list them.")


@group.command(help="Add the organisation CODE, called NAME.")
@click.argument("code")
@click.argument("name")
@click.option("--kind", type=click.Choice(ORGANISATION_KINDS), default="other", show_default=True)
def add(code: str, name: str, kind: str) -> None:
    """Add an organisation."""
    try:
        add_organisation(engine(), code, name, kind)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Added {code}.")


@group.command("list", help="Codes, kinds, names and the number of active accounts.")
def list_command() -> None:
    """List organisations."""
    with engine().connect() as connection:
        for row in list_organisations(connection):
            click.echo(f"{row.code}\t{row.kind}\t{row.people}\t{row.name}")
