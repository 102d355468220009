"""`sipas check`: whether the figures in a file can all be true at once."""
from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from survey_app.arithmetic.checking import check_file
from survey_app.arithmetic.figures import Contradiction
from survey_app.arithmetic.sums import tell_sums
from survey_app.arithmetic.tables import Figures
from survey_app.importing.tables import Unreadable

UNREADABLE = 2
HELP = """List every contradiction among the figures of each FILE (.csv or .xlsx).

Four kinds of table are known by their headers. Scores: code, level, parent and score_2024, rank_2024, national_2024,
change_2024, lo_2024, hi_2024, n_2024, of any years. Points: code, max_points, score_2024, percent_2024. Leaders' survey:
field, criterion, max_points, score_2024; a row without criterion is the sum of its field, a field TOTAL the whole.
Shares: question, option, choose (1, any, or how many must be ticked), share_2024, n_2024.
Decimals with a point or a comma, cells split by comma, semicolon or tab; blank cells are not checked.

Exit codes: 0 no contradiction, 1 at least one, 2 a file that cannot be read.
"""


@click.command("check", help=HELP)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook; without it the first whose header is known.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(files: Sequence[Path], sheet: str | None, form: str) -> None:
    """Check each file and tell what was found."""
    checked, unreadable = [], []
    for file in files:
        try:
            checked.append(check_file(file, sheet))
        except Unreadable as problem:
            unreadable.append(str(problem))
    WRITERS[form](checked)
    for problem in unreadable:
        click.echo(f"Error: {problem}", err=True)
    sys.exit(UNREADABLE if unreadable else int(any(found for _, found in checked)))


def _write_text(checked: Sequence[tuple[Figures, Sequence[Contradiction]]]) -> None:
    for figures, found in checked:
        for one in found:
            click.echo(f"{figures.file}, line {one.line}: {one}")
            click.echo(f"    {one.words}")
        for line in tell_sums(figures.rows):
            click.echo(f"{figures.file}, note: {line}")
        if figures.unchecked:
            click.echo(f"{figures.file}, note: nothing is checked of the columns {', '.join(figures.unchecked)}")
        click.echo(f"{figures.file}: {figures.kind}, {len(figures.rows)} rows, {_count(len(found))}")


def _count(found: int) -> str:
    return {0: "no contradiction", 1: "1 contradiction"}.get(found, f"{found} contradictions")


def _write_json(checked: Sequence[tuple[Figures, Sequence[Contradiction]]]) -> None:
    click.echo(json.dumps([
        {"file": figures.file, "kind": figures.kind, "rows": len(figures.rows), "contradictions": [one.to_json() for one in found],
         "notes": list(tell_sums(figures.rows)), "unchecked": list(figures.unchecked)} for figures, found in checked
    ], ensure_ascii=False, indent=2))


WRITERS = {"text": _write_text, "json": _write_json}
