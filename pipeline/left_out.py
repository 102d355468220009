"""Which forms people left out of the figures, and why, out of the database."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection, func, select

from survey_app.models import Exclusion, Response
from survey_app.models.exclusions import left_out


@dataclass(frozen=True)
class LeftOut:
    """reasons: why, by the id of every response of the sheets that are out, corrections included.

    acts: how many acts (out and in) people have made in the wave, and the id of the `last` one: they only grow in number.
    """

    reasons: Mapping[int, str]
    acts: int
    last: int

    @property
    def ids(self) -> np.ndarray:
        """The ids of these responses, sorted, int64."""
        return np.array(sorted(self.reasons), np.int64)

    def reasons_of(self, rows: pa.Table) -> dict[str, int]:
        """Why rows of the analysis file that are left out are: rows by reason, in order of the reasons' names."""
        return dict(sorted(Counter(self.reasons[number] for number in rows["response_id"].to_pylist()).items()))


def read_left_out(connection: Connection, wave_id: int, last: int | None = None) -> LeftOut:
    """What is left out of a wave; `last`: as it was before acts with higher ids.

    Read it after the responses: a correction that comes in between then belongs to its sheet, or is not read yet.
    """
    out = left_out(last).subquery()
    first = select(out.c.response_id.label("id"), out.c.reason).join(Response, Response.id == out.c.response_id).where(Response.wave_id == wave_id)
    chain = first.cte("chain", recursive=True)
    chain = chain.union_all(select(Response.id, chain.c.reason).join(chain, Response.supersedes_id == chain.c.id))
    acts = select(func.count(), func.coalesce(func.max(Exclusion.id), 0)).join(Response, Response.id == Exclusion.response_id).where(Response.wave_id == wave_id)
    counted = connection.execute(acts if last is None else acts.where(Exclusion.id <= last)).one()
    return LeftOut(dict(connection.execute(select(chain.c.id, chain.c.reason)).all()), *counted)
