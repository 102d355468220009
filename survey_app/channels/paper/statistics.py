"""What each operator keyed in a wave: sheets, keystrokes, time, and how often a field was wrong."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Select, case, func, select
from sqlalchemy.orm import aliased

from survey_app.channels.paper.error_rates import ErrorRate, error_rate
from survey_app.channels.paper.keys import fields_of
from survey_app.fielded import FieldedWave
from survey_app.models import Case, FieldDecision, KeyedBy, User

KEYING = ("single", "first", "second")
DOUBLE = ("first", "second")


@dataclass(frozen=True)
class Operator:
    """One person's keying in a wave. `keystrokes` and `median_seconds` are a sheet's; the first is None where nobody counted."""

    username: str
    sheets: int
    keystrokes: float | None
    median_seconds: float
    rate: ErrorRate


def read_operators(connection: Connection, wave: FieldedWave) -> list[Operator]:
    """Everybody who keyed in a wave, by name."""
    fields = len(fields_of(wave.instrument))
    times, errors = _times(connection, wave.id), _errors(connection, wave.id)
    names = connection.execute(select(User.id, User.username).where(User.id.in_(times)).order_by(User.username))
    return [_operator(name, times[user_id], error_rate(*errors[user_id], fields)) for user_id, name in names]


def _operator(name: str, times: list, rate: ErrorRate) -> Operator:
    counted = sum(row.counted for row in times)
    keystrokes = float(sum(row.keystrokes or 0 for row in times)) / counted if counted else None
    return Operator(name, sum(row.sheets for row in times), keystrokes, median((row.seconds, row.sheets) for row in times), rate)


def median(histogram: Iterable[tuple[int, int]]) -> float:
    """The median of values given with their frequencies, in ascending order of values."""
    histogram = list(histogram)
    total = sum(count for _value, count in histogram)

    def value_at(place: int) -> int:
        seen = 0
        for value, count in histogram:
            seen += count
            if seen > place:
                return value
        raise ValueError("no values")
    return (value_at((total - 1) // 2) + value_at(total // 2)) / 2


def _times(connection: Connection, wave_id: int) -> dict[int, list]:
    """By person, how many sheets took so many seconds, and their keystrokes: short lists however many sheets there are."""
    query = select(
        KeyedBy.user_id, KeyedBy.seconds, func.count().label("sheets"), func.sum(KeyedBy.keystrokes).label("keystrokes"),
        func.count(KeyedBy.keystrokes).label("counted"),
    ).where(KeyedBy.part.in_(KEYING)).group_by(KeyedBy.user_id, KeyedBy.seconds).order_by(KeyedBy.user_id, KeyedBy.seconds)
    times = defaultdict(list)
    for row in connection.execute(_of_wave(query, wave_id)):
        times[row.user_id].append(row)
    return times


def _errors(connection: Connection, wave_id: int) -> dict[int, tuple[int, int, int]]:
    """By person: sheets keyed twice and settled, wrong fields in them, and the sum of the squares of each sheet's wrong fields."""
    errors = defaultdict(lambda: (0, 0, 0))
    for query in (_agreed(), _decided()):
        for user_id, *sums in connection.execute(_of_wave(query, wave_id)):
            # PostgreSQL sums into Decimal.
            errors[user_id] = tuple(before + int(more) for before, more in zip(errors[user_id], sums, strict=True))
    return errors


def _agreed() -> Select:
    """Sheets whose two keyings were equal: nobody erred, or both alike."""
    second = aliased(KeyedBy)
    return select(KeyedBy.user_id, func.count(), 0, 0).join(second, second.case_id == KeyedBy.case_id).where(
        second.part == "second", second.differs == 0, KeyedBy.part.in_(DOUBLE)).group_by(KeyedBy.user_id)


def _decided() -> Select:
    """Adjudicated sheets: a field is wrong for whoever keyed another value than was decided."""
    wrong_of = {part: func.sum(case((FieldDecision.side == part, 0), else_=1)).label(f"{part}_wrong") for part in DOUBLE}
    decider = aliased(KeyedBy)
    sheet = select(decider.case_id, *wrong_of.values()).join(FieldDecision, FieldDecision.response_id == decider.response_id).group_by(decider.case_id).subquery()
    wrong = case((KeyedBy.part == "first", sheet.c.first_wrong), else_=sheet.c.second_wrong)
    return select(KeyedBy.user_id, func.count(), func.sum(wrong), func.sum(wrong * wrong)).join(sheet, sheet.c.case_id == KeyedBy.case_id).where(
        KeyedBy.part.in_(DOUBLE)).group_by(KeyedBy.user_id)


def _of_wave(query: Select, wave_id: int) -> Select:
    return query.join(Case, Case.id == KeyedBy.case_id).where(Case.wave_id == wave_id)
