"""When the answers of an official table came, in words: the year of a survey, or the months of a desk that is always open."""
from __future__ import annotations

from datetime import date, datetime

from survey_app.times import LOCAL


def _answered(document: dict) -> tuple[date, date] | None:
    """The first and the last day of the answers that the table counts; None where it does not say (frozen by an earlier version, or a survey of certain days)."""
    days = document.get("answered")
    return (date.fromisoformat(days["first"]), date.fromisoformat(days["last"])) if days else None


def _months(document: dict) -> tuple[date, date] | None:
    """The days between which a desk's answers lie when that is no single year: other surveys go by the year of their form."""
    days = _answered(document) if document["kind"] == "desk" else None
    return days if days and days[0].year != days[1].year else None


def when_of(document: dict) -> str:
    """Within a title: "năm 2024", "từ tháng 7/2025 đến tháng 6/2026"."""
    months = _months(document)
    return f"từ tháng {_month(months[0])} đến tháng {_month(months[1])}" if months else f"năm {_year(document)}"


def column_of(document: dict) -> str:
    """Above the figures: "Năm 2024", "Từ 7/2025 đến 6/2026"."""
    months = _months(document)
    return f"Từ {_month(months[0])} đến {_month(months[1])}" if months else f"Năm {_year(document)}"


def _month(day: date) -> str:
    return f"{day.month}/{day.year}"


def _year(document: dict) -> int:
    """A desk opened in one year may have its answers in another."""
    days = _answered(document) if document["kind"] == "desk" else None
    return days[1].year if days else document["year"]


def period(document: dict) -> str:
    """The days of the answers themselves where the wave has no end; else the days of the survey, or until when these figures were computed."""
    if days := _answered(document):
        return f"Phiếu trả lời từ {days[0]:%d/%m/%Y} đến {days[1]:%d/%m/%Y}"
    first, last, computed = date.fromisoformat(document["opens_on"]), document["closes_on"], document["run"]["finished_at"]
    until = f"đến {date.fromisoformat(last):%d/%m/%Y}" if last else (
        f"đến lúc tính {datetime.fromisoformat(computed).astimezone(LOCAL):%d/%m/%Y}" if computed else "")
    return f"Thu phiếu từ {first:%d/%m/%Y} {until}".rstrip()
