"""How many people stand behind a figure: those with a valid answer to at least one of its items."""

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.indices import Definition

EVERYONE = "*"


def count_respondents(rows: pa.Table, definition: Definition, domains: Iterable[str]) -> Counter:
    """Respondents by (domain column or None, domain or "*", measure code), where there are any; counts of parts add up.

    A visitor who never used the service is a row of the wave but no respondent of the service's index; a roll-up's n
    counts people who rated any of its items.
    """
    answered = {item: pc.is_valid(rows[item]).to_numpy() for item in definition.items}
    members = [(None, (EVERYONE,), np.zeros(rows.num_rows, int)), *_members(rows, domains)]
    counts = Counter()
    for measure in definition.measures:
        rated = np.logical_or.reduce([answered[item] for item in measure.items])
        for column, names, place in members:
            found = np.bincount(place[rated & (place >= 0)], minlength=len(names)).tolist()
            counts.update({(column, name, measure.code): n for name, n in zip(names, found, strict=True) if n})
    return counts


def _members(rows: pa.Table, domains: Iterable[str]) -> Iterator[tuple[str, list[str], np.ndarray]]:
    """Each domain column with its values and every row's place among them, -1 without one."""
    for column in domains:
        encoded = pa.concat_arrays(rows[column].dictionary_encode().unify_dictionaries().chunks or [pa.array([], pa.string()).dictionary_encode()])
        yield column, encoded.dictionary.to_pylist(), encoded.indices.fill_null(-1).to_numpy()
