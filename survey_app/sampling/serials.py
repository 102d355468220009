"""Serial numbers of forms: a running number and a check digit, digits only, so that they are quick to key."""
from __future__ import annotations

# Damm's quasigroup (Damm 2004): every single wrong digit and every swap of neighbours is caught, and leading zeros
# do not matter, so that a serial whose zeros a spreadsheet dropped is still a good one.
TABLE = ("0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017", "9438617205", "2581436790")
WIDTH = 5


def serial_of(number: int) -> str:
    """The serial of a running number from 1: padded to five digits, then its check digit."""
    digits = f"{number:0{WIDTH}}"
    return f"{digits}{_check(digits)}"


def running_number(serial: str) -> int | None:
    """The running number of a serial as typed, blanks and dashes aside; None when it cannot be one."""
    digits = "".join(serial.split()).replace("-", "")
    if not (digits.isascii() and digits.isdigit()) or _check(digits) != 0:
        return None
    return int(digits[:-1] or "0") or None


def _check(digits: str) -> int:
    """The check digit of digits; 0 for digits that end with their check digit."""
    interim = 0
    for digit in digits:
        interim = int(TABLE[interim][int(digit)])
    return interim
