"""Who computes a run: claiming it, keeping it alive by a heartbeat, and closing those whose process died."""

import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread

from sqlalchemy import ColumnElement, Connection, Engine, and_, insert, or_, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from pipeline.errors import EngineError
from pipeline.lease import Clock, database_now
from survey_app.database import writing
from survey_app.models import Run, Wave

BEAT_SECONDS = 5
DEAD_AFTER = timedelta(seconds=30)
INTERRUPTED = "interrupted: the process that computed this run ended before it was done"


class RunRefused(EngineError):
    """No run was started: a database of another version, no such wave, or another run of it is going on."""


class RunStopped(EngineError):
    """A run that was going on must not go on; nothing of it is published."""


@dataclass(frozen=True)
class Claim:
    """A run that this process computes."""

    run: int
    wave_id: int
    wave: str
    holder: str


def new_holder() -> str:
    """A name for this process (or thread) that no other has or will have."""
    return f"{socket.gethostname()[:50]}:{os.getpid()}:{secrets.token_hex(4)}"


def start_run(engine: Engine, wave: str, *, asked_by: str, clock: Clock = database_now) -> Claim:
    """Claim a new run of a wave; RunRefused when there is no such wave or it is being computed."""
    close_interrupted(engine, clock)
    with engine.connect() as connection:
        wave_id = _find_wave(connection, wave)
    holder = new_holder()
    try:
        with writing(engine).begin() as connection:
            moment = clock(connection)
            begun = {"state": "running", "requested_at": moment, "started_at": moment, "heartbeat_at": moment}
            run = connection.execute(insert(Run).values(wave_id=wave_id, asked_by=asked_by, holder=holder, **begun)).inserted_primary_key[0]
    except IntegrityError:
        raise _busy(engine, wave_id, wave) from None
    return Claim(run, wave_id, wave, holder)


def claim_requested(engine: Engine, clock: Clock = database_now) -> Claim | None:
    """Claim the oldest requested run whose wave is not being computed; None when there is none."""
    with engine.connect() as connection:
        query = select(Run.id, Run.wave_id, Wave.code).join(Wave, Run.wave_id == Wave.id)
        requested = connection.execute(query.where(Run.state == "requested").order_by(Run.id)).all()
    return next((claim for row in requested if (claim := _claim(engine, Claim(*row, new_holder()), clock))), None)


def _claim(engine: Engine, claim: Claim, clock: Clock) -> Claim | None:
    try:
        with writing(engine).begin() as connection:
            moment = clock(connection)
            wish = update(Run).where(Run.id == claim.run, Run.state == "requested")
            taken = connection.execute(wish.values(state="running", holder=claim.holder, started_at=moment, heartbeat_at=moment)).rowcount
    except IntegrityError:  # uq_run_one_running: another run of the wave is going on, this one keeps waiting
        return None
    return claim if taken else None


def close_interrupted(engine: Engine, clock: Clock = database_now) -> list[int]:
    """Mark as failed the running runs whose heart stopped; returns their ids."""
    with engine.connect() as connection:
        if connection.scalar(select(Run.id).where(_dead(clock(connection)))) is None:
            return []
    with writing(engine).begin() as connection:
        moment = clock(connection)
        ended = update(Run).where(_dead(moment)).values(state="failed", reason=INTERRUPTED, finished_at=moment)
        return list(connection.scalars(ended.returning(Run.id)))


def _dead(moment: datetime) -> ColumnElement[bool]:
    """Last beat too long ago, or in a time yet to come: then the clock was set back and none came since."""
    return and_(Run.state == "running", or_(Run.heartbeat_at < moment - DEAD_AFTER, Run.heartbeat_at > moment + DEAD_AFTER))


@contextmanager
def beating(engine: Engine, claim: Claim, clock: Clock = database_now, seconds: float = BEAT_SECONDS) -> Iterator[Callable[[], None]]:
    """Keep a claim alive meanwhile. Yields a function that raises RunStopped once the claim is lost."""
    done, lost = Event(), Event()
    heart = Thread(target=_beat, args=(engine, claim, clock, seconds, done, lost), name=f"heart of run {claim.run}", daemon=True)
    heart.start()

    def go_on() -> None:
        if lost.is_set():
            raise RunStopped("stopped: this run was closed by another process meanwhile")

    try:
        yield go_on
    finally:
        done.set()
        heart.join()


def _beat(engine: Engine, claim: Claim, clock: Clock, seconds: float, done: Event, lost: Event) -> None:
    while not done.wait(seconds):
        try:
            with writing(engine).begin() as connection:
                alive = connection.execute(update(Run).where(*held_by(claim)).values(heartbeat_at=clock(connection))).rowcount
        except SQLAlchemyError:  # a restarting database: the next beat tries again, publishing checks the claim anyway
            continue
        if not alive:
            lost.set()
            return


def held_by(claim: Claim) -> tuple:
    """The conditions under which a run is still this claim's to change."""
    return Run.id == claim.run, Run.state == "running", Run.holder == claim.holder


def _find_wave(connection: Connection, code: str) -> int:
    found = connection.scalar(select(Wave.id).where(Wave.code == code))
    if found is None:
        known = ", ".join(connection.scalars(select(Wave.code).order_by(Wave.code))) or "none yet"
        raise RunRefused(f"there is no wave {code!r}; there are: {known}")
    return found


def _busy(engine: Engine, wave_id: int, wave: str) -> RunRefused:
    with engine.connect() as connection:
        run = connection.scalar(select(Run.id).where(Run.wave_id == wave_id, Run.state == "running"))
    return RunRefused(
        f"wave {wave} is being computed by run {run or '(just ended)'}; wait for it "
        f"(if its process was killed, it is closed {DEAD_AFTER.seconds} s after its last sign of life)"
    )
