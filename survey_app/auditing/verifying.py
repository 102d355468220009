"""The whole proof of the journal: its chain, the seals of closed waves, and the rows that its entries tell of."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from survey_app.auditing.case_rows import compare_cases
from survey_app.auditing.exclusion_rows import compare_exclusions
from survey_app.auditing.external_rows import compare_externals
from survey_app.auditing.found import Rows, Stray
from survey_app.auditing.wave_states import compare_waves
from survey_app.journal import Head, Verdict, verify
from survey_app.journal.seals import unsealed_waves

COMPARED = {"wave": compare_waves, "exclusion": compare_exclusions, "case": compare_cases, "external": compare_externals}


@dataclass(frozen=True)
class Audit:
    """What was found. strays: rows that are not as the journal says; unsealed: closed waves whose answers no entry seals;
    older: how many rows of a kind are older than what the journal tells of them. Empty while the chain itself is broken.
    """

    verdict: Verdict
    strays: tuple[Stray, ...] = ()
    unsealed: tuple[str, ...] = ()
    older: tuple[tuple[str, int], ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing was found: chain, seals and rows hold, and every closed wave with answers is sealed."""
        return self.verdict.broken is None and not self.strays and not self.unsealed


def audit(connection: Connection, expected: Sequence[Head] = ()) -> Audit:
    """Verify the journal (see survey_app.journal.verify); where it is whole, hold what it tells of against the stored rows."""
    verdict = verify(connection, expected)
    if verdict.broken is not None:
        return Audit(verdict)
    found: dict[str, Rows] = {kind: compare(connection) for kind, compare in COMPARED.items()}
    strays = tuple(stray for rows in found.values() for stray in rows.strays)
    return Audit(verdict, strays, tuple(unsealed_waves(connection)), tuple((kind, rows.older) for kind, rows in found.items() if rows.older))
