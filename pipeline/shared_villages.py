"""Villages that the samples of two household waves have in common, known again when their communes merged or were divided."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Row, select

from pipeline.overlap import Pairs
from survey_app.models import AdminUnitSuccessor, Psu, Stratum


def shared_villages(connection: Connection, new: int, old: int) -> Pairs:
    """Pairs of (stratum, village) in the sample of wave `new` and in that of `old`; villages drawn with certainty, whose households are the sample, are left out.

    A village is known by commune, code and name: one that has another code or name counts as another. The commune goes before the stratum,
    which may be drawn anew, and may since have become another one. Where several villages answer to that, the one in the stratum of the same
    code is meant, and where that does not tell either, none.
    """
    became, known = _became(connection), defaultdict(list)
    for village in _villages(connection, new):
        known[_place(village), village.code, village.name].append(village)
    alike = [(one, village) for village in _villages(connection, old) for place in _places(village, became) for one in known[place, village.code, village.name]]
    sure = _only_pairs([(one, other) for one, other in alike if one.stratum == other.stratum])
    taken = {village for pair in sure for village in pair}
    sure += _only_pairs([pair for pair in alike if not taken.intersection(pair)])
    return tuple(sorted(((one.stratum, one.code), (other.stratum, other.code)) for one, other in sure))


def _only_pairs(pairs: list[tuple[Row, Row]]) -> list[tuple[Row, Row]]:
    """Those of which neither village is in another pair."""
    found = Counter(village for pair in pairs for village in pair)
    return [pair for pair in pairs if max(map(found.__getitem__, pair)) == 1]


def _villages(connection: Connection, wave: int) -> list[Row]:
    query = select(Psu.id, Psu.unit_id, Stratum.code.label("stratum"), Psu.code, Psu.name).join(Stratum, Psu.stratum_id == Stratum.id)
    return list(connection.execute(query.where(Stratum.wave_id == wave, Psu.self_representing.is_(False))))


def _place(village: Row) -> int | str:
    """Its commune, or where the frame names none its stratum."""
    return village.stratum if village.unit_id is None else village.unit_id


def _places(village: Row, became: Mapping[int, Iterable[int]]) -> set[int | str]:
    """Where it may lie today: its commune and all that this one became, whole or in part."""
    reached, ahead = set(), [_place(village)]
    while ahead:
        place = ahead.pop()
        if place not in reached:
            reached.add(place)
            ahead += became.get(place, ())
    return reached


def _became(connection: Connection) -> dict[int, list[int]]:
    found = defaultdict(list)
    for unit, successor in connection.execute(select(AdminUnitSuccessor.unit_id, AdminUnitSuccessor.successor_id)):
        found[unit].append(successor)
    return dict(found)
