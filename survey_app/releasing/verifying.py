"""Whether releases still are what was released: their documents, the runs behind them, what the journal says of them."""
from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select

from survey_app.models import Estimate, JournalEntry, Release, Run, Wave
from survey_app.releasing.freezing import digest_of

RELEASED = "release.release"


@dataclass(frozen=True)
class Verdict:
    """A release and every harm found, in English; none when it is whole."""

    wave: str
    number: int
    harms: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing differs."""
        return not self.harms


def verify_releases(connection: Connection, wave_code: str | None = None) -> list[Verdict]:
    """Look at every release of a wave, or of all, in order."""
    query = select(Wave.code, Release.number, Release.document, Release.digest, Release.run_id, Run.input_digest).join(Wave, Wave.id == Release.wave_id)
    query = query.join(Run, Run.id == Release.run_id).where(Release.state == "released").order_by(Wave.code, Release.number)
    noted = _noted(connection)
    rows = connection.execute(query if wave_code is None else query.where(Wave.code == wave_code)).all()
    return [Verdict(row.code, row.number, tuple(_harms(connection, row, noted.get(f"{row.code}/{row.number}")))) for row in rows]


def _noted(connection: Connection) -> dict[str, str | None]:
    """The digest that the journal has of each release."""
    entries = connection.execute(select(JournalEntry.subject, JournalEntry.details).where(JournalEntry.action == RELEASED))
    return {entry.subject: json.loads(entry.details).get("document_digest") for entry in entries}


def _harms(connection: Connection, row: Row, noted: str | None):
    """In order: the document, the journal's word for it, the run's input, the run's figures."""
    if digest_of(row.document) != row.digest:
        yield "the document differs from its digest"
    if noted != row.digest:
        yield "the journal has no entry of its release" if noted is None else "the digest differs from the journal's"
    if row.document["run"]["input_digest"] != row.input_digest:
        yield f"the input digest of run {row.run_id} differs from the released one"
    scores = dict(connection.execute(select(Estimate.measure, Estimate.score).where(Estimate.run_id == row.run_id, Estimate.domain_kind == "all")).all())
    changed = [figure["code"] for figure in row.document["rows"] if figure["score"] != scores.get(figure["code"])]
    if changed:
        yield f"figures of run {row.run_id} differ from the released ones: {', '.join(changed)}"
