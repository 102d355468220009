"""The life of a wave: made as a draft with its frozen instrument, opened for answers, closed for good."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, insert, select, update

from forms import Instrument
from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.models import ServicePoint, StoredInstrument, Wave, wave_desk

# A closed wave stays closed: its figures may have been read by then. Answers that come late need a wave of their own.
NEXT_STATES = {"open": ("draft",), "closed": ("open",)}
INDEX_OF_KIND = {"household": "sipas", "desk": "service", "leaders": "par_leaders"}


class WaveRefused(ValueError):
    """The wave cannot be made or moved on; the message says why."""


@dataclass(frozen=True)
class NewWave:
    """What a wave is made from; `previous` is the code of the wave that it is compared with."""

    code: str
    title: str
    kind: str
    opens_on: date
    closes_on: date | None = None
    previous: str | None = None


def add_wave(connection: Connection, new: NewWave, instrument: Instrument) -> int:
    """Make a draft wave and freeze its instrument; returns its id. Raises WaveRefused: code taken, dates, previous wave."""
    if connection.scalar(select(Wave.id).where(Wave.code == new.code)):
        raise WaveRefused(f"there is a wave {new.code!r} already")
    if new.closes_on and new.closes_on < new.opens_on:
        raise WaveRefused(f"it would close ({new.closes_on}) before it opens ({new.opens_on})")
    wave_id = connection.execute(insert(Wave).values(
        code=new.code, title=new.title, kind=new.kind, state="draft", opens_on=new.opens_on, closes_on=new.closes_on, design={},
        instrument_id=freeze(connection, instrument), index_name=INDEX_OF_KIND[new.kind], previous_wave_id=_previous(connection, new),
    )).inserted_primary_key[0]
    record(connection, acting(), "wave.add", new.code, {"name": new.title, "digest": instrument.digest})
    return wave_id


def freeze(connection: Connection, instrument: Instrument) -> int:
    """The id of the stored instrument with this digest, stored now when it is new."""
    known = connection.scalar(select(StoredInstrument.id).where(StoredInstrument.digest == instrument.digest))
    return known or connection.execute(insert(StoredInstrument).values(
        code=instrument.code, version=instrument.version, digest=instrument.digest, definition=instrument.to_json(),
    )).inserted_primary_key[0]


def _previous(connection: Connection, new: NewWave) -> int | None:
    if new.previous is None:
        return None
    found = connection.execute(select(Wave.id, Wave.kind).where(Wave.code == new.previous)).first()
    if found is None:
        raise WaveRefused(f"there is no wave {new.previous!r} to compare with")
    if found.kind != new.kind:
        raise WaveRefused(f"wave {new.previous!r} is a {found.kind} wave; kinds are never compared with each other")
    return found.id


def join_desks(connection: Connection, wave_id: int) -> int:
    """Let every desk take part in a desk wave; how many there are."""
    desks = connection.scalars(select(ServicePoint.id)).all()
    if desks:
        connection.execute(insert(wave_desk), [{"wave_id": wave_id, "service_point_id": desk} for desk in desks])
    return len(desks)


def move_on(engine: Engine, code: str, state: str) -> None:
    """Open a draft or close an open wave. Raises WaveRefused for any other step and for an unknown wave."""
    with writing(engine).begin() as connection:
        allowed = update(Wave).where(Wave.code == code, Wave.state.in_(NEXT_STATES[state])).values(state=state)
        if connection.execute(allowed).rowcount:
            record(connection, acting(), f"wave.{state}", code)
            return
        now = connection.scalar(select(Wave.state).where(Wave.code == code))
    raise WaveRefused(f"there is no wave {code!r}" if now is None else f"wave {code!r} is {now}; only a wave that is {NEXT_STATES[state][0]} can become {state}")
