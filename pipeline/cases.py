"""Cases as files: designs read from cases.json, structures from structure.json, results written as candidate JSON."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.design import Design
from pipeline.errors import DataError
from pipeline.estimate import Estimate, Results
from pipeline.indices.definition import ITEM, Definition, Measure
from pipeline.weights.population import Calibration

FIELDS = {"domain": "domain", "estimand": "code", "est": "score", "se": "se", "df": "df", "lo": "lo", "hi": "hi", "deff": "deff",
          "n": "n", "lo_logit": "lo_logit", "hi_logit": "hi_logit"}
COUNT_COLUMN = "count"


@dataclass(frozen=True)
class Case:
    """One case: a data file, its design and the column of its domains (or None)."""

    name: str
    data: Path
    design: Design
    domain: str | None
    error_expected: bool


def read_cases(path: Path) -> list[Case]:
    """The cases of a cases.json; data and population files lie beside it."""
    return [_case(entry, path) for entry in _json(path)]


def read_structure(path: Path) -> Definition:
    """The index of a structure.json: items, components, indices and overall, each a list of item codes.

    Codes become item:NAME, component:NAME, index:NAME and overall.
    """
    content = _json(path)
    _require(content, ("items", "components", "indices", "overall"), path)
    rollups = [("overall", "overall", content["overall"])]
    rollups += [(f"index:{name}", "index", items) for name, items in content["indices"].items()]
    rollups += [(f"component:{name}", "component", items) for name, items in content["components"].items()]
    rollups += [(f"{ITEM}:{item}", ITEM, [item]) for item in content["items"]]
    divisor = re.search(r"/\s*(\d+)\s*$", content.get("item_score", "/ 5"))
    measures = [Measure(code, None if level == "overall" else "overall", level, None, None, order, tuple(f"{ITEM}:{i}" for i in items))
                for order, (code, level, items) in enumerate(rollups)]
    return Definition(path.stem, int(divisor.group(1)) if divisor else 5, tuple(measures))


def item_columns(definition: Definition) -> dict[str, str]:
    """Item code -> column: the name behind "item:"."""
    return {code: code.removeprefix(f"{ITEM}:") for code in definition.items}


def candidate(name: str, results: Results) -> dict:
    """Results in the candidate schema; rows say by which column where several are reported."""
    several = len(results.by) > 1
    rows = [candidate_row(estimate) | ({"by": estimate.by} if several else {}) for estimate in results.estimates()]
    return {"case": name, "results": rows, "warnings": list(results.warnings)}


def candidate_row(estimate: Estimate) -> dict:
    return {name: getattr(estimate, field) for name, field in FIELDS.items()}


def read_population(path: Path, variables: tuple[str, ...]) -> dict[tuple[str, ...], float]:
    """Counts of combinations of the variables from a CSV with those columns and `count`."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {values: count for values, count in _counts(csv.DictReader(file), path, variables)}


def _counts(rows: csv.DictReader, path: Path, variables: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], float]]:
    missing = {*variables, COUNT_COLUMN} - set(rows.fieldnames or ())
    if missing:
        raise DataError(f"{path.name}: no column {', '.join(sorted(missing))}. Expected {', '.join(variables)} and {COUNT_COLUMN}.")
    for number, row in enumerate(rows, 1):
        try:
            yield tuple(row[variable] for variable in variables), float(row[COUNT_COLUMN])
        except ValueError:
            raise DataError(f"{path.name}: column '{COUNT_COLUMN}' row {number} holds '{row[COUNT_COLUMN]}'; expected a number.") from None


def _require(entry: dict, fields: tuple[str, ...], path: Path) -> None:
    missing = [field for field in fields if not isinstance(entry, dict) or field not in entry]
    if missing:
        about = entry.get("case", "an entry") if isinstance(entry, dict) else "the document"
        raise DataError(f"{path.name}: '{about}' has no {', '.join(missing)}; expected {', '.join(fields)}.")


def _case(entry: dict, path: Path) -> Case:
    _require(entry, ("case", "data"), path)
    calibration = entry.get("calibration")
    if calibration is not None:
        variables = tuple(calibration["vars"])
        counts = read_population(path.parent / calibration["population"], variables)
        bounds = calibration.get("bounds")
        calibration = Calibration(calibration["method"], variables, counts, bounds=tuple(bounds) if bounds else None)
    design = Design(entry.get("strata"), entry.get("psu"), entry.get("weight"), entry.get("fpc"), bool(entry.get("nest")),
                    entry.get("lonely") or "fail", calibration)
    return Case(entry["case"], path.parent / entry["data"], design, entry.get("domain"), bool(entry.get("expect_error")))


def _json(path: Path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as problem:
        raise DataError(f"{path}: not a readable JSON file ({problem}).") from problem
