"""The tables of questions that are wanted, checked."""
from __future__ import annotations

from sqlalchemy import Connection, select

from survey_app.exports.questions.checking import refuse_contradictions
from survey_app.exports.questions.document import Questions, build_questions
from survey_app.models import Release, Wave
from survey_app.office.refusals import AlteredDocument
from survey_app.releasing.freezing import digest_of, has_other_questions


def ask(connection: Connection, wave_code: str, release: int | None = None, provisional: bool = False) -> Questions:
    """The tables of a release (the newest unless a number is given), or with `provisional` of the last good run.

    Raises NoDocument when there are none, AlteredDocument when they are not those that were released, and Contradicting when
    their figures cannot all be true.
    """
    questions = build_questions(connection, wave_code, release, provisional)
    _refuse_altered(connection, questions)
    refuse_contradictions(questions)
    return questions


def _refuse_altered(connection: Connection, questions: Questions) -> None:
    """Raise AlteredDocument for a release whose tables, or the document that keeps their digest, are others than were let go."""
    number = questions.edition.release
    if number is None:
        return
    query = select(Release.document, Release.digest).join(Wave, Wave.id == Release.wave_id).where(Wave.code == questions.wave, Release.number == number)
    frozen = connection.execute(query).one()
    if digest_of(frozen.document) != frozen.digest:
        raise AlteredDocument(number, frozen.digest)
    if has_other_questions(frozen.document, questions):
        raise AlteredDocument(number, str(frozen.document["questions"]), "report of single questions")
