"""`sipas exclusion`: forms left out of the figures."""
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import click
from flask.cli import AppGroup
from sqlalchemy import Connection, Row

from survey_app import engine
from survey_app.database import writing
from survey_app.exclusions.deciding import exclude, refuse_unsaid, restore
from survey_app.exclusions.foreseeing import Foreseen, foresee
from survey_app.exclusions.reading import list_acts
from survey_app.exclusions.refusal import Refused
from survey_app.exclusions.sheets import Chosen, choose, find_wave, name_of, refuse_unforeseen
from survey_app.exclusions.words import REASONS_EN
from survey_app.released import current_release

ALL_ACTS = 1_000_000
DONE = {"out": "left out", "in": "let in again"}
group = AppGroup("exclusion", help="Forms left out of the figures, openly: list them, leave some out, let some in again. Nothing is ever deleted.")
WAVE = click.option("--wave", "wave_code", required=True, metavar="W", help="Code of the wave.")
FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
NUMBERS = click.argument("numbers", nargs=-1)
DESK = click.option("--desk", metavar="N", help="Instead of numbers: all forms of this desk …")
DAY = click.DateTime(["%Y-%m-%d"])
DAYS = click.option("--days", nargs=2, type=DAY, metavar="FIRST LAST", help="… answered on these days (YYYY-MM-DD).")
WORDS = click.option("--words", required=True, metavar="TEXT", help="What happened and how it is known.")
YES = click.option("--yes", is_flag=True, help="Do it; without, nothing is changed.")
EXPECT = click.option("--expect", type=click.IntRange(1), metavar="N", help="Refuse where other than N forms are meant by now (the preview says how many).")
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


@group.command("out", help="Say what leaving forms out would change; with --yes leave them out, from the next run on: by serial numbers (desk waves: receipts), or all of a desk on certain days.")
@NUMBERS
@WAVE
@DESK
@DAYS
@REASON
@WORDS
@YES
@EXPECT
@FORMAT
def out_command(wave_code: str, **given) -> None:
    """Leave forms out."""
    _act(wave_code, "out", Given(**given))


@group.command("in", help="Say what counting forms again would change; with --yes do so, from the next run on.")
@NUMBERS
@WAVE
@DESK
@DAYS
@WORDS
@YES
@EXPECT
@FORMAT
def in_command(wave_code: str, **given) -> None:
    """Let forms in again."""
    _act(wave_code, "in", Given(**given))


@dataclass(frozen=True)
class Given:
    """What was asked for: which forms, why, and whether to do it."""

    numbers: tuple[str, ...]
    desk: str | None
    days: tuple[datetime, datetime] | None
    words: str
    yes: bool
    expect: int | None
    form: str
    reason: str | None = None


def _act(wave_code: str, act: str, given: Given) -> None:
    with (writing(engine()).begin() if given.yes else engine().connect()) as connection:
        wave = _wave(connection, wave_code)
        try:
            chosen = _chosen(connection, wave, act, given)
            foreseen, released = foresee(connection, wave, chosen, act), current_release(connection, wave.id)
            if given.yes:
                exclude(connection, wave, chosen, given.reason, given.words) if act == "out" else restore(connection, wave, chosen, given.words)
        except Refused as refused:
            raise click.ClickException(str(refused)) from None
    (_tell_json if given.form == "json" else _tell)(act, given.yes, foreseen, chosen.passed_over, released and released.number)


def _chosen(connection: Connection, wave: Row, act: str, given: Given) -> Chosen:
    """The forms that are meant, refused as the page refuses them."""
    refuse_unsaid(act, given.words, given.reason)
    if given.days and not given.desk:
        raise click.UsageError("--days go with --desk.")
    days = tuple(day.date() for day in given.days) if given.days else (None, None)
    chosen = choose(connection, wave, act, " ".join(given.numbers), given.desk or "", days)
    if given.expect is not None:
        refuse_unforeseen(chosen, str(given.expect))
    return chosen


def _tell_json(act: str, done: bool, foreseen: Foreseen, passed_over: int, released: int | None) -> None:
    whole = {"wave": foreseen.wave.place, "act": act, "done": done, "forms": foreseen.wave.forms, "passed_over": passed_over, "counted_before": foreseen.wave.before, "counted_after": foreseen.wave.after}
    places = [{"place": one.place, "forms": one.forms, "counted_before": one.before, "counted_after": one.after} for one in foreseen.places]
    click.echo(json.dumps(whole | {"places": places, "released": released}, ensure_ascii=False, indent=2))


def _tell(act: str, done: bool, foreseen: Foreseen, passed_over: int, released: int | None) -> None:
    wave = foreseen.wave
    for one in foreseen.places:
        click.echo(f"{one.place or 'unknown place'}: {one.forms} forms; {one.before} count now, then {one.after}")
    if passed_over:
        click.echo(f"{passed_over} forms of these days are passed over: they are {'left out already' if act == 'out' else 'not left out'}.")
    if released:
        click.echo(f"Release {released} of this wave stays as it is; changed figures need a release that corrects it.")
    if not done:
        click.echo(f"{wave.place}: {wave.forms} forms would be {DONE[act]}; {wave.before} count now, then {wave.after}. Nothing is changed yet. To do it: --yes --expect {wave.forms}")
        return
    click.echo(f"{wave.place}: {wave.forms} forms {DONE[act]}; figures follow with the next run: sipas pipeline run --wave {wave.place}")


def _wave(connection: Connection, code: str) -> Row:
    try:
        return find_wave(connection, code)
    except Refused as refused:
        raise click.BadParameter(str(refused), param_hint="--wave") from None


def _as_dict(row: Row) -> dict:
    return {"form": name_of(row), "place": row.place, "answered_on": row.answered_on.isoformat(), "act": row.act, "reason": row.reason, "words": row.words,
            "by": row.actor, "at": row.happened_at.isoformat()}
