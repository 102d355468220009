"""An external figure: what it may be, how it is stored, and what the journal says of every change."""
from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import NamedTuple

from sqlalchemy import Connection, Row, delete, insert, select, update

from forms import Instrument
from survey_app.external.words import KIND_NAMES, PLACES
from survey_app.fielded import find_wave
from survey_app.journal import acting, record
from survey_app.models import ExternalFigure, Measure, Run, Wave
from survey_app.provinces import provinces_in

# Scores run from 20 (all answer 1) to 100; points of the leaders' survey from 0 to the 100 of PAR INDEX.
LIMITS = {"household": (20, 100), "desk": (20, 100), "leaders": (0, 100)}
OF_SHARES = (0, 100)
BACKGROUND = "respondent."  # concepts of who answered
LONGEST = {"place": 80, "measure": 40, "source": 500, "note": 500}
LONGEST_REASON = 500
KEY = ("measure", "kind", "place")
SAID = ("value", "rank", "source", "note")


class Problem(NamedTuple):
    """Why a field will not do, in English and Vietnamese."""

    field: str
    en: str
    vi: str


@dataclass(frozen=True)
class Figure:
    """A figure as entered; text in NFC with single blanks."""

    measure: str
    kind: str
    value: float
    source: str
    place: str = ""
    rank: int | None = None
    note: str | None = None


class Described(NamedTuple):
    """What a figure is checked against: the wave's kind and year, its measures with their labels (none before its first run).

    shares: among the measures the options of questions outside the index ("A5=none"), whose figures are percentages.
    """

    wave: Row
    measures: Mapping[str, str]
    run_id: int | None = None
    shares: Collection[str] = ()


def describe(connection: Connection, wave_code: str) -> Described | None:
    """The wave and the measures of its last good run, else of the last one of its index; None when there is no such wave."""
    wave = connection.execute(select(Wave.id, Wave.code, Wave.title, Wave.kind, Wave.opens_on, Wave.index_name).where(Wave.code == wave_code)).first()
    if wave is None:
        return None
    good = select(Run.id).join(Wave, Wave.id == Run.wave_id).where(Run.state == "succeeded", Wave.index_name == wave.index_name)
    run_id = connection.scalar(good.order_by((Run.wave_id == wave.id).desc(), Run.id.desc()).limit(1))
    query = select(Measure.code, Measure.label_vi).where(Measure.run_id == run_id).order_by(Measure.position)
    measures = dict(connection.execute(query).all())
    shares = {code: label for code, label in options_of(find_wave(connection, wave_code).instrument).items() if measures}
    return Described(wave, measures | shares, run_id, frozenset(shares))


def options_of(instrument: Instrument) -> dict[str, str]:
    """The options of every choice that is not about the respondent, with their words, by the code their figures are entered under."""
    asked = (item for item in instrument.items.values() if not item.concept.startswith(BACKGROUND))
    return {option_code(item.code, option.value): f"{item.text.vi} {option.text.vi}" for item in asked for option in item.options}


def option_code(question: str, option: str) -> str:
    """What the share of an option is called among measures."""
    return f"{question}={option}"


def problems_of(figure: Figure, described: Described) -> list[Problem]:
    """Everything wrong with a figure; empty when it may be stored."""
    found = [*_bad_words(figure, described.measures)]
    low, high = OF_SHARES if figure.measure in described.shares else LIMITS[described.wave.kind]
    if not (math.isfinite(figure.value) and low <= figure.value <= high):
        found.append(Problem("value", f"expected a number from {low} to {high}, got {figure.value:g}", f"Phải là số từ {low} đến {high}."))
    if figure.kind == "past" and figure.place.isdecimal() and int(figure.place) >= described.wave.opens_on.year:
        found.append(Problem("place", f"expected a year before {described.wave.opens_on.year}, got {figure.place}", f"Năm trước phải trước năm {described.wave.opens_on.year} của đợt này."))
    last = provinces_in(_year(figure, described.wave))
    if figure.rank is not None and not 1 <= figure.rank <= last:
        found.append(Problem("rank", f"expected a rank from 1 to {last}, got {figure.rank}", f"Phải là thứ hạng từ 1 đến {last}."))
    return found


