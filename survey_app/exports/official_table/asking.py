"""Which official table is wanted: that of a release as it was frozen, or a provisional one of the last good run."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, select

from survey_app.exports.official_table.checking import refuse_contradictions
from survey_app.exports.official_table.document import build_document
from survey_app.good_runs import last_good_run
from survey_app.models import Release, Wave
from survey_app.office.edition import Edition, edition_of
from survey_app.office.refusals import AlteredDocument, NoDocument
from survey_app.releasing.freezing import digest_of


@dataclass(frozen=True)
class Asked:
    """A table ready to be written, and which edition it is."""

    document: dict
    digest: str
    edition: Edition

    @property
    def name(self) -> str:
        """The name of its file, without an ending."""
        return f"sipas-{self.document['wave']}-{self.edition.ending}"

    @property
    def moment(self) -> datetime:
        """When it was released, or computed: what its file says it was made at."""
        return self.edition.decided_at or datetime.fromisoformat(self.document["run"]["finished_at"])


def ask(connection: Connection, wave_code: str, release: int | None = None, provisional: bool = False) -> Asked:
    """The table of a release (the newest unless a number is given), or with `provisional` of the last good run.

    Raises NoDocument when there is none, and Contradicting when its figures cannot all be true.
    """
    wave_id = connection.scalar(select(Wave.id).where(Wave.code == wave_code))
    if wave_id is None:
        known = ", ".join(connection.scalars(select(Wave.code).order_by(Wave.code))) or "none yet"
        raise NoDocument(f"There is no wave {wave_code!r}. Waves: {known}.")
    asked = _provisional(connection, wave_id, wave_code) if provisional else _released(connection, wave_id, wave_code, release)
    refuse_contradictions(asked.document)
    return asked


def _provisional(connection: Connection, wave_id: int, wave_code: str) -> Asked:
    run = last_good_run(connection, wave_id)
    if run is None:
        raise NoDocument(f"Wave {wave_code} has no succeeded run yet. Start one: sipas pipeline run --wave {wave_code}")
    document = build_document(connection, wave_id, run.id)
    return Asked(document, digest_of(document), Edition())


def _released(connection: Connection, wave_id: int, wave_code: str, number: int | None) -> Asked:
    query = select(Release.id, Release.number, Release.document, Release.digest, Release.decided_at, Release.corrects_id, Release.correction)
    query = query.where(Release.wave_id == wave_id, Release.state == "released").order_by(Release.number.desc())
    found: Row | None = connection.execute(query.where(Release.number == number) if number else query.limit(1)).first()
    if found is None:
        said = f"release {number}" if number else "release yet"
        raise NoDocument(f"Wave {wave_code} has no {said}. Figures not released can be had with --provisional, and say on every page that they are.")
    if digest_of(found.document) != found.digest:
        raise AlteredDocument(found.number, found.digest)
    return Asked(found.document, found.digest, edition_of(connection, found))
