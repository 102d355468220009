"""The schedule that people edit, mirrored as jobs of APScheduler: when one is due, a run of its wave is requested."""

import logging
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Engine, insert, select

from survey_app.database import writing
from survey_app.models import Response, Run, Schedule

ASKED_BY = "schedule"
# As crontab counts them (7 is Sunday too). APScheduler counts from Monday = 0, so it is given names.
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
log = logging.getLogger(__name__)

_engine: Engine | None = None


def use_database(engine: Engine) -> None:
    """Say where due jobs write: a stored job is only the name of a function, so it finds this here."""
    global _engine
    _engine = engine


def request_run(wave_id: int) -> None:
    """What a due job does: request a run of the wave, unless one is waiting already, or nobody has answered yet: that would be a failure every night."""
    with writing(_engine).begin() as connection:
        waiting = select(Run.id).where(Run.wave_id == wave_id, Run.state == "requested")
        answered = select(Response.id).where(Response.wave_id == wave_id, Response.purpose == "original").limit(1)
        if connection.scalar(waiting) is None and connection.scalar(answered) is not None:
            connection.execute(insert(Run).values(wave_id=wave_id, asked_by=ASKED_BY))


@dataclass(frozen=True)
class Entry:
    """A line of the schedule."""

    wave_id: int
    cron: str
    timezone: str

    @property
    def job(self) -> str:
        """Id of the job that mirrors it."""
        return f"wave-{self.wave_id}"

    @property
    def name(self) -> str:
        """Name of that job: what it was made from, so that a change is seen."""
        return f"{self.cron} {self.timezone}"


def read_cron(cron: str, timezone: str) -> CronTrigger:
    """The trigger of a five-field crontab expression; ValueError or LookupError says what is wrong with it."""
    fields = cron.split()
    if len(fields) != 5:
        raise ValueError(f"expected 5 fields (minute hour day month weekday), came {len(fields)}")
    if fields[2] != "*" and fields[4] != "*":
        # crontab takes either, APScheduler wants both: nobody should have to know which it is here
        raise ValueError("expected a day of the month or a weekday, came both; leave one as *")
    return CronTrigger.from_crontab(" ".join([*fields[:4], _named(fields[4])]), timezone=ZoneInfo(timezone))


def _named(field: str) -> str:
    """A weekday field of crontab (0-5, mon-fri, */2, 6,7) as a list of names."""
    if field == "*":
        return field
    days = {WEEKDAYS[number % 7] for part in field.split(",") for number in _numbers(part)}
    return ",".join(sorted(days, key=WEEKDAYS.index))


def _numbers(part: str) -> range:
    span, _, step = part.partition("/")
    first, _, last = span.replace("*", "0-6").partition("-")
    low, high = _number(first), _number(last or first)
    return range(low, (7 if low and not high else high) + 1, int(step or 1))


def _number(day: str) -> int:
    number = WEEKDAYS.index(day.lower()) if day.lower() in WEEKDAYS else int(day)
    if not 0 <= number <= 7:
        raise ValueError(f"expected a weekday from 0 to 7 or {', '.join(WEEKDAYS)}, came {day}")
    return number


def mirror(engine: Engine, scheduler: BaseScheduler) -> None:
    """Make the jobs say what the schedule says.

    A job whose line did not change is left alone, its next run time too: runs missed while no scheduler
    was up are then made good by one. A line that cannot be read is logged and has no job.
    """
    wanted = {entry.job: entry for entry in _entries(engine)}
    jobs = {job.id: job for job in scheduler.get_jobs()}
    for job in jobs.keys() - wanted.keys():
        scheduler.remove_job(job)
    for job, entry in wanted.items():
        if job not in jobs or jobs[job].name != entry.name:
            _replace(scheduler, entry)


def _replace(scheduler: BaseScheduler, entry: Entry) -> None:
    try:
        trigger = read_cron(entry.cron, entry.timezone)
    except (ValueError, LookupError) as error:
        _warn_once(entry, str(error))
        if scheduler.get_job(entry.job):
            scheduler.remove_job(entry.job)
        return
    scheduler.add_job(request_run, trigger, args=(entry.wave_id,), id=entry.job, name=entry.name, replace_existing=True)


@cache
def _warn_once(entry: Entry, problem: str) -> None:
    log.warning("the schedule of wave %d (%s) cannot be used: %s", entry.wave_id, entry.name, problem)


def _entries(engine: Engine) -> list[Entry]:
    query = select(Schedule.wave_id, Schedule.cron, Schedule.timezone).where(Schedule.enabled)
    with engine.connect() as connection:
        return [Entry(*row) for row in connection.execute(query)]
