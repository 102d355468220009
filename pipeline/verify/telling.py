"""A verdict in words, and as a document for programs."""

from collections.abc import Iterator

from pipeline.verify import Verdict

SHOWN = 20


def as_document(verdict: Verdict) -> dict:
    """The verdict as JSON; `differences` holds the first of them, `differing` says how many there are."""
    run = verdict.run
    return {
        "wave": run.wave, "run": run.id, "release": run.release, "status": "different" if verdict.differing else "same", "wrong": verdict.wrong,
        "input_digest": run.input_digest, "code_version": run.code_version, "cells": verdict.cells, "differing": len(verdict.differing),
        "compared": {name: compared.cells for name, compared in verdict.compared.items()},
        "differences": [{"where": cell.where, "stored": cell.stored, "computed": cell.computed} for cell in verdict.differing[:SHOWN]],
        "ground": [{"part": part.name, "explains": part.explains, "wrong": part.wrong, "words": part.words} for part in verdict.ground],
    }


def as_text(verdict: Verdict) -> str:
    """The verdict for people: what was compared, what differs, what of the ground changed, and what follows."""
    return "\n".join(_lines(verdict))


def _lines(verdict: Verdict) -> Iterator[str]:
    run = verdict.run
    shown = f"release {run.release}" if run.release else "not released: provisional figures"
    yield f"Run {run.id} of wave {run.wave} ({shown}), begun {run.started_at:%Y-%m-%d %H:%M:%S} UTC, recomputed from {run.counts.get('stored')} stored responses."
    for name, compared in verdict.compared.items():
        yield f"  {name:<16}{compared.cells:>8} cells  {f'{len(compared.differing)} differ' if compared.differing else 'equal'}"
    for cell in verdict.differing[:SHOWN]:
        yield f"  {cell.where}: stored {cell.stored!r}, computed {cell.computed!r}"
    if len(verdict.differing) > SHOWN:
        yield f"  … and {len(verdict.differing) - SHOWN} more"
    for part in verdict.ground:
        yield f"  {part.name}: {part.words}."
    yield _conclusion(verdict)


def _conclusion(verdict: Verdict) -> str:
    found = verdict.differing
    if not found:
        told = f"Same: all {verdict.cells} cells are equal to the last bit."
        return f"{told} But the answers of the wave are not those it was closed with (see above)." if verdict.wrong else told
    told = f"Different: {len(found)} of {verdict.cells} cells. "
    if all(cell.in_last_digits for cell in found):
        return told + "They agree in at least 9 digits: the same arithmetic by another processor or library."
    if verdict.explained:
        return told + "The ground is not the run's (see above): settle that first, then judge the figures."
    return told + "The ground is the run's own: what is stored was changed after it was computed."