def _bad_words(figure: Figure, measures: Collection[str]) -> list[Problem]:
    found = []
    if not figure.measure or (measures and figure.measure not in measures):
        found.append(Problem("measure", f"expected a code of this wave's index such as {next(iter(measures), '1.1')}, got {figure.measure!r}", "Không có chỉ số nào mang mã này."))
    if figure.kind not in KIND_NAMES:
        found.append(Problem("kind", f"expected one of {', '.join(KIND_NAMES)}, got {figure.kind!r}", "Loại số liệu không hợp lệ."))
    elif figure.kind == "past" and not (figure.place.isascii() and figure.place.isdecimal() and len(figure.place) == 4):
        found.append(Problem("place", f"expected the year of the past figure, got {figure.place!r}", "Số liệu năm trước cần ghi năm, ví dụ 2023."))
    elif (figure.kind in PLACES) != bool(figure.place):
        found.append(Problem("place", f"expected {'the name of the province' if figure.kind in PLACES else 'nothing'} here, got {figure.place!r}",
                             "Hãy ghi tên tỉnh." if figure.kind in PLACES else "Loại số liệu này không ghi nơi, năm."))
    if not figure.source:
        found.append(Problem("source", "expected who published the figure and where", "Hãy ghi nguồn: ai công bố, ở văn bản nào."))
    long = ((name, most) for name, most in LONGEST.items() if len(getattr(figure, name) or "") > most)
    return found + [Problem(name, f"expected at most {most} characters", f"Nhiều nhất {most} ký tự.") for name, most in long]


def _year(figure: Figure, wave: Row) -> int:
    return int(figure.place) if figure.kind == "past" and figure.place.isdecimal() else wave.opens_on.year


def find(connection: Connection, wave_id: int, figure_id: int) -> Row | None:
    """One stored figure of the wave."""
    return connection.execute(select(ExternalFigure.__table__).where(ExternalFigure.wave_id == wave_id, ExternalFigure.id == figure_id)).first()


def find_same(connection: Connection, wave_id: int, figure: Figure) -> Row | None:
    """The stored figure of the same measure, kind and place."""
    query = select(ExternalFigure.__table__).where(ExternalFigure.wave_id == wave_id)
    return connection.execute(query.where(*(getattr(ExternalFigure, name) == getattr(figure, name) for name in KEY))).first()


def add(connection: Connection, wave: Row, figure: Figure) -> None:
    """Store a new figure and record it."""
    connection.execute(insert(ExternalFigure).values(wave_id=wave.id, entered_by=acting(), **asdict(figure)))
    record(connection, acting(), "external.add", _subject(wave, figure), {name: value for name, value in asdict(figure).items() if value not in ("", None)})


def change(connection: Connection, wave: Row, before: Row, figure: Figure) -> bool:
    """Store what differs from before and record both; False when nothing does."""
    names = (*KEY, *SAID)
    changes = {name: [getattr(before, name), getattr(figure, name)] for name in names if getattr(before, name) != getattr(figure, name)}
    if changes:
        connection.execute(update(ExternalFigure).where(ExternalFigure.id == before.id).values(entered_by=acting(), **asdict(figure)))
        record(connection, acting(), "external.change", _subject(wave, before), changes)
    return bool(changes)


def remove(connection: Connection, wave: Row, before: Row, reason: str) -> None:
    """Delete a figure and record what it was, and why it was removed."""
    connection.execute(delete(ExternalFigure).where(ExternalFigure.id == before.id))
    told = {name: getattr(before, name) for name in (*KEY, *SAID) if getattr(before, name) not in ("", None)}
    record(connection, acting(), "external.remove", _subject(wave, before), told | {"reason": reason})


def _subject(wave: Row, figure: Figure | Row) -> str:
    return " ".join(part for part in (wave.code, figure.measure, figure.kind, figure.place) if part)
