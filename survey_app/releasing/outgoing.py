"""All that goes out with a release, for the pages on which people look at it before and after."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Row

from survey_app.exports.official_table.as_page import PageTable, page_table
from survey_app.exports.questions.as_page import PageOfQuestions, page_tables
from survey_app.exports.questions.document import questions_of_run
from survey_app.exports.questions.wording import notes
from survey_app.office.edition import Edition, edition_of
from survey_app.office.refusals import NoDocument
from survey_app.releasing.freezing import freeze
from survey_app.reports.registry import REPORTS


@dataclass(frozen=True)
class Outgoing:
    """The official table with its digest, and the tables of single questions with their notes where this kind of wave has that report."""

    document: dict
    digest: str
    table: PageTable
    questions: tuple[PageOfQuestions, ...] = ()
    notes: tuple[str, ...] = ()


def outgoing(connection: Connection, release: Row) -> Outgoing:
    """What a release let go, what a refused proposal would have, or what one that waits would let go now; needs what read_release gives."""
    if release.state != "proposed" and release.document:
        document, digest = release.document, release.digest
    else:
        document, digest = freeze(connection, release.wave_id, release.run_id)
    edition = edition_of(connection, release) if release.state == "released" else Edition()
    questions = _questions(connection, document, release, edition)
    shown = (tuple(page_tables(questions)), tuple(notes(questions))) if questions else ()
    return Outgoing(document, digest, page_table(document, digest), *shown)


def _questions(connection: Connection, document: dict, release: Row, edition: Edition):
    if document["kind"] not in REPORTS["questions"].kinds:
        return None
    try:
        return questions_of_run(connection, release.wave_code, release.run_id, edition)
    except NoDocument:
        return None
