"""Shows how far a long step is: a bar on a terminal, plain lines elsewhere."""
from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import click

T = TypeVar("T")


def in_parts(label: str, things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The things in parts of `size`, reporting after each part is done."""
    parts = [things[start:start + size] for start in range(0, len(things), size)]
    if sys.stdout.isatty():
        with click.progressbar(length=len(things), label=label, show_pos=True) as bar:
            for part in parts:
                yield part
                bar.update(len(part))
        return
    started, done = time.monotonic(), 0
    for part in parts:
        yield part
        done += len(part)
        click.echo(f"{label}: {done} of {len(things)} ({time.monotonic() - started:.1f} s)")


@contextmanager
def step(label: str) -> Iterator[None]:
    """Announce a step that has no parts, and how long it took."""
    click.echo(f"{label} … ", nl=False)
    started = time.monotonic()
    try:
        yield
    finally:
        click.echo(f"{time.monotonic() - started:.1f} s")
