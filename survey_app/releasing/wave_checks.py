"""Checks of the wave beside others of its kind: its days, what it is measured from, and waves that could have been released instead."""
from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, Row, Select, func, or_, select

from survey_app.good_runs import last_good_run
from survey_app.journal.chain import moment_text
from survey_app.locale import show_day, show_span
from survey_app.models import JournalEntry, Release, Response, Run, Wave
from survey_app.numbers import whole
from survey_app.of_record import counted_as_corrected
from survey_app.releasing.found import BLOCKING, OK, WARNING, Found, first_of
from survey_app.releasing.subject import Subject

COMPUTED = select(Run.id).where(Run.wave_id == Wave.id, Run.state == "succeeded").exists()
RELEASED = select(Release.id).where(Release.wave_id == Wave.id, Release.state == "released").exists()


def days(connection: Connection, subject: Subject) -> Found:
    """Whether all answers that count are of days of the wave, whose dates stand in the table."""
    wave, answered = subject.wave, Response.answered_on
    outside = answered < wave.opens_on if wave.closes_on is None else or_(answered < wave.opens_on, answered > wave.closes_on)
    query = counted_as_corrected(select(func.count(), func.min(answered), func.max(answered)).where(Response.wave_id == wave.id, outside))
    count, first, last = connection.execute(query).one()
    span = show_span(wave.opens_on, wave.closes_on)
    if not count:
        return Found(OK, f"Mọi phiếu được tính đều trả lời trong thời gian của đợt ({span}).")
    return Found(BLOCKING, f"{whole(count)} phiếu được tính có ngày trả lời ngoài thời gian của đợt ({span}): từ {show_day(first)} đến {show_day(last)}. Hãy sửa ngày của đợt, hoặc loại các phiếu này kèm lý do.",
                 ("wave_life.show", {"code": wave.code}))


def siblings(connection: Connection, subject: Subject) -> Found:
    """Whether other waves of the kind were computed for the same time or year and none of them was released: a choice among several must be told."""
    others = [row for row in connection.execute(_of_kind(subject).where(COMPUTED, ~RELEASED)) if _meets(row, subject.wave)]
    if not others:
        return Found(OK, "Không có đợt cùng loại nào khác, cùng thời gian hoặc cùng năm, đã tính mà chưa công bố.")
    told = [f"{other.code} ({show_span(other.opens_on, other.closes_on)}, {whole(last_good_run(connection, other.id).counts.get('n'))} phiếu)" for other in others]
    return Found(WARNING, f"{len(others)} đợt khác cùng loại, cùng thời gian hoặc cùng năm, đã tính mà chưa công bố: {first_of(told)}. Hãy ghi vì sao công bố đợt này mà không công bố đợt kia.",
                 ("wave_life.index", {}))


def doubts_of_baseline(connection: Connection, subject: Subject, before: Row | None) -> Iterator[str]:
    """What speaks against the wave that changes are measured from (None: none): a nearer one, and a choice made after figures were known."""
    nearer = _of_kind(subject).where(COMPUTED, Wave.opens_on < subject.wave.opens_on)
    found = connection.execute(nearer.where(Wave.opens_on > before.opens_on) if before else nearer).all()
    if found:
        told = [f"{wave.code} ({'đã' if wave.released else 'chưa'} công bố)" for wave in found]
        yield (f"Giữa {before.code} và đợt này còn đợt cùng loại gần hơn" if before else "Trước đợt này có đợt cùng loại") + f": {first_of(told)}."
    for was, became, actor in _changes(connection, subject):
        yield f"Đợt để so sánh bị đổi sau lần tính đầu tiên: {was or 'không có'} → {became or 'không có'}, {actor}."


def _of_kind(subject: Subject) -> Select:
    """Other waves of the same kind, the latest first."""
    query = select(Wave.id, Wave.code, Wave.opens_on, Wave.closes_on, RELEASED.label("released"))
    return query.where(Wave.kind == subject.wave.kind, Wave.id != subject.wave.id).order_by(Wave.opens_on.desc(), Wave.code)


def _meets(one: Row, other: Row) -> bool:
    """Whether two waves have days in common or begin in one year."""
    common = one.opens_on <= (other.closes_on or date.max) and other.opens_on <= (one.closes_on or date.max)
    return common or one.opens_on.year == other.opens_on.year


def _changes(connection: Connection, subject: Subject) -> Iterator[tuple[str | None, str | None, str]]:
    """Before, after and by whom: the changes of what the wave is compared with since its first good run."""
    first = connection.scalar(select(func.min(Run.finished_at)).where(Run.wave_id == subject.wave.id, Run.state == "succeeded"))
    if first is None:
        return
    query = select(JournalEntry.details, JournalEntry.actor).where(JournalEntry.action == "wave.change", JournalEntry.subject == subject.wave.code, JournalEntry.at > moment_text(first))
    for row in connection.execute(query.order_by(JournalEntry.number)):
        if changed := json.loads(row.details).get("previous"):
            yield changed[0], changed[1], row.actor
