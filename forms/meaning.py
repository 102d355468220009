"""Checks what the shape cannot: that codes are unique, names lead somewhere, and each kind of item has what it needs."""

from collections.abc import Iterable

from forms.mistakes import Findings, Table

# Which keys an item of each kind must have, and which it may not.
NEEDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "scale": (("scale",), ("option", "choose", "max_length")),
    "single": (("option",), ("scale", "choose", "max_length")),
    "multiple": (("option",), ("scale", "choose", "max_length")),
    "choose": (("option", "choose"), ("scale", "max_length")),
    "text": (("max_length",), ("scale", "option", "choose", "nonanswers")),
}


def check_meaning(document: Table, findings: Findings) -> None:
    """Note every mistake in a document whose shape is right and whose items carry their answer keys."""
    for part in ("scale", "nonanswer", "section"):
        _check_unique(document.get(part, []), "code", findings)
    for scale in document.get("scale", []):
        _check_unique(scale["level"], "value", findings)
    items = [item for section in document["section"] for item in section["item"]]
    _check_unique(items, "code", findings)
    for item in items:
        _check_item(document, item, findings)
    _check_other_keys(items, findings)
    _check_routing(document, findings)


def _check_unique(tables: Iterable[Table], key: str, findings: Findings) -> None:
    seen: dict[object, Table] = {}
    for table in tables:
        if table[key] in seen:
            first = seen[table[key]].key_of("")
            findings.add(table, key, f"{table[key]!r} is already used by {first}", "Give each its own")
        seen.setdefault(table[key], table)


def _check_item(document: Table, item: Table, findings: Findings) -> None:
    kind = item.get("kind")
    if kind is None:
        findings.add(item, "kind", "is missing", "Say kind, or name an answer that has one")
        return
    needed, barred = NEEDS[kind]
    for key in needed:
        if key not in item:
            findings.add(item, key, f"is missing; an item of kind {kind} needs it", f"Add {key}")
    for key in barred:
        if key in item:
            findings.add(item, key, f"has no use in an item of kind {kind}", f"Remove {key} or change kind")
    _check_names(document, item, findings)
    _check_options(item, findings)


def _check_names(document: Table, item: Table, findings: Findings) -> None:
    """That the scale and the non-answers named exist."""
    names = {"scale": [item["scale"]] if "scale" in item else [], "nonanswers": item.get("nonanswers", [])}
    for key, part in (("scale", "scale"), ("nonanswers", "nonanswer")):
        known = [table["code"] for table in document.get(part, [])]
        for code in names[key]:
            if code not in known:
                listed = ", ".join(known) or "none"
                findings.add(item, key, f"expected a {part} of this file ({listed}); came {code!r}", "Define or correct it")


def _check_options(item: Table, findings: Findings) -> None:
    options = item.get("option", [])
    _check_unique(options, "value", findings)
    for option in options:
        if option["value"] in item.get("nonanswers", []):
            findings.add(option, "value", f"{option['value']!r} is also a non-answer of the item", "Use another value")
    if sum(option.get("free_text", False) for option in options) > 1:
        findings.add(item, "option", "more than one option has free_text", "Keep one: an item stores one such text")
    if item["kind"] == "choose" and len(options) < item.get("choose", 0):
        what = f"asks for {item['choose']} of {len(options)} options"
        findings.add(item, "choose", what, "Lower choose or add options")


def _check_other_keys(items: list[Table], findings: Findings) -> None:
    """That no item's code is the key of another's free text."""
    taken = {f"{item['code']}.other": item for item in items if any(o.get("free_text") for o in item.get("option", []))}
    for item in items:
        if item["code"] in taken:
            findings.add(item, "code", f"is where the free text of {taken[item['code']]['code']} is kept", "Rename it")


def _check_routing(document: Table, findings: Findings) -> None:
    """That conditions name items of earlier sections: a page without script cannot react to its own answers."""
    earlier: dict[str, Table] = {}
    for section in document["section"]:
        for table in (section, *section["item"]):
            for condition in conditions_of(table):
                _check_condition(condition, earlier, findings)
        earlier.update((item["code"], item) for item in section["item"])


def conditions_of(table: Table) -> list[Table]:
    """The conditions under show_if, which may be one table or a list."""
    conditions = table.get("show_if", [])
    return conditions if isinstance(conditions, list) else [conditions]


def _check_condition(condition: Table, earlier: dict[str, Table], findings: Findings) -> None:
    item = earlier.get(condition["item"])
    if item is None:
        what = f"expected an item of an earlier section; came {condition['item']!r}"
        findings.add(condition, "item", what, "Ask that item on an earlier page")
        return
    known = [option["value"] for option in item.get("option", [])] + item.get("nonanswers", [])
    for value in condition["in"]:
        if isinstance(value, str) and value not in known:
            what = f"expected an answer to {item['code']} ({', '.join(known) or 'a level'}); came {value!r}"
            findings.add(condition, "in", what, "Correct the value")
