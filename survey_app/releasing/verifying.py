"""Whether releases still are what was released: their documents, all that their runs found, what the journal says of them."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select

from survey_app.exports.questions.document import questions_of_run
from survey_app.journal.chain import CLOCK_LEEWAY, same_moment
from survey_app.models import Estimate, Release, Run
from survey_app.office.edition import edition_of
from survey_app.office.refusals import NoDocument
from survey_app.releasing.freezing import digest_of, has_other_questions
from survey_app.releasing.harms import Harm
from survey_app.releasing.journalled import Said, read_said
from survey_app.releasing.reading import all_releases
from survey_app.releasing.result_digests import result_digests

# What the entry of a proposal, of a decision, of a withdrawal says -> how the row calls it, and the part of a harm.
OF_RUN = {"run": ("run_id", "run"), "asked_by": ("asked_by", "asked_by")}
CORRECTION = {"corrects": ("corrects", "corrects"), "correction": ("correction", "correction")}
PROPOSED = {"account": ("proposer", "proposer"), "reason": ("reason", "reason")} | CORRECTION | OF_RUN
DECIDED = {"account": ("decider", "decider"), "reason": ("decision", "decision"), "proposer": ("proposer", "proposer")} | CORRECTION | OF_RUN
WITHDRAWN = {"account": ("proposer", "proposer"), "reason": ("decision", "withdrawal")} | OF_RUN


@dataclass(frozen=True)
class Verdict:
    """A release and every harm found; none when it is whole. `notes`: what could not be looked at, as keys of NOTES."""

    wave: str
    number: int
    harms: tuple[Harm, ...]
    notes: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing differs."""
        return not self.harms

    @property
    def stored(self) -> bool:
        """Whether there still is a row of it."""
        return not {harm.code for harm in self.harms} & {"no_row", "nothing"}


def verify_releases(connection: Connection, wave_code: str | None = None) -> list[Verdict]:
    """Look at every release of a wave, or of all, in order; of proposals that were not released only the harmed ones are told."""
    said = {key: one for key, one in read_said(connection).items() if wave_code in (None, key[0])}
    query = all_releases(wave_code).add_columns(Release.document, Release.checklist, Release.corrects_id, Run.input_digest, Run.asked_by).join(Run, Run.id == Release.run_id)
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
        return Verdict(*key, (Harm("no_row", found={"state": said.state}) if said.proposed or said.decided else Harm("nothing"),)), released
    harms = [*_entries(row, said), *_moments(row, said), *_checklist(row, said), *(_frozen(row, said) if row.document else ()), *(_found(connection, row) if row.state == "released" else ())]
    notes = ("no_digests",) if row.state == "released" and "results" not in row.document else ()
    return Verdict(*key, tuple(harms), notes), released


def _entries(row: Row, said: Said) -> Iterator[Harm]:
    """Where the row is another one than the journal says; what an entry does not say is not compared."""
    if row.state == "released" and said.decided is None:
        yield Harm("no_entry")
    elif row.state != said.state:
        yield Harm("state", found={"stored": row.state, "state": said.state})
    differing = [part for details, names in ((said.proposed, PROPOSED), (said.decided, WITHDRAWN if row.state == "withdrawn" else DECIDED)) if details
                 for name, (column, part) in names.items() if name in details and details[name] != getattr(row, column)]
    yield from (Harm("differs", part) for part in dict.fromkeys(differing))


def _moments(row: Row, said: Said) -> Iterator[Harm]:
    """Where a time of the row is not that of its entry, or the decision came before the proposal."""
    for part in ("proposed_at", "decided_at"):
        at, moment = getattr(said, part), getattr(row, part)
        if at and moment and not same_moment(at, moment):
            yield Harm("differs", part)
    if row.state in ("released", "refused") and row.decided_at + CLOCK_LEEWAY < row.proposed_at:
        yield Harm("order")


def _checklist(row: Row, said: Said) -> Iterator[Harm]:
    """The checklist with what people wrote to it, as it was proposed until it is released."""
    entry = (said.decided if row.state == "released" else said.proposed) or {}
    if entry.get("checklist_digest", digest_of(row.checklist)) != digest_of(row.checklist):
        yield Harm("differs", "checklist")


def _frozen(row: Row, said: Said) -> Iterator[Harm]:
    """The document against its digest, and that against the journal's, which is of what was proposed until it is released."""
    entry = (said.decided if row.state == "released" else said.proposed) or {}
    if digest_of(row.document) != row.digest:
        yield Harm("document")
    if entry and entry.get("document_digest") != row.digest:
        yield Harm("differs", "digest")
    if "results_digest" in entry and entry["results_digest"] != digest_of(row.document.get("results", {})):
        yield Harm("differs", "results")


def _found(connection: Connection, row: Row) -> Iterator[Harm]:
    """What a release let go, made anew."""
    yield from _results(connection, row)
    if _has_other_questions(connection, row):
        yield Harm("questions")


def _has_other_questions(connection: Connection, row: Row) -> bool:
    try:
        return has_other_questions(row.document, questions_of_run(connection, row.wave, row.run_id, edition_of(connection, row)))
    except NoDocument:  # its run is no longer a good one
        return has_other_questions(row.document, None)


def _results(connection: Connection, row: Row) -> Iterator[Harm]:
    """What the run holds now against what was frozen of it."""
    if row.document["run"]["input_digest"] != row.input_digest:
        yield Harm("run_input", found={"run": row.run_id})
    scores = dict(connection.execute(select(Estimate.measure, Estimate.score).where(Estimate.run_id == row.run_id, Estimate.domain_kind == "all")).all())
    changed = [figure["code"] for figure in row.document["rows"] if figure["score"] != scores.get(figure["code"])]
    if changed:
        yield Harm("figures", found={"run": row.run_id, "which": ", ".join(changed)})
    frozen = row.document.get("results", {})
    current = result_digests(connection, row.run_id) if frozen else {}
    altered = [name for name, digest in frozen.items() if current.get(name) != digest]
    if altered:
        yield Harm("rows", found={"run": row.run_id, "which": ", ".join(altered)})
