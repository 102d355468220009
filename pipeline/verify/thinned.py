"""Of a thinned run the figures of domains are gone; their digests are not, so what is computed again can still be held against them."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from pipeline.verify.cells import Compared, compare_documents, plain
from survey_app.models import Base
from survey_app.models.keeping import EVERYBODY, THINNED_TABLES


def stays(table: type[Base], row: Mapping) -> bool:
    """Whether a row of a thinned run is still stored."""
    return table not in THINNED_TABLES or row["domain_kind"] == EVERYBODY


def compare_gone(digests: Mapping[str, str], rows: Mapping[type[Base], Iterable[Mapping]]) -> dict[str, Compared]:
    """One cell a table: the digest that was kept of the rows that went, and that of the computed ones."""
    found = {table.__tablename__: _digest(table, [row for row in rows[table] if not stays(table, row)]) for table in THINNED_TABLES}
    return {f"{name}_thinned": compare_documents(f"{name} rows that went, SHA-256", digests[name], digest) for name, digest in found.items()}


def _digest(table: type[Base], rows: Iterable[Mapping]) -> str:
    """As ThinnedRun says it. A whole number in a column of floats is a float, as the database gives it back."""
    columns = {column.name: column.type.python_type for column in table.__table__.c if column.name != "run_id"}
    keys = [column.name for column in table.__table__.primary_key if column.name != "run_id"]
    told = [{name: _typed(row.get(name), kind) for name, kind in columns.items() if row.get(name) is not None} for row in rows]
    text = json.dumps(sorted(told, key=lambda row: [row[key] for key in keys]), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _typed(value: object, kind: type) -> object:
    return float(value) if kind is float else plain(value)
