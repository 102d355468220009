"""The arithmetic of tables: whether printed figures can all be true at once, ours before they go out and those of others."""
from survey_app.arithmetic.checking import check_rows
from survey_app.arithmetic.figures import Column, Contradiction, Row

__all__ = ["Column", "Contradiction", "Row", "check_rows"]
