"""Times a respondent's device reports: which are possible, and what they say about the day and the duration."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
SLACK = timedelta(minutes=5)
LONGEST = timedelta(days=366)


class ImpossibleTime(ValueError):
    """A reported time that cannot be: `field` names it, the message says why."""

    def __init__(self, field: str, why: str):
        super().__init__(f"{field}: {why}")
        self.field = field


@dataclass(frozen=True)
class Reported:
    """Moments by the device's own clock: the first answer, the last, and the sending (all aware, all optional)."""

    started_at: datetime | None = None
    finished_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Settled:
    """The local day the answers belong to, and how many seconds answering took (None when not reported)."""

    answered_on: date
    seconds: int | None


def settle(reported: Reported, received: datetime) -> Settled:
    """Correct the device's clock by the sending time and check the order.

    A cheap phone's clock may be wrong by years: when the sending time is reported, only differences count
    (finished = received - (sent - finished)). Raises ImpossibleTime for a future time or a wrong order.
    """
    clock = reported.sent_at or received
    started, finished = reported.started_at, reported.finished_at or clock
    if finished > clock + SLACK:
        raise ImpossibleTime("finished_at", f"is in the future ({finished.isoformat()}); expected a time no later than the sending")
    if started and started > finished:
        raise ImpossibleTime("started_at", f"is after finished_at ({started.isoformat()} > {finished.isoformat()})")
    if clock - (started or finished) > LONGEST:
        raise ImpossibleTime("started_at" if started else "finished_at", "is more than 366 days before the sending")
    true_finish = received - max(clock - finished, timedelta(0))
    seconds = int((finished - started).total_seconds()) if started else None
    return Settled(true_finish.astimezone(LOCAL).date(), seconds)
