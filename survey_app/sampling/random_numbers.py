"""Random numbers that an auditor can make again in any language: from SHA-256, not from a library's generator.

The text "seed|frame digest|purpose|code" in UTF-8 is hashed; its digest, read as one hexadecimal number, modulo the limit is
the random number. 2^256 is so much larger than any limit here that no number is favoured by more than 1 in 10^70.
Check: SHA-256 of "1|2|3|4" begins with 8e96dc5e, and modulo 1000 it is 585.
"""
from __future__ import annotations

from hashlib import sha256

from survey_app.sampling.refusals import Refused

SEPARATOR = "|"
LONGEST_SEED = 100


def digest(seed: str, frame_digest: str, purpose: str, code: str) -> str:
    """The 64 hexadecimal digits behind a random number."""
    return sha256(SEPARATOR.join((seed, frame_digest, purpose, code)).encode("utf-8")).hexdigest()


def random_below(limit: int, seed: str, frame_digest: str, purpose: str, code: str) -> int:
    """A random whole number from 0 to limit - 1, always the same for the same words."""
    return int(digest(seed, frame_digest, purpose, code), 16) % limit


def checked_seed(seed: str) -> str:
    """The seed as it enters the hash; Refused for one that could be read in two ways."""
    if not seed or seed != seed.strip() or not seed.isprintable() or SEPARATOR in seed or len(seed) > LONGEST_SEED:
        raise Refused(f"expected a seed of 1 to {LONGEST_SEED} printable signs without '{SEPARATOR}' and blanks at its ends; came {seed!r}",
                      f"Hạt giống gồm 1 đến {LONGEST_SEED} ký tự in được, không có dấu “{SEPARATOR}”, không có dấu cách ở đầu và cuối.")
    return seed
