"""Where answers are read from: an Arrow table, a CSV file, a Parquet file or a folder of Parquet files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq

from pipeline.errors import DataError

BLOCK_ROWS = 2_000_000  # rows held at once: 39 one-byte item columns of a block stay below 100 MB
MISSING_TEXT = ["", "NA"]
NUMBERS = {pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64(), pa.float32(), pa.float64()}


@dataclass(frozen=True)
class ArrowSource:
    """A table in memory. `first_row` counts rows of the file before it (for messages)."""

    table: pa.Table
    name: str = "table"
    first_row: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.table.column_names)

    @property
    def rows(self) -> int:
        return self.table.num_rows

    def read(self, columns: Sequence[str]) -> list[pa.ChunkedArray]:
        """Some columns."""
        return [self.table.column(column) for column in columns]

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator["ArrowSource"]:
        """The table in parts of at most that many rows."""
        if self.rows <= rows:
            yield self
            return
        for start in range(0, self.rows, rows):
            yield ArrowSource(self.table.slice(start, rows), self.name, self.first_row + start)


@dataclass(frozen=True)
class ParquetSource:
    """A Parquet file read column by column; `groups` limits it to some of its row groups."""

    path: Path
    groups: tuple[int, ...] | None = None
    first_row: int = 0

    @cached_property
    def _metadata(self):
        try:
            return pq.read_metadata(self.path)
        except pa.ArrowInvalid as problem:
            raise DataError(f"{self.path.name}: not a readable Parquet file ({problem}). Write or copy it anew.") from problem

    @property
    def name(self) -> str:
        return self.path.name

    @cached_property
    def _schema(self) -> pa.Schema:
        return self._metadata.schema.to_arrow_schema()

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return tuple(self._schema.names)

    @cached_property
    def _groups(self) -> tuple[int, ...]:
        return tuple(range(self._metadata.num_row_groups)) if self.groups is None else self.groups

    @cached_property
    def rows(self) -> int:
        return sum(self._metadata.row_group(g).num_rows for g in self._groups)

    @cached_property
    def _text(self) -> list[str]:
        return [f.name for f in self._schema if pa.types.is_string(f.type) or pa.types.is_large_string(f.type)]

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(f.name for f in self._schema if f.type in NUMBERS)

    @cached_property
    def _start(self) -> int:
        return sum(self._metadata.row_group(g).num_rows for g in range(self._groups[0])) if self._groups else 0

    def read(self, columns: Sequence[str]) -> list[pa.ChunkedArray]:
        """Some columns; text arrives dictionary-encoded. Safe to call from several threads.

        Raises DataError when what they hold cannot be read.
        """
        numbers = [column for column in columns if column in self._numbers]
        others = [column for column in columns if column not in self._numbers]
        try:
            found = dict(zip(numbers, self._read_numbers(numbers), strict=True)) | dict(zip(others, self._read_others(others), strict=True))
        except FileNotFoundError:
            raise
        except (pa.ArrowInvalid, OSError) as problem:
            raise DataError(f"{self.path.name}: cannot be read ({problem}). Write or copy it anew.") from problem
        return [found[column] for column in columns]

    def _read_numbers(self, columns: list[str]) -> list[pa.ChunkedArray]:
        if not columns:
            return []
        from pipeline.parquet_numbers import read_numbers  # takes longer to load than a small run takes

        return read_numbers(self.path, columns, self._start, self.rows)

    def _read_others(self, columns: list[str]) -> list[pa.ChunkedArray]:
        if not columns:
            return []
        with pq.ParquetFile(self.path, metadata=self._metadata, memory_map=True, pre_buffer=False, read_dictionary=self._text) as file:
            table = file.read_row_groups(self._groups, columns=columns, use_threads=len(columns) > 1)
        return [table.column(column) for column in columns]

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator["ParquetSource"]:
        """The file in parts of whole row groups, at most that many rows each where row groups allow."""
        if self.rows <= rows:
            yield self
            return
        taken: list[int] = []
        start, held = self.first_row, 0
        for group in self._groups:
            size = self._metadata.row_group(group).num_rows
            if taken and held + size > rows:
                yield ParquetSource(self.path, tuple(taken), start)
                taken, start, held = [], start + held, 0
            taken.append(group)
            held += size
        yield ParquetSource(self.path, tuple(taken), start)


@dataclass(frozen=True)
class FolderSource:
    """Parquet files of one folder, in the order of their names, as one file."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @cached_property
    def files(self) -> tuple[ParquetSource, ...]:
        start, files = 0, []
        for path in sorted(self.path.glob("*.parquet")):
            files.append(ParquetSource(path, first_row=start))
            start += files[-1].rows
        if not files:
            raise DataError(f"{self.path}: no .parquet file in this folder.")
        return tuple(files)

    @property
    def columns(self) -> tuple[str, ...]:
        return self.files[0].columns

    @cached_property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    @property
    def first_row(self) -> int:
        return 0

    def read(self, columns: Sequence[str]) -> list[pa.ChunkedArray]:
        """Some columns of all files."""
        parts = zip(*(file.read(columns) for file in self.files), strict=True)
        return [pa.chunked_array([chunk for part in column for chunk in part.chunks]) for column in parts]

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[ParquetSource]:
        """The files one after another, in parts of at most that many rows where row groups allow."""
        for file in self.files:
            yield from file.blocks(rows)


Source = ArrowSource | ParquetSource | FolderSource


def open_source(data: "pa.Table | Path | str | Source") -> Source:
    """The source behind a table, a path or a source; DataError when the path is none of these."""
    if isinstance(data, Source):
        return data
    if isinstance(data, pa.Table):
        return ArrowSource(data)
    path = Path(data)
    if path.is_dir():
        return FolderSource(path)
    if not path.exists():
        raise DataError(f"{path}: no such file.")
    if path.suffix not in READERS:
        raise DataError(f"{path.name}: expected {', '.join(READERS)} or a folder of .parquet files.")
    return READERS[path.suffix](path)


def read_csv(path: Path) -> ArrowSource:
    """A CSV file with every column as text, so that codes keep their leading zeros; blank is missing."""
    try:
        with csv.open_csv(path) as reader:
            names = reader.schema.names
        options = csv.ConvertOptions(column_types={name: pa.string() for name in names}, strings_can_be_null=True,
                                     null_values=MISSING_TEXT, quoted_strings_can_be_null=True)
        return ArrowSource(csv.read_csv(path, convert_options=options), path.name)
    except pa.ArrowInvalid as problem:
        raise DataError(f"{path.name}: not a readable CSV file ({problem}). Save it as UTF-8, comma separated.") from problem


READERS = {".parquet": ParquetSource, ".csv": read_csv}
