"""`sipas wave`: collection rounds, from draft to closed."""
from __future__ import annotations

from datetime import datetime

import click
from flask.cli import with_appcontext
from sqlalchemy import select

import forms
from survey_app import engine
from survey_app.database import writing
from survey_app.models import Wave
from survey_app.models.waves import WAVE_KINDS
from survey_app.waves import NewWave, Unfinished, WaveRefused, add_wave, join_desks, move_on

DAY = click.DateTime(["%Y-%m-%d"])


@click.group(help="Make, open and close collection rounds.")
def group() -> None:
    """Commands on waves."""


@group.command(help="Make a draft wave called CODE; a desk wave takes in all desks. The instrument is frozen with it.")
@click.argument("code")
@click.option("--title", required=True)
@click.option("--kind", required=True, type=click.Choice(WAVE_KINDS))
@click.option("--instrument", "instrument", required=True, metavar="CODE[/VERSION]", help="For example one_stop_visitor or sipas_household/2024.")
@click.option("--opens-on", required=True, type=DAY)
@click.option("--closes-on", type=DAY)
@click.option("--previous", metavar="W", help="The wave to compare with, of the same kind.")
@click.option("--double-entry", type=click.FloatRange(0, 100), metavar="PERCENT",
              help="Household waves: how many of 100 paper forms two people key, the others being keyed once. [default: 100]")
@with_appcontext
def add(code: str, opens_on: datetime, closes_on: datetime | None, instrument: str, double_entry: float | None, **given: str | None) -> None:
    """Add a wave."""
    new = NewWave(code, opens_on=opens_on.date(), closes_on=closes_on and closes_on.date(), double_entry=None if double_entry is None else double_entry / 100, **given)
    try:
        chosen = forms.load(*instrument.split("/", 1))
        with writing(engine()).begin() as connection:
            wave_id = add_wave(connection, new, chosen)
            desks = join_desks(connection, wave_id) if new.kind == "desk" else None
    except (LookupError, WaveRefused) as refusal:
        raise click.ClickException(str(refusal.args[0])) from None
    click.echo(f"Wave {code} is a draft with instrument {chosen.code}/{chosen.version}" + (f" at {desks} desks." if desks is not None else "."))


@group.command("open", help="Open the draft wave CODE: from now on answers are taken.")
@click.argument("code")
@with_appcontext
def open_command(code: str) -> None:
    """Open a wave."""
    _move(code, "open")


@group.command(help="Close the open wave CODE for good: no more answers are taken. Unfinished work is listed first, and then nothing is done (exit 1) without --anyway.")
@click.argument("code")
@click.option("--anyway", is_flag=True, help="Close although work would be left unfinished.")
@with_appcontext
def close(code: str, anyway: bool) -> None:
    """Close a wave."""
    _move(code, "closed", anyway)


def _move(code: str, state: str, anyway: bool = False) -> None:
    try:
        move_on(engine(), code, state, anyway=anyway)
    except Unfinished as unfinished:
        for obstacle in unfinished.obstacles:
            more = ", …" if obstacle.count > len(obstacle.first) else ""
            click.echo(f"{obstacle.count} {obstacle.en} ({', '.join(obstacle.first)}{more})", err=True)
        raise click.ClickException(f"Wave {code} stays open. A closed wave never opens again. Finish this work, or close it all the same: sipas wave close {code} --anyway") from None
    except WaveRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"Wave {code} is {state}.")


@group.command("list", help="All waves with kind, state and dates.")
@with_appcontext
def list_command() -> None:
    """List waves."""
    with engine().connect() as connection:
        for wave in connection.execute(select(Wave.code, Wave.kind, Wave.state, Wave.opens_on, Wave.closes_on, Wave.title).order_by(Wave.opens_on)):
            click.echo("\t".join((wave.code, wave.kind, wave.state, f"{wave.opens_on} – {wave.closes_on or 'open end'}", wave.title)))
