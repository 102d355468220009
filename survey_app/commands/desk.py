"""`sipas desk`: desks with their codes, posters, QR codes."""
from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask.cli import AppGroup

from survey_app import engine, settings
from survey_app.codes import show_code
from survey_app.desks.desk_codes import CodeRefused, ListedDesk, find_active, list_desks, path_of, revoke
from survey_app.desks.poster import Look, print_posters
from survey_app.desks.qr import FORMATS

OUT = click.Path(dir_okay=False, writable=True, path_type=Path)
UNREACHABLE = re.compile(r"localhost|127\..*|::1|0\.0\.0\.0")

group = AppGroup("desk", help="One-stop desks: list them, print their posters and QR codes, revoke codes.")


@group.command("list", help="Desks with an active code.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--wave", metavar="W", help="Only the desks of this wave.")
def list_command(form: str, wave: str | None) -> None:
    """Print code, name and address of desks."""
    desks = _coded(wave)
    if form == "json":
        click.echo(json.dumps([{"code": desk.code, "name": desk.name, "url_path": path_of(desk.code), "number": desk.number} for desk in desks], ensure_ascii=False, indent=2))
        return
    if not desks:
        click.echo("No desk has an active code.", err=True)
    for desk in desks:
        click.echo(f"{desk.number:>6}  {show_code(desk.code)}  {settings().public_url}{path_of(desk.code)}  {desk.name}")


@group.command("poster", help="Write A4 posters as a PDF, a page for each desk.")
@click.option("--code", metavar="C", help="The desk with this code.")
@click.option("--all", "every", is_flag=True, help="Every desk with an active code.")
@click.option("--out", type=OUT, required=True, metavar="FILE.pdf")
def poster_command(code: str | None, every: bool, out: Path) -> None:
    """Print one poster or all of them to a file."""
    if every == bool(code):
        raise click.UsageError("Give either --code C or --all.")
    desks = _coded(None) if every else [_active(code)]
    if not desks:
        raise click.ClickException("No desk has an active code, so there is no poster to print.")
    here = settings()
    _warn_unreachable()
    _write(out, print_posters([(desk.name, desk.code) for desk in desks], Look(here.public_url, here.province, here.accent)))
    click.echo(f"{out}: {len(desks)} page{'s' if len(desks) > 1 else ''}.")


@group.command("qr", help="Write the QR code of a desk.")
@click.option("--code", metavar="C", required=True, help="The desk with this code.")
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), default="svg", show_default=True)
@click.option("--out", type=OUT, required=True, metavar="FILE")
def qr_command(code: str, form: str, out: Path) -> None:
    """Draw one QR code into a file."""
    desk = _active(code)
    _warn_unreachable()
    _write(out, FORMATS[form][0](settings().public_url + path_of(desk.code)))
    click.echo(f"{out}: QR code of {show_code(desk.code)}.")


@group.command("revoke", help="End a code for good; a new one takes its place unless --no-replace is given.")
@click.argument("code")
@click.option("--no-replace", is_flag=True, help="Leave the desk without a code.")
def revoke_command(code: str, no_replace: bool) -> None:
    """Revoke a code."""
    try:
        successor = revoke(engine(), code, replace=not no_replace)
    except CodeRefused as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"Revoked. New code: {show_code(successor)} ({settings().public_url}{path_of(successor)})" if successor else "Revoked.")


def _coded(wave: str | None) -> list[ListedDesk]:
    try:
        with engine().connect() as connection:
            return [desk for desk in list_desks(connection, wave=wave) if desk.code]
    except LookupError as error:
        raise click.BadParameter(str(error), param_hint="--wave") from None


def _active(code: str) -> ListedDesk:
    try:
        with engine().connect() as connection:
            return find_active(connection, code)
    except CodeRefused as refused:
        raise click.ClickException(str(refused)) from None


def _warn_unreachable() -> None:
    address = settings().public_url
    if UNREACHABLE.fullmatch(urlsplit(address).hostname or ""):
        click.echo(f"Warning: phones cannot reach {address}. Set SIPAS_PUBLIC_URL to the public address and print again.", err=True)


def _write(out: Path, content: bytes) -> None:
    try:
        out.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"Cannot write {out}: {error.strerror}.") from None
