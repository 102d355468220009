"""Desks that went silent: no answer for far longer than any pause they have had. Why these limits: docs/pulse.md."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise

from sqlalchemy import Connection, func, select

from survey_app.locale import show_day
from survey_app.models import DeskCode, Response, ServicePoint, Wave, wave_desk
from survey_app.of_record import of_record
from survey_app.times import LOCAL

TIMES = 3  # so many times its longest pause, and
LEAST = 14  # longer than so many days: no holiday is
SHARED = {True: "không điểm nào có phiếu", False: "chưa điểm nào có phiếu"}
PAUSES = 7  # fewer pauses than this do not tell what is usual
RULE = (f"Một điểm được coi là im lặng khi không có phiếu quá {LEAST} ngày và lâu hơn {TIMES} lần khoảng nghỉ dài nhất trước đó của chính điểm ấy. "
        "Hãy xem mã QR còn ở quầy không, máy và mạng có chạy không.")


@dataclass(frozen=True)
class Pause:
    """How long a desk has had no answers. since: the first day without; longest: its longest pause before, None where it had too few to tell."""

    number: str
    name: str
    since: date
    days: int
    longest: int | None
    ever: bool  # whether it had any answer in this wave

    @property
    def silent(self) -> bool:
        """Whether this pause is no usual one; a desk that never had an answer is silent once no holiday explains it."""
        if not self.ever:
            return self.days > LEAST
        return self.longest is not None and self.days > max(LEAST, TIMES * self.longest)

    @property
    def words(self) -> str:
        """"không có phiếu từ 01/07/2026 (144 ngày)"."""
        return f"{'không có phiếu' if self.ever else 'chưa có phiếu nào'} từ {show_day(self.since)} ({self.days} ngày)"


def pauses(connection: Connection, today: date | None = None) -> dict[tuple[str, str], Pause]:
    """The present pause of every desk with a code in every desk wave that is being collected today, by code of the wave and number of the desk."""
    today = today or datetime.now(LOCAL).date()
    open_now = (Wave.state == "open", Wave.kind == "desk", Wave.opens_on <= today, Wave.closes_on.is_(None) | (Wave.closes_on >= today))
    first_code = select(func.min(DeskCode.issued_at)).where(DeskCode.service_point_id == ServicePoint.id).scalar_subquery().label("first_code")
    desks = select(Wave.code, Wave.opens_on, ServicePoint.number, ServicePoint.name, first_code).join(wave_desk, wave_desk.c.wave_id == Wave.id).join(
        ServicePoint, ServicePoint.id == wave_desk.c.service_point_id).where(*open_now, first_code.is_not(None))
    days = of_record(select(Wave.code, ServicePoint.number, Response.answered_on).join(Wave, Wave.id == Response.wave_id).join(
        ServicePoint, ServicePoint.id == Response.service_point_id).where(*open_now)).distinct().order_by(Wave.code, ServicePoint.number, Response.answered_on)
    known = {key: [row.answered_on for row in rows] for key, rows in groupby(connection.execute(days), key=lambda row: (row.code, row.number))}
    return {(row.code, row.number): pause_of(row.number, row.name, max(row.opens_on, row.first_code.astimezone(LOCAL).date()), known.get((row.code, row.number), []), today)
            for row in connection.execute(desks)}


def pause_of(number: str, name: str, first: date, days: list[date], today: date) -> Pause:
    """The pause of one desk. first: the day from which it could have answers; days: those with answers, in order, each once."""
    if not days:
        return Pause(number, name, first, (today - first).days + 1, None, False)
    before = [(later - earlier).days for earlier, later in pairwise(days)]
    return Pause(number, name, days[-1] + timedelta(days=1), max(0, (today - days[-1]).days), max(before) if len(before) >= PAUSES else None, True)


def shared_silence(found: Iterable[Pause]) -> Pause | None:
    """Where every one of several desks of a wave is silent: the pause of the one that had an answer last, or, had none any, of the first. One cause, not many."""
    asked = list(found)
    if len(asked) < 2 or not all(one.silent for one in asked):
        return None
    ever = [one for one in asked if one.ever]
    return min(ever, key=lambda one: one.days) if ever else max(asked, key=lambda one: one.days)


def own_silences(found: Iterable[Pause]) -> list[Pause]:
    """The desks of a wave that are silent by themselves: where all are, those that already were when the last one fell silent."""
    asked = list(found)
    shared = shared_silence(asked)
    if shared is None:
        return [one for one in asked if one.silent]
    return [one for one in asked if shared.ever and replace(one, days=one.days - shared.days).silent]


def silent_words(found: Iterable[Pause]) -> str:
    """How many of these desks of a wave are silent and since when, a clause; empty where none is."""
    asked = list(found)
    own, shared = own_silences(asked), shared_silence(asked)
    if shared:
        before = f"; im lặng từ trước đó: {_counted(own, len(asked))}" if own else ""
        return f"{SHARED[shared.ever]} từ {show_day(shared.since)} ({shared.days} ngày): có thể đợt đã dừng hoặc máy chủ không nhận được phiếu{before}"
    if not own:
        return ""
    return own[0].words if len(asked) == 1 else _counted(own, len(asked))


def _counted(silent: list[Pause], asked: int) -> str:
    together = len({(one.since, one.ever) for one in silent}) == 1
    return f"{len(silent)} trong {asked} điểm {'' if together else 'im lặng, lâu nhất '}{max(silent, key=lambda one: one.days).words}"
