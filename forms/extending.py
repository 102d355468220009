"""Makes a new version from its base and the differences its file lists: removed, changed, added, moved parts."""

from collections.abc import Callable, Iterator

from forms.mistakes import Findings, Table
from forms.shape import check_shape

PARTS = ("scale", "answer", "nonanswer", "section", "item")
ORDERED = ("section", "item")
OWN_KEYS = ("code", "version", "title", "extends", "remove", "change", "add", "move")
PLACE_KEYS = ("section", "before", "after")
NOTHING = Table({}, "", "")


def extend(base: Table, differences: Table) -> Table:
    """The whole document of the new version; `base` is left as it was. Raises InstrumentError on any mistake.

    Applied in this order: remove, change, add, move.
    """
    findings = Findings()
    _check_keys(differences, findings)
    findings.raise_if_any()
    document = _copied(base)
    for key in ("code", "version", "title"):
        if key in differences:
            document[key] = differences[key]
    for verb, apply in VERBS.items():
        for part, table in _differences(differences, verb, findings):
            apply(document, part, table, findings)
    findings.raise_if_any()
    return document


def _check_keys(differences: Table, findings: Findings) -> None:
    for key in ("code", "version"):
        if key not in differences:
            findings.add(differences, key, "is missing", "A version that extends another needs its own code and version")
    for key in differences:
        if key not in OWN_KEYS:
            findings.add(differences, key, "cannot stand in a file with extends", f"Use {', '.join(OWN_KEYS)}")
    for verb in ("remove", "change", "add", "move"):
        allowed = ORDERED if verb == "move" else PARTS
        parts = differences.get(verb, NOTHING)
        if not isinstance(parts, Table):
            findings.add(differences, verb, "expected a table", f"Write it as [{verb}] or [[{verb}.item]]")
            continue
        for part, listed in parts.items():
            if part not in allowed:
                findings.add(parts, part, f"cannot {verb} this", f"Use {', '.join(allowed)}")
            elif not isinstance(listed, list) or not all(isinstance(entry, _ENTRY[verb]) for entry in listed):
                remedy = f'Write [remove] {part} = ["…"]' if verb == "remove" else f"Write [[{verb}.{part}]]"
                findings.add(parts, part, f"expected {_EXPECTED[verb]}", remedy)


_ENTRY = {"remove": str, "change": Table, "add": Table, "move": Table}
_EXPECTED = {"remove": "a list of codes", **dict.fromkeys(("change", "add", "move"), "a list of tables")}


def _differences(differences: Table, verb: str, findings: Findings) -> Iterator[tuple[str, Table]]:
    """Each (part, table with a code) listed under `verb`."""
    parts = differences.get(verb, NOTHING)
    for part, listed in parts.items():
        for number, entry in enumerate(listed):
            place = parts.key_of(f"{part}[{number}]")
            table = Table({"code": entry}, parts.file, place) if isinstance(entry, str) else entry
            if isinstance(table.get("code"), str):
                yield part, table
            else:
                findings.add(table, "code", "is missing", f"Say which {part} to {verb}")


def _copied(value: object) -> object:
    if isinstance(value, Table):
        return Table({key: _copied(inner) for key, inner in value.items()}, value.file, value.key)
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _lists(document: Table, part: str) -> list[list[Table]]:
    """The lists that hold tables of this part: one, or for items one a section."""
    if part == "item":
        return [section.setdefault("item", []) for section in document["section"]]
    return [document.setdefault(part, [])]


def _find(document: Table, part: str, code: str) -> tuple[list[Table], int] | None:
    """The list that holds the part with this code, and its position there."""
    for listed in _lists(document, part):
        for position, table in enumerate(listed):
            if table.get("code") == code:
                return listed, position
    return None


def _found(document: Table, part: str, table: Table, findings: Findings) -> tuple[list[Table], int] | None:
    found = _find(document, part, table["code"])
    if found is None:
        findings.add(table, "code", f"the base has no {part} {table['code']!r}", "Name one that the base has")
    return found


def _remove(document: Table, part: str, table: Table, findings: Findings) -> None:
    if found := _found(document, part, table, findings):
        listed, position = found
        del listed[position]


def _change(document: Table, part: str, table: Table, findings: Findings) -> None:
    if found := _found(document, part, table, findings):
        listed, position = found
        changed = Table({**listed[position], **table}, table.file, table.key)
        if _is_shaped(changed, part, findings):
            listed[position] = changed


def _add(document: Table, part: str, table: Table, findings: Findings) -> None:
    if _find(document, part, table["code"]):
        findings.add(table, "code", f"the base already has {part} {table['code']!r}", f"Use [[change.{part}]]")
        return
    added = Table({key: value for key, value in table.items() if key not in PLACE_KEYS}, table.file, table.key)
    if _is_shaped(added, part, findings):
        _insert(document, part, added, table, findings)


def _is_shaped(table: Table, part: str, findings: Findings) -> bool:
    """Whether the table may enter the document; what is wrong with it is noted."""
    before = len(findings.mistakes)
    check_shape(table, part, findings)
    return len(findings.mistakes) == before


def _move(document: Table, part: str, table: Table, findings: Findings) -> None:
    if not table.keys() & set(PLACE_KEYS):
        findings.add(table, "", "does not say where to", f"Add one of {', '.join(PLACE_KEYS)}")
    elif found := _found(document, part, table, findings):
        listed, position = found
        _insert(document, part, listed.pop(position), table, findings)


def _insert(document: Table, part: str, moved: Table, place: Table, findings: Findings) -> None:
    """Put `moved` before or after the neighbour that `place` names, else at the end (of its section)."""
    for side, step in (("before", 0), ("after", 1)):
        if side in place:
            found = _find(document, part, place[side])
            if found is None:
                findings.add(place, side, f"there is no {part} {place[side]!r}", "Name a neighbour that stays")
                return
            listed, position = found
            listed.insert(position + step, moved)
            return
    if listed := _end(document, part, place, findings):
        listed[0].append(moved)


def _end(document: Table, part: str, place: Table, findings: Findings) -> list[list[Table]]:
    if part != "item":
        return _lists(document, part)
    holders = [table.setdefault("item", []) for table in document["section"] if table["code"] == place.get("section")]
    if not holders:
        what = f"there is no section {place['section']!r}" if "section" in place else "is missing"
        findings.add(place, "section", what, "Name the section the item goes to, or a neighbour by before or after")
    return holders


VERBS: dict[str, Callable[[Table, str, Table, Findings], None]] = {
    "remove": _remove,
    "change": _change,
    "add": _add,
    "move": _move,
}
