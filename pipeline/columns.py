"""One column of the analysis file, checked and typed: answers as levels, codes as text, weights as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import DataError
from pipeline.table import Source

SHOWN_ROWS = 5


@dataclass(frozen=True)
class Codes:
    """Text codes of rows or cells: `values` sorted, `index` int32 into them (-1 where there is none)."""

    values: Sequence[str]
    index: np.ndarray

    def texts(self) -> np.ndarray:
        """Each element's code as an object array; None where there is none."""
        return np.array((*self.values, None), dtype=object)[self.index]

    def take(self, where: np.ndarray) -> "Codes":
        return Codes(self.values, self.index[where])

    def compact(self) -> "Codes":
        """The same codes with only the values in use."""
        used = np.flatnonzero(np.bincount(self.index[self.index >= 0], minlength=len(self.values)))
        if len(used) == len(self.values):
            return self
        place = np.full(len(self.values) + 1, -1, np.int32)
        place[used] = np.arange(len(used))
        return Codes(tuple(self.values[at] for at in used), place[self.index])


def read_columns(source: Source, columns: Sequence[str]) -> list[pa.Array]:
    """Some columns as one Arrow array each; DataError when the file has no such column."""
    for column in columns:
        if column not in source.columns:
            raise DataError(f"{source.name}: no column '{column}'. It has: {', '.join(source.columns)}. Name the right one.")
        if source.columns.count(column) > 1:
            raise DataError(f"{source.name}: {source.columns.count(column)} columns are called '{column}'; expected one. Rename or drop the others.")
    return [_one_array(chunked) for chunked in source.read(columns)]


def _one_array(chunked: pa.ChunkedArray) -> pa.Array:
    if chunked.num_chunks == 1:
        return chunked.chunk(0)
    return pa.concat_arrays(chunked.unify_dictionaries().chunks or [pa.array([], chunked.type)])


def read_codes(source: Source, column: str, may_be_missing: bool = False) -> Codes:
    """A column of codes (stratum, PSU, domain); numbers are taken as their digits."""
    array = read_columns(source, [column])[0]
    if array.null_count and not may_be_missing:
        raise bad_rows(source, column, np.asarray(pc.is_null(array)), "has no code", "Fill in the code or take the rows out")
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    found = [str(value) for value in array.dictionary.to_pylist()]
    values = tuple(sorted(set(found)))
    places = {value: place for place, value in enumerate(values)}
    target = np.array([places[value] for value in found] + [-1], dtype=np.int32)
    indices = array.indices.fill_null(len(found)) if array.null_count else array.indices
    return Codes(values, target[indices.to_numpy()])


def levels_of(source: Source, column: str, array: pa.Array, scale: int) -> np.ndarray:
    """Answers of a column that was read, uint8 [rows]: 0 for none (null, NaN), else the level 1..scale (no and yes are 1 and 2)."""
    array = _numbers(source, column, array, "answer")
    blank = array.null_count
    if pa.types.is_floating(array.type):
        values = array.to_numpy(zero_copy_only=False)
        nan = np.isnan(values)
        blank = int(np.count_nonzero(nan))
        values = np.where(nan, 0, values) if blank else values
        levels = values.astype(np.uint8) if _in_range(values, scale) else None
        good = levels is not None and np.array_equal(levels, values)
    else:
        levels = _whole_levels(array, scale)
        good = levels is not None
    if not good or np.count_nonzero(levels != 0) != len(array) - blank:
        raise _bad_level(source, column, array, scale)
    return levels


def _whole_levels(array: pa.Array, scale: int) -> np.ndarray | None:
    """Levels of an integer column, None where one is out of range; nulls by the validity bits, faster than filling them."""
    validity, data = array.buffers()
    values = np.frombuffer(data, array.type.to_pandas_dtype())[array.offset : array.offset + len(array)]
    if validity is not None and array.null_count:  # what stands below a null is not defined
        valid = np.unpackbits(np.frombuffer(validity, np.uint8), count=array.offset + len(array), bitorder="little")[array.offset :]
        values = values * valid.view(np.int8)
    return values.astype(np.uint8, copy=False) if _in_range(values, scale) else None


def _in_range(values: np.ndarray, scale: int) -> bool:
    return not len(values) or bool(values.min() >= 0 and values.max() <= scale)


def _bad_level(source: Source, column: str, array: pa.Array, scale: int) -> DataError:
    values = np.asarray(array.cast(pa.float64()).fill_null(np.nan))
    wrong = ~np.isnan(values) & ~np.isin(values, np.arange(1, scale + 1))
    return bad_rows(source, column, wrong, f"holds {values[wrong][0]:g}, not a level from 1 to {scale}",
                "Correct the answer, or leave it blank when there is none")


def read_weights(source: Source, column: str) -> np.ndarray:
    """Weights as float64 [rows]: finite and not negative."""
    array = _numbers(source, column, read_columns(source, [column])[0], "weight")
    values = np.asarray(array.cast(pa.float64()).fill_null(np.nan))
    if len(values) and not (values.min() >= 0 and values.max() < np.inf):  # a NaN makes both comparisons false
        wrong = ~(np.isfinite(values) & (values >= 0))
        raise bad_rows(source, column, wrong, f"holds {values[wrong][0]:g} as a weight", "A weight is a number, 0 or more; correct or take the rows out")
    return values


def read_sizes(source: Source, column: str) -> np.ndarray:
    """Population sizes (or sampling fractions) for the finite population correction, float64 [rows]."""
    array = _numbers(source, column, read_columns(source, [column])[0], "population size")
    values = np.asarray(array.cast(pa.float64()).fill_null(np.nan))
    if not (values > 0).all():
        raise bad_rows(source, column, ~(values > 0), "has no positive population size", "Give the number of PSUs in the stratum's population")
    return values


def _numbers(source: Source, column: str, array: pa.Array, kind: str) -> pa.Array:
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_integer(array.type) or pa.types.is_floating(array.type):
        return array
    if pa.types.is_boolean(array.type):
        return pc.add(array.cast(pa.int8()), 1)
    if pa.types.is_null(array.type):
        return array.cast(pa.int8())
    if not pa.types.is_string(array.type) and not pa.types.is_large_string(array.type):
        raise DataError(f"{source.name}: column '{column}' is of type {array.type}; expected a number for each {kind}.")
    array = pc.utf8_trim_whitespace(array)
    try:
        return array.cast(pa.float64())
    except pa.ArrowInvalid:
        wrong = np.array([text is not None and not _is_number(text) for text in array.to_pylist()])
        first = array[int(np.flatnonzero(wrong)[0])]
        raise bad_rows(source, column, wrong, f"holds the text '{first}' where a number ({kind}) is expected", "Code it as a number") from None


def _is_number(text: str) -> bool:
    try:
        pa.scalar(text).cast(pa.float64())
    except pa.ArrowInvalid:
        return False
    return True


def bad_rows(source: Source, column: str, wrong: np.ndarray, problem: str, remedy: str) -> DataError:
    """The error for a column whose `wrong` rows (bool) have a problem: names file, column, first rows and the remedy."""
    rows = np.flatnonzero(wrong)
    shown = ", ".join(str(source.first_row + row + 1) for row in rows[:SHOWN_ROWS])
    return DataError(f"{source.name}: column '{column}' {problem}: row {shown} ({len(rows)} rows; the first row of data is 1). {remedy}.")
