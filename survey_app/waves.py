"""The life of a wave: made as a draft with its frozen instrument, opened for answers, closed for good."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, insert, select, update

from forms import Instrument
from survey_app.channels.paper.sheets import DOUBLE_ENTRY
from survey_app.closing import Obstacle, closing_obstacles
from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.journal.seals import seal
from survey_app.models import ServicePoint, StoredInstrument, Wave, wave_desk
from survey_app.scheduling.changing import request_on_close
from survey_app.written import tidy

# A closed wave stays closed: its figures may have been read by then. Answers that come late need a wave of their own.
NEXT_STATES = {"open": ("draft",), "closed": ("open",)}
INDEX_OF_KIND = {"household": "sipas", "desk": "service", "leaders": "par_leaders"}


class WaveRefused(ValueError):
    """The wave cannot be made or moved on; the message says why."""


class Unfinished(WaveRefused):
    """Closing would leave work behind: `obstacles` says what. It can be done all the same, by saying so."""

    def __init__(self, code: str, obstacles: tuple[Obstacle, ...]):
        super().__init__(f"wave {code!r} has unfinished work: " + "; ".join(f"{obstacle.count} {obstacle.en}" for obstacle in obstacles))
        self.obstacles = obstacles


@dataclass(frozen=True)
class NewWave:
    """What a wave is made from; `previous` is the code of the wave that it is compared with.

    `double_entry`, for household waves: the share of paper forms, 0 to 1, that two people key.
    """

    code: str
    title: str
    kind: str
    opens_on: date
    closes_on: date | None = None
    previous: str | None = None
    double_entry: float | None = None


def add_wave(connection: Connection, new: NewWave, instrument: Instrument) -> int:
    """Make a draft wave and freeze its instrument; returns its id. Raises WaveRefused: code taken, dates, previous wave, double entry."""
    if connection.scalar(select(Wave.id).where(Wave.code == new.code)):
        raise WaveRefused(f"there is a wave {new.code!r} already")
    if new.closes_on and new.closes_on < new.opens_on:
        raise WaveRefused(f"it would close ({new.closes_on}) before it opens ({new.opens_on})")
    title = tidy(new.title)
    wave_id = connection.execute(insert(Wave).values(
        code=new.code, title=title, kind=new.kind, state="draft", opens_on=new.opens_on, closes_on=new.closes_on, design=_design(new),
        instrument_id=freeze(connection, instrument), index_name=INDEX_OF_KIND[new.kind], previous_wave_id=_previous(connection, new),
    )).inserted_primary_key[0]
    record(connection, acting(), "wave.add", new.code, {"name": title, "digest": instrument.digest, **_design(new)})
    return wave_id


def _design(new: NewWave) -> dict:
    if new.double_entry is None:
        return {}
    if new.kind != "household":
        raise WaveRefused(f"double entry is about paper forms; a {new.kind} wave has none")
    if not 0 <= new.double_entry <= 1:
        raise WaveRefused(f"expected a share of 0 to 1 for double entry; came {new.double_entry}")
    return {DOUBLE_ENTRY: new.double_entry}


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


def move_on(engine: Engine, code: str, state: str, *, anyway: bool = False) -> None:
    """Open a draft or close an open wave. Raises WaveRefused for any other step and for an unknown wave.

    Closing raises Unfinished while work would be left behind; with `anyway` it is done and the journal says what was left.
    The journal also gets the seal of the responses that the wave is closed with.
    """
    with writing(engine).begin() as connection:
        told = seal(connection, code) | _left_behind(connection, code, anyway) if state == "closed" else {}
        allowed = update(Wave).where(Wave.code == code, Wave.state.in_(NEXT_STATES[state])).values(state=state)
        if connection.execute(allowed).rowcount:
            request_on_close(connection, code, state)
            record(connection, acting(), f"wave.{state}", code, told)
            return
        now = connection.scalar(select(Wave.state).where(Wave.code == code))
    raise WaveRefused(f"there is no wave {code!r}" if now is None else f"wave {code!r} is {now}; only a wave that is {NEXT_STATES[state][0]} can become {state}")


def _left_behind(connection: Connection, code: str, anyway: bool) -> dict[str, int]:
    """How much unfinished work of each kind an open wave has; raises Unfinished when that must be said first."""
    wave_id = connection.scalar(select(Wave.id).where(Wave.code == code, Wave.state == "open"))
    obstacles = closing_obstacles(connection, wave_id) if wave_id else ()
    if obstacles and not anyway:
        raise Unfinished(code, obstacles)
    return {obstacle.code: obstacle.count for obstacle in obstacles}
