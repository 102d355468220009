"""How the answers of a wave came in: by which way, how long after they were given, and on which days a desk had far more than it is used to."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from sqlalchemy import Connection, Select, func, select

from survey_app.locale import show_day
from survey_app.models import Response, ServicePoint
from survey_app.numbers import whole
from survey_app.of_record import counted

WAYS = {"phone": "điện thoại tại điểm", "link": "đường dẫn một lần", "paper": "phiếu giấy", "import": "nhập từ tệp"}
# A phone without network sends when it next finds one; a week leaves room for a village without any.
LATE = timedelta(days=7)
# A desk's days are held against their own middle, which days filled up cannot shift; with fewer of them, against the days of all desks.
OWN_DAYS = 5
# The median absolute deviation times this is the standard deviation of normal counts (Rousseeuw and Croux 1993).
TO_DEVIATION = 1.4826
# Six deviations: among 100,000 desk-days of Poisson counts hardly one goes so far by chance.
FAR = 6
MOST_TOLD = 3


@dataclass(frozen=True)
class Crowded:
    """A day on which a desk (its number) had far more answers than on its `usual` one."""

    desk: str
    day: date
    answers: int
    usual: float


@dataclass(frozen=True)
class Arrivals:
    """Answers that count, by way in; `late`: received more than LATE after the day they are of; `crowded`: the fullest first."""

    ways: dict[str, int]
    late: int
    crowded: tuple[Crowded, ...]

    @property
    def is_odd(self) -> bool:
        """Whether anything of it must be explained by a person."""
        return bool(self.ways.get("import") or self.late or self.crowded)

    def sentences(self, base: str = "Phiếu được tính theo đường vào") -> Iterator[str]:
        """What a reader is told; `base`: which answers these are."""
        yield f"{base}: " + (", ".join(f"{WAYS[way]} {whole(count)}" for way, count in self.ways.items()) or "chưa có phiếu nào") + "."
        if self.ways.get("import"):
            yield f"{whole(self.ways['import'])} phiếu do người của cơ quan nạp từ tệp, không do người trả lời gửi từ máy của mình."
        if self.late:
            yield f"{whole(self.late)} phiếu vào hệ thống hơn {LATE.days} ngày sau ngày trả lời ghi trên phiếu."
        if self.crowded:
            more = f", và {len(self.crowded) - MOST_TOLD} ngày khác" if len(self.crowded) > MOST_TOLD else ""
            yield f"Ngày đông khác hẳn ngày thường của điểm: {'; '.join(map(_told, self.crowded[:MOST_TOLD]))}{more}."


def read_arrivals(connection: Connection, wave_id: int, ground: Mapping | None = None) -> Arrivals:
    """How the responses of record of a wave came in, without those that people left out of its figures; with the ground of a run, those that it counted."""
    ways: Counter[str] = Counter()
    late = 0
    came = func.date(Response.received_at)  # the day in UTC: half a day more or less does not matter beside a week
    for way, given, received, count in connection.execute(_counting(wave_id, ground, Response.channel, Response.answered_on, came)):
        ways[way] += count
        late += count if date.fromisoformat(str(received)) - given > LATE else 0
    return Arrivals(dict(ways.most_common()), late, _crowded(connection, wave_id, ground))


def _counting(wave_id: int, ground: Mapping | None, *columns) -> Select:
    """The columns and how many responses of record that count there are of each."""
    return counted(select(*columns, func.count()), ground).where(Response.wave_id == wave_id).group_by(*columns)


def _crowded(connection: Connection, wave_id: int, ground: Mapping | None) -> tuple[Crowded, ...]:
    query = _counting(wave_id, ground, ServicePoint.number, Response.answered_on).join(ServicePoint, ServicePoint.id == Response.service_point_id)
    desks: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for desk, day, count in connection.execute(query):
        desks[desk].append((day, count))
    everywhere = [count for days in desks.values() for _, count in days]
    found = []
    for desk, days in desks.items():
        usual, most = _limit([count for _, count in days] if len(days) >= OWN_DAYS else everywhere)
        found += [Crowded(desk, day, count, usual) for day, count in days if count > most]
    return tuple(sorted(found, key=lambda one: (-one.answers, one.desk, one.day)))


def _limit(counts: list[int]) -> tuple[float, float]:
    """The middle of days' counts, and how many answers still are like it: counts spread at least as Poisson's do."""
    middle = median(counts)
    spread = max(TO_DEVIATION * median(abs(count - middle) for count in counts), middle**0.5)
    return middle, middle + FAR * spread


def _told(one: Crowded) -> str:
    return f"điểm {one.desk} ngày {show_day(one.day)}: {whole(one.answers)} phiếu, ngày thường {f'{one.usual:g}'.replace('.', ',')}"
