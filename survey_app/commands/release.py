"""`sipas release`: what was released, and whether it still is what it was."""
from __future__ import annotations

import json

import click
from flask.cli import AppGroup
from sqlalchemy import Row, select

from survey_app import engine
from survey_app.models import Wave
from survey_app.releasing.harms import NOTES
from survey_app.releasing.reading import all_releases
from survey_app.releasing.verifying import verify_releases

FORMATS = click.Choice(["text", "json"])
group = AppGroup("release", help="Releases: list them, verify them. Proposing and deciding are acts of two persons, on the pages.")


@group.command("list", help="Releases and proposals, the newest first, with digests.")
@click.option("--wave", metavar="W", help="Only those of this wave.")
@click.option("--format", "form", type=FORMATS, default="text", show_default=True)
def list_command(wave: str | None, form: str) -> None:
    """List releases."""
    with engine().connect() as connection:
        _refuse_unknown(connection, wave)
        found = [_as_dict(row) for row in connection.execute(all_releases(wave))]
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        corrects = f", corrects {one['corrects']}" if one["corrects"] else ""
        click.echo(f"{one['wave']}/{one['number']}\t{one['state']}\trun {one['run']}\t{one['decided_at'] or one['proposed_at']}\t{one['digest'] or '-'}{corrects}")
    if not found:
        click.echo("No releases yet.")


@group.command("verify", help="Compare what was released with the journal, and everything its run found with what it found then; exit 1 when one differs. Nothing is computed again: that is sipas pipeline verify.")
@click.option("--wave", metavar="W", help="Only those of this wave.")
def verify_command(wave: str | None) -> None:
    """Verify releases."""
    with engine().connect() as connection:
        _refuse_unknown(connection, wave)
        verdicts = verify_releases(connection, wave)
    for verdict in verdicts:
        click.echo(f"{verdict.wave}/{verdict.number}: {'whole' if verdict.whole else '; '.join(map(str, verdict.harms))}{''.join(f' ({NOTES[note][0]})' for note in verdict.notes)}")
    harmed = sum(not verdict.whole for verdict in verdicts)
    if harmed:
        raise click.ClickException(f"{harmed} of {len(verdicts)} releases differ from what was released")
    click.echo(f"{len(verdicts)} releases verified." + (" Whether their figures follow from the stored answers: sipas pipeline verify --wave W" if verdicts else ""))


def _refuse_unknown(connection, wave: str | None) -> None:
    if wave is not None and connection.scalar(select(Wave.id).where(Wave.code == wave)) is None:
        raise click.ClickException(f"there is no wave {wave!r}. See them: sipas wave list")


def _as_dict(row: Row) -> dict:
    return {
        "wave": row.wave, "number": row.number, "state": row.state, "run": row.run_id, "reason": row.reason, "proposed_by": row.proposer,
        "proposed_at": row.proposed_at.isoformat(), "decided_by": row.decider, "decided_at": row.decided_at.isoformat() if row.decided_at else None,
        "decision": row.decision, "corrects": row.corrects, "correction": row.correction, "digest": row.digest,
    }
