"""Whether releases still are what was released: their documents, all that their runs found, what the journal says of them."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select

from survey_app.models import Estimate, Release, Run
from survey_app.releasing.freezing import digest_of
from survey_app.releasing.journalled import Said, read_said
from survey_app.releasing.reading import all_releases
from survey_app.releasing.result_digests import result_digests

# What the entry of a proposal, and of a decision, says -> how the row calls it and how people do.
PROPOSED = {"account": ("proposer", "the proposer"), "reason": ("reason", "the reason"), "corrects": ("corrects", "what it corrects"), "correction": ("correction", "the words of the correction"),
            "run": ("run_id", "the run")}
DECIDED = {"account": ("decider", "the decider"), "reason": ("decision", "the words of the decision"), "proposer": ("proposer", "the proposer"), "corrects": ("corrects", "what it corrects"),
           "correction": ("correction", "the words of the correction"), "run": ("run_id", "the run")}
NO_DIGESTS = "digests of all its results: not recorded (released by an earlier version of the program)"


@dataclass(frozen=True)
class Verdict:
    """A release and every harm found, in English; none when it is whole. `notes`: what could not be looked at."""

    wave: str
    number: int
    harms: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing differs."""
        return not self.harms


def verify_releases(connection: Connection, wave_code: str | None = None) -> list[Verdict]:
    """Look at every release of a wave, or of all, in order; of proposals that were not released only the harmed ones are told."""
    said = {key: one for key, one in read_said(connection).items() if wave_code in (None, key[0])}
    query = all_releases(wave_code).add_columns(Release.document, Run.input_digest).join(Run, Run.id == Release.run_id)
    rows = {(row.wave, row.number): row for row in connection.execute(query)}
    verdicts = (_verdict(connection, key, rows.get(key), said.get(key, Said())) for key in sorted(rows.keys() | said.keys() | _gaps(rows)))
    return [verdict for verdict, released in verdicts if released or not verdict.whole]


def _gaps(rows: dict) -> set[tuple[str, int]]:
    """The numbers that no row has although a later one is there."""
    last: dict[str, int] = {}
    for wave, number in rows:
        last[wave] = max(number, last.get(wave, 0))
    return {(wave, number) for wave, most in last.items() for number in range(1, most)}


def _verdict(connection: Connection, key: tuple[str, int], row: Row | None, said: Said) -> tuple[Verdict, bool]:
    """The verdict, and whether the release is one that readers saw, by its row or by the journal."""
    released = "released" in (said.state, row.state if row else None)
    if row is None:
        return Verdict(*key, (f"there is no row of it, and the journal says it is {said.state}" if said.proposed or said.decided else "there is no row of it and no entry in the journal",)), released
    harms = [*_entries(row, said), *(_frozen(row, said) if row.document else ()), *(_results(connection, row) if row.state == "released" else ())]
    notes = (NO_DIGESTS,) if row.state == "released" and "results" not in row.document else ()
    return Verdict(*key, tuple(harms), notes), released


def _entries(row: Row, said: Said) -> Iterator[str]:
    """Where the row is another one than the journal says; what an entry does not say is not compared."""
    if row.state == "released" and said.decided is None:
        yield "the journal has no entry of its release"
    elif row.state != said.state:
        yield f"it is {row.state} and the journal says {said.state}"
    differing = [called for details, names in ((said.proposed, PROPOSED), (said.decided, DECIDED)) if details
                 for name, (column, called) in names.items() if name in details and details[name] != getattr(row, column)]
    for called in dict.fromkeys(differing):
        yield f"{called} differs from the journal's"


def _frozen(row: Row, said: Said) -> Iterator[str]:
    """The document against its digest, and that against the journal's, which is of what was proposed until it is released."""
    entry = (said.decided if row.state == "released" else said.proposed) or {}
    if digest_of(row.document) != row.digest:
        yield "the document differs from its digest"
    if entry and entry.get("document_digest") != row.digest:
        yield "the digest differs from the journal's"
    if "results_digest" in entry and entry["results_digest"] != digest_of(row.document.get("results", {})):
        yield "the digests of its results differ from the journal's"


def _results(connection: Connection, row: Row) -> Iterator[str]:
    """What the run holds now against what was frozen of it."""
    if row.document["run"]["input_digest"] != row.input_digest:
        yield f"the input digest of run {row.run_id} differs from the released one"
    scores = dict(connection.execute(select(Estimate.measure, Estimate.score).where(Estimate.run_id == row.run_id, Estimate.domain_kind == "all")).all())
    changed = [figure["code"] for figure in row.document["rows"] if figure["score"] != scores.get(figure["code"])]
    if changed:
        yield f"figures of run {row.run_id} differ from the released ones: {', '.join(changed)}"
    frozen = row.document.get("results", {})
    current = result_digests(connection, row.run_id) if frozen else {}
    altered = [name for name, digest in frozen.items() if current.get(name) != digest]
    if altered:
        yield f"rows of run {row.run_id} were changed since the release, in: {', '.join(altered)}"
