"""When the answers of an official table came, in its title: the year of a survey, or the months of a desk that is always open."""
from __future__ import annotations

from datetime import date

from survey_app.answered import answered


def _months(document: dict) -> tuple[date, date] | None:
    """The days between which a desk's answers lie when that is no single year: other surveys go by the year of their form."""
    days = answered(document) if document["kind"] == "desk" else None
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
    days = answered(document) if document["kind"] == "desk" else None
    return days[1].year if days else document["year"]
