"""Changes of single questions since the wave before: of what both waves asked alike and show, outside the index, and not of what people are."""
import pytest
from sqlalchemy import insert, select, update
from tests.guards import drop_guards
from tests.pipeline_run.small_waves import Field, field_households, one_database, runs_of
from tests.pipeline_run.test_differences_published import differences_of, said_of, second_wave
from tests.pipeline_run.test_shared_villages import in_the_same_villages

from pipeline.differences import holm, independent_difference
from pipeline.questions.changes import Known
from pipeline.run import run_wave
from pipeline.verify import verify
from survey_app.database import writing
from survey_app.models import QuestionFigure, StoredInstrument, Wave

CHOICES = {"A5": ("none", "some"), "D1": ("male", "female")}


@pytest.fixture
def both(engine, monkeypatch) -> Field:
    """Two waves in which everybody also answered one question of section A, and what they are; the second, in other villages, is returned."""
    scales = Field.answers
    monkeypatch.setattr(Field, "answers", lambda self: scales(self) | {question: self.chance.choice(options) for question, options in CHOICES.items()})
    first = field_households(engine)
    for case in first.places:
        first.answer(case)
    return second_wave(first)


def computed(engine, here) -> dict:
    """The changes of questions of the second wave, by question and option."""
    run_wave(engine, here, "ho-thu", asked_by="test")
    return changes(engine, run_wave(engine, here, "ho-sau", asked_by="test").run)


def changes(engine, run: int) -> dict:
    return {(row.measure, row.domain): row for row in differences_of(engine, run) if row.domain_kind == "question"}


def figures(engine, run: int) -> dict:
    """Everybody's figures of single questions, as they are stored."""
    with engine.connect() as connection:
        query = select(QuestionFigure.__table__).where(QuestionFigure.run_id == run, QuestionFigure.domain_kind == "all")
        return {(row.question, row.option): row for row in connection.execute(query)}


def reworded(engine, old: str, new: str) -> None:
    """Let the wave before have asked otherwise."""
    with writing(engine).begin() as connection:
        drop_guards(connection, "wave", "instrument")
        text = connection.scalar(select(StoredInstrument.definition))
        assert old in text
        other = connection.execute(insert(StoredInstrument).values(code="x", version="x", digest="x" * 64, definition=text.replace(old, new))).inserted_primary_key[0]
        connection.execute(update(Wave).where(Wave.id == 1).values(instrument_id=other))


def test_shares_and_scores_of_both_waves_are_tested(both, engine, here):
    """From what is stored of both; Holm over the options of A5, and over the scales of each title. A share of nobody (many) has no test."""
    found = computed(engine, here)
    new, old = figures(engine, 2), figures(engine, 1)
    assert {code for code, _ in found} == {code for (code, _), row in new.items() if code.startswith("A") and row.value is not None}  # neither the index nor D1
    assert {option for code, option in found if code != "A5"} == {"score"}
    for family in ([("A5", "none"), ("A5", "some")], [key for key in found if key[0].startswith("A1.")]):
        by_hand = holm([independent_difference(code, (option, known(new[code, option])), ("ho-thu", known(old[code, option])), 0.95)
                        for code, option in family if new[code, option].se and old[code, option].se])
        for expected in by_hand:
            row = found[expected.code, expected.a]
            assert (row.other, row.difference, row.se, row.df, row.lo, row.hi, row.p, row.p_holm) == (
                expected.b, expected.difference, expected.se, expected.df, expected.lo, expected.hi, expected.p, expected.p_holm)
    assert (found["A5", "many"].difference, found["A5", "many"].se, found["A5", "many"].p) == (0, None, None)
    assert said_of(runs_of(engine)[-1], "wave", "question")["tests"] == len(found)


def known(row) -> Known:
    return Known(row.value, row.se, row.df)


@one_database
def test_villages_in_both_waves_are_known_of_here_too(both, engine, here):
    """Two options that share all answers: their changes are each other's opposite, and so are the covariances' parts; errors differ from independent ones."""
    in_the_same_villages(engine)
    found, new, old = computed(engine, here), figures(engine, 2), figures(engine, 1)
    none, some = found["A5", "none"], found["A5", "some"]
    assert (none.difference, none.se) == (pytest.approx(-some.difference), pytest.approx(some.se))
    assert none.df == 4 and abs(none.se / (new["A5", "none"].se ** 2 + old["A5", "none"].se ** 2) ** 0.5 - 1) > 1e-3
    verdict = verify(engine, "ho-sau")
    assert verdict.compared["difference"].cells and not verdict.differing


@one_database
def test_a_question_asked_otherwise_then_has_no_change(both, engine, here):
    reworded(engine, '"vi":"Không có"', '"vi":"Không"')
    found = computed(engine, here)
    assert found and not [code for code, _ in found if code == "A5"]


@one_database
def test_a_question_whose_code_changed_is_found_by_what_it_means(both, engine, here):
    """Its answers are stored under its old code."""
    reworded(engine, '"code":"A1.2"', '"code":"A1.77"')
    with writing(engine).begin() as connection:
        drop_guards(connection, "response")
        connection.exec_driver_sql("""UPDATE response SET answers = replace(answers, '"A1.2"', '"A1.77"') WHERE wave_id = 1""")
    found, old = computed(engine, here), figures(engine, 1)
    assert ("A1.77", "score") in old and found["A1.2", "score"].difference == figures(engine, 2)["A1.2", "score"].value - old["A1.77", "score"].value


@one_database
def test_waves_weighted_otherwise_are_not_compared(both, engine, here):
    with writing(engine).begin() as connection:
        drop_guards(connection, "wave")
        connection.execute(update(Wave).where(Wave.id == 2).values(design={"weighting": "weighted"}))
    assert not computed(engine, here)
    assert said_of(runs_of(engine)[-1], "wave", "question") == {"comparison": "wave", "kind": "question", "tests": 0, "reason": "Figures of ho-thu are official, these are weighted."}
