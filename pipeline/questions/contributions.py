"""What PSUs add to everybody's figures of single questions: for the covariance with another wave that has the same PSUs."""

from collections.abc import Iterator, Mapping

import numpy as np

from pipeline.design import Design
from pipeline.estimate import results_of
from pipeline.linearise import linearise, strata_of, unit_sums, variances
from pipeline.moments import Moments
from pipeline.overlap import Contributions, contributions, contributions_of
from pipeline.questions.figures import SCORE
from pipeline.questions.plans import OF_CHOICES, QuestionPlans, Ticked, scale_pass
from pipeline.residuals import variance_influence
from pipeline.shares import flat
from pipeline.weighting import weigh

CHOSEN = np.array([0.0, 1.0])  # what the levels of a yes/no column score, so that a mean is a share


def question_contributions(tables: Mapping[str, Moments], plans: QuestionPlans, design: Design) -> Iterator[Contributions]:
    """Of the shares of all choices and the scores of all scales, by (question, option). tables: of all rows, by name of the pass."""
    options = {column.name: (column.question, column.option) for column in plans.made if isinstance(column, Ticked)}
    for name, moments in tables.items():
        if name == OF_CHOICES:
            yield _of_shares(moments, design).named([options[column] for column in moments.items])
        elif name == scale_pass(moments.counts.shape[2]):
            results = results_of({None: moments}, design, flat(moments.items, moments.counts.shape[2]))
            yield contributions_of(results.everything, results.strata).named([(code, SCORE) for code in moments.items])


def _of_shares(moments: Moments, design: Design) -> Contributions:
    strata, weighted = strata_of(moments, design), weigh(moments, design.calibration)
    part = linearise(unit_sums(weighted, True), flat(moments.items, len(CHOSEN)), CHOSEN)
    influence, units = variance_influence(part, weighted, design.calibration, True)
    return contributions(moments.items, moments.cells, strata, units, influence, 0, part.scores[0], variances(influence, units, strata)[0])
