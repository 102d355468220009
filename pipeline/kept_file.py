"""Kept sums as a file: 32 bytes of SHA-256, then NumPy's .npz with the arrays and all else as JSON; replaced as a whole."""

import hashlib
import io
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from pipeline.analysis_parts import put_in_place
from pipeline.cells import Cells
from pipeline.columns import Codes
from pipeline.cross import Cross
from pipeline.increments import Kept
from pipeline.moments import Moments
from pipeline.record_sums import RecordSums
from pipeline.summing import Plan
from pipeline.weight_grid import WeightGrid, WeightRange

SEAL = hashlib.sha256().digest_size
LISTS = ("rows", "serials", "superseded")
CODES = ("stratum", "psu", "domain", "group")
SUMS = ("present", "rows", "row_weights", "counts", "weights")


@dataclass(frozen=True)
class KeptSums:
    """Sums and the digests of the parts of the analysis file whose rows are in them."""

    sums: RecordSums
    parts: frozenset[str]


def save(path: Path, ground: str, kept: KeptSums) -> None:
    """Replace the file, in one step. `ground` names what the sums stand on."""
    sums, tables = kept.sums, kept.sums.tables
    facts = {
        "ground": ground, "parts": sorted(kept.parts), "stored": sums.stored, "originals": sums.originals, "watermark": tables.watermark,
        "grid": None if tables.plan.grid is None else asdict(tables.plan.grid),
        "census": [[*asdict(weights).values(), n] for weights, n in tables.census.items()],
        "respondents": [[*about, n] for about, n in sums.respondents.items()],
        "missing": [[*about, n] for about, n in sums.missing.items()],
        "tables": [_facts(by, table) for by, table in tables.tables.items()],
    }
    arrays = {name: getattr(sums, name) for name in LISTS}
    for place, table in enumerate(tables.tables.values()):
        arrays |= {f"{place}.{name}": array for name, array in arrays_of(table).items()}
    content = io.BytesIO()
    np.savez(content, facts=np.frombuffer(json.dumps(facts, ensure_ascii=False).encode(), np.uint8), **arrays)
    put_in_place(path, lambda new: new.write_bytes(hashlib.sha256(content.getvalue()).digest() + content.getvalue()))


def load(path: Path, ground: str, plan: Plan) -> KeptSums | None:
    """What was saved; None when there is nothing, it is damaged, or stands on another ground."""
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content[SEAL:]).digest() != content[:SEAL]:
        return None
    with np.load(io.BytesIO(content[SEAL:]), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    facts = json.loads(arrays.pop("facts").tobytes())
    return _put_together(facts, arrays, plan) if facts["ground"] == ground else None


def _put_together(facts: dict, arrays: Mapping[str, np.ndarray], plan: Plan) -> KeptSums:
    grid = None if facts["grid"] is None else WeightGrid(**facts["grid"])
    tables = {of["by"]: _table(of, arrays, place, tuple(plan.items), grid) for place, of in enumerate(facts["tables"])}
    census = Counter({WeightRange(*weights): n for *weights, n in facts["census"]})
    sums = RecordSums(
        Kept(replace(plan, grid=grid), tables, census, facts["watermark"]),
        *(Counter({tuple(about): n for *about, n in facts[name]}) for name in ("respondents", "missing")),
        *(arrays[name] for name in LISTS), facts["stored"], facts["originals"],
    )
    return KeptSums(sums, frozenset(facts["parts"]))


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


def _table(facts: dict, arrays: Mapping[str, np.ndarray], place: int, items: tuple[str, ...], grid: WeightGrid | None) -> Moments:
    codes = {name: Codes(tuple(values), arrays[f"{place}.{name}"]) for name, values in facts["codes"].items()}
    cross = Cross(codes["cross.domain"], codes["cross.group"], arrays[f"{place}.cross"]) if "cross.domain" in codes else None
    cells = Cells(*(codes[name] for name in CODES), facts["sizes"])
    return Moments(items, cells, *(arrays[f"{place}.sum.{name}"] for name in SUMS), grid, cross)
