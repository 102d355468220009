"""`sipas external`: figures published by others, with their source."""
from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from survey_app import engine
from survey_app.database import writing
from survey_app.external.figures import describe
from survey_app.external.importing import Imported, import_file
from survey_app.importing.tables import Unreadable

HELP = """Store the figures of FILE (.csv or .xlsx) beside wave W, marked as published by others.

One figure a row: columns measure, kind (national, province, past, other_province), place (the year of a past figure, the
name of another province), value, rank, source, note. Or a published table: code, level, parent, score_2024, rank_2024,
national_2024 of the wave's year and score_2023, rank_2023 of years before.

Nothing is stored when any row is bad. Contradictions among the figures are told, not refused: they are the publisher's.
Exit codes: 0 everything is in, 1 something was refused, 2 wrong use.
"""


@click.group(help="Figures published by others: the country's, other provinces', the own past.")
def group() -> None:
    """Commands on external figures."""


@group.command("import", help=HELP)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--wave", "wave_code", required=True, metavar="W", help="The wave the figures stand beside.")
@click.option("--source", default="", metavar="TEXT", help="Who published them and where, for rows without a source of their own.")
@with_appcontext
def import_command(file: Path, wave_code: str, source: str) -> None:
    """Import a file and tell what became of it."""
    try:
        with writing(engine()).begin() as connection:
            described = describe(connection, wave_code)
            if described is None:
                raise click.BadParameter(f"there is no wave {wave_code!r}", param_hint="--wave")
            told = import_file(connection, described, file, source)
    except Unreadable as refusal:
        raise click.ClickException(str(refusal)) from None
    _tell(file, wave_code, told)
    sys.exit(1 if told.bad else 0)


def _tell(file: Path, wave_code: str, told: Imported) -> None:
    for bad in told.bad:
        click.echo(f"{file.name}, row {bad.row}, column {bad.problem.field}: {bad.problem.en}")
    for one in told.contradictions:
        click.echo(f"{file.name}, note: {one}")
    click.echo(f"{wave_code}: {told.new} new, {told.changed} changed, {told.same} as before" if not told.bad else f"{wave_code}: nothing was stored; mend the rows named above.")
