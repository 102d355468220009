"""What the API has promised: its OpenAPI document as it was, without the prose, kept in `openapi.json` beside this file, and what of it a newer one breaks.

`python -m tests.api.baseline` keeps the present document instead; it refuses when that takes anything away.
"""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from survey_app.api.openapi import document

KEPT = Path(__file__).with_name("openapi.json")
# Words for people, which may be put better at any time (also fields are called so: those stand under `properties`).
PROSE = {"description", "x-description-en", "summary", "x-summary-en", "title", "version", "tags"}
SENT = re.compile(r"(/paths/.*/parameters/(query|header) \w+|/components/schemas/Submission)/")
DEMAND = re.compile(rf"{SENT.pattern}(.*/)?required(/[^/]+)?")
WIDER = {"minimum": lambda old, new: new <= old, "minLength": lambda old, new: new <= old, "maximum": lambda old, new: new >= old, "maxLength": lambda old, new: new >= old}
LIMIT = re.compile(r"(.*)/(enum|pattern|format|const|minimum|maximum|minLength|maxLength|minItems|maxItems)\b.*")


def kept() -> dict:
    """The document that was promised."""
    return json.loads(KEPT.read_text(encoding="utf8"))


def without_prose(node: object, named: bool = False) -> object:
    """A document, or a part of it, as it is kept."""
    if isinstance(node, list):
        return [without_prose(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {name: without_prose(child, name == "properties" and not named) for name, child in node.items() if named or name not in PROSE}


def facts(node: object, place: str = "") -> Iterator[tuple[str, object]]:
    """Every single promise of a document, by its place; one of a set (values of an enum, scopes, columns) is a place of its own."""
    if isinstance(node, dict):
        yield place, True
        for name, child in node.items():
            yield from _facts_of(child, f"{place}/{name}")
    else:
        yield place, node


def promises(spec: dict) -> dict[str, object]:
    """The facts of a whole document."""
    return dict(facts(without_prose(spec)))


def _facts_of(child: object, place: str) -> Iterator[tuple[str, object]]:
    if place.endswith("/parameters"):
        child = {f"{one['in']} {one['name']}": one for one in child}
    elif place.endswith("/type") and isinstance(child, list):
        child = " or ".join(sorted(child))
    elif isinstance(child, list):
        child = {f"{number}" if isinstance(one, dict) else f"{one}": one for number, one in enumerate(child)}
    yield from facts(child, place)


def broken(old: dict, new: dict) -> list[str]:
    """What programs written by the old document may fail on under the new one: what is gone or of another kind, and what is asked of them anew."""
    was, now = promises(old), promises(new)
    gone = [f"gone: {place}" for place in was if place not in now and not DEMAND.fullmatch(place)]
    other = [f"other: {place}: {was[place]!r}, now {now[place]!r}" for place in was if place in now and not _fits(place, was[place], now[place])]
    return gone + other + [f"asked anew: {place}" for place in now if place not in was and _asks(place, now[place], was)]


def _fits(place: str, old: object, new: object) -> bool:
    wider = WIDER.get(place.rpartition("/")[2], lambda *_: False)
    return old == new or (DEMAND.fullmatch(place) is not None and new is False) or wider(old, new)


def _asks(place: str, value: object, was: dict) -> bool:
    """Whether a new fact asks more of senders of what could be sent before: a duty, or a limit where there was none."""
    sent = SENT.match(place)
    operation = place.partition("/parameters/")[0]
    if sent is None or operation not in was and sent[1] not in was:
        return False
    if DEMAND.fullmatch(place):
        return value is not False
    limit = LIMIT.fullmatch(place)
    return limit is not None and limit[1] in was and f"{limit[1]}/{limit[2]}" not in was


def renew() -> str:
    """Keep the present document; raises SystemExit when it breaks a promise."""
    found = broken(kept(), document()) if KEPT.exists() else []
    if found:
        raise SystemExit("\n".join(["not kept, for programs may rely on what would change; what cannot stay belongs under /api/v2:", *found]))
    KEPT.write_text(json.dumps(without_prose(document()), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf8")
    return f"kept: {len(promises(document()))} promises"


if __name__ == "__main__":
    print(renew())
