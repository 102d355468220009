"""The arithmetic of the tables of questions: shares add up, values lie in their ranges and intervals."""
from __future__ import annotations

from decimal import Decimal

from survey_app.arithmetic import Column, Row, check_rows
from survey_app.arithmetic.figures import Printed
from survey_app.exports.questions.document import Line, Questions, QuestionTable, Told, printed
from survey_app.office.refusals import Contradicting


def refuse_contradictions(questions: Questions) -> None:
    """Raises Contradicting when the tables cannot be true as they would be printed."""
    rows = [_row(line, table, questions) for table in questions.tables for line in table.lines]
    found = check_rows(rows)
    if found:
        raise Contradicting(found)


def _row(line: Line, table: QuestionTable, questions: Questions) -> Row:
    what = "score" if table.choose is None else "share"
    held = _held(what, questions.year, line.now, questions.weighting)
    if questions.before and questions.before.year != questions.year:
        held |= _held(what, questions.before.year, line.before, questions.weighting)
    return Row(f"{line.question}/{line.option}", held, line.question, choose=table.choose or "any")


def _held(what: str, year: int, told: Told, weighting: str) -> dict[Column, Printed]:
    figures = {Column(what, year): printed(told.value), Column("lo", year): printed(told.lo), Column("hi", year): printed(told.hi)}
    held = {column: Printed(Decimal(text), 2) for column, text in figures.items() if text is not None}
    # Unweighted, a share is a whole number of people out of n; weighted it is not.
    if told.n is not None and weighting == "official":
        held[Column("n", year)] = Printed(Decimal(told.n))
    return held
