"""`sipas sample`: how large a sample has to be, drawing it, and proving the draw."""
from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import AppGroup

from survey_app import engine
from survey_app.commands.fieldwork import BY, FORMAT, WAVE, plain_refusals
from survey_app.sampling.drawing import DrawRecord, draw_wave, verify_draw
from survey_app.sampling.plan import HOUSEHOLDS, METHODS, PSUS, RESERVE, STRATA, Plan
from survey_app.sampling.respondents import DEFAULT_RULE, RULES
from survey_app.sampling.size import SD, Wish, design_effect, sample_size

group = AppGroup("sample", help="Sample size, the draw, and its proof.")
SHOWN = ("wave", "seed", "frame_digest", "sample_digest", "psus", "cases")
POSITIVE = click.IntRange(1)


def _size_wish(margin: float, deff: float | None, rho: float | None, households: int, **others) -> Wish:
    if (deff is None) == (rho is None):
        raise click.UsageError("Give either --deff D, or --rho R with --households-per-psu m (then D = 1 + (m - 1) R).")
    return Wish(margin, design_effect(households, rho) if deff is None else deff, households=households, **others)


@group.command("size", help="How many answers, villages and households a margin of error takes. By the normal distribution: with few villages the interval will be somewhat wider.")
@click.option("--margin", required=True, type=float, metavar="M", help="Wanted half width of the interval, in points (0-100).")
@click.option("--deff", type=float, metavar="D", help="Assumed design effect.")
@click.option("--rho", type=float, metavar="R", help="Resemblance of answers within a village, instead of --deff.")
@click.option("--households-per-psu", "households", type=POSITIVE, default=HOUSEHOLDS, show_default=True, metavar="m", help="Households in each village.")
@click.option("--sd", type=float, default=SD, show_default=True, help="Standard deviation of single answers, in points; 50 for any share.")
@click.option("--level", type=float, default=0.95, show_default=True, help="Level of the interval.")
@click.option("--population", type=POSITIVE, metavar="N", help="Households there are; left out: very many.")
@click.option("--response-rate", "response_rate", type=float, default=1.0, show_default=True, help="Share of issued households that answer.")
@click.option("--picture", type=click.Path(dir_okay=False, writable=True, path_type=Path), metavar="FILE.svg", help="Also draw margin against size.")
@FORMAT
def size_command(form: str, picture: Path | None, **wanted) -> None:
    """Calculate a sample size."""
    with plain_refusals():
        wish = _size_wish(**wanted)
        size = sample_size(wish)
    if picture:
        from survey_app.sampling.size_picture import draw_picture

        try:
            picture.write_text(draw_picture(wish), encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"Cannot write {picture}: {error.strerror}.") from None
    if form == "json":
        click.echo(json.dumps({"n": size.n, "psus": size.psus, "households_issued": size.issued, "margin_reached": size.margin, "assumed": asdict(wish)}, indent=2))
        return
    click.echo(f"{size.n} answers: {size.psus} villages x {wish.households} households = {size.issued} issued; margin then {size.margin:.2f} points (deff {wish.deff:g}, sd {wish.sd:g}, level {wish.level:g})")


def _allocation(_context, _option, given: tuple[str, ...]) -> dict[str, int] | None:
    shares = dict(pair.rpartition("=")[::2] for pair in given)
    if any(not code or not number.isdecimal() for code, number in shares.items()):
        raise click.BadParameter("expected CODE=N for each stratum, for example 0001=6")
    return {code: int(number) for code, number in shares.items()} or None


@group.command("draw", help="Draw the sample of wave W from its frame. The same seed and options give the same sample, always; docs/sampling.md says how to check it by hand.")
@WAVE
@click.option("--seed", required=True, metavar="S", help="Any words or digits; drawn in public, best.")
@click.option("--psus", type=POSITIVE, default=PSUS, show_default=True, metavar="N", help="Villages.")
@click.option("--households", type=POSITIVE, default=HOUSEHOLDS, show_default=True, metavar="M", help="Households in each.")
@click.option("--reserve", type=click.IntRange(0), default=RESERVE, show_default=True, metavar="R", help="Households in reserve in each.")
@click.option("--strata", type=click.Choice(list(STRATA)), show_default="the finest that get two villages each")
@click.option("--method", type=click.Choice(METHODS), default=METHODS[0], show_default=True, help="Villages by size (pps) or with equal chances.")
@click.option("--allocate", "allocation", multiple=True, callback=_allocation, metavar="CODE=N", help="Villages of a stratum; give all strata. Instead of --psus.")
@click.option("--respondent", type=click.Choice(list(RULES)), default=DEFAULT_RULE, show_default=True, help="Which adult is asked.")
@click.option("--replace", "replacing", metavar="REASON", help="Draw in place of an earlier draw, as long as nothing is collected.")
@BY
@FORMAT
def draw_command(wave: str, seed: str, replacing: str | None, by: str, form: str, allocation: dict[str, int] | None, **wanted) -> None:
    """Draw a sample."""
    if allocation:
        wanted["psus"] = sum(allocation.values())
    with plain_refusals(wave):
        record = draw_wave(engine(), wave, seed, Plan(**wanted, allocation=allocation), by, replacing)
    _show(record, form, "drawn" if record.is_new else "was drawn already, the same")


@group.command("verify", help="Draw again from the stored frame and seed and compare; exit code 1 when anything differs.")
@WAVE
@FORMAT
def verify_command(wave: str, form: str) -> None:
    """Prove a draw."""
    with plain_refusals(wave):
        record, differences = verify_draw(engine(), wave)
    for difference in differences:
        click.echo(difference, err=True)
    _show(record, form, f"{len(differences)} differences" if differences else "verified: drawing again gives the same", verified=not differences)
    if differences:
        raise SystemExit(1)


def _show(record: DrawRecord, form: str, outcome: str, **more) -> None:
    if form == "json":
        click.echo(json.dumps({name: getattr(record, name) for name in SHOWN} | more, ensure_ascii=False, indent=2))
        return
    plan = record.plan
    click.echo(f"{record.wave}: {outcome}. {record.psus} villages, {record.cases} households; strata: {plan.strata}, method: {plan.method}, seed: {record.seed}")
    click.echo(f"frame digest:  {record.frame_digest}\nsample digest: {record.sample_digest}")
    click.echo(f"{plan.respondent}: {RULES[plan.respondent].vi}")
