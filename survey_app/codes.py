"""Short codes that people read and type: no look-alikes, and a check character that catches slips."""
from __future__ import annotations

import secrets

# 23 signs, none of which looks like another (no 0/O/D/Q, 1/I/L, 2/Z, 5/S, 6/G, 8/B, U/V). 23 is prime, so a weighted
# sum modulo 23 with weights 1..8 catches every single wrong character and every swap of two (ISO/IEC 7064's idea).
ALPHABET = "23456789ACEFHJKMNPRTWXY"
LENGTH = 8


def new_code() -> str:
    """A random code of 8 characters and its check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return body + check_character(body)


def check_character(body: str) -> str:
    """The check character of 8 characters of the alphabet."""
    return ALPHABET[sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, 1)) % len(ALPHABET)]


def read_code(typed: str) -> str | None:
    """The code somebody typed, spaces, dashes and case aside; None when it cannot be a code."""
    code = "".join(typed.split()).replace("-", "").upper()
    if len(code) != LENGTH + 1 or any(sign not in ALPHABET for sign in code):
        return None
    return code if check_character(code[:LENGTH]) == code[LENGTH] else None


def show_code(code: str) -> str:
    """A code in groups, as printed: K7M4-PXA2-Y."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"
