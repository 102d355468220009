"""`sipas link`: one-time links of leaders and households."""
from __future__ import annotations

import json

import click
from flask.cli import AppGroup

from survey_app import engine, settings
from survey_app.links import LinkRefused, issue_links, path_of, revoke_links

group = AppGroup("link", help="One-time links for leaders and households: issue and revoke them.")
WAVE = click.option("--wave", required=True, metavar="W", help="Code of the wave.")
SERIAL = click.option("--serial", metavar="S", help="Only the case with this serial number.")


@group.command("issue", help="Make links for the cases that have none and are not answered, and print them, once. With --serial: a new link for one case; its old one ends.")
@WAVE
@SERIAL
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def issue_command(wave: str, serial: str | None, form: str) -> None:
    """Issue links."""
    try:
        links = issue_links(engine(), wave, serial)
    except LinkRefused as refused:
        raise click.ClickException(str(refused)) from None
    rows = [{"serial": link.serial, "url": settings().public_url + path_of(link.token)} for link in links]
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2) if form == "json" else "\n".join(f"{row['serial']}\t{row['url']}" for row in rows))
    if not rows:
        click.echo("No case needs a link: each has a living one or is answered.", err=True)


@group.command("revoke", help="End the living links of a wave, or of one case.")
@WAVE
@SERIAL
def revoke_command(wave: str, serial: str | None) -> None:
    """Revoke links."""
    try:
        click.echo(f"{revoke_links(engine(), wave, serial)} links revoked.")
    except LinkRefused as refused:
        raise click.ClickException(str(refused)) from None
