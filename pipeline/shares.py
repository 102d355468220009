"""Shares of answers at chosen levels ("satisfied or very satisfied", a ticked option), overall and by domain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.defined import defined
from pipeline.degrees import degrees_of_freedom
from pipeline.design import SELF_REPRESENTING, Design, Strata
from pipeline.indices.definition import ITEM, Definition, Measure
from pipeline.linearise import Linearised, linearise, strata_of, unit_sums, variances
from pipeline.moments import Moments
from pipeline.residuals import variance_influence
from pipeline.share_intervals import METHODS, Interval
from pipeline.summing import sum_tables
from pipeline.weighting import weigh


@dataclass(frozen=True, slots=True)
class Share:
    """Share (0..1) of an item's answers at the chosen levels; df counts PSUs and strata with respondents of the item.

    n, chosen: people who answered, and those among them at the chosen levels, whatever their weights.
    intervals: method -> (lo, hi), None where undefined; "beta" (Korn-Graubard) is the one to show.
    """

    by: str | None
    domain: str
    code: str
    share: float | None
    se: float | None
    df: int
    n: int
    chosen: int
    intervals: Mapping[str, tuple[float, float] | None]


def share_estimates(data, design: Design, columns: Mapping[str, str], levels: Sequence[int], scale: int, *,
                    by: str | None = None, level: float = 0.95, methods: Sequence[str] = ("beta", "logit")) -> tuple[Share, ...]:
    """Shares of `levels` among answers 1..scale for each of `columns` (code -> column), by domain where `by` is given.

    Yes/no columns (Arrow booleans) are levels 1 (no) and 2 (yes) of scale 2.
    """
    tables = sum_tables(data, design, dict(columns), scale, () if by is None else (by,), cross=False)
    return tuple(shares_of(tables[by], design, levels, by, level, methods))


def option_shares(table: pa.Table, design: Design, options: Mapping[str, tuple[str, object]], *, by: str | None = None,
                  level: float = 0.95, methods: Sequence[str] = ("beta", "logit")) -> tuple[Share, ...]:
    """Shares of rows whose column holds a value, among rows that hold any: options are code -> (column, value).

    For choices of one (text: the option's code) and of several (one 0/1 column an option: value 1).
    """
    chosen = {code: pc.equal(table[column], value) for code, (column, value) in options.items()}
    kept = [column for column in (design.stratum, design.psu, design.weight, design.fpc, by) if column is not None]
    kept += design.calibration.variables if design.calibration else ()
    narrow = pa.table({column: table[column] for column in kept} | {f"chosen {code}": array for code, array in chosen.items()})
    return share_estimates(narrow, design, {code: f"chosen {code}" for code in options}, (2,), 2, by=by, level=level, methods=methods)


def shares_of(moments: Moments, design: Design, levels: Sequence[int], by: str | None, level: float,
              methods: Sequence[str]) -> Iterator[Share]:
    """Shares from an additive table, item after item."""
    for _, share in shares_of_each(moments, design, {"": levels}, by, level, methods):
        yield share


def shares_of_each(moments: Moments, design: Design, wanted: Mapping[str, Sequence[int]], by: str | None, level: float,
                   methods: Sequence[str]) -> Iterator[tuple[str, Share]]:
    """Shares of several sets of levels (name -> levels) from one additive table: set after set, each item after item."""
    strata, weighted = strata_of(moments, design), weigh(moments, design.calibration)
    units, items = unit_sums(weighted, by is None), flat(moments.items, moments.counts.shape[2])
    df = np.stack([degrees_of_freedom(units, answers) for answers in units.counts.sum(2).T], axis=1)
    for name, levels in wanted.items():
        chosen = np.isin(np.arange(1, items.scale + 1), levels).astype(float)
        part = linearise(units, items, chosen)
        influence, of_units = variance_influence(part, weighted, design.calibration, by is None)
        se = np.where(np.isnan(part.scores), np.nan, np.sqrt(variances(influence, of_units, strata)))
        for share in _shares(part, chosen > 0, se, df, by, _intervals(part, se, df, strata, level, methods)):
            yield name, share


def _intervals(part: Linearised, se: np.ndarray, df: np.ndarray, strata: Strata, level: float, methods: Sequence[str]) -> dict[str, Interval]:
    """By method, [domains, items] each; the share itself where the whole population answered, for there is nothing left to be unsure of."""
    if (strata.fractions < SELF_REPRESENTING).all():
        return dict.fromkeys(methods, (part.scores, part.scores))
    return {method: METHODS[method](part.scores, se, df, part.counts.sum(2), level) for method in methods}


def _shares(part: Linearised, chosen: np.ndarray, se: np.ndarray, df: np.ndarray, by: str | None, found: Mapping[str, Interval]) -> Iterator[Share]:
    """chosen: bool [levels]. se, df: [domains, items]. found: intervals by method."""
    n, people = part.counts.sum(2), part.counts[:, :, chosen].sum(2)
    for place, code in enumerate(part.definition.items):
        for domain, name in enumerate(part.units.domains):
            cell = domain, place
            yield Share(by, name, code, defined(part.scores[cell]), defined(se[cell]), int(df[cell]), int(n[cell]), int(people[cell]),
                        {method: _pair(lo[cell], hi[cell]) for method, (lo, hi) in found.items()})


def flat(items: Sequence[str], scale: int) -> Definition:
    """Items that roll up into nothing."""
    return Definition("items", scale, tuple(Measure(c, None, ITEM, None, None, place, (c,)) for place, c in enumerate(items)))


def _pair(lo: float, hi: float) -> tuple[float, float] | None:
    return (float(lo), float(hi)) if np.isfinite(lo) and np.isfinite(hi) else None
