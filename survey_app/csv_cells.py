"""Cells of CSV files that a table program opens as what they are: words never as a formula."""
from __future__ import annotations

import re

# At these signs a table program begins to compute (OWASP, CSV Injection).
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def safe_cell(value: object) -> object:
    """The value; words that begin like a formula after an apostrophe, which keeps them words. Figures that are text, "-0.55", stay as they are."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) and not NUMBER.fullmatch(value) else value
