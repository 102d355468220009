"""`sipas pipeline thin`: thin old runs now, or say what would go."""
from __future__ import annotations

import json

import click
from flask.cli import with_appcontext

from survey_app import engine
from survey_app.journal import acting
from survey_app.keeping.reading import BYTES_A_ROW, Due, due, rows_due, rule
from survey_app.keeping.rule import REASONS
from survey_app.keeping.thinning import thin
from survey_app.models.keeping import USUAL_NIGHTS


@click.command(help="Thin old runs: of runs neither proposed, recent, last of their month nor compared with, only everybody's figures are kept. "
               "The scheduler does it by itself; --dry-run says what would go, and how much.")
@click.option("--dry-run", is_flag=True, help="Change nothing.")
@click.option("--nights", type=click.IntRange(7), help=f"Keep runs whole for so many nights, this once. [default: as the page Lịch tính says; usually {USUAL_NIGHTS}]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@with_appcontext
def command(dry_run: bool, nights: int | None, form: str) -> None:
    """Thin, or say what would be thinned."""
    with engine().connect() as connection:
        usual = rule(connection)
        found = due(connection, nights or usual.nights)
        rows = rows_due(connection, found.runs)
    if not (dry_run or nights or usual.thins):
        raise click.ClickException("thinning is switched off (page Lịch tính); give --nights N to do it once, or --dry-run to see what would go.")
    if not dry_run:
        rows = sum(done.rows for done in thin(engine(), acting(), nights or usual.nights))
    told = _told(found, rows, nights or usual.nights, dry_run)
    click.echo(json.dumps(told, ensure_ascii=False) if form == "json" else _as_text(told))


def _told(found: Due, rows: int, nights: int, dry_run: bool) -> dict:
    by_wave: dict[str, list[int]] = {}
    for run in found.runs:
        by_wave.setdefault(run.code, []).append(run.id)
    return {"dry_run": dry_run, "nights": nights, "runs": by_wave, "rows": rows, "bytes": rows * BYTES_A_ROW, "kept_whole": {reason: found.whole[reason] for reason in REASONS if found.whole[reason]}}


def _as_text(told: dict) -> str:
    would = "would be thinned" if told["dry_run"] else "thinned"
    runs = sum(map(len, told["runs"].values()))
    whole = ", ".join(f"{number} {REASONS[reason][1]}" for reason, number in told["kept_whole"].items())
    lines = [f"{wave}: {len(numbers)} runs, {numbers[0]} to {numbers[-1]}" for wave, numbers in told["runs"].items()]
    size = f", about {told['bytes'] / 1e6:.1f} MB that the database uses again" if told["rows"] else ""
    return "\n".join([*lines, f"{runs} runs {would}, {told['rows']} rows{size}. Kept whole: {whole or 'none'}; recent: {told['nights']} nights."])
