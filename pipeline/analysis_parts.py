"""The analysis file on disk: Parquet parts and a manifest that says which of them count, each replaced as a whole."""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

# Arrow passes over names that begin with "_" when it opens the folder as one data set.
MANIFEST = "_manifest.json"
LEFT_OUT = "_excluded.csv"


@dataclass(frozen=True)
class Part:
    """One Parquet file. `ends` is a digest of its first and last submission ids: it recognises the database they came from."""

    file: str
    rows: int
    first: int
    last: int
    ends: str
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The parts of a wave's analysis file, all in one layout and from one state of the sampling frame (both by digest)."""

    wave: str
    layout: str
    frame: str
    parts: tuple[Part, ...] = ()

    def same_ground(self, other: "Manifest") -> bool:
        """Whether parts of both may stand together."""
        return replace(self, parts=()) == replace(other, parts=())


def load(folder: Path) -> Manifest | None:
    """The manifest of a folder; None when there is none that can be read."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(**content | {"parts": tuple(Part(**part) for part in content["parts"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def store(folder: Path, manifest: Manifest) -> None:
    """Make `manifest` the one that counts, then delete what it does not name (left by a run that was killed)."""
    content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n"
    put_in_place(folder / MANIFEST, lambda path: path.write_text(content, encoding="utf-8"))
    named = {MANIFEST, *(part.file for part in manifest.parts)}
    for path in folder.iterdir():
        if path.name not in named and path.suffix in (".parquet", ".new"):
            path.unlink()


def write_part(folder: Path, table: pa.Table, ends: str) -> Part:
    """Write rows, sorted by response_id, as a part; it counts once a manifest names it."""
    first, last = table["response_id"][0].as_py(), table["response_id"][-1].as_py()
    path = folder / f"part-{first}-{last}.parquet"
    put_in_place(path, lambda new: pq.write_table(table, new, compression="zstd"))
    return Part(path.name, table.num_rows, first, last, ends, _sha256(path))


def whole(folder: Path, manifest: Manifest) -> bool:
    """Whether every part is there, byte for byte as it was written."""
    return all((folder / part.file).is_file() and _sha256(folder / part.file) == part.sha256 for part in manifest.parts)


def read(folder: Path, manifest: Manifest, schema: pa.Schema) -> pa.Table:
    """All stored rows of the given columns, sorted by response_id, superseded ones included."""
    parts = [pq.read_table(folder / part.file, columns=schema.names).cast(schema) for part in manifest.parts]
    return pa.concat_tables([schema.empty_table(), *parts]).sort_by("response_id")


def store_left_out(folder: Path, reasons: Mapping[int, str]) -> None:
    """Write beside the parts, which hold every stored response, which of them people left out of the figures: response_id, reason."""
    content = "".join(f"{number},{reason}\n" for number, reason in [("response_id", "reason"), *sorted(reasons.items())])
    path = folder / LEFT_OUT
    if not path.is_file() or path.read_text(encoding="utf-8") != content:
        put_in_place(path, lambda new: new.write_text(content, encoding="utf-8"))


def put_in_place(path: Path, write: Callable[[Path], object]) -> None:
    """Write beside `path`, force it to the disk, then put it in place in one step: a reader sees the old file or the new."""
    new = path.with_name(f"_{path.name}.new")
    write(new)
    with open(new, "rb+") as file:
        os.fsync(file.fileno())
    os.replace(new, path)
    if os.name == "posix":  # elsewhere a folder cannot be opened
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
