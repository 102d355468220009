"""`sipas paper`: questionnaires as PDF."""
from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from flask.cli import AppGroup

from survey_app import engine, settings
from survey_app.batches.forms_of_batch import paper_forms
from survey_app.batches.registry import batches_of, find_batch
from survey_app.commands.fieldwork import plain_refusals
from survey_app.fielded import find_wave
from survey_app.printing.occasions import occasion_of
from survey_app.printing.questionnaire import PaperForm, print_questionnaires

group = AppGroup("paper", help="Questionnaires on paper.")
OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@group.command("print", help="Write the questionnaires of a batch, or a blank one, as a PDF to be printed on both sides of A4. Every form begins on a front side.")
@click.option("--wave", required=True, metavar="W", help="Code of the wave; --blank takes one of any kind.")
@click.option("--batch", type=click.IntRange(1), metavar="B", help="Number of the batch (see sipas batch list).")
@click.option("--blank", is_flag=True, help="One form without a serial number.")
@click.option("--out", type=OUT, required=True, metavar="FILE.pdf")
def print_command(wave: str, batch: int | None, blank: bool, out: Path) -> None:
    """Print forms."""
    if blank == (batch is not None):
        raise click.UsageError("Give either --batch B or --blank.")
    with plain_refusals(wave), engine().connect() as connection:
        fielded = find_wave(connection, wave)
        occasion = occasion_of(connection, fielded, settings().province)
        copies = [PaperForm()] if blank else paper_forms(connection, find_batch(connection, batches_of(fielded.id), batch).id)
    content = print_questionnaires(fielded.instrument, occasion, copies, _with_progress)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"Cannot write {out}: {error.strerror}.") from None
    click.echo(f"{out}: {len(copies)} form{'s' if len(copies) > 1 else ''}.")


def _with_progress(copies: Sequence) -> Iterator:
    with click.progressbar(copies, label="Printing", file=sys.stderr) as shown:
        yield from shown
