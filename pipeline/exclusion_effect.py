"""What leaving forms out did to the figures: everybody's figures with these forms, beside those that are published without."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from pipeline.disclose import COMPLEMENTARY, FEW_ANSWERS, HIDDEN, Disclosed, Rules, hide_all
from pipeline.errors import EngineError
from pipeline.estimate import Estimate, results_of
from pipeline.increments import SumAnew, keep, update
from pipeline.indices import Definition
from pipeline.record_sums import Recipe, RecordSums
from pipeline.respondents import EVERYONE, count_respondents
from pipeline.summing import Tables

NUMBERS = ("score", "se", "lo_logit", "hi_logit")
WITHHELD = {FEW_ANSWERS: "few_answers", COMPLEMENTARY: "complementary"}


@dataclass(frozen=True)
class Excluded:
    """The forms left out as rows of the analysis file, their number by reason, and `everybody`, which reads them with all rows of record."""

    rows: pa.Table
    reasons: Mapping[str, int]
    everybody: Callable[[], pa.Table]


def effect_of(excluded: Excluded, sums: RecordSums, recipe: Recipe, disclosed: Sequence[Disclosed], rules: Rules, level: float) -> dict:
    """n, reasons, and for every measure that the run shows of everybody: code, n, score, se, lo_logit and hi_logit as they would be with the forms.

    From the two figures of a measure one can work out the score of the forms left out. So the second is told only where that
    score might be told of a group of people of its own: by the same rules as every domain, and never of fewer forms than
    `rules.hide`. `suppressed` says why else it is not. Where the rows cannot be estimated with these forms, `lacking` says why.
    """
    told = {"n": excluded.rows.num_rows, "reasons": dict(excluded.reasons), "measures": []}
    if not excluded.rows.num_rows:
        return told
    try:
        found = results_of(_tables_with(excluded, sums, recipe), recipe.plan.design, recipe.definition, level).of()
    except EngineError as refusal:
        return told | {"lacking": str(refusal)}
    people = count_respondents(excluded.rows, recipe.definition, ())
    numbers = {measure.code: people[None, EVERYONE, measure.code] for measure in recipe.definition.measures}
    shown = {d.estimate.code: d.estimate.n for d in disclosed if d.estimate.by is None and d.status != HIDDEN}
    why = _withheld(numbers, shown, excluded.rows.num_rows, recipe.definition, rules)
    return told | {"measures": [_measure(e, shown[e.code] + numbers[e.code], why[e.code]) for e in found if e.code in shown]}


def _tables_with(excluded: Excluded, sums: RecordSums, recipe: Recipe) -> Tables:
    """The additive table of the rows of record and of these together: theirs is added; only weights on a finer grid ask for a pass over all."""
    by, table = next(iter(sums.tables.tables.items()))
    alone = replace(sums.tables, plan=replace(sums.tables.plan, domains=(by,)), tables={by: table})
    nobody = recipe.reported(excluded.rows.slice(0, 0))
    try:
        return update(alone, recipe.reported(excluded.rows), nobody, alone.watermark).tables
    except SumAnew:
        return keep(recipe.reported(excluded.everybody()), replace(alone.plan, grid=None), alone.watermark).tables


def _withheld(numbers: Mapping[str, int], shown: Mapping[str, int], forms: int, definition: Definition, rules: Rules) -> dict[str, str | None]:
    """Why a measure's second figure is not told, by code; None: it is. numbers: people left out who answered it."""
    if forms < rules.hide:
        return dict.fromkeys(numbers, FEW_ANSWERS)
    counts = np.array([list(numbers.values())])
    already = np.array([[code not in shown for code in numbers]])
    hidden = hide_all({None: counts}, (), rules, definition, {None: already})[None][0]
    few = [FEW_ANSWERS if 0 < n < rules.hide else COMPLEMENTARY for n in numbers.values()]
    return {code: reason if cell else None for code, cell, reason in zip(numbers, hidden, few, strict=True)}


def _measure(estimate: Estimate, n: int, why: str | None) -> dict:
    told = {"n": n} | {name: getattr(estimate, name) for name in NUMBERS}
    return {"code": estimate.code} | (told if why is None else dict.fromkeys(told)) | {"suppressed": WITHHELD.get(why)}
