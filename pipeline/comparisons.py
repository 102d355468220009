"""The differences a run publishes: against the wave before, between domains, of units against the rest; of shown figures alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from pipeline.differences import Difference, domain_differences, holm, sample_difference
from pipeline.estimate import ALL, FEW_DEGREES, Results
from pipeline.indices.definition import ITEM
from pipeline.kinds import Kind
from pipeline.rest import against_rest
from pipeline.shown import Shown
from pipeline.wave_before import Overlap
from pipeline.yardsticks import Yardsticks

MOST_PAIRED = 12  # domains of a kind compared two by two: 66 pairs a measure
HEADLINES = ("overall", "index")  # the levels at which units are held against the rest
WAVES, DOMAINS = "wave", "domain"
METHOD = {
    "test": "two-sided t",
    "domain": "linearised: jointly over PSUs that both share, else each from its own PSUs with k / (k - 1); df: the smaller of their own PSUs - strata",
    "wave": "V1 + V2 - 2 covariance of PSUs in both samples, within strata of both, df: the smaller of the two; without such PSUs, or where the covariance cannot be right, "
            "independent samples, df by Welch-Satterthwaite",
    "untested_below_df": FEW_DEGREES, "p_adjusted": "Holm, within comparison, kind of domain and level of the table; of single questions within the question, or the scales under one title",
}


@dataclass(frozen=True)
class Family:
    """Tests of one comparison between domains of one kind; p values are adjusted together level by level. reason: why there are none."""

    comparison: str
    kind: str
    differences: tuple[Difference, ...]
    reason: str | None = None


def compare(results: Results, shown: Shown, kind: Kind, wave: str, yardsticks: Yardsticks, overlap: Overlap) -> tuple[Family, ...]:
    """The differences of a run of `wave`, family by family."""
    return (
        _since_last_wave(results, shown, wave, yardsticks, overlap),
        *(_in_pairs(results, shown, by) for by in kind.paired if by in results.by),
        *(_against_rest(results, shown, by) for by in kind.against_rest if by in results.by),
    )


def describe(families: Iterable[Family], overlap: Overlap) -> dict:
    """What a run says of its differences: method, number of tests of each family, or why there are none; of the changes since the wave before,
    how many shared villages their errors know of, or why none."""
    families = tuple(families)
    said = {"psus": overlap.psus, "lacking": overlap.lacking and overlap.lacking.words, "independent": without_covariance(families, overlap)}
    return {"method": METHOD, "overlap": said,
            "families": [{"comparison": family.comparison, "kind": family.kind, "tests": len(family.differences), "reason": family.reason} for family in families]}


def without_covariance(families: Iterable[Family], overlap: Overlap) -> list[str]:
    """Changes since the wave before whose errors are those of independent samples although others' are not: there the covariance cannot be right."""
    return [_named(family, found) for family in families if family.comparison == WAVES and overlap.psus for found in family.differences if found.independent]


def _named(family: Family, found: Difference) -> str:
    """A measure; of a question its option too, as columns of the analysis file are named."""
    return found.code if family.kind == "all" else f"{found.code}={found.a}"


def why_not_compared(results: Results, yardsticks: Yardsticks) -> str | None:
    """Why nothing is held against the wave before; None where it is."""
    before = yardsticks.previous
    if before is None:
        return yardsticks.lacking
    return None if before.weighting == results.weighting else f"Figures of {before.wave} are {before.weighting}, these are {results.weighting}."


def _since_last_wave(results: Results, shown: Shown, wave: str, yardsticks: Yardsticks, overlap: Overlap) -> Family:
    before, reason = yardsticks.previous, why_not_compared(results, yardsticks)
    if reason is not None or before is None:
        return Family(WAVES, "all", (), reason)
    now = {estimate.code: estimate for estimate in results.of() if (None, ALL, estimate.code) in shown}
    found = [sample_difference(code, (wave, figure), (before.wave, before.figures[code]), results.level, overlap.by_figure.get(code), cautious=True)
             for code, figure in now.items() if code in before.figures]
    return Family(WAVES, "all", _adjusted(results, found))


def _in_pairs(results: Results, shown: Shown, by: str) -> Family:
    """All pairs of domains, for all measures but items."""
    measures = [measure.code for measure in results.definition.measures if measure.level != ITEM]
    seen = {code: [domain for domain in results.by[by].domains if (by, domain, code) in shown] for code in measures}
    if max(map(len, seen.values())) > MOST_PAIRED:
        return Family(DOMAINS, by, (), f"More than {MOST_PAIRED} domains would make too many pairs.")
    return Family(DOMAINS, by, _adjusted(results, (difference for code in measures
                                                  for difference in domain_differences(results, by, code, list(combinations(seen[code], 2)), cautious=True))))


def _against_rest(results: Results, shown: Shown, by: str) -> Family:
    """Each domain against everybody else, for the headlines; what everybody and the domain show, the rest could be worked out from."""
    measures = [measure.code for measure in results.definition.measures if measure.level in HEADLINES and (None, ALL, measure.code) in shown]
    seen = [domain for domain in results.by[by].domains if any((by, domain, code) in shown for code in measures)]
    found = (difference for difference in against_rest(results, by, measures, seen, cautious=True) if (by, difference.a, difference.code) in shown)
    return Family(DOMAINS, by, _adjusted(results, found))


def _adjusted(results: Results, found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Those that there are, with p values adjusted for all of one level of the table.

    Each level is a question of its own, put before the answers came: the overall index first, and by itself; a province does not
    have to prove its index over again for each of 39 items beside it.
    """
    levels = {measure.code: measure.level for measure in results.definition.measures}
    defined = [difference for difference in found if difference.difference is not None]
    adjusted = {level: iter(holm([difference for difference in defined if levels[difference.code] == level])) for level in set(levels.values())}
    return tuple(next(adjusted[levels[difference.code]]) for difference in defined)
