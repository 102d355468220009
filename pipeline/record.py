"""The rows of record of an analysis file, in an order and with a digest that do not depend on when they arrived."""

import hashlib
import json
from dataclasses import asdict

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.indices import Definition

# These say when and in what sequence a response was stored, not what it holds.
ARRIVAL = ("response_id", "supersedes_id")
SEPARATOR, NULL = "\x1f", "\x00"


def of_record(table: pa.Table) -> pa.Table:
    """Original responses that no later one supersedes (second keying and re-interviews serve quality control)."""
    superseded = pc.is_in(table["response_id"], value_set=table["supersedes_id"].drop_null().combine_chunks())
    return table.filter(pc.and_(pc.equal(table["purpose"], "original"), pc.invert(superseded)))


def in_canonical_order(rows: pa.Table) -> tuple[pa.Table, str]:
    """The rows sorted by all they hold, and the SHA-256 of their content.

    Sums of floating-point numbers depend on the order of rows, so the engine is given this one: equal digests
    then mean equal estimates to the last bit.
    """
    content = rows.drop_columns(list(ARRIVAL))
    lines = pc.binary_join_element_wise(*(column.cast(pa.string()) for column in content.columns), SEPARATOR, null_handling="replace", null_replacement=NULL)
    order = pc.sort_indices(lines)
    digest = hashlib.sha256(SEPARATOR.join(content.column_names).encode())
    for line in lines.take(order).to_pylist():
        digest.update(b"\n" + line.encode())
    return rows.take(order), digest.hexdigest()


def digest_definition(definition: Definition) -> str:
    """SHA-256 of an index definition: its scale and measures, labels included."""
    return _digest({"name": definition.name, "scale": definition.scale, "measures": [asdict(measure) for measure in definition.measures]})


def digest_input(*, content: str, instrument: str, definition: str, design: dict) -> str:
    """SHA-256 of everything the estimates follow from: rows of record, instrument and definition (digests), design."""
    return _digest({"content": content, "instrument": instrument, "definition": definition, "design": design})


def _digest(document: dict) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
