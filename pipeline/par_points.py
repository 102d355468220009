"""PAR INDEX points from scores: a measure earns its points times score / 100, a sum adds those of its children."""

from collections.abc import Mapping

from pipeline.errors import DesignError
from pipeline.indices.definition import Definition, Measure


def points_from_scores(definition: Definition, scores: Mapping[str, float]) -> dict[str, float]:
    """Points of every measure that `scores` (0..100, by measure code) reach, unrounded.

    For scores already published; from answers, `estimate` with the same definition gives points with their errors.
    DesignError names a measure for which a score or its children's are missing.
    """
    found: dict[str, float] = {}
    for measure in reversed(definition.measures):
        if measure.code in scores:
            found[measure.code] = _points(definition, measure) * scores[measure.code] / 100
        elif measure.rollup == "sum":
            found[measure.code] = _sum(definition, measure, found)
    return dict(reversed(found.items()))


def _points(definition: Definition, measure: Measure) -> float:
    if measure.points is None:
        raise DesignError(f"Index '{definition.name}': measure '{measure.code}' earns no points; give it `points` in its file.")
    return measure.points


def _sum(definition: Definition, measure: Measure, found: Mapping[str, float]) -> float:
    children = [child.code for child in definition.measures if child.parent == measure.code]
    missing = [code for code in children if code not in found]
    if missing:
        raise DesignError(f"Points of '{measure.code}' need a score for {', '.join(missing)}.")
    return sum(found[code] for code in children)
