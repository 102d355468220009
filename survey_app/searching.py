"""Searching as Vietnamese is typed: with or without marks, in whatever case."""
from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Text without case and Vietnamese marks."""
    bare = (sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign))
    return "".join(bare).replace("đ", "d").strip()
