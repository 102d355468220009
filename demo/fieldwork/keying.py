"""Keys the forms that came back: by two surveyors who do not see one another; a third person decides some of their differences."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, Engine, select

from demo.acting import acting_as
from demo.draws import Draw
from demo.fieldwork.answers import misread
from demo.fieldwork.drawing import Form
from demo.fieldwork.plan import CODE, KEYINGS, WRONG_FIELDS, other_surveyor, surveyor_of
from demo.loading import named
from demo.staff import SUPERVISOR, SURVEYORS, staff_ids
from survey_app.channels.paper.adjudication import OTHER, decide
from survey_app.channels.paper.keying import Keyed, keep_keying
from survey_app.channels.paper.keys import Field, fields_of
from survey_app.channels.paper.notation import encode
from survey_app.fielded import FieldedWave, find_wave
from survey_app.models import Case, KeyedBy, Response, Wave, now
from survey_app.people.scopes import Scope, scope_of

PARTS = ("first", "second")
# Seconds a sheet: the least, and by how much it varies.
PACE = dict(zip(SURVEYORS, ((84, 50), (104, 70)), strict=True))
MOST_MORE_KEYS = 12  # beside one a field: the serial, going back, Enter after several boxes


@dataclass(frozen=True)
class Turn:
    """One person's keying of one form, with so many wrong fields."""

    form: Form
    part: str
    who: str
    slips: int

    @property
    def submission_id(self) -> str:
        """The same at every call, so that it is stored once."""
        return named(CODE, self.form.serial, self.part)


def turns(forms: list[Form]) -> list[Turn]:
    """Every keying that there is to be: the surveyor of the batch comes first, the other second."""
    return [
        Turn(form, part, who, WRONG_FIELDS.get(form.fate, {}).get(who, 0)) for form in forms if form.fate in KEYINGS
        for part, who in list(zip(PARTS, (surveyor_of(form.batch), other_surveyor(form.batch)), strict=True))[:KEYINGS[form.fate]]
    ]


def key_forms(engine: Engine, forms: list[Form], said: list[dict]) -> None:
    """Key what is not keyed yet, each form as the keying screen keeps it: everybody's first keyings, then the second ones."""
    with engine.connect() as connection:
        wave, scopes = find_wave(connection, CODE), _scopes(connection)
        stored = set(connection.scalars(select(Response.submission_id).join(Wave).where(Wave.code == CODE)))
    left = [turn for turn in turns(forms) if turn.submission_id not in stored]
    for part in PARTS:
        for who in SURVEYORS:
            with acting_as(who):
                for turn in (turn for turn in left if (turn.part, turn.who) == (part, who)):
                    keep_keying(engine, wave, turn.form.serial, _keyed(wave, turn, said[turn.form.number]), scopes[who])


def _keyed(wave: FieldedWave, turn: Turn, said: dict) -> Keyed:
    answers = misread(wave.instrument, said, turn.slips, turn.submission_id)
    draw, (least, more), end = Draw(turn.submission_id), PACE[turn.who], now()
    seconds, keys = least + draw.below(more), len(fields_of(wave.instrument)) + draw.below(MOST_MORE_KEYS)
    return Keyed(turn.submission_id, answers, turn.form.answered_on, end - timedelta(seconds=seconds), end, seconds, keys)


def adjudicate_forms(engine: Engine, forms: list[Form], said: list[dict]) -> None:
    """Decide the forms that are to be decided, by what the household ticked."""
    with engine.connect() as connection:
        wave, scopes = find_wave(connection, CODE), _scopes(connection)
        adjudicated = select(KeyedBy.case_id).join(Case, Case.id == KeyedBy.case_id).where(KeyedBy.part == "adjudication")
        decided = set(connection.scalars(adjudicated.where(Case.wave_id == wave.id)))
    fields = fields_of(wave.instrument)
    with acting_as(SUPERVISOR):
        for form in (form for form in forms if form.fate == "adjudicated" and form.case_id not in decided):
            decide(engine, wave, form.serial, scopes[SUPERVISOR], {field.code: OTHER for field in fields}, dict(_signs(fields, said[form.number])))


def _signs(fields: tuple[Field, ...], answers: Mapping) -> Iterator[tuple[str, str]]:
    return ((field.code, encode(field, answers.get(field.code))) for field in fields)


def _scopes(connection: Connection) -> dict[str, Scope]:
    return {username: scope_of(connection, user_id) for username, user_id in staff_ids(connection).items()}
