"""`sipas pipeline` and `sipas scheduler`. What they need is imported when they run, so that listing commands stays quick."""

import gc
import json
import signal
import sys
import time
from importlib.metadata import EntryPoint, entry_points

import click

NO_DATABASE = "the database cannot be used ({}); see that DATABASE_URL is right, then: sipas db upgrade"


class PipelineGroup(click.Group):
    """Our own commands, and those that other rooms bring by the entry point group `sipas.pipeline`, imported when called."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of this name; None when there is none."""
        return super().get_command(ctx, name) or next((found.load() for found in _joined() if found.name == name), None)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, for the help page."""
        return sorted({*super().list_commands(ctx), *(found.name for found in _joined())})


def _joined() -> list[EntryPoint]:
    return [found for found in entry_points(group="sipas.pipeline") if found.dist and found.dist.name == "sipas"]


@click.group("pipeline", cls=PipelineGroup, help="Compute results from responses.")
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
        raise click.ClickException(NO_DATABASE.format(type(fault).__name__)) from None
    click.echo(FORMATS[format_](summary))
    if summary.status != "succeeded":
        raise click.ClickException(f"run {summary.run} of wave {wave} failed: {summary.reason}")


@pipeline_group.command(
    "verify", help="Recompute a run of wave W from the stored responses, in a folder that is thrown away, and compare it with what is stored, cell by cell. "
    "Takes the released run; without a release the last good one. Writes nothing. Exit 0: the same, 1: different, or the wave has not the answers it was closed with, 2: nothing to verify.")
@click.option("--wave", required=True, metavar="W", help="Code of the wave, for example hh-2024.")
@click.option("--run", "run", type=int, metavar="N", help="Another run of it than the released one.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def verify_command(wave: str, run: int | None, format_: str) -> None:
    """Verify a run."""
    from sqlalchemy.exc import SQLAlchemyError

    from forms import InstrumentError
    from pipeline.errors import EngineError
    from pipeline.verify import verify
    from pipeline.verify.stored import NothingToVerify
    from pipeline.verify.telling import as_document, as_text
    from survey_app.database import open_engine
    from survey_app.settings import load_settings

    try:
        verdict = verify(open_engine(load_settings().database_url), wave, run)
    except NothingToVerify as nothing:
        raise click.UsageError(str(nothing)) from None
    except SQLAlchemyError as fault:
        raise click.UsageError(NO_DATABASE.format(type(fault).__name__)) from None
    except (EngineError, InstrumentError) as refusal:
        raise click.ClickException(f"wave {wave} can no longer be computed as it was: {refusal}") from None
    click.echo(as_text(verdict) if format_ == "text" else json.dumps(as_document(verdict), ensure_ascii=False))
    if verdict.differing or verdict.wrong:
        raise SystemExit(1)


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
