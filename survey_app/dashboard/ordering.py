"""Vietnamese alphabetical order of names: letters first (a ă â b c d đ …), tones only between equal letters."""
from __future__ import annotations

import re
import unicodedata

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of dictionaries
PLACES = {letter: place for place, letter in enumerate(ALPHABET, 1)}


def vietnamese_key(name: str) -> tuple:
    """What to sort names by; numbers in them count as numbers ("Tổ 2" before "Tổ 10")."""
    letters, tones = [], []
    for part in re.findall(r"\d+|\D", unicodedata.normalize("NFC", name).casefold()):
        if part.isdigit():
            letters.append((0, int(part)))
            continue
        plain = unicodedata.normalize("NFD", part)
        tones.append(next((1 + TONES.index(mark) for mark in plain if mark in TONES), 0))
        base = unicodedata.normalize("NFC", "".join(mark for mark in plain if mark not in TONES))
        letters.append((1, PLACES.get(base, 0)) if base in PLACES else (1 if base == " " else 2, -1 if base == " " else ord(base[0])))
    return letters, tones, name
