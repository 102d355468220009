"""What the journal holds of the forms of one act, so that none can be put in another's place."""
from __future__ import annotations

import hashlib
from collections.abc import Iterable

from survey_app.journal.chain import canonical


def forms_digest(response_ids: Iterable[int]) -> str:
    """SHA-256 (hex) of the canonical JSON of the sorted list of the first responses' ids."""
    return hashlib.sha256(canonical(sorted(response_ids)).encode()).hexdigest()
