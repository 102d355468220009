"""How far the keying of a wave is: every case is in exactly one state."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Select, and_, func, select
from sqlalchemy.orm import aliased

from survey_app.fielded import FieldedWave
from survey_app.models import Case, KeyedBy, Psu, Response
from survey_app.people.scopes import Scope


@dataclass(frozen=True)
class Progress:
    """Sheets of a wave by state; `overtaken` are those of record by the household's own answer though keyed before; `own_second` and `own_differing` are those of the last two that this person keyed and must leave to others."""

    cases: int
    of_record: int
    keyed_once: int
    differing: int
    own_second: int
    own_differing: int
    overtaken: int

    @property
    def to_key(self) -> int:
        """Sheets that nobody has keyed."""
        return self.cases - self.of_record - self.keyed_once - self.differing

    @property
    def second_for_me(self) -> int:
        """Sheets keyed once, by somebody else."""
        return self.keyed_once - self.own_second

    @property
    def differing_for_me(self) -> int:
        """Sheets to adjudicate that this person did not key."""
        return self.differing - self.own_differing


def read_progress(connection: Connection, wave: FieldedWave, by: Scope) -> Progress:
    """The counts of a wave as one person sees them, in the communes of that person."""
    def count(query: Select) -> int:
        return connection.scalar(select(func.count()).select_from(query.subquery()))

    own = aliased(KeyedBy)
    once, differing = keyed_once(wave.id, by), waiting_for_decision(wave.id, by)
    mine = select(own.response_id).where(own.user_id == by.user_id, own.case_id == KeyedBy.case_id).exists()
    return Progress(
        cases=count(_seen(select(Case.id).where(Case.wave_id == wave.id), by)),
        of_record=count(_seen(select(Response.id).join(Case, Case.id == Response.case_id).where(
            Case.wave_id == wave.id, Response.case_id.is_not(None), Response.purpose == "original", Response.supersedes_id.is_(None)), by)),
        keyed_once=count(once), differing=count(differing),
        own_second=count(once.where(mine)), own_differing=count(differing.where(mine)),
        overtaken=count(overtaken(wave.id, by)))


def keyed_once(wave_id: int, by: Scope) -> Select:
    """The first keyings without a second and without a response of record."""
    second = aliased(KeyedBy)
    return _pending(wave_id, by).outerjoin(second, and_(second.case_id == KeyedBy.case_id, second.part == "second")).where(
        KeyedBy.part == "first", second.case_id.is_(None))


def overtaken(wave_id: int, by: Scope) -> Select:
    """The first keyings whose household then answered by link: its answer is of record, and the keying needs nobody any more."""
    online = select(Response.id).where(
        Response.case_id == KeyedBy.case_id, Response.purpose == "original", Response.supersedes_id.is_(None), Response.channel == "link")
    query = select(KeyedBy.case_id).join(Case, Case.id == KeyedBy.case_id).where(Case.wave_id == wave_id, KeyedBy.part == "first", online.exists())
    return _seen(query, by)


def waiting_for_decision(wave_id: int, by: Scope) -> Select:
    """The second keyings that differ from the first and wait for a third person."""
    return _pending(wave_id, by).where(KeyedBy.differs > 0)


def _pending(wave_id: int, by: Scope) -> Select:
    recorded = select(Response.id).where(Response.case_id == KeyedBy.case_id, Response.purpose == "original", Response.supersedes_id.is_(None))
    return _seen(select(KeyedBy.case_id, KeyedBy.differs).join(Case, Case.id == KeyedBy.case_id).where(Case.wave_id == wave_id, ~recorded.exists()), by)


def _seen(query: Select, by: Scope) -> Select:
    """The query limited to the person's communes; who sees all needs no join."""
    return query if by.everywhere else by.communes(query.join(Psu, Psu.id == Case.psu_id), Psu.unit_id)
