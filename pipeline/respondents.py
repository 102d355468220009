"""How many people stand behind a figure: those with a valid answer to at least one of its items."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.indices import Definition

EVERYONE = (None, "*")


def count_respondents(rows: pa.Table, definition: Definition, domains: Iterable[str]) -> dict[tuple, int]:
    """Respondents by (domain column or None, domain or "*", measure code).

    A visitor who never used the service is a row of the wave but no respondent of the service's index; a roll-up's n
    counts people who rated any of its items.
    """
    answered = {item: pc.is_valid(rows[item]).to_numpy() for item in definition.items}
    members = dict(_members(rows, domains))
    counts = {}
    for measure in definition.measures:
        rated = np.logical_or.reduce([answered[item] for item in measure.items])
        counts |= {(*domain, measure.code): int(np.count_nonzero(rated & member)) for domain, member in members.items()}
    return counts


def _members(rows: pa.Table, domains: Iterable[str]):
    """Each domain with a mask of its rows; everyone first."""
    yield EVERYONE, np.ones(rows.num_rows, dtype=bool)
    for column in domains:
        values = np.asarray(rows[column].to_pylist(), dtype=object)
        for value in dict.fromkeys(values.tolist()):
            if value is not None:
                yield (column, value), values == value
