"""Runs the web server and the scheduler side by side until Ctrl-C; when one ends, the other is ended too."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click

# The same command as `sipas`, found whether or not its script is on the PATH.
SIPAS = (sys.executable, "-c", "from survey_app.commands import main; main()")
PATIENCE = 15
LOOK_EVERY = 0.2


def serve(commands: Mapping[str, tuple[str, ...]], environment: Mapping[str, str]) -> None:
    """Start each `sipas` command and wait for Ctrl-C (or SIGTERM, or a closed terminal).

    Raises ClickException when one of them ends by itself.
    """
    children: dict[str, subprocess.Popen] = {}
    with _ending_by_signal():
        try:
            for name, arguments in commands.items():
                # A session of its own: Ctrl-C reaches only this process, which then ends each child once.
                children[name] = subprocess.Popen([*SIPAS, *arguments], env={**os.environ, **environment}, start_new_session=True)
            _watch(children)
        except KeyboardInterrupt:
            click.echo("\nStopping …")
        finally:
            for child in children.values():
                child.terminate()
            for name, child in children.items():
                _wait_for_end(name, child)
    click.echo("Stopped.")


def _watch(children: Mapping[str, subprocess.Popen]) -> None:
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                raise click.ClickException(f"The {name} ended by itself (exit code {child.returncode}); everything else is stopped too.")
        time.sleep(LOOK_EVERY)


def _wait_for_end(name: str, child: subprocess.Popen) -> None:
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        click.echo(f"The {name} did not stop within {PATIENCE} s and is killed.", err=True)
        child.kill()
        child.wait()


@contextmanager
def _ending_by_signal() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the demo as Ctrl-C does."""
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, _interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number, _frame) -> None:
    raise KeyboardInterrupt
