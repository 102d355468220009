"""Freezing what a release says: the official table as it is now, with digests of all that its run found and of all else that goes out with it."""
from __future__ import annotations

import hashlib
from dataclasses import asdict

from sqlalchemy import Connection

from survey_app.exports.official_table.document import build_document
from survey_app.exports.questions.document import Questions, questions_of_run
from survey_app.external.national import frozen_national
from survey_app.journal.chain import canonical
from survey_app.office.edition import Edition
from survey_app.releasing.result_digests import result_digests


def freeze(connection: Connection, wave_id: int, run_id: int) -> tuple[dict, str]:
    """The document of a release as it would be frozen now, and its digest. Raises LookupError when the run cannot be shown."""
    document = build_document(connection, wave_id, run_id)
    questions = questions_of_run(connection, document["wave"], run_id, Edition())
    document |= {"national": frozen_national(connection, wave_id), "results": result_digests(connection, run_id), "questions": digest_of_questions(questions)}
    return document, digest_of(document)


def has_other_questions(document: dict, questions: Questions | None) -> bool:
    """Whether these are other tables of single questions than a release froze; never of one made before they were digested."""
    return "questions" in document and document["questions"] != digest_of_questions(questions)


def digest_of_questions(questions: Questions | None) -> str | None:
    """Of the tables of single questions with the figures beside them, which are another run's and others'; None where there are none."""
    if questions is None:
        return None
    return digest_of({"tables": [asdict(table) for table in questions.tables], "before": questions.before and questions.before.source, "national": questions.national_sources})


def digest_of(document: dict | list) -> str:
    """SHA-256 (hex) of a document's canonical JSON."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()
