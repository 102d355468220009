"""A household wave with paper forms in the field and the people who key them, for tests and the bench."""
from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Engine, insert, select, update

import forms
from survey_app.channels.paper.keying import Keyed, keep_keying
from survey_app.channels.paper.sheets import Sheet
from survey_app.database import writing
from survey_app.fielded import FieldedWave
from survey_app.models import AccountScope, AdminUnit, Case, Psu, StoredInstrument, User, Wave, now
from survey_app.people.scopes import Scope, scope_of
from survey_app.sampling.serials import serial_of
from tests.answers import complete_answers
from tests.fielding import field_household

PEOPLE = {"nhap-01": "surveyor", "nhap-02": "surveyor", "nhap-03": "surveyor", "giam-sat": "supervisor"}
DAY = date(2025, 8, 1)


@dataclass(frozen=True)
class Paper:
    """A wave in the field: its sheets' serials, and the people's scopes by name."""

    engine: Engine
    wave: FieldedWave
    serials: list[str]
    people: dict[str, Scope]

    def answers(self) -> dict:
        """A whole sheet, nothing left that a phone would insist on."""
        return complete_answers(self.wave.instrument, given={"A2": ["media"], "A4": ["any"], "A8": ["procedure_in_person"], "C": ["competence", "attitude"]})

    def key(self, who: str, serial: str | None = None, answers: dict | None = None, **more) -> Sheet:
        """Key a sheet (the first one) as this person."""
        values = {"submission_id": str(uuid.uuid4()), "answered_on": DAY, "started_at": now() - timedelta(seconds=90), "finished_at": now(), "seconds": 90, "keystrokes": 79}
        keyed = Keyed(answers=self.answers() if answers is None else answers, **values | more)
        return keep_keying(self.engine, self.wave, serial or self.serials[0], keyed, self.people[who])


def field_routed(paper: Paper) -> str:
    """Put a second household wave into the field, whose questionnaire leads past questions; the serial of its one sheet."""
    instrument, serial = forms.load("one_stop_visitor"), serial_of(1)
    with writing(paper.engine).begin() as connection:
        stored = connection.execute(insert(StoredInstrument).values(
            code=instrument.code, version=instrument.version, digest=instrument.digest, definition=instrument.to_json())).inserted_primary_key[0]
        wave = connection.execute(insert(Wave).values(
            code="re-nhanh", title="Đợt có rẽ nhánh", kind="household", state="open", opens_on=date(2025, 7, 1), instrument_id=stored, index_name="sipas")).inserted_primary_key[0]
        connection.execute(insert(Case).values(wave_id=wave, psu_id=connection.scalar(select(Psu.id)), serial=serial))
    return serial


def field_paper(engine: Engine, sheets: int = 3, share: float | None = None) -> Paper:
    """Field a wave with so many sheets in one commune, in which all PEOPLE work; `share` of them is keyed twice."""
    wave, case = field_household(engine)
    with writing(engine).begin() as connection:
        commune = connection.execute(insert(AdminUnit).values(code="09901", name="xã Mây Trắng", level="commune", valid_from=date(2025, 7, 1))).inserted_primary_key[0]
        psu = connection.scalar(select(Psu.id))
        connection.execute(update(Psu).values(unit_id=commune))
        if share is not None:
            connection.execute(update(Wave).values(design={"double_entry": share}))
        serials = [serial_of(number) for number in range(1, sheets + 1)]
        connection.execute(update(Case).where(Case.id == case).values(serial=serials[0]))
        connection.execute(insert(Case), [{"wave_id": wave.id, "psu_id": psu, "serial": serial, "weight": 1.0} for serial in serials[1:]])
        people = {}
        for name, role in PEOPLE.items():
            user = connection.execute(insert(User).values(username=name, password_hash="none", role=role, session_key=name)).inserted_primary_key[0]
            connection.execute(insert(AccountScope).values(user_id=user, unit_id=commune))
            people[name] = scope_of(connection, user)
    return Paper(engine, wave, serials, people)
