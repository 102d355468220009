"""`sipas pipeline` and `sipas scheduler`. What they need is imported when they run, so that listing commands stays quick."""

import gc
import json
import signal
import sys
import time

import click


@click.group("pipeline", help="Compute results from responses.")
def pipeline_group() -> None:
    """Commands that compute."""


@pipeline_group.command("run", help="Compute the results of wave W now: extract, check, estimate, publish.")
@click.option("--wave", required=True, metavar="W", help="Code of the wave, for example hh-2024.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def run_command(wave: str, format_: str) -> None:
    """Run a wave; exit code 0 when it succeeded, 1 with the reason when not."""
    gc.disable()  # what importing makes, stays: looking through it for garbage takes a tenth of a short run
    from sqlalchemy.exc import SQLAlchemyError

    from pipeline.claim import RunRefused
    from pipeline.run import run_wave
    from survey_app.database import open_engine
    from survey_app.settings import load_settings

    gc.enable()
    # Ended politely, a run records that it was interrupted.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    settings = load_settings()
    try:
        summary = run_wave(open_engine(settings.database_url), settings, wave, asked_by="command line")
    except RunRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    except SQLAlchemyError as fault:
        raise click.ClickException(f"the database cannot be used ({type(fault).__name__}); see that DATABASE_URL is right, then: sipas db upgrade") from None
    click.echo(FORMATS[format_](summary))
    if summary.status != "succeeded":
        raise click.ClickException(f"run {summary.run} of wave {wave} failed: {summary.reason}")


def _as_text(summary) -> str:
    if summary.status != "succeeded":
        return f"Run {summary.run} of wave {summary.wave}: {summary.status}."
    return f"Run {summary.run} of wave {summary.wave}: {summary.status}, {summary.n} responses, input {summary.input_digest}."


def _as_json(summary) -> str:
    shown = {"run": summary.run, "wave": summary.wave, "status": summary.status, "input_digest": summary.input_digest, "n": summary.n}
    return json.dumps(shown | ({"reason": summary.reason} if summary.reason else {}), ensure_ascii=False)


FORMATS = {"text": _as_text, "json": _as_json}


@click.command("scheduler", help="Run the scheduler until Ctrl-C: scheduled runs, and those asked for on the pages. Several may be started; one is active.")
def scheduler_command() -> None:
    """Serve until told to end."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Event

    from pipeline.logs import log_as_json
    from pipeline.scheduler import serve
    from survey_app.database import open_engine
    from survey_app.settings import load_settings

    log_as_json()
    stop, settings = Event(), load_settings()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    # In a thread: a signal handler must not set an event that the very thread it interrupts is waiting for.
    with ThreadPoolExecutor(1) as pool:
        serving = pool.submit(serve, open_engine(settings.database_url), settings, stop)
        while not serving.done():
            time.sleep(0.2)
        serving.result()
