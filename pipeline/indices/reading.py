"""Reads index definitions from the TOML files of this folder."""

import tomllib
from functools import cache
from pathlib import Path

from pipeline.errors import DesignError
from pipeline.indices.definition import ITEM, Definition, Measure

FOLDER = Path(__file__).parent
ROLLUPS = ("mean", "sum")


def names() -> tuple[str, ...]:
    """Names of the indices there are."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def load(name: str) -> Definition:
    """The index of that name; DesignError lists the names when there is none."""
    if name not in names():
        raise DesignError(f"No index '{name}'. There are: {', '.join(names())}.")
    return read(FOLDER / f"{name}.toml")


def read(path: Path) -> Definition:
    """The index defined by a TOML file; DesignError names file, measure and remedy."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = content["measure"]
    _check(path, entries)
    rows = [row for entry in entries for row in _with_items(entry, entries, content.get("item_points"))]
    measures = tuple(Measure(order=order, **row) for order, row in enumerate(rows))
    return Definition(content["name"], content["scale"], measures)


def _with_items(entry: dict, entries: list[dict], item_points: float | None):
    own = entry.get("items", ())
    yield {"code": entry["code"], "parent": entry.get("parent"), "level": entry["level"], "label": entry["label"],
           "label_en": entry.get("label_en"), "items": tuple(_beneath(entry, entries)),
           "points": _points(entry, entries, item_points), "rollup": entry.get("rollup", "mean")}
    for code in own:
        yield {"code": code, "parent": entry["code"], "level": ITEM, "label": None, "label_en": None,
               "items": (code,), "points": item_points}


def _beneath(entry: dict, entries: list[dict]):
    yield from entry.get("items", ())
    for child in entries:
        if child.get("parent") == entry["code"]:
            yield from _beneath(child, entries)


def _points(entry: dict, entries: list[dict], item_points: float | None) -> float | None:
    """A sum's points are its children's; a mean's are those written beside it."""
    if entry.get("rollup") != "sum":
        return entry.get("points")
    children = [child for child in entries if child.get("parent") == entry["code"]]
    return sum(_points(child, entries, item_points) for child in children) + (item_points or 0) * len(entry.get("items", ()))


def _check(path: Path, entries: list[dict]) -> None:
    seen: set[str] = set()
    for entry in entries:
        for problem, wrong in (
            (f"is written twice; give each measure its own code", entry["code"] in seen),
            (f"has parent '{entry.get('parent')}', which is not written above it; move or name the parent",
             entry.get("parent") is not None and entry["parent"] not in seen),
            (f"has rollup '{entry.get('rollup')}'; expected one of {', '.join(ROLLUPS)}", entry.get("rollup", "mean") not in ROLLUPS),
        ):
            if wrong:
                raise DesignError(f"{path.name}: measure '{entry['code']}' {problem}.")
        seen.add(entry["code"])
    doubled = _doubled([item for entry in entries for item in entry.get("items", ())])
    if doubled:
        raise DesignError(f"{path.name}: item '{doubled}' stands under two measures; an item has one parent.")


def _doubled(codes: list[str]) -> str | None:
    return next((code for code in codes if codes.count(code) > 1), None)
