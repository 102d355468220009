"""When the answers behind the tables of a run came: from what day to what day, and in words beneath a title."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Connection, Row, func, select

from survey_app.models import Response
from survey_app.of_record import counted_as_corrected
from survey_app.times import LOCAL


def answered_days(connection: Connection, wave: Row, run: Row) -> dict | None:
    """The days of the answers themselves, where the wave (id, kind, closes_on) does not say when it ends; None of a survey with an end."""
    days = _read_answered(connection, wave.id, run) if wave.closes_on is None or wave.kind == "desk" else None
    return {"first": days[0].isoformat(), "last": days[1].isoformat()} if days else None


def _read_answered(connection: Connection, wave_id: int, run: Row) -> tuple[date, date] | None:
    """The first and the last day of the answers that a run counts; None where it does not say up to which it knew."""
    ground = run.diagnostics.get("ground")
    if not ground:
        return None
    query = counted_as_corrected(select(func.min(Response.answered_on), func.max(Response.answered_on)), ground)
    first, last = connection.execute(query.where(Response.wave_id == wave_id)).one()
    return (first, last) if first else None


def answered(document: dict) -> tuple[date, date] | None:
    """The first and the last day of the answers that the table counts; None where it does not say (frozen by an earlier version, or a survey of certain days)."""
    days = document.get("answered")
    return (date.fromisoformat(days["first"]), date.fromisoformat(days["last"])) if days else None


def days_of(document: dict) -> tuple[date, date | None]:
    """The days of the answers themselves where the wave has no end; else the days of the survey, or until when these figures were computed."""
    if days := answered(document):
        return days
    last, computed = document["closes_on"], document["run"]["finished_at"]
    until = date.fromisoformat(last) if last else datetime.fromisoformat(computed).astimezone(LOCAL).date() if computed else None
    return date.fromisoformat(document["opens_on"]), until


def period(document: dict) -> str:
    """`days_of` in words, which say what sort of days they are."""
    first, last = days_of(document)
    what = "Phiếu trả lời" if answered(document) else "Thu phiếu"
    until = f" đến {'' if answered(document) or document['closes_on'] else 'lúc tính '}{last:%d/%m/%Y}" if last else ""
    return f"{what} từ {first:%d/%m/%Y}{until}"
