"""`sipas batch`: bundling the forms of a household wave, and the ledgers of the bundles."""
from __future__ import annotations

import json
from dataclasses import asdict

import click
from flask.cli import AppGroup

from survey_app import engine
from survey_app.batches.dissolving import dissolve_batch
from survey_app.batches.making import MOST, Bundling, create_batches
from survey_app.batches.registry import ListedBatch, batches_of, find_batch, list_batches
from survey_app.batches.sums import differences, state_of
from survey_app.commands.fieldwork import FORMAT, WAVE, plain_refusals
from survey_app.fielded import find_wave

group = AppGroup("batch", help="Batches of paper forms and their ledgers.")


@group.command("create", help="Bundle every form of wave W that is in no batch yet. Run again after replacements it bundles only those.")
@WAVE
@click.option("--size", type=click.IntRange(1, MOST), default=50, show_default=True, metavar="N", help="Forms in a batch.")
@click.option("--by", "grouping", type=click.Choice(["psu"]), help="psu: no batch holds forms of two villages.")
@FORMAT
def create_command(wave: str, size: int, grouping: str | None, form: str) -> None:
    """Make batches."""
    with plain_refusals(wave):
        made = create_batches(engine(), wave, Bundling(size, by_psu=grouping == "psu"))
    if form == "json":
        click.echo(json.dumps([asdict(batch) for batch in made], indent=2))
        return
    for batch in made:
        click.echo(f"batch {batch.number}: {batch.forms} forms, {batch.first} to {batch.last}")
    click.echo(f"{wave}: {len(made)} batches made." if made else f"{wave}: every form is in a batch already.")


@group.command("dissolve", help="Take batch B apart, while nothing of it has gone out: its forms can be bundled anew. Its number is not used again.")
@WAVE
@click.option("--batch", type=click.IntRange(1), required=True, metavar="B", help="Number of the batch (see sipas batch list).")
@click.option("--reason", required=True, metavar="WORDS", help="Why; it stays in the journal.")
def dissolve_command(wave: str, batch: int, reason: str) -> None:
    """Dissolve a batch."""
    with plain_refusals(wave):
        with engine().connect() as connection:
            found = find_batch(connection, batches_of(find_wave(connection, wave).id), batch)
        forms = dissolve_batch(engine(), found.id, reason)
    click.echo(f"Batch {batch} is dissolved; {forms} forms are in no batch now.")


@group.command("list", help="The batches of wave W with their ledgers; every sum that does not close is named.")
@WAVE
@FORMAT
def list_command(wave: str, form: str) -> None:
    """List batches."""
    with plain_refusals(wave), engine().connect() as connection:
        fielded = find_wave(connection, wave)
        batches = list_batches(connection, batches_of(fielded.id))
    rows = [_as_dict(batch, fielded.state == "closed") for batch in batches]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _show(rows, wave)


def _as_dict(batch: ListedBatch, closed: bool) -> dict:
    of = batch.ledger
    return {
        "number": batch.number, "organisation": batch.organisation, "surveyor": batch.surveyor, **asdict(of), "outstanding": of.outstanding,
        "state": state_of(of, closed=closed), "differences": [difference.en for difference in differences(of, closed=closed)],
    }


def _show(rows: list[dict], wave: str) -> None:
    if not rows:
        click.echo(f"Wave {wave} has no batches yet. Make them: sipas batch create --wave {wave}", err=True)
    for row in rows:
        figures = ", ".join(f"{name.replace('_', ' ')} {row[name]}" for name in ("issued", "returned", "refused", "spoiled", "outstanding", "keyed_once", "keyed_twice", "adjudicated", "of_record"))
        click.echo(f"batch {row['number']} ({row['organisation'] or 'nobody yet'}): {figures}; {row['state']}")
        for difference in row["differences"]:
            click.echo(f"    {difference}")
