"""From an analysis file to published estimates: one pass, then linearisation, intervals and design effects."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipeline.defined import defined
from pipeline.degrees import degrees_of_freedom
from pipeline.design import Design, Strata
from pipeline.effects import cross_by_domain, design_effects
from pipeline.indices.definition import Definition
from pipeline.intervals import logit_interval, t_interval, t_quantile
from pipeline.linearise import Linearised, Units, linearise, strata_of, unit_sums, variances
from pipeline.moments import Moments
from pipeline.residuals import variance_influence
from pipeline.summing import sum_tables
from pipeline.table import Source
from pipeline.weighting import WeightedCells, weigh

ALL = "*"
FEW_DEGREES = 3  # below, an interval is valid and yet hardly steady: it hangs on how alike two or three PSUs happen to be


@dataclass(frozen=True, slots=True)
class Estimate:
    """One measure in one domain, unrounded; None where a number is undefined.

    by: the domain column (None: everything). n: respondents of an item, rows of the domain for a roll-up.
    lo, hi: t interval; lo_logit, hi_logit: on the logit of the range, the one to show. margin: half the t interval.
    counts: answers by level (items only).
    """

    by: str | None
    domain: str
    code: str
    score: float | None
    se: float | None
    df: int
    lo: float | None
    hi: float | None
    lo_logit: float | None
    hi_logit: float | None
    margin: float | None
    n: int
    rows: int
    response_rate: float | None
    items_used: int
    items_total: int
    deff: float | None
    n_effective: float | None
    counts: tuple[int, ...] | None


@dataclass(frozen=True)
class DomainEstimates:
    """Estimates of all domains of one column as arrays [domains, measures] (df [domains]).

    influence [units, measures] and its units are what variances are made of: after calibration, the residuals.
    weighted: the table behind it.
    """

    by: str | None
    weighted: WeightedCells
    linearised: Linearised
    influence: np.ndarray
    units: Units
    variances: np.ndarray
    df: np.ndarray
    lo: np.ndarray
    hi: np.ndarray
    lo_logit: np.ndarray
    hi_logit: np.ndarray
    deff: np.ndarray

    @property
    def domains(self) -> tuple[str, ...]:
        return self.linearised.units.domains

    @cached_property
    def se(self) -> np.ndarray:
        """Standard errors; NaN where there is no score."""
        return np.where(np.isnan(self.linearised.scores), np.nan, np.sqrt(self.variances))

    def estimates(self, domain: int) -> Iterator[Estimate]:
        """The estimates of the domain at that place, measures in published order."""
        definition, part = self.linearised.definition, self.linearised
        places = {code: place for place, code in enumerate(definition.items)}
        answered = part.counts[domain].sum(1)
        rows = int(part.rows[domain])
        for m, measure in enumerate(definition.measures):
            inside = answered[[places[code] for code in measure.items]]
            item = places.get(measure.code) if measure.level == "item" else None
            n = rows if item is None else int(answered[item])
            deff = defined(self.deff[domain, m])
            hi = defined(self.hi[domain, m])
            score = defined(part.scores[domain, m])
            yield Estimate(
                self.by, self.domains[domain], measure.code, score, defined(self.se[domain, m]), int(self.df[domain]),
                defined(self.lo[domain, m]), hi, defined(self.lo_logit[domain, m]), defined(self.hi_logit[domain, m]),
                None if hi is None else hi - score, n, rows, float(inside.mean() / rows) if rows else None,
                int((inside > 0).sum()), len(inside), deff, n / deff if deff else None,
                None if item is None else tuple(part.counts[domain, item].tolist()))


@dataclass(frozen=True)
class Results:
    """What a run of the engine found: everything first, then each reported column."""

    definition: Definition
    design: Design
    level: float
    strata: Strata
    everything: DomainEstimates
    by: Mapping[str, DomainEstimates]
    warnings: tuple[str, ...]

    @property
    def weighted(self) -> WeightedCells:
        """The table behind the estimates of everything."""
        return self.everything.weighted

    @property
    def weighting(self) -> str:
        """"official" (unweighted) or "weighted"."""
        return self.design.weighting

    @property
    def n(self) -> int:
        """Rows that carry weight."""
        return int(self.everything.linearised.rows[0])

    @property
    def degrees(self) -> int:
        return int(self.everything.df[0])

    @property
    def psus(self) -> int:
        return int(self.strata.psus.sum())

    def of(self, by: str | None = None, domain: str = ALL) -> tuple[Estimate, ...]:
        """Estimates of everything, or of one domain; KeyError when there is no such domain."""
        part = self.everything if by is None else self.by[by]
        if domain not in part.domains:
            raise KeyError(f"no domain '{domain}' in '{by}'")
        return tuple(part.estimates(part.domains.index(domain)))

    def estimates(self) -> Iterator[Estimate]:
        """Every estimate, domain after domain."""
        for part in (self.everything, *self.by.values()):
            for domain in range(len(part.domains)):
                yield from part.estimates(domain)


def estimate(data: pa.Table | Source | Path | str, design: Design, definition: Definition, *, domains: Sequence[str] = (),
             columns: Mapping[str, str] | None = None, level: float = 0.95, rollup_effects: bool = True) -> Results:
    """Scores with standard errors and intervals of every measure, overall and in each domain.

    data: table, or path of a CSV or Parquet file, one row a response; items hold levels 1..scale or null.
    domains: columns whose values are reported. columns: item code -> column where they differ.
    rollup_effects: also design effects of roll-ups, which cost one more moment.
    DataError or DesignError (both EngineError) say what is wrong with the file or the design.
    """
    items = {code: (columns or {}).get(code, code) for code in definition.items}
    tables = sum_tables(data, design, items, definition.scale, domains, rollup_effects)
    return results_of(tables, design, definition, level)


def results_of(tables: Mapping[str | None, Moments], design: Design, definition: Definition, level: float = 0.95) -> Results:
    """Results from additive tables, one for each reported column (or a single one under None)."""
    strata = strata_of(next(iter(tables.values())), design)
    weighted = {name: weigh(table, design.calibration) for name, table in tables.items()}
    everything = _domain_estimates(None, next(iter(weighted.values())), strata, design, definition, level)
    by = {name: _domain_estimates(name, table, strata, design, definition, level) for name, table in weighted.items() if name is not None}
    return Results(definition, design, level, strata, everything, by, tuple(_warnings(everything, by)))


def _domain_estimates(by: str | None, weighted: WeightedCells, strata: Strata, design: Design, definition: Definition,
                      level: float) -> DomainEstimates:
    linearised = linearise(unit_sums(weighted, by is None), definition)
    influence, units = variance_influence(linearised, weighted, design.calibration, by is None)
    variance = variances(influence, units, strata)
    df = degrees_of_freedom(linearised.units)
    quantile = t_quantile(level, df)[:, None]
    se, highest = np.sqrt(variance), _highest(linearised)
    lo, hi = t_interval(linearised.scores, se, quantile)
    lo_logit, hi_logit = logit_interval(linearised.scores, se, quantile, highest / definition.scale, highest)
    deff = design_effects(linearised, variance, cross_by_domain(weighted, by is None))
    return DomainEstimates(by, weighted, linearised, influence, units, variance, df, lo, hi, lo_logit, hi_logit, deff)


def _highest(linearised: Linearised) -> np.ndarray:
    """Scores if every answer were the best level, [domains, measures]."""
    return linearised.coefficients.sum(2) * linearised.values[-1]


def _warnings(everything: DomainEstimates, by: Mapping[str, DomainEstimates]) -> Iterator[str]:
    for part in (everything, *by.values()):
        for place, domain in enumerate(part.domains):
            where = "everything" if part.by is None else f"{part.by} {domain}"
            if part.df[place] < 1:
                yield (f"{where}: {part.linearised.rows[place]} rows in too few PSUs for an interval (df {part.df[place]}). "
                       "If every such unit is in the sample, make it the stratum and what it is made of the PSU.")
            elif part.df[place] < FEW_DEGREES:
                yield f"{where}: few PSUs (df {part.df[place]}); its interval may be narrow or wide by accident."
            unanswered = [code for code, n in zip(everything.linearised.definition.items, part.linearised.counts[place].sum(1), strict=True) if n == 0]
            if unanswered:
                yield f"{where}: nobody answered {', '.join(unanswered)}; roll-ups use the items that were answered."
