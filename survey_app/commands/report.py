"""`sipas report`: files to hand on, made from what was released."""
from __future__ import annotations

import os
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import Connection, select

from survey_app import engine, settings
from survey_app.models import Wave
from survey_app.office.letterhead import ANNEX, DOCUMENT, PAPERS, Letterhead
from survey_app.office.refusals import Contradicting, NoDocument
from survey_app.reports.registry import REPORTS, Report, reports_of

FORMATS = ("csv", "xlsx", "docx")
OPTIONS = (
    click.option("--wave", "wave_code", required=True, metavar="W", help="Code of the wave, for example hh-2024."),
    click.option("--format", "form", type=click.Choice(FORMATS), help="By default what FILE's name ends with."),
    click.option("--out", required=True, metavar="FILE", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Where to write; a file there is replaced."),
    click.option("--release", "release", type=click.IntRange(1), metavar="N", help="A certain release instead of the newest."),
    click.option("--as", "paper", type=click.Choice(tuple(PAPERS)), default=ANNEX, show_default=True, help="A DOCX that goes out with another paper, or one with its own number and signature."),
    click.option("--provisional", is_flag=True, help="Figures of the last good run, not released; every page says so."),
)


@click.group(help="Write reports as files, from the newest release of a wave.")
def group() -> None:
    """Commands on reports, one for each in the registry."""


def _command(report: Report):
    @with_appcontext
    def write(wave_code: str, form: str | None, out: Path, release: int | None, paper: str, provisional: bool) -> None:
        _write(report, wave_code, _format(form, out), out, release, paper, provisional)
    for option in reversed(OPTIONS):
        write = option(write)
    return write


def _write(report: Report, wave_code: str, form: str, out: Path, release: int | None, paper: str, provisional: bool) -> None:
    if release and provisional:
        raise click.UsageError("--release and --provisional contradict each other; give one.")
    if paper == DOCUMENT and form != "docx":
        raise click.UsageError(f"--as {DOCUMENT} is a way to write DOCX; --format is {form}. Leave out one of the two, or write to a name that ends in .docx.")
    try:
        with engine().connect() as connection:
            _refuse_other_kinds(connection, report, wave_code)
            asked = report.ask(connection, wave_code, release, provisional)
    except (NoDocument, Contradicting) as refusal:
        raise click.ClickException(str(refusal)) from None
    _put(out, report.formats[form].write(asked, Letterhead(settings().province, settings().issuer, paper)))
    click.echo(f"{out}: wave {wave_code}, {'provisional, not released' if asked.edition.provisional else f'release {asked.edition.release}'}")


def _refuse_other_kinds(connection: Connection, report: Report, wave_code: str) -> None:
    """Raise ClickException for a wave of a kind that does not have this report; an unknown wave is for the report to refuse."""
    kind = connection.scalar(select(Wave.kind).where(Wave.code == wave_code))
    if kind and kind not in report.kinds:
        known = ", ".join(name for name, other in REPORTS.items() if other in reports_of(kind))
        raise click.ClickException(f"Wave {wave_code} is of kind {kind}; this report is made for: {', '.join(report.kinds)}. Reports of a {kind} wave: {known}.")


def _format(form: str | None, out: Path) -> str:
    """The format asked for, or the one that the file's name ends with."""
    form = form or out.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise click.UsageError(f"--format: expected one of {', '.join(FORMATS)}, or a file name that ends so; got {out.name!r}.")
    return form


def _put(out: Path, content: bytes) -> None:
    """Put the whole file in place at once, so that a reader never finds half of one."""
    part = out.with_name(f"{out.name}.part")
    try:
        part.write_bytes(content)
        os.replace(part, out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise click.ClickException(f"{out} cannot be written: {error.strerror}") from None


for name, report in REPORTS.items():
    group.command(name, help=report.help)(_command(report))
