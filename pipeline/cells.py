"""Cells of the additive table: which stratum x PSU x domain x calibration group each row belongs to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from pipeline.columns import Codes, bad_rows, read_codes, read_sizes
from pipeline.design import Design
from pipeline.errors import DesignError
from pipeline.table import Source

SMALL = 1 << 22  # below this many possible pairs a lookup table beats sorting
SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Cells:
    """The distinct cells, sorted by domain, stratum, PSU, group; `sizes`: stratum -> population size or fraction."""

    stratum: Codes
    psu: Codes
    domain: Codes
    group: Codes
    sizes: dict[str, float]

    def __len__(self) -> int:
        return len(self.stratum.index)

    def take(self, where: np.ndarray) -> "Cells":
        return Cells(*(code.take(where) for code in (self.stratum, self.psu, self.domain, self.group)), self.sizes)

    def compact(self) -> "Cells":
        """The same cells with only the codes and sizes in use."""
        stratum, psu, domain, group = (code.compact() for code in (self.stratum, self.psu, self.domain, self.group))
        return Cells(stratum, psu, domain, group, {code: size for code, size in self.sizes.items() if code in stratum.values})


@dataclass(frozen=True)
class DesignCodes:
    """What the design says of each row, whatever is reported."""

    stratum: Codes
    psu: Codes
    group: Codes
    sizes: dict[str, float]


def design_codes(source: Source, design: Design) -> DesignCodes:
    """Stratum, PSU and calibration group of every row."""
    stratum = one_code(source.rows) if design.stratum is None else read_codes(source, design.stratum)
    psu = row_codes(source) if design.psu is None else read_codes(source, design.psu)
    sizes = {} if design.fpc is None else _sizes(source, design.fpc, stratum)
    return DesignCodes(stratum, psu, _groups(source, design), sizes)


def cells_of(source: Source, codes: DesignCodes, domain: str | None) -> tuple[Cells, np.ndarray]:
    """The cells of a block of rows for one reported column, and each row's cell, int [rows]."""
    reported = one_code(source.rows) if domain is None else read_codes(source, domain, may_be_missing=True)
    cells, row_cell = distinct(codes.stratum, codes.psu, reported, codes.group)
    return Cells(*cells, codes.sizes).compact(), row_cell


def distinct(stratum: Codes, psu: Codes, domain: Codes, group: Codes) -> tuple[tuple[Codes, ...], np.ndarray]:
    """The distinct combinations (sorted by domain, stratum, PSU, group) and each element's place among them."""
    (in_domain, in_stratum, in_psu, in_group), place = combinations((domain, stratum, psu, group))
    return (Codes(stratum.values, in_stratum), Codes(psu.values, in_psu), Codes(domain.values, in_domain),
            Codes(group.values, in_group)), place


def combinations(codes: Sequence[Codes]) -> tuple[list[np.ndarray], np.ndarray]:
    """Indices (one int32 array a code) of the distinct combinations in order, and each element's combination.

    -1 (no code) sorts first. Where a table of all possible combinations would be large, the later codes go first.
    """
    if len(codes) > 2 and prod(len(code.values) + 1 for code in codes) > SMALL:
        later, place = combinations(codes[1:])
        (first, of_later), place = combinations((codes[0], Codes(range(len(later[0])), place)))
        return [first, *(index[of_later] for index in later)], place
    space = prod(len(code.values) + 1 for code in codes)
    found, place = _distinct_keys(_keys(codes, np.int32 if space <= SMALL else np.int64), space)
    indices = []
    for code in reversed(codes):
        found, index = np.divmod(found, len(code.values) + 1)
        indices.insert(0, (index - 1).astype(np.int32))
    return indices, place


def _keys(codes: Sequence[Codes], kind: type) -> np.ndarray:
    """Each element's codes as one number, in a place system whose digits are index + 1."""
    key, ones = codes[0].index.astype(kind), 1
    for code in codes[1:]:
        base = len(code.values) + 1
        key *= kind(base)
        key += code.index
        ones = ones * base + 1
    key += kind(ones)
    return key


def _distinct_keys(key: np.ndarray, space: int) -> tuple[np.ndarray, np.ndarray]:
    if space > SMALL:
        return np.unique(key, return_inverse=True)
    found = np.flatnonzero(np.bincount(key, minlength=space))
    place = np.zeros(space, np.int32)
    place[found] = np.arange(len(found))
    return found, place[key]


def one_code(rows: int) -> Codes:
    """The same code everywhere: a design without strata, a report without domains."""
    return Codes(("*",), np.zeros(rows, np.int32))


def row_codes(source: Source) -> Codes:
    """Every row a PSU of its own, numbered through the whole file."""
    return Codes(range(source.first_row, source.first_row + source.rows), np.arange(source.rows, dtype=np.int32))


def united(parts: Iterable[Codes]) -> Codes:
    """Codes of several parts, one after another, over their common sorted values."""
    parts = list(parts)
    values = sorted(set().union(*(part.values for part in parts)))
    places = {value: place for place, value in enumerate(values)}
    translated = [np.array([*(places[v] for v in part.values), -1], np.int32)[part.index] for part in parts]
    return Codes(tuple(values), np.concatenate(translated))


def _groups(source: Source, design: Design) -> Codes:
    """Combinations of the calibration variables, as one code."""
    if design.calibration is None:
        return one_code(source.rows)
    variables = [read_codes(source, variable) for variable in design.calibration.variables]
    joint = variables[0]
    for variable in variables[1:]:
        (left, right), index = combinations((joint, variable))
        values = [SEPARATOR.join((joint.values[a], variable.values[b])) for a, b in zip(left, right, strict=True)]
        joint = Codes(tuple(values), index.astype(np.int32))
    return joint


def _sizes(source: Source, column: str, stratum: Codes) -> dict[str, float]:
    sizes = read_sizes(source, column)
    of_stratum = np.zeros(len(stratum.values))
    of_stratum[stratum.index] = sizes
    wrong = np.flatnonzero(of_stratum[stratum.index] != sizes)
    if len(wrong):
        inside = stratum.index == stratum.index[wrong[0]]
        values, rows = np.unique(sizes[inside], return_counts=True)
        usual = values[rows.argmax()]
        raise bad_rows(source, column, inside & (sizes != usual), f"differs inside stratum '{stratum.values[stratum.index[wrong[0]]]}', elsewhere {usual:g}",
                       "A stratum has one population size; correct it")
    return dict(zip(stratum.values, of_stratum.tolist(), strict=True))


def united_sizes(parts: Sequence[dict[str, float]]) -> dict[str, float]:
    """Population sizes of all parts; DesignError where two parts disagree."""
    sizes: dict[str, float] = {}
    for part in parts:
        for code, size in part.items():
            if sizes.setdefault(code, size) != size:
                raise DesignError(f"Stratum '{code}': population size {size:g} in one part, {sizes[code]:g} in another. Correct the column.")
    return sizes
