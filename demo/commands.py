"""`sipas demo`: from nothing to a served demo province with its results, as often as one likes."""
from __future__ import annotations

import os
import secrets
import shutil
from typing import TYPE_CHECKING

import click
from sqlalchemy import Engine, func, select

from demo.exclusions import leave_out
from demo.fieldwork.making import field_wave
from demo.fieldwork.plan import CODE as FIELD_WAVE
from demo.leaders import CODE as LEADERS_WAVE, leaders_wave
from demo.loading import load_province, send_last_day
from demo.outside import add_outside
from demo.plans import PLANS
from demo.progress import step
from demo.programs import add_programs
from demo.releasing import release_waves
from demo.second_look import break_off_a_run, propose_again, propose_too_early
from demo.serving import serve
from demo.setting_up import NotADemo, refuse_real_data
from demo.staff import LOGINS, add_staff
from demo.visitors import CODE as DESK_WAVE
from survey_app.commands.serve import refuse_taken_port
from survey_app.commands.table_text import as_text
from survey_app.database import open_engine
from survey_app.exports.table import read_table
from survey_app.login.passwords import new_password, set_password
from survey_app.migrate import upgrade
from survey_app.models import DeskCode, Exclusion, Response, Run, ServicePoint, Wave, wave_desk
from survey_app.settings import Settings, load_settings

if TYPE_CHECKING:
    from pipeline.run import RunSummary

SHOWN_WAVE = "hh-2024"
# Waves in the field, with what makes them.
COLLECTING = {FIELD_WAVE: field_wave, LEADERS_WAVE: leaders_wave}
COMPUTED = (*(plan.code for plan in PLANS), *COLLECTING)


@click.command(
    "demo", help="Set up the demo province, compute its results, show them, and serve web pages and scheduler until Ctrl-C.",
)
@click.option("--no-serve", is_flag=True, help="Do everything but serve, then end.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True)
def demo_command(no_serve: bool, port: int, host: str) -> None:
    """Everything that is there already stays; only what is missing is made."""
    if not no_serve:
        refuse_taken_port(host, port)
    here = load_settings()
    address = os.environ.get("SIPAS_PUBLIC_URL", f"http://{host}:{port}").rstrip("/")
    write_secret(here)
    engine = open_engine(here.database_url)
    prepare(engine, here)
    logins = fresh_logins(engine, address)
    release_waves(engine)
    add_programs(engine)
    click.echo("\n" + shown_table(engine))
    click.echo(desk_links(engine, address) + "\n")
    click.echo(logins + "\n")
    engine.dispose()
    if not no_serve:
        click.echo(f"Open {address} – Ctrl-C ends.")
        serve({"web server": ("serve", "--host", host, "--port", str(port)), "scheduler": ("scheduler",)}, {"SIPAS_PUBLIC_URL": address})


def write_secret(here: Settings) -> None:
    """A secret for signing cookies, readable by this user alone; kept when there is one."""
    if here.secret_key:
        return
    path = here.data_dir / "secret_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
    click.echo(f"Wrote a new secret key to {path}.")


def prepare(engine: Engine, here: Settings) -> None:
    """Migrate, load what is missing, and compute the waves whose responses changed since their last good run."""
    with step("Bringing the database up to date"):
        upgrade(engine)
    try:
        refuse_real_data(engine)
    except NotADemo as mixed:
        raise click.ClickException(str(mixed)) from None
    sent = load_province(engine, here.paradata_days)
    click.echo(f"Demo province: {sent} responses loaded." if sent else "Demo province: already complete.")
    add_staff(engine)
    for code, make in COLLECTING.items():
        with step(f"Collecting {code}"):
            make(engine, here.paradata_days)
    add_outside(engine)
    break_off_a_run(engine)
    compute_requested(engine, here)
    for code in COMPUTED:
        compute_if_changed(engine, here, code)
    look_again(engine, here)


def look_again(engine: Engine, here: Settings) -> None:
    """What was wrong with the first figures of the desk wave, and its second ones."""
    propose_too_early(engine)
    leave_out(engine)
    send_last_day(engine, here.paradata_days)
    if not is_computed(engine, DESK_WAVE):
        compute_if_changed(engine, here, DESK_WAVE)
    propose_again(engine)


def compute_requested(engine: Engine, here: Settings) -> None:
    """Compute what waits: the runs that closing a wave asked for."""
    with engine.connect() as connection:
        if connection.scalar(select(Run.id).where(Run.state == "requested").limit(1)) is None:
            return
    from pipeline.claim import claim_requested
    from pipeline.run import compute

    while claim := claim_requested(engine):
        with step(f"Computing {claim.wave}"):
            _refuse_failed(compute(engine, here, claim))


def compute_if_changed(engine: Engine, here: Settings, wave_code: str) -> None:
    """Run the pipeline for a wave unless its last good run saw every response."""
    if is_computed(engine, wave_code):
        click.echo(f"Results of {wave_code}: up to date.")
        return
    from pipeline.claim import RunRefused
    from pipeline.run import run_wave  # loads NumPy and Arrow, which a second call does not need

    try:
        with step(f"Computing {wave_code}"):
            _refuse_failed(run_wave(engine, here, wave_code, asked_by="demo"))
    except RunRefused as refusal:
        raise click.ClickException(str(refusal)) from None


def _refuse_failed(summary: RunSummary) -> None:
    if summary.status != "succeeded":
        raise click.ClickException(f"Run {summary.run} of {summary.wave} {summary.status}: {summary.reason}")


def is_computed(engine: Engine, wave_code: str) -> bool:
    """Whether this version of the code computed the wave after its newest response arrived and the last one was left out or let in."""
    from pipeline.code_version import code_version

    with engine.connect() as connection:
        wave_id = connection.scalar(select(Wave.id).where(Wave.code == wave_code))
        came = connection.scalar(select(func.max(Response.received_at)).where(Response.wave_id == wave_id))
        decided = connection.scalar(select(func.max(Exclusion.happened_at)).join(Response, Response.id == Exclusion.response_id).where(Response.wave_id == wave_id))
        good = select(func.max(Run.started_at)).where(Run.wave_id == wave_id, Run.state == "succeeded", Run.code_version == code_version())
        computed = connection.scalar(good)
    return computed is not None and all(newest is None or newest < computed for newest in (came, decided))


def shown_table(engine: Engine) -> str:
    """The SIPAS table of the last household wave."""
    with engine.connect() as connection:
        return as_text(read_table(connection, SHOWN_WAVE), shutil.get_terminal_size((120, 40)).columns)


def desk_links(engine: Engine, address: str) -> str:
    """The addresses behind the QR codes of all desks of the demo."""
    query = (
        select(ServicePoint.name, DeskCode.code).join(DeskCode).join(wave_desk, wave_desk.c.service_point_id == ServicePoint.id)
        .join(Wave, Wave.id == wave_desk.c.wave_id)
        .where(Wave.code.in_([plan.code for plan in PLANS]), DeskCode.revoked_at.is_(None)).order_by(ServicePoint.number)
    )
    with engine.connect() as connection:
        lines = [f"  {address}/k/{desk.code}  {desk.name}" for desk in connection.execute(query)]
    return "\n".join(["One-stop desks (answer as a visitor):", *lines])


def fresh_logins(engine: Engine, address: str) -> str:
    """New passwords for the demo's accounts; those of the last start no longer work."""
    lines = []
    for username, role in LOGINS.items():
        password = new_password()
        set_password(engine, username, password, role)
        lines.append(f"  {username}  {password}  ({role})")
    return "\n".join([f"Logins for {address} (new at each start):", *lines])
