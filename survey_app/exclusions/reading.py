"""What is left out of waves: counted by reason and place, act by act, and whether the last run knows of it."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Row, Select, func, select

from survey_app.exclusions.effect import acts_known
from survey_app.exclusions.sheets import PLACE, place_of
from survey_app.models import Case, Exclusion, Response, Wave
from survey_app.models.exclusions import left_out
from survey_app.of_record import of_record


def list_waves(connection: Connection) -> list[Row]:
    """code, title, kind of every wave, with the forms that came (`received`) and those of them that are `out`; the latest first."""
    received = of_record(select(Response.wave_id, func.count().label("received"))).group_by(Response.wave_id).subquery()
    out = _out().with_only_columns(Response.wave_id, func.count().label("out")).group_by(Response.wave_id).subquery()
    counts = (func.coalesce(received.c.received, 0).label("received"), func.coalesce(out.c.out, 0).label("out"))
    query = select(Wave.code, Wave.title, Wave.kind, *counts).outerjoin(received, received.c.wave_id == Wave.id).outerjoin(out, out.c.wave_id == Wave.id)
    return list(connection.execute(query.order_by(Wave.opens_on.desc(), Wave.code)))


def count_received(connection: Connection, wave_id: int) -> int:
    """Forms of record of a wave, those left out among them."""
    return connection.scalar(of_record(select(func.count()).select_from(Response).where(Response.wave_id == wave_id)))


def count_reasons(connection: Connection, wave_id: int) -> dict[str, int]:
    """Forms that are out, by reason."""
    out = left_out().subquery()
    query = select(out.c.reason, func.count()).join(Response, Response.id == out.c.response_id).where(Response.wave_id == wave_id)
    return dict(connection.execute(query.group_by(out.c.reason).order_by(out.c.reason)).all())


def count_places(connection: Connection, wave_id: int) -> list[tuple[str, int, int]]:
    """Places (communes, desks, groups of leaders) with forms that are out: name, forms out, forms that came; the most first."""
    return sorted((one for one in _places(connection, wave_id) if one[1]), key=lambda one: (-one[1], one[0]))


def counted_by_place(connection: Connection, wave_id: int) -> dict[str, int]:
    """Forms of each place that count: those that came but those that are out."""
    return {place: came - out for place, out, came in _places(connection, wave_id)}


def _places(connection: Connection, wave_id: int) -> list[tuple[str, int, int]]:
    """Places with answers: name, forms out, forms that came."""
    out = left_out().subquery()
    columns = select(PLACE.label("place"), func.count(out.c.id), func.count()).select_from(Response).outerjoin(out, out.c.response_id == Response.id)
    query = of_record(place_of(columns).where(Response.wave_id == wave_id)).group_by("place")
    return [(place or "", gone, came) for place, gone, came in connection.execute(query)]


def count_acts(connection: Connection, wave_id: int, standing: bool) -> int:
    """Acts of a wave; `standing`: only those by which forms are out now."""
    return connection.scalar(_acts(wave_id, standing).with_only_columns(func.count()))


def list_acts(connection: Connection, wave_id: int, standing: bool, *, most: int, skip: int) -> list[Row]:
    """id, serial, receipt, place, answered_on, act, reason, words, actor, happened_at; the newest first."""
    return list(connection.execute(_acts(wave_id, standing).order_by(Exclusion.id.desc()).limit(most).offset(skip)))


def acts_of_case(connection: Connection, case_id: int) -> list[Row]:
    """act, reason, words, actor, happened_at of the form of a case, the newest first."""
    query = select(Exclusion.act, Exclusion.reason, Exclusion.words, Exclusion.actor, Exclusion.happened_at).join(Response, Response.id == Exclusion.response_id)
    return list(connection.execute(query.where(Response.case_id == case_id).order_by(Exclusion.id.desc())))


def times_of_acts(connection: Connection, wave_id: int) -> list[datetime]:
    """When forms of a wave were left out or let in; all forms of one act have one moment. The earliest first."""
    query = select(Exclusion.happened_at).join(Response, Response.id == Exclusion.response_id).where(Response.wave_id == wave_id)
    return list(connection.scalars(query.distinct().order_by(Exclusion.happened_at)))


def acts_since(connection: Connection, wave_id: int, run: Row) -> int:
    """How many acts a run did not know of yet."""
    return count_acts(connection, wave_id, standing=False) - acts_known(run)


def _out() -> Select:
    return left_out().join(Response, Response.id == Exclusion.response_id)


def _acts(wave_id: int, standing: bool) -> Select:
    columns = (Exclusion.id, Case.serial, Response.receipt, PLACE.label("place"), Response.answered_on, Exclusion.act, Exclusion.reason, Exclusion.words,
               Exclusion.actor, Exclusion.happened_at)
    acts = _out() if standing else select(Exclusion.id).join(Response, Response.id == Exclusion.response_id)
    return place_of(acts.where(Response.wave_id == wave_id)).with_only_columns(*columns, maintain_column_froms=True)
