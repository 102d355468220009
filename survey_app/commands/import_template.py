"""`sipas import-template`: the workbook in which forms are keyed elsewhere."""
from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from survey_app import engine
from survey_app.commands.fieldwork import plain_refusals
from survey_app.fielded import find_wave
from survey_app.importing.template import write_template


@click.command("import-template", help="Write an Excel workbook for keying the forms of wave W: a column for each item, with lists and checks inside Excel. `sipas import` reads it back as it is.")
@click.option("--wave", required=True, metavar="W", help="The wave the forms belong to.")
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True, metavar="FILE.xlsx")
@with_appcontext
def command(wave: str, out: Path) -> None:
    """Write a template."""
    if out.suffix.lower() != ".xlsx":
        raise click.BadParameter(f"expected a name ending in .xlsx; came {out.name}", param_hint="--out")
    with plain_refusals(wave), engine().connect() as connection:
        fielded = find_wave(connection, wave)
        try:
            listed = write_template(connection, fielded, out)
        except OSError as error:
            raise click.ClickException(f"Cannot write {out}: {error.strerror}.") from None
    click.echo(f"{out}: {listed} serials or desks listed.")
