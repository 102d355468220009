"""What people write in forms, as it is stored: Unicode NFC, no blanks around it, no character that a database refuses."""
from __future__ import annotations

import unicodedata


def written(words: str | None) -> str:
    """Words as written, their lines kept; without the character zero, which no PostgreSQL text holds."""
    return unicodedata.normalize("NFC", (words or "").replace("\0", "")).strip()


def tidy(words: str | None) -> str:
    """Words on one line with single blanks."""
    return " ".join(written(words).split())
