"""`sipas import`: forms keyed elsewhere, from a CSV or Excel file."""
from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from survey_app import engine, settings
from survey_app.fielded import NotFielded
from survey_app.importing.importer import import_file
from survey_app.importing.report import Report
from survey_app.importing.tables import Unreadable
from survey_app.intake import Rejected
from survey_app.times import LOCAL

HELP = """Store the forms of FILE (.csv or .xlsx), one form a row, in wave W.

The header row names the columns: an item code each (several boxes in one cell as 1;3;7), `answered_on`, and `serial`
(households, leaders) or `desk` (number or code). Optional: `submission_id`, `language`, and columns of written text.
Blank cells are items left blank; dk, na, ref, inv are the non-answers.

Nothing is stored when any row is bad, unless --skip-bad is given. Importing a file again adds nothing.
Exit codes: 0 everything is in, 1 something was refused, 2 wrong use.
"""


@click.command("import", help=HELP)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--wave", required=True, metavar="W", help="The wave the forms belong to.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook that has several.")
@click.option("--skip-bad", is_flag=True, help="Store the good rows even when others are refused.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@with_appcontext
def command(file: Path, wave: str, sheet: str | None, skip_bad: bool, form: str) -> None:
    """Import a file and tell what became of it."""
    try:
        report = import_file(
            engine(), wave, file, today=datetime.now(LOCAL).date(), sheet=sheet, skip_bad=skip_bad, watch=_with_progress,
            paradata_days=settings().paradata_days,
        )
    except NotFielded:
        raise click.BadParameter(f"there is no wave {wave!r}", param_hint="--wave") from None
    except (Rejected, Unreadable) as refusal:
        raise click.ClickException(str(refusal)) from None
    WRITERS[form](report)
    sys.exit(1 if report.findings else 0)


def _with_progress(rows: Sequence) -> Iterator:
    with click.progressbar(rows, label="Checking", file=sys.stderr) as shown:
        yield from shown


def _write_text(report: Report) -> None:
    for finding in report.findings:
        click.echo(f"{report.file}: {finding}")
    click.echo(f"{report.wave}: {report.summary()}")
    if report.held_back:
        click.echo("Nothing was stored. Mend the rows named above, or store the good ones with --skip-bad.", err=True)


def _write_json(report: Report) -> None:
    click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=2))


WRITERS = {"text": _write_text, "json": _write_json}
