"""The rows of record of an analysis file, and digests of them that do not depend on when they arrived."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.indices import Definition

# These say when and in what sequence a response was stored, not what it holds.
ARRIVAL = ("response_id", "supersedes_id")
SEPARATOR, NULL = "\x1f", "\x00"
DIGEST = np.dtype("S32")


def superseded_by(table: pa.Table) -> np.ndarray:
    """The ids of responses that some row of the table supersedes, sorted, int64."""
    return np.unique(table["supersedes_id"].drop_null().to_numpy())


def of_record(table: pa.Table, gone: np.ndarray) -> pa.Table:
    """Original responses but those with an id in `gone`: superseded, or left out (second keying and re-interviews serve quality control)."""
    lacking = pc.is_in(table["response_id"], value_set=pa.array(gone, pa.int64()))
    return table.filter(pc.and_(pc.equal(table["purpose"], "original"), pc.invert(lacking)))


def digest_rows(rows: pa.Table) -> np.ndarray:
    """SHA-256 of each row's content, sorted, DIGEST [rows]."""
    content = rows.drop_columns(list(ARRIVAL))
    lines = pc.binary_join_element_wise(*(column.cast(pa.string()) for column in content.columns), SEPARATOR, null_handling="replace", null_replacement=NULL)
    digests = b"".join(hashlib.sha256(line.encode()).digest() for line in lines.to_pylist())
    return np.sort(np.frombuffer(digests, DIGEST))


def digest_content(columns: Sequence[str], rows: np.ndarray) -> str:
    """SHA-256 of columns' names and sorted digests of rows: of what the rows of record hold, in whatever order they came."""
    names = (name for name in columns if name not in ARRIVAL)
    return hashlib.sha256(SEPARATOR.join(names).encode() + b"\n" + rows.tobytes()).hexdigest()


def digest_definition(definition: Definition) -> str:
    """SHA-256 of an index definition: its scale and measures, labels included."""
    return digest({"name": definition.name, "scale": definition.scale, "measures": [asdict(measure) for measure in definition.measures]})


def digest_input(*, content: str, instrument: str, definition: str, design: dict) -> str:
    """SHA-256 of everything the estimates follow from: rows of record, instrument and definition (digests), design."""
    return digest({"content": content, "instrument": instrument, "definition": definition, "design": design})


def digest(document: dict) -> str:
    """SHA-256 of a document as JSON with sorted keys."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
