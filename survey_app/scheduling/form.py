"""The form of a schedule: a rhythm in words, or an expression for experts, checked as the scheduler will read it."""
from __future__ import annotations

import re
from datetime import time

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import AnyOf, ValidationError
from wtforms.widgets import TimeInput

from survey_app.scheduling.changing import NewSchedule
from survey_app.scheduling.cron import BadCron, read_cron
from survey_app.scheduling.reading import ZONES, Line
from survey_app.scheduling.rhythm import LAST_DAY, RHYTHMS, WEEKDAYS, Rhythm, rhythm_of

CHOOSE = "Hãy chọn một trong các mục."
TOO_OFTEN = "Nhiều nhất một lần mỗi giờ: phần phút cần đúng một số, vì mỗi lần tính đều được lưu."
CLOCK = r"([01]?\d|2[0-3]):([0-5]\d)"


def _choices(names: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, words) for value, words in names.items()]


class ScheduleForm(FlaskForm):
    """When a wave is computed."""

    enabled = BooleanField("Tính theo giờ")
    rhythm = RadioField("Nhịp", [AnyOf(RHYTHMS, CHOOSE)], choices=_choices(RHYTHMS), validate_choice=False)
    at = StringField("Lúc (giờ:phút)", widget=TimeInput())
    weekday = SelectField("Thứ (hằng tuần)", [AnyOf(WEEKDAYS, CHOOSE)], choices=_choices(WEEKDAYS), validate_choice=False)
    day = StringField("Ngày (hằng tháng)")
    cron = StringField("Biểu thức cron: phút giờ ngày tháng thứ")
    timezone = SelectField("Múi giờ", validate_choice=False)
    on_close = BooleanField("Tính khi đóng đợt")

    def offer(self, line: Line) -> ScheduleForm:
        """The zones to choose from: also the one that is stored."""
        zones = ZONES | {line.timezone: ZONES.get(line.timezone, "")}
        self.timezone.choices = _choices({zone: f"{words} ({zone})" if words else zone for zone, words in zones.items()})
        return self

    def show(self, line: Line) -> ScheduleForm:
        """The stored schedule, or what a new one begins with."""
        rhythm = rhythm_of(line.cron) if line.cron else Rhythm("daily")
        self.enabled.data, self.on_close.data, self.timezone.data = line.enabled, line.on_close, line.timezone
        self.rhythm.data, self.at.data, self.weekday.data, self.day.data, self.cron.data = rhythm.name, f"{rhythm.at:%H:%M}", rhythm.weekday, str(rhythm.day), rhythm.cron
        return self

    def validate_at(self, field: StringField) -> None:
        """A time for every rhythm but the expert's."""
        if self.rhythm.data != "custom" and not re.fullmatch(CLOCK, (field.data or "").strip(), re.ASCII):
            raise ValidationError("Hãy nhập giờ và phút có thật, ví dụ 01:00.")

    def validate_day(self, field: StringField) -> None:
        """A day for the monthly rhythm."""
        if self.rhythm.data == "monthly" and (field.data or "").strip() not in map(str, range(1, LAST_DAY + 1)):
            raise ValidationError(f"Hãy nhập ngày từ 1 đến {LAST_DAY}, để tháng nào cũng có.")

    def validate_timezone(self, field: SelectField) -> None:
        """A zone that was offered."""
        if field.data not in [choice.value for choice in field.choices]:
            raise ValidationError(CHOOSE)

    def validate_cron(self, field: StringField) -> None:
        """An expression that can be read, comes due, and not oftener than hourly: every run is stored."""
        if self.rhythm.data == "custom":
            try:
                cron = read_cron(field.data or "")
            except BadCron as bad:
                raise ValidationError(str(bad)) from None
            if len(cron.minutes) > 1:
                raise ValidationError(TOO_OFTEN)

    def schedule(self) -> NewSchedule:
        """What a valid form says; fields of other rhythms do not matter."""
        name = self.rhythm.data
        if name == "custom":
            rhythm = Rhythm(name, cron=self.cron.data)
        else:
            at = time(*map(int, self.at.data.strip().split(":")))
            rhythm = Rhythm(name, at, self.weekday.data, int(self.day.data) if name == "monthly" else 1)
        return NewSchedule(rhythm.as_cron(), self.timezone.data, self.enabled.data, self.on_close.data)
