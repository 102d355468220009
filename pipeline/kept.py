"""The sums of a wave, kept beside its analysis file: a run reads only the parts that came since the last one."""

import logging
from dataclasses import asdict, dataclass

import numpy as np

from pipeline import kept_file
from pipeline.code_version import code_version
from pipeline.errors import EngineError
from pipeline.extract import Extracted
from pipeline.record import digest, digest_definition
from pipeline.record_sums import NOTHING, Recipe, RecordSums, add_rows, sum_anew

FILE = "_sums.sealed"  # with the "_" of the manifest, for the same reason
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class UpToDate:
    """The sums of all stored rows, how many rows were read for them, and why they were summed anew (None: they were not)."""

    sums: RecordSums
    rows_read: int
    anew: str | None


def bring_up_to_date(extracted: Extracted, recipe: Recipe, left_out: np.ndarray = NOTHING) -> UpToDate:
    """The sums of a wave's analysis file: the kept ones with the parts added that they lack and without (again with) what is
    left out now, or, wherever that cannot be promised to give the same, summed anew. They are kept for the next run.

    left_out: sorted int64 ids of responses that do not count, whatever purpose they have.
    """
    path, ground = extracted.folder / FILE, _ground(extracted, recipe)
    kept = kept_file.load(path, ground, recipe)
    parts = {part.sha256: part for part in extracted.manifest.parts}
    if kept is None or not kept.parts <= parts.keys():
        found = _anew(extracted, recipe, left_out, "no kept sums of these parts, this design, index, instrument and code")
    elif kept.parts == parts.keys() and np.array_equal(kept.sums.left_out, left_out):
        return UpToDate(kept.sums, 0, None)
    else:
        found = _added(extracted, recipe, kept, left_out)
    kept_file.save(path, ground, kept_file.KeptSums(found.sums, frozenset(parts)))
    return found


def _added(extracted: Extracted, recipe: Recipe, kept: kept_file.KeptSums, left_out: np.ndarray) -> UpToDate:
    parts = extracted.manifest.parts
    fresh = extracted.read([part for part in parts if part.sha256 not in kept.parts])
    summed = [part for part in parts if part.sha256 in kept.parts]
    try:
        return UpToDate(add_rows(kept.sums, fresh, lambda ids: extracted.read(summed, ids), recipe, left_out), fresh.num_rows, None)
    except EngineError as refusal:  # what is wrong with the rows themselves, summing anew finds too
        return _anew(extracted, recipe, left_out, str(refusal))


def _anew(extracted: Extracted, recipe: Recipe, left_out: np.ndarray, reason: str) -> UpToDate:
    log.info("sums of %s are made anew: %s", extracted.manifest.wave, reason)
    stored = extracted.table()
    return UpToDate(sum_anew(stored, recipe, left_out), stored.num_rows, reason)


def _ground(extracted: Extracted, recipe: Recipe) -> str:
    """Digest of all that must be the same for sums to be added to: columns and instrument, frame, index, design, code."""
    manifest = extracted.manifest
    return digest({"layout": manifest.layout, "frame": manifest.frame, "definition": digest_definition(recipe.definition),
                   "plans": [plan and asdict(plan) for plan in (recipe.plan, recipe.beside)],
                   "questions": asdict(recipe.questions), "told": [asdict(column) for column in recipe.told],
                   "code": code_version()})
