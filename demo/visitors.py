"""The answers of the desk wave: a year of visitors who scanned the code at one-stop desks; five from the start, seven joining later."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from demo.draws import Draw
from demo.levels import CLUSTER, Opinions, Person, level_of
from demo.people import about, cluster_effects, person_of
from demo.places import DemoDesk, desks
from forms import Instrument, Item, load, visible_items, visible_sections

CODE = "desk-demo"
INSTRUMENT_VERSION = "2024"
OPENS_ON = date(2025, 7, 1)
LAST_DAY = date(2026, 6, 30)
# Working days on which offices are closed (Bộ luật Lao động 2019, điều 112): Quốc khánh, Tết, Giỗ Tổ, 30/4 và 1/5.
CLOSED = {
    date(2025, 9, 1), date(2025, 9, 2), date(2026, 1, 1), *(date(2026, 2, day) for day in range(16, 21)),
    date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1),
}
# Desks that joined later; 010 so late in a month that too few answered in it to be shown.
JOINED = dict.fromkeys(("001", "002", "003", "004", "006", "012"), date(2026, 4, 1)) | {"010": date(2026, 4, 28)}

DESK = 0.20  # deviation between desks; CLUSTER that between days at one desk
MOST_A_DAY = 8
QUIETEST, BUSIEST = 1.1, 3.2  # people a desk and day who scan the code
# One desk does worse from a day on: some five points of the score.
FALLEN, FELL_ON, FALL = "008", date(2026, 3, 2), -0.50
# Latent standing of the items: "rất hài lòng" for some 40%, moved by up to a quarter of a deviation.
STANDING, SPREAD = -0.25, 0.25

SCREENING = {
    "S1": {"in_person": 78, "online": 11, "helped": 7, "not_used": 4},
    "S2": {"certification": 34, "civil_status": 22, "land": 21, "social_protection": 9, "business": 6, "construction": 5, "other": 3},
    "S3": {"yes": 71, "no": 29},
}
SILENCES = {"dk": 0.02, "ref": 0.012, "na": 0.30}
DEVICES = {"phone": 93, "tablet": 2, "desktop": 3, "other": 2}
ENGLISH = 0.01
REMARK = 0.04
REMARKS = (
    "Cán bộ hướng dẫn nhiệt tình, dễ hiểu.",
    "Nên có thêm quạt ở khu vực ngồi chờ.",
    "Mong có thêm bàn viết và bút.",
    "Giờ nghỉ trưa nên có người trực.",
    "Biển chỉ dẫn hơi nhỏ, người lớn tuổi khó đọc.",
    "Trả kết quả sớm hơn ngày hẹn, rất hài lòng.",
    "Máy lấy số thứ tự hay hết giấy.",
    "Nên nhắn tin khi có kết quả để khỏi phải đi lại.",
    "Mẫu đơn nhiều chỗ khó hiểu, cần ví dụ điền sẵn.",
    "Bãi để xe hẹp vào buổi sáng thứ hai.",
    "Cảm ơn các anh chị ở bộ phận tiếp nhận.",
    "Đề nghị niêm yết lệ phí ở chỗ dễ nhìn hơn.",
)
SECONDS_AN_ITEM = 5, 13


@dataclass(frozen=True)
class Visit:
    """One visitor's answers, with the desk, the day and how long each section took."""

    number: int
    desk: DemoDesk
    answered_on: date
    answers: dict
    language: str
    device: str
    timings: dict[str, int]


@cache
def visits() -> tuple[Visit, ...]:
    """All visits of the wave in order of days, the same at every call and on every machine."""
    instrument = load("one_stop_visitor", INSTRUMENT_VERSION)
    draw = Draw(CODE)
    arrivals = _arrivals(draw)
    ratings = _ratings(draw, instrument, arrivals)
    return tuple(_visit(draw, instrument, number, *arrival, ratings[number]) for number, arrival in enumerate(arrivals))


def _arrivals(draw: Draw) -> list[tuple[DemoDesk, date]]:
    """The desk and the working day of each visitor."""
    days = [OPENS_ON + timedelta(days=passed) for passed in range((LAST_DAY - OPENS_ON).days + 1)]
    chances = {desk.number: (QUIETEST + (BUSIEST - QUIETEST) * draw.uniform()) / MOST_A_DAY for desk in desks()}
    return [
        (desk, day)
        for day in days if day.weekday() < 5 and day not in CLOSED
        for desk in desks() if day >= JOINED.get(desk.number, OPENS_ON)
        for _ in range(MOST_A_DAY) if draw.chance(chances[desk.number])
    ]


def _ratings(draw: Draw, instrument: Instrument, arrivals: list[tuple[DemoDesk, date]]) -> list[dict]:
    """A level for every visitor and scale item, correlated within people, desk-days and desks."""
    people = [_visitor(draw, desk, day) for desk, day in arrivals]
    opinions = Opinions(draw, people, _desk_day_effects(draw, people))
    ratings: list[dict] = [{} for _ in people]
    for item in (item for item in instrument.items.values() if item.scale):
        standing = STANDING + SPREAD * (2 * draw.uniform() - 1)
        for rating, opinion in zip(ratings, opinions.on(item.code.rpartition(".")[0]), strict=True):
            rating[item.code] = level_of(opinion + standing, len(item.scale.levels))
    return ratings


def _visitor(draw: Draw, desk: DemoDesk, day: date) -> Person:
    return person_of(draw, f"{desk.number} {day}")


def _desk_day_effects(draw: Draw, people: list[Person]) -> dict[str, float]:
    """What all visitors of a desk on one day hold in common: the desk's own standing and the day's."""
    standing = cluster_effects(draw, [desk.number for desk in desks()], DESK)
    days = cluster_effects(draw, sorted({person.cluster for person in people}), CLUSTER)
    return {cluster: standing[cluster.split()[0]] + effect + _fall(*cluster.split()) for cluster, effect in days.items()}


def _fall(number: str, day: str) -> float:
    return FALL if number == FALLEN and day >= FELL_ON.isoformat() else 0.0


def _visit(draw: Draw, instrument: Instrument, number: int, desk: DemoDesk, day: date, rating: dict) -> Visit:
    said = {item: draw.pick(options) for item, options in SCREENING.items()}
    said |= {item: _or_silence(draw, instrument.items[item], level) for item, level in rating.items()}
    said |= about(draw, "urban" if "phường" in desk.name else "rural")
    if draw.chance(REMARK):
        said["R"] = REMARKS[draw.below(len(REMARKS))]
    answers, timings = _as_asked(draw, instrument, said)
    return Visit(number, desk, day, answers, "en" if draw.chance(ENGLISH) else "vi", draw.pick(DEVICES), timings)


def _or_silence(draw: Draw, item: Item, level: int) -> int | str:
    for reason in item.nonanswers:
        if draw.chance(SILENCES.get(reason, 0)):
            return reason
    return level


def _as_asked(draw: Draw, instrument: Instrument, said: dict) -> tuple[dict, dict[str, int]]:
    """Only what this visitor was shown, by the instrument's routing, and the seconds spent on each section."""
    answers, timings = {}, {}
    quickest, slowest = SECONDS_AN_ITEM
    for section in visible_sections(instrument, said):
        shown = visible_items(section, said)
        answers |= {item.code: said[item.code] for item in shown if item.code in said}
        timings[section.code] = sum(quickest + draw.below(slowest - quickest) for _ in shown)
    return answers, timings
