"""`sipas case`: the cases of a wave, what became of them, replacements, outcome rates."""
from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, fields

import click
from flask.cli import AppGroup

from survey_app import engine
from survey_app.commands.fieldwork import BY, FORMAT, WAVE, plain_refusals
from survey_app.csv_cells import safe_cell
from survey_app.sampling import casework
from survey_app.sampling.case_list import BY as GROUPINGS, ListedCase, list_cases, tallies
from survey_app.sampling.dispositions import DISPOSITIONS, INTERVIEWS
from survey_app.sampling.rates import Tally, counts_by_group, rates

group = AppGroup("case", help="Cases of a household wave: dispositions, replacements, outcome rates.")
SHOWN = ("serial", "psu", "disposition", "weight")
CODES = "\n".join(f"{known.code}: {known.en}" for known in DISPOSITIONS.values() if known.code not in INTERVIEWS)


def _list_json(cases: list[ListedCase]) -> None:
    click.echo(json.dumps([{name: getattr(case, name) for name in SHOWN} for case in cases], ensure_ascii=False, indent=2))


def _list_csv(cases: list[ListedCase]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(ListedCase)], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: safe_cell(value) for name, value in asdict(case).items()} for case in cases)
    click.echo(text.getvalue(), nl=False)


def _list_text(cases: list[ListedCase]) -> None:
    if not cases:
        click.echo("This wave has no cases yet. Draw its sample: sipas sample draw", err=True)
    for case in cases:
        place = f"household {case.household}" if case.household else ""
        click.echo(f"{case.serial}  {case.psu}  {place:<14}  {case.disposition:<6}{DISPOSITIONS[case.disposition].en}{f'; replaced by {case.replaced_by}' if case.replaced_by else ''}")


LISTS = {"text": _list_text, "json": _list_json, "csv": _list_csv}


@group.command("list", help="All cases of a wave. csv has more columns than json: stratum, commune, household number, replacements.")
@WAVE
@click.option("--format", "form", type=click.Choice(list(LISTS)), default="text", show_default=True)
def list_command(wave: str, form: str) -> None:
    """List cases."""
    with plain_refusals(wave):
        cases = list_cases(engine(), wave)
    LISTS[form](cases)


@group.command("dispose", help=f"Say what became of a case without a response, by AAPOR's code:\n\n\b\n{CODES}")
@click.argument("serial")
@WAVE
@click.option("--code", required=True, metavar="C", help="The disposition.")
@click.option("--reason", metavar="WORDS", help="What there is to say about it. No names.")
@BY
def dispose_command(serial: str, wave: str, code: str, reason: str | None, by: str) -> None:
    """Record a disposition."""
    with plain_refusals(wave):
        casework.dispose(engine(), wave, serial, code, by, reason)
    click.echo(f"{serial}: {code} {DISPOSITIONS[code].en}")


@group.command("replace", help="Put the next household of the village's reserve in the place of a case that cannot be surveyed.")
@click.argument("serial")
@WAVE
@click.option("--reason", required=True, metavar="WORDS", help="Why; it stays in the history. No names.")
@click.option("--code", metavar="C", help="The case's disposition (see sipas case dispose --help), if it has none yet.")
@BY
@FORMAT
def replace_command(serial: str, wave: str, reason: str, code: str | None, by: str, form: str) -> None:
    """Replace a case."""
    with plain_refusals(wave):
        done = casework.replace_case(engine(), wave, serial, by, reason, code)
    click.echo(json.dumps(asdict(done), ensure_ascii=False) if form == "json" else f"{done.replaced} is replaced by {done.serial}: village {done.psu}, household {done.household} on its list.")


@group.command("rates", help="Response, cooperation, refusal and contact rates by AAPOR's definitions; e is the share of cases of unknown eligibility taken to be eligible.")
@WAVE
@click.option("--by", "by", type=click.Choice(list(GROUPINGS)), default="wave", show_default=True)
@FORMAT
def rates_command(wave: str, by: str, form: str) -> None:
    """Show outcome rates."""
    with plain_refusals(wave):
        groups = tallies(list_cases(engine(), wave), by)
    if form == "json":
        click.echo(json.dumps([{by: name or (wave if by == "wave" else None)} | {"cases": counts_by_group(counts), "e": counts.e, "rates": rates(counts)} for name, counts in groups.items()], ensure_ascii=False, indent=2))
        return
    for name, counts in groups.items():
        click.echo(_rates_line(name or (wave if by == "wave" else f"no {by}"), counts))


def _rates_line(name: str, counts: Tally) -> str:
    shown = "  ".join(f"{rate} {'-' if value is None else f'{100 * value:.1f}%'}" for rate, value in rates(counts).items())
    return f"{name}: {'  '.join(f'{group} {count}' for group, count in counts_by_group(counts).items())}\n    {shown}"
