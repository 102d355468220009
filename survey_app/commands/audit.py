"""`sipas audit`: prove the journal whole, read it, print its head to be written down."""
from __future__ import annotations

import json
from datetime import datetime

import click
from flask.cli import AppGroup

from survey_app import engine
from survey_app.journal import Head, head, verify
from survey_app.journal.actions import ACTIONS
from survey_app.journal.reading import Entry, Filter, list_entries
from survey_app.journal.seals import unsealed_waves

group = AppGroup("audit", help="The journal of what people changed: verify it, list it, print its head.")
FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)


class Anchor(click.ParamType):
    """A head as `sipas audit head` prints it."""

    name = "N:HASH"

    def convert(self, value, param, ctx) -> Head:
        """The head; wrong use when it cannot be one."""
        try:
            return Head.read(value)
        except ValueError as error:
            self.fail(str(error))


@group.command("verify", help="Check the whole chain. Exit code 0: whole; 1: broken, and the first broken entry is printed.")
@click.option("--expect", type=Anchor(), multiple=True, help="A head written down earlier; only this finds a tail cut off, or a chain computed anew. Repeatable.")
def verify_command(expect: tuple[Head, ...]) -> None:
    """Verify the journal."""
    with engine().connect() as connection:
        verdict = verify(connection, expect)
        unsealed = [] if verdict.broken is not None else unsealed_waves(connection)
    if verdict.broken is not None:
        click.echo(f"BROKEN at entry {verdict.broken}: {verdict.reason}.")
        raise SystemExit(1)
    click.echo(f"Whole: {verdict.last.number} entries. Head {verdict.last}")
    for wave in unsealed:
        click.echo(f"Wave {wave} is closed, but no entry seals its answers: it was closed by an older version, or the entry was cut off. Compare the head with one written down: --expect", err=True)


@group.command("head", help="Print the number and hash of the last entry (N:HASH): keep it outside this machine.")
def head_command() -> None:
    """Print the head."""
    with engine().connect() as connection:
        click.echo(head(connection))


@group.command("list", help="Print entries, the newest first.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on (Vietnam's time).")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="To the end of this day.")
@click.option("--actor", metavar="NAME", help="An account, or cli:USER for the command line.")
@click.option("--action", type=click.Choice(sorted(ACTIONS)))
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most so many.")
@FORMAT
def list_command(since: datetime | None, until: datetime | None, actor: str | None, action: str | None, limit: int | None, form: str) -> None:
    """List entries."""
    wanted = Filter(since=since and since.date(), until=until and until.date(), actor=actor, action=action)
    with engine().connect() as connection:
        WRITERS[form](list_entries(connection, wanted, limit))


def _write_text(entries: list[Entry]) -> None:
    for entry in entries:
        click.echo(f"{entry.number:>7}  {entry.moment}  {entry.actor}  {entry.action}  {entry.subject}  {json.dumps(entry.details, ensure_ascii=False)}")
    if not entries:
        click.echo("No entries.", err=True)


def _write_json(entries: list[Entry]) -> None:
    click.echo(json.dumps([vars(entry) for entry in entries], ensure_ascii=False, indent=2))


WRITERS = {"text": _write_text, "json": _write_json}
