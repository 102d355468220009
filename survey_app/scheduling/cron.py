"""Five-field cron expressions: read with Vietnamese messages, and their next moment.

What is read here is what the scheduler reads too (its own reader takes more): numbers, lists, ranges, steps; a weekday
from 0 to 7, Sunday both; never a day of the month and a weekday together, for crontabs disagree on what that means.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIELDS = (("phút", 0, 59), ("giờ", 0, 23), ("ngày trong tháng", 1, 31), ("tháng", 1, 12), ("thứ", 0, 7))
# 29 February comes again after 8 years at most (1896 to 1904, 2096 to 2104).
FARTHEST = timedelta(days=366 * 9)
LONGEST = 60


class BadCron(ValueError):
    """The expression cannot be used; the message says in Vietnamese which field and why."""


@dataclass(frozen=True)
class Cron:
    """Which minutes, hours, days, months and weekdays (0 is Sunday) are meant."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    def fits(self, day: date) -> bool:
        """Whether it is due on a day."""
        return day.month in self.months and day.day in self.days and day.isoweekday() % 7 in self.weekdays


def read_cron(text: str) -> Cron:
    """Read an expression; raises BadCron, also for one that is never due."""
    fields = text.split()
    if len(text) > LONGEST:
        raise BadCron(f"Biểu thức dài quá {LONGEST} ký tự.")
    if len(fields) != len(FIELDS):
        raise BadCron(f"Cần đúng 5 phần cách nhau bằng dấu cách: phút giờ ngày tháng thứ. Đang có {len(fields)} phần.")
    if fields[2] != "*" and fields[4] != "*":
        raise BadCron("Chỉ dùng ngày trong tháng hoặc thứ trong tuần, phần còn lại để *.")
    *rest, weekdays = (frozenset(_numbers(field, *about)) for field, about in zip(fields, FIELDS, strict=True))
    cron = Cron(*rest, frozenset(day % 7 for day in weekdays))
    if not any(cron.fits(day) for day in _days(date(2024, 1, 1), timedelta(days=366))):
        raise BadCron("Không bao giờ đến: tháng đã chọn không có ngày đã chọn.")
    return cron


def next_moment(cron: Cron, timezone: str, after: datetime) -> datetime | None:
    """The first moment (aware, UTC) later than `after`; clock times that the zone skips are left out."""
    zone = ZoneInfo(timezone)
    for day in _days(after.astimezone(zone).date(), FARTHEST):
        if cron.fits(day):
            moments = (_moment(day, hour, minute, zone) for hour in sorted(cron.hours) for minute in sorted(cron.minutes))
            for moment in moments:
                if moment is not None and moment > after:
                    return moment
    return None


def _moment(day: date, hour: int, minute: int, zone: ZoneInfo) -> datetime | None:
    local = datetime.combine(day, time(hour, minute), zone)
    moment = local.astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None) else None


def _days(first: date, span: timedelta) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range(span.days + 1))


def _numbers(field: str, name: str, low: int, high: int) -> Iterator[int]:
    for part in field.split(","):
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        if slash and span != "*" and not dash:
            raise BadCron(f"Phần {name}: bước chỉ đi sau * hoặc sau một khoảng, ví dụ */5 hoặc 1-10/2; đang là {part!r}.")
        start, end = (low, 6 if name == "thứ" else high) if span == "*" else (_number(first, name, low, high), _number(last if dash else first, name, low, high))
        if start > end:
            raise BadCron(f"Phần {name}: khoảng {span!r} phải từ nhỏ đến lớn.")
        yield from range(start, end + 1, _step(step, name, end - start) if slash else 1)


def _number(text: str, name: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise BadCron(f"Phần {name}: cần số từ {low} đến {high}; đang là {text!r}.")
    return int(text)


def _step(text: str, name: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        raise BadCron(f"Phần {name}: bước cần là số từ 1 đến {most}; đang là {text!r}.")
    return int(text)
