"""`sipas audit`: prove the journal and what it tells of, read it, print its head to be written down."""
from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import click
from flask.cli import AppGroup

from survey_app import engine
from survey_app.auditing.found import KINDS
from survey_app.auditing.verifying import Audit, audit
from survey_app.database import writing
from survey_app.journal import Head, head
from survey_app.journal.actions import ACTIONS
from survey_app.journal.reading import Entry, Filter, list_entries
from survey_app.journal.seals import NotSealed, seal_late

SHOWN = 20
group = AppGroup("audit", help="The journal of what people changed: verify it and what it tells of, list it, print its head.")
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


@group.command("verify", help="Check the whole chain, the answers of closed waves, and the rows that entries tell of. Exit code 0: whole; 1: something is not, and it is printed.")
@click.option("--expect", type=Anchor(), multiple=True, help="A head written down earlier; only this finds a tail cut off, or a chain computed anew. Repeatable.")
def verify_command(expect: tuple[Head, ...]) -> None:
    """Verify the journal and what it tells of."""
    with engine().connect() as connection:
        found = audit(connection, expect)
    verdict = found.verdict
    if verdict.broken is not None:
        click.echo(f"BROKEN at entry {verdict.broken}: {verdict.reason}.")
    else:
        click.echo(f"Whole: {verdict.last.number} entries. Head {verdict.last}")
    for words in _wrong(found):
        click.echo(words)
    for words in _notes(found):
        click.echo(f"Note: {words}.", err=True)
    if not found.whole:
        raise SystemExit(1)


def _wrong(found: Audit) -> Iterator[str]:
    """What is wrong besides the chain itself."""
    for stray in found.strays[:SHOWN]:
        yield f"NOT AS TOLD: {stray}."
    if len(found.strays) > SHOWN:
        yield f"… and {len(found.strays) - SHOWN} more rows."
    for wave in found.unsealed:
        yield (f"NOT SEALED: wave {wave} is closed, but no entry seals its answers: it was closed by an older version, or the entry was cut off. "
               f"Compare the head with one written down (--expect); if the answers are right, seal them as they are: sipas audit seal --wave {wave}")


def _notes(found: Audit) -> Iterator[str]:
    """What is told and proves nothing wrong."""
    for number in found.verdict.set_back[:SHOWN]:
        yield f"entry {number} is dated before entry {number - 1}: the clock was set back between them"
    for kind, count in found.older:
        yield f"of {count} {KINDS[kind][0]} rows the journal has no entry, for they are older than its telling of them: nothing is proved of those"


@group.command("seal", help="Seal the answers of a closed wave that no entry seals (one that was closed by an older version), as they are now. The journal says so.")
@click.option("--wave", required=True, metavar="W", help="Code of the wave.")
def seal_command(wave: str) -> None:
    """Seal a wave late."""
    try:
        with writing(engine()).begin() as connection:
            seal_late(connection, wave)
    except NotSealed as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"Sealed {wave}, as its answers are now.")


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
