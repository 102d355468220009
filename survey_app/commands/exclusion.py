"""`sipas exclusion`: forms left out of the figures."""
from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

import click
from flask.cli import AppGroup
from sqlalchemy import Connection, Row

from survey_app import engine
from survey_app.database import writing
from survey_app.exclusions.deciding import exclude, restore
from survey_app.exclusions.reading import list_acts
from survey_app.exclusions.refusal import Refused
from survey_app.exclusions.sheets import Chosen, choose_by_days, choose_by_numbers, find_wave, name_of
from survey_app.exclusions.words import REASONS_EN

ALL_ACTS = 1_000_000
group = AppGroup("exclusion", help="Forms left out of the figures, openly: list them, leave some out, let some in again. Nothing is ever deleted.")
WAVE = click.option("--wave", "wave_code", required=True, metavar="W", help="Code of the wave.")
FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
NUMBERS = click.argument("numbers", nargs=-1)
DESK = click.option("--desk", metavar="N", help="Instead of numbers: all forms of this desk …")
DAY = click.DateTime(["%Y-%m-%d"])
DAYS = click.option("--days", nargs=2, type=DAY, metavar="FIRST LAST", help="… answered on these days (YYYY-MM-DD).")
WORDS = click.option("--words", required=True, metavar="TEXT", help="What happened and how it is known.")
REASON = click.option("--reason", required=True, type=click.Choice(list(REASONS_EN)), help="; ".join(f"{code}: {words}" for code, words in REASONS_EN.items()))


@group.command("list", help="Forms that are left out now, the newest first; --all: every act.")
@WAVE
@click.option("--all", "every", is_flag=True, help="Also what was let in again.")
@FORMAT
def list_command(wave_code: str, every: bool, form: str) -> None:
    """List acts."""
    with engine().connect() as connection:
        wave = _wave(connection, wave_code)
        acts = [_as_dict(row) for row in list_acts(connection, wave.id, not every, most=ALL_ACTS, skip=0)]
    if form == "json":
        click.echo(json.dumps(acts, ensure_ascii=False, indent=2))
        return
    for one in acts:
        click.echo("\t".join((one["form"], one["act"], one["reason"] or "-", one["by"], one["at"], one["words"])))
    if not acts:
        click.echo("No form is left out.")


@group.command("out", help="Leave forms out from the next run on: by serial numbers (desk waves: receipts), or all of a desk on certain days.")
@NUMBERS
@WAVE
@DESK
@DAYS
@REASON
@WORDS
@FORMAT
def out_command(wave_code: str, reason: str, words: str, form: str, **chosen) -> None:
    """Leave forms out."""
    _act(wave_code, "out", form, chosen, lambda connection, wave, found: exclude(connection, wave, found, reason, words))


@group.command("in", help="Count forms again from the next run on.")
@NUMBERS
@WAVE
@DESK
@DAYS
@WORDS
@FORMAT
def in_command(wave_code: str, words: str, form: str, **chosen) -> None:
    """Let forms in again."""
    _act(wave_code, "in", form, chosen, lambda connection, wave, found: restore(connection, wave, found, words))


def _act(wave_code: str, act: str, form: str, chosen: dict, decide: Callable[[Connection, Row, Chosen], int]) -> None:
    with writing(engine()).begin() as connection:
        wave = _wave(connection, wave_code)
        try:
            count = decide(connection, wave, _chosen(connection, wave, act, **chosen))
        except Refused as refused:
            raise click.ClickException(str(refused)) from None
    done = {"wave": wave.code, "act": act, "forms": count}
    click.echo(json.dumps(done) if form == "json" else f"{wave.code}: {count} forms {'left out' if act == 'out' else 'let in again'}; figures follow with the next run: sipas pipeline run --wave {wave.code}")


def _chosen(connection: Connection, wave: Row, act: str, numbers: tuple[str, ...], desk: str | None, days: tuple[datetime, datetime] | None) -> Chosen:
    if bool(desk) != bool(days) or bool(desk) == bool(numbers):
        raise click.UsageError("Expected numbers of forms, or --desk with --days.")
    if desk:
        return choose_by_days(connection, wave, desk, (days[0].date(), days[1].date()), act)
    return choose_by_numbers(connection, wave, " ".join(numbers), act)


def _wave(connection: Connection, code: str) -> Row:
    try:
        return find_wave(connection, code)
    except Refused as refused:
        raise click.BadParameter(str(refused), param_hint="--wave") from None


def _as_dict(row: Row) -> dict:
    return {"form": name_of(row), "place": row.place, "answered_on": row.answered_on.isoformat(), "act": row.act, "reason": row.reason, "words": row.words,
            "by": row.actor, "at": row.happened_at.isoformat()}
