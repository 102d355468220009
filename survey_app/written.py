"""What people write in forms, as it is stored: Unicode NFC, no blanks around it, no sign that a database refuses or that no reader sees."""
from __future__ import annotations

import unicodedata

# Signs that are not seen: Cc steers devices (NUL, which no PostgreSQL text holds, too), Cs is half of a sign, and Cf turns text round (U+202E shows
# a name backwards), joins or parts letters without a trace, so that two names look the same. Vietnamese needs none of them.
UNSEEN = ("Cc", "Cf", "Cs")
LINES = "\n\r\t"


def written(words: str | None) -> str:
    """Words as written, their lines kept, without what nobody sees."""
    seen = "".join(sign for sign in words or "" if sign in LINES or unicodedata.category(sign) not in UNSEEN)
    return unicodedata.normalize("NFC", seen).strip()


def tidy(words: str | None) -> str:
    """Words on one line with single blanks."""
    return " ".join(written(words).split())
