"""Tidies text that people wrote: NFC, no control characters, no stray blanks."""

import re
import unicodedata

# Tabs and ends of lines are blanks; the other control characters, lone surrogates (no encoding takes them),
# byte order marks, zero-width spaces and the marks that turn the direction of writing say nothing.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_AROUND_LINE_END = re.compile(r" ?\n ?")
_EMPTY_LINES = re.compile(r"\n{3,}")


def tidied(text: str) -> str:
    """`text` in NFC, trimmed, with single blanks, at most one empty line in a row. Tidied text stays as it is."""
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    text = _BLANKS.sub(" ", _LINE_END.sub("\n", text))
    return _EMPTY_LINES.sub("\n\n", _AROUND_LINE_END.sub("\n", text)).strip()
