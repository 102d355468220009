"""`sipas table`: the results of a wave beside the published figures and the wave before."""
from __future__ import annotations

import csv
import io
import json
import shutil

import click
from flask.cli import with_appcontext

from survey_app import engine
from survey_app.commands.table_text import as_text
from survey_app.exports.table import COLUMNS, NoTable, ResultTable, read_table


def _as_json(table: ResultTable) -> str:
    return json.dumps(table.as_dicts(), ensure_ascii=False, indent=2) + "\n"


def _as_csv(table: ResultTable) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table.as_dicts())
    return text.getvalue()


def _for_terminal(table: ResultTable) -> str:
    return as_text(table, shutil.get_terminal_size((120, 40)).columns)


FORMATS = {"text": _for_terminal, "json": _as_json, "csv": _as_csv}


@click.command(help="Print the results of a wave. JSON and CSV: scores unrounded, empty or null where there is none.")
@click.option("--wave", "wave_code", required=True, metavar="W", help="Code of the wave, for example hh-2024.")
@click.option("--format", "form", type=click.Choice(tuple(FORMATS)), default="text", show_default=True)
@click.option("--run", "run_id", type=click.IntRange(1), metavar="N", help="A certain run instead of the last succeeded one.")
@with_appcontext
def command(wave_code: str, form: str, run_id: int | None) -> None:
    """Print the table of the last good run, or of a run asked for."""
    try:
        with engine().connect() as connection:
            table = read_table(connection, wave_code, run_id)
    except NoTable as nothing:
        raise click.ClickException(nothing.args[0]) from None
    click.echo(FORMATS[form](table), nl=False)
