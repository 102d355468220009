"""What the commands on frames, samples and cases share: who acts, in what form to answer, and refusals in plain words."""
from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager

import click

from survey_app.fielded import NotFielded
from survey_app.importing.report import Report
from survey_app.importing.tables import Unreadable
from survey_app.sampling.refusals import Refused
from survey_app.written import tidy

WAVE = click.option("--wave", required=True, metavar="W", help="Code of the household wave.")
FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
SHEET = click.option("--sheet", metavar="NAME", help="The sheet of a workbook that has several.")
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True))
LONGEST_NAME = 60


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        return "unknown"


def _checked_name(_context, _option, name: str) -> str:
    if not 0 < len(tidy(name)) <= LONGEST_NAME:
        raise click.BadParameter(f"expected a name of 1 to {LONGEST_NAME} signs")
    return tidy(name)


BY = click.option("--by", default=_who, show_default="your login", callback=_checked_name, metavar="NAME", help="Who does this, for the record.")


@contextmanager
def plain_refusals(wave: str | None = None) -> Iterator[None]:
    """Turn what the work refuses into an error message: an unknown wave is wrong use (2), all else a failure (1)."""
    try:
        yield
    except NotFielded:
        raise click.BadParameter(f"there is no wave {wave!r}", param_hint="--wave") from None
    except (Refused, Unreadable) as refusal:
        raise click.ClickException(str(refusal)) from None


def show_report(report: Report, form: str, **more) -> None:
    """Print what became of a file, as words or as JSON with `more` beside it; a bad file ends the command with 1."""
    if form == "json":
        click.echo(json.dumps(report.to_json() | more, ensure_ascii=False, indent=2))
    else:
        for finding in report.findings:
            click.echo(f"{report.file}: {finding}")
        click.echo(f"{report.wave or report.file}: {report.summary()}")
        for name, value in more.items():
            click.echo(f"{name.replace('_', ' ')}: {value}") if value is not None else None
    if report.findings:
        click.echo("Nothing was stored. Mend the rows named above and import the file again.", err=True)
        raise SystemExit(1)
