"""Freezing what a release says: the official table as it is now, with digests of all that its run found."""
from __future__ import annotations

import hashlib

from sqlalchemy import Connection

from survey_app.exports.official_table.document import build_document
from survey_app.external.national import frozen_national
from survey_app.journal.chain import canonical
from survey_app.releasing.result_digests import result_digests


def freeze(connection: Connection, wave_id: int, run_id: int) -> tuple[dict, str]:
    """The document of a release as it would be frozen now, and its digest. Raises LookupError when the run cannot be shown."""
    document = build_document(connection, wave_id, run_id)
    document |= {"national": frozen_national(connection, wave_id), "results": result_digests(connection, run_id)}
    return document, digest_of(document)


def digest_of(document: dict) -> str:
    """SHA-256 (hex) of a document's canonical JSON."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()
