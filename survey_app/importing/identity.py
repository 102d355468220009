"""Which row is which form: the same file read again gives every form the same submission id."""
from __future__ import annotations

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from survey_app.fielded import FieldedWave
from survey_app.importing.rows import Row

NAMESPACE = uuid.UUID("6f6c2b0e-6b7e-4f0a-9a53-0d1f4c9a7e21")


def identify(wave: FieldedWave, rows: Iterable[Row]) -> None:
    """Give an id to every good row without one: by its case, or at desks by what the form says.

    Two visitors may well answer alike on one day: equal rows of a file are told apart by counting them, so a
    file that grew by another such row adds it.
    """
    alike: Counter[str] = Counter()
    for row in rows:
        if row.findings or row.submission_id:
            continue
        name = _content(row) if wave.kind == "desk" else str(row.origin)
        row.submission_id = str(uuid.uuid5(NAMESPACE, json.dumps([wave.code, name, alike[name]])))
        alike[name] += 1


def _content(row: Row) -> str:
    return json.dumps([row.origin, row.answered_on.isoformat(), row.language, row.coded], sort_keys=True)


def refuse_shared(rows: Iterable[Row], column: str, claim: Callable[[Row], object]) -> None:
    """Refuse every row that claims the same as another: which of them is right is not for us to say."""
    sharing: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        if claim(row) is not None:
            sharing[claim(row)].append(row)
    for group in sharing.values():
        for row in group if len(group) > 1 else ():
            others = ", ".join(str(other.number) for other in group if other is not row)
            row.refuse(column, "the same form again", f"each form once; it is also in row {others}")
