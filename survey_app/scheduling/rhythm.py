"""Rhythms that people name, and the cron expressions that they are stored as."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

RHYTHMS = {"daily": "Hằng ngày", "weekly": "Hằng tuần", "monthly": "Hằng tháng", "quarterly": "Ngày đầu mỗi quý", "custom": "Biểu thức cron (cho người thạo)"}
WEEKDAYS = {"1": "thứ Hai", "2": "thứ Ba", "3": "thứ Tư", "4": "thứ Năm", "5": "thứ Sáu", "6": "thứ Bảy", "0": "Chủ nhật"}
# Every month has 28 days; later ones would be left out now and then.
LAST_DAY = 28
CRONS = {"daily": "{minute} {hour} * * *", "weekly": "{minute} {hour} * * {weekday}", "monthly": "{minute} {hour} {day} * *", "quarterly": "{minute} {hour} 1 1,4,7,10 *"}
CLOCK = r"(?P<minute>[0-5]?\d) (?P<hour>1?\d|2[0-3])"
PATTERNS = {
    "daily": rf"{CLOCK} \* \* \*", "weekly": rf"{CLOCK} \* \* (?P<weekday>[0-6])",
    "monthly": rf"{CLOCK} (?P<day>1?\d|2[0-8]) \* \*", "quarterly": rf"{CLOCK} 1 1,4,7,10 \*",
}
NIGHT_ENDS = 5


@dataclass(frozen=True)
class Rhythm:
    """How often and when; `cron` only of a custom one."""

    name: str
    at: time = time(1, 0)
    weekday: str = "1"
    day: int = 1
    cron: str = ""

    def as_cron(self) -> str:
        """The five fields."""
        if self.name == "custom":
            return " ".join(self.cron.split())
        return CRONS[self.name].format(minute=self.at.minute, hour=self.at.hour, weekday=self.weekday, day=self.day)

    def words(self) -> str:
        """As people say it: "hằng đêm lúc 01:00", "ngày đầu mỗi quý lúc 06:30"."""
        often = {
            "daily": "hằng đêm" if self.at.hour < NIGHT_ENDS else "hằng ngày", "weekly": f"{WEEKDAYS[self.weekday]} hằng tuần",
            "monthly": f"ngày {self.day} hằng tháng", "quarterly": "ngày đầu mỗi quý", "custom": f"theo biểu thức cron {self.cron}",
        }[self.name]
        return often if self.name == "custom" else f"{often} lúc {self.at:%H:%M}"


def rhythm_of(cron: str) -> Rhythm:
    """The rhythm that a cron expression is; custom when people have no word for it."""
    for name, pattern in PATTERNS.items():
        if found := re.fullmatch(pattern, " ".join(cron.split())):
            parts = found.groupdict()
            return Rhythm(name, time(int(parts["hour"]), int(parts["minute"])), parts.get("weekday", "1"), int(parts.get("day", 1)) or 1)
    return Rhythm("custom", cron=" ".join(cron.split()))
