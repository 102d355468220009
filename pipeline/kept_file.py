"""Kept sums as a file: 32 bytes of SHA-256, then NumPy's .npz with the arrays and all else as JSON; replaced as a whole."""

import hashlib
import io
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from pipeline.analysis_parts import put_in_place
from pipeline.cells import Cells
from pipeline.columns import Codes
from pipeline.cross import Cross
from pipeline.increments import Kept
from pipeline.moments import Moments
from pipeline.record_sums import Recipe, RecordSums
from pipeline.summing import Plan
from pipeline.weight_grid import WeightGrid, WeightRange

T = TypeVar("T", Plan, Kept)
SEAL = hashlib.sha256().digest_size
LISTS = ("rows", "serials", "superseded", "left_out")
QUESTIONS = "questions "
CODES = ("stratum", "psu", "domain", "group")
SUMS = ("present", "rows", "row_weights", "counts", "weights")


@dataclass(frozen=True)
class KeptSums:
    """Sums and the digests of the parts of the analysis file whose rows are in them."""

    sums: RecordSums
    parts: frozenset[str]


def save(path: Path, ground: str, kept: KeptSums) -> None:
    """Replace the file, in one step. `ground` names what the sums stand on."""
    sums = kept.sums
    facts = {
        "ground": ground, "parts": sorted(kept.parts), "stored": sums.stored, "originals": sums.originals,
        "respondents": [[*about, n] for about, n in sums.respondents.items()],
        "missing": [[*about, n] for about, n in sums.missing.items()],
    }
    arrays = {name: getattr(sums, name) for name in LISTS}
    for name, tables in _passes(sums.tables, sums.beside, sums.questions).items():
        facts[name] = tables and _pass_facts(tables)
        arrays |= {f"{name}.{key}": array for key, array in _pass_arrays(tables).items()} if tables else {}
    content = io.BytesIO()
    np.savez(content, facts=np.frombuffer(json.dumps(facts, ensure_ascii=False).encode(), np.uint8), **arrays)
    put_in_place(path, lambda new: new.write_bytes(hashlib.sha256(content.getvalue()).digest() + content.getvalue()))


def load(path: Path, ground: str, recipe: Recipe) -> KeptSums | None:
    """What was saved; None when there is nothing, it is damaged, or stands on another ground."""
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content[SEAL:]).digest() != content[:SEAL]:
        return None
    with np.load(io.BytesIO(content[SEAL:]), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    facts = json.loads(arrays.pop("facts").tobytes())
    return _put_together(facts, arrays, recipe) if facts["ground"] == ground else None


def _put_together(facts: dict, arrays: Mapping[str, np.ndarray], recipe: Recipe) -> KeptSums:
    plans = _passes(recipe.plan, recipe.beside, recipe.questions.plans)
    passes = {name: facts[name] and _pass(facts[name], arrays, name, plan) for name, plan in plans.items()}
    sums = RecordSums(
        passes["tables"], passes["beside"], {name: passes[QUESTIONS + name] for name in recipe.questions.plans},
        *(Counter({tuple(about): n for *about, n in facts[name]}) for name in ("respondents", "missing")),
        *(arrays[name] for name in LISTS), facts["stored"], facts["originals"],
    )
    return KeptSums(sums, frozenset(facts["parts"]))


def _passes(first: T, beside: T | None, questions: Mapping[str, T]) -> dict[str, T | None]:
    """All passes (their plans, or what they summed) by the name under which they are saved."""
    return {"tables": first, "beside": beside} | {QUESTIONS + name: one for name, one in questions.items()}


def _pass_facts(kept: Kept) -> dict:
    return {
        "watermark": kept.watermark, "grid": None if kept.plan.grid is None else asdict(kept.plan.grid),
        "census": [[*asdict(weights).values(), n] for weights, n in kept.census.items()],
        "tables": [_facts(by, table) for by, table in kept.tables.items()],
    }


def _pass_arrays(kept: Kept) -> dict[str, np.ndarray]:
    return {f"{place}.{name}": array for place, table in enumerate(kept.tables.values()) for name, array in arrays_of(table).items()}


def _pass(facts: dict, arrays: Mapping[str, np.ndarray], name: str, plan: Plan) -> Kept:
    grid = None if facts["grid"] is None else WeightGrid(**facts["grid"])
    tables = {of["by"]: _table(of, arrays, f"{name}.{place}", tuple(plan.items), grid) for place, of in enumerate(facts["tables"])}
    census = Counter({WeightRange(*weights): n for *weights, n in facts["census"]})
    return Kept(replace(plan, grid=grid), tables, census, facts["watermark"])


def codes_of(table: Moments) -> dict[str, Codes]:
    """All codes of an additive table by name."""
    codes = {name: getattr(table.cells, name) for name in CODES}
    return codes if table.cross is None else codes | {"cross.domain": table.cross.domain, "cross.group": table.cross.group}


def _facts(by: str | None, table: Moments) -> dict:
    return {"by": by, "sizes": table.cells.sizes, "codes": {name: list(codes.values) for name, codes in codes_of(table).items()}}


def arrays_of(table: Moments) -> dict[str, np.ndarray]:
    """All arrays of an additive table by name."""
    arrays = {name: codes.index for name, codes in codes_of(table).items()} | {f"sum.{name}": getattr(table, name) for name in SUMS}
    return arrays if table.cross is None else arrays | {"cross": table.cross.sums}


def _table(facts: dict, arrays: Mapping[str, np.ndarray], place: str, items: tuple[str, ...], grid: WeightGrid | None) -> Moments:
    codes = {name: Codes(tuple(values), arrays[f"{place}.{name}"]) for name, values in facts["codes"].items()}
    cross = Cross(codes["cross.domain"], codes["cross.group"], arrays[f"{place}.cross"]) if "cross.domain" in codes else None
    cells = Cells(*(codes[name] for name in CODES), facts["sizes"])
    return Moments(items, cells, *(arrays[f"{place}.sum.{name}"] for name in SUMS), grid, cross)
