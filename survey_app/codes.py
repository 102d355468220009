"""Short codes that people read and type: no look-alikes, and a check character that catches slips."""
from __future__ import annotations

import secrets

# 23 signs, none of which looks like another (no 0/O/D/Q, 1/I/L, 2/Z, 5/S, 6/G, 8/B, U/V). 23 is prime, so a weighted
# sum modulo 23 with different weights, none of them 0, catches every single wrong character and every swap of two
# (ISO/IEC 7064's idea); that holds for up to 22 characters.
ALPHABET = "23456789ACEFHJKMNPRTWXY"
LENGTH = 8


def new_code(length: int = LENGTH) -> str:
    """A random code of so many characters (at most 22) and its check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return body + check_character(body)


def check_character(body: str) -> str:
    """The check character of up to 22 characters of the alphabet."""
    return ALPHABET[sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, 1)) % len(ALPHABET)]


def read_code(typed: str, length: int = LENGTH) -> str | None:
    """The code of so many characters that somebody typed, spaces, dashes and case aside; None when it cannot be one."""
    code = "".join(typed.split()).replace("-", "").upper()
    if len(code) != length + 1 or any(sign not in ALPHABET for sign in code):
        return None
    return code if check_character(code[:length]) == code[length] else None


def show_code(code: str) -> str:
    """A code in groups of four, as printed: K7M4-PXA2-Y."""
    return "-".join(code[start:start + 4] for start in range(0, len(code), 4))
