"""The tables of questions that are wanted, checked."""
from __future__ import annotations

from sqlalchemy import Connection

from survey_app.exports.questions.checking import refuse_contradictions
from survey_app.exports.questions.document import Questions, build_questions


def ask(connection: Connection, wave_code: str, release: int | None = None, provisional: bool = False) -> Questions:
    """The tables of a release (the newest unless a number is given), or with `provisional` of the last good run.

    Raises NoDocument when there are none, and Contradicting when their figures cannot all be true.
    """
    questions = build_questions(connection, wave_code, release, provisional)
    refuse_contradictions(questions)
    return questions
