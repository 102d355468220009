"""A database full of results for the dashboard's bench: figures drawn from a seed, shaped as runs publish them."""
from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection, insert, update

import forms
from survey_app.models import (
    AdminUnit, Case, DeskCode, Difference, Estimate, ExternalFigure, Measure, Priority, Psu, Pulse, QuestionFigure, Response, Run, ServicePoint, StoredInstrument, Stratum, Wave, now, wave_desk,
)

UNITS, RESPONSES, MONTHS = 200, 5_000, 24
HOUSEHOLD, DESK = 7, 3
METHOD = {"weighting": "official", "interval_level": 0.95, "disclosure": {"hidden_below": 5, "flagged_below": 30}}
OPTIONS = {"sex": ("male", "female"), "age": ("18-29", "30-44", "45-59", "60plus")}


def fill_waves(connection: Connection) -> int:
    """Fill an empty, migrated database; the number of estimates."""
    draw = random.Random(1)
    units = [_add(connection, AdminUnit, code=f"09{place:03}", name=f"xã Hoa {place}", level="commune", valid_from=date(2020, 7, 1)) for place in range(UNITS)]
    desks = [_add(connection, ServicePoint, number=f"{place:03}", name=f"Trung tâm xã Hoa {place}", unit_id=unit) for place, unit in enumerate(units)]
    instruments = {code: _instrument(connection, code) for code in ("sipas_household", "one_stop_visitor")}
    estimates, previous = 0, None
    for place in range(HOUSEHOLD):
        previous, wave = _wave(connection, f"hh-{place}", "household", 2019 + place, instruments["sipas_household"], previous), f"hh-{place}"
        _sample(connection, previous, units)
        estimates += _results(connection, draw, previous, wave, "sipas_household", "commune", [f"09{unit:03}" for unit in range(UNITS)])
    for place in range(DESK):
        wave = _wave(connection, f"quay-{place}", "desk", 2023 + place, instruments["one_stop_visitor"], None)
        _visits(connection, wave, desks)
        estimates += _results(connection, draw, wave, f"quay-{place}", "one_stop_visitor", "service_point", [f"{desk:03}" for desk in range(UNITS)])
    connection.execute(update(Wave).where(Wave.id != wave).values(state="closed", closes_on=date(2025, 11, 30)))
    _collecting(connection, wave, desks)
    return estimates


def _collecting(connection: Connection, wave: int, desks: list[int]) -> None:
    """The desk wave that is still open has its desks, each with a code."""
    connection.execute(insert(wave_desk), [{"wave_id": wave, "service_point_id": desk} for desk in desks])
    connection.execute(insert(DeskCode), [{"service_point_id": desk, "code": f"K7M4P{desk:04}"} for desk in desks])


def _add(connection: Connection, table, **values) -> int:
    return connection.execute(insert(table).values(**values)).inserted_primary_key[0]


def _instrument(connection: Connection, code: str) -> int:
    known = forms.load(code)
    return _add(connection, StoredInstrument, code=code, version=known.version, digest=known.digest, definition=known.to_json())


def _wave(connection: Connection, code: str, kind: str, year: int, instrument: int, previous: int | None) -> int:
    return _add(connection, Wave, code=code, title=f"Đợt khảo sát năm {year}", kind=kind, state="open", opens_on=date(year, 9, 1),
                instrument_id=instrument, index_name="sipas", previous_wave_id=previous)


def _sample(connection: Connection, wave: int, units: list[int]) -> None:
    """A PSU in each commune, and a response of each case."""
    stratum = _add(connection, Stratum, wave_id=wave, code="01", name="Địa bàn 1")
    psus = [_add(connection, Psu, stratum_id=stratum, code=f"{place:03}", name=f"thôn {place}", unit_id=unit) for place, unit in enumerate(units)]
    connection.execute(insert(Case), [{"wave_id": wave, "psu_id": psus[place % UNITS], "serial": f"{place:05}", "disposition": "1.1"} for place in range(RESPONSES)])
    first = connection.exec_driver_sql(f"SELECT min(id) FROM case_ WHERE wave_id = {wave}").scalar()
    _responses(connection, wave, "paper", lambda place: {"case_id": first + place})


def _visits(connection: Connection, wave: int, desks: list[int]) -> None:
    _responses(connection, wave, "phone", lambda place: {"service_point_id": desks[place % UNITS]})


def _responses(connection: Connection, wave: int, channel: str, origin) -> None:
    connection.execute(insert(Response), [
        {"wave_id": wave, "submission_id": f"{wave}-{place}", "receipt": f"{wave}-{place}", "channel": channel, "answers": "{}",
         "answered_on": date(2024, 9, 1) + timedelta(days=place % 60)} | origin(place) for place in range(RESPONSES)
    ])


def _results(connection: Connection, draw: random.Random, wave: int, code: str, instrument: str, kind: str, units: list[str]) -> int:
    known = forms.load(instrument)
    measures = list(_measures(known, household=kind == "commune"))
    run = _add(connection, Run, wave_id=wave, asked_by="bench", state="succeeded", input_digest="d" * 64, finished_at=now(), method=METHOD, counts={"n": RESPONSES, "stored": RESPONSES})
    connection.execute(insert(Measure), [{"run_id": run, "position": place} | measure for place, measure in enumerate(measures)])
    domains = [("all", "all"), *((kind, unit) for unit in units), *((by, option) for by, options in OPTIONS.items() for option in options)]
    estimates = [_estimate(draw, run, measure["code"], *domain) for measure in measures for domain in domains]
    connection.execute(insert(Estimate), estimates)
    connection.execute(insert(Difference), list(_differences(draw, run, code, measures, kind, units)))
    items = [measure["code"] for measure in measures if measure["level"] == "item"]
    connection.execute(insert(Priority), [_priority(draw, run, item, place) for place, item in enumerate(items, 1)])
    connection.execute(insert(QuestionFigure), list(_questions(draw, run, known)))
    connection.execute(insert(ExternalFigure), [{"wave_id": wave, "measure": measure["code"], "kind": "national", "value": 83.0, "source": "invented"} for measure in measures])
    if kind == "service_point":
        connection.execute(insert(Pulse), list(_pulses(draw, run, units)))
    return len(estimates)


def _measures(known: forms.Instrument, household: bool) -> Iterator[dict]:
    def row(code: str, parent: str | None, level: str, label: str) -> dict:
        return {"code": code, "parent": parent, "level": level, "label_vi": label, "label_en": label}
    groups = [section for section in known.sections if section.items[0].kind == "scale" and section.items[0].code[0] in "12"]
    if household:
        yield row("SIPAS", None, "overall", "CHỈ SỐ HÀI LÒNG")
    for index in ("1", "2") if household else ("2",):
        yield row(index, "SIPAS" if household else None, "index", f"Mức độ hài lòng {index}")
        for component in sorted({item.code[:3] for section in groups for item in section.items if item.code[0] == index}):
            yield row(component, index, "component", f"Thành phần {component}")
            yield from (row(item.code, component, "item", item.text.vi) for section in groups for item in section.items if item.code.startswith(f"{component}."))


def _figures(draw: random.Random) -> dict:
    score = draw.uniform(75, 92)
    return {"n": 40, "score": score, "se": 1.2, "df": 20, "lo": score - 3, "hi": score + 3, "lo_logit": score - 3.1, "hi_logit": score + 2.8}


def _estimate(draw: random.Random, run: int, measure: str, kind: str, domain: str) -> dict:
    return {"run_id": run, "measure": measure, "domain_kind": kind, "domain": domain, "rank_lo": 3, "rank_hi": 190} | _figures(draw)


def _differences(draw: random.Random, run: int, wave: str, measures: list[dict], kind: str, units: list[str]) -> Iterator[dict]:
    def row(measure: str, comparison: str, by: str, domain: str, other: str) -> dict:
        points = draw.gauss(0, 3)
        return {"run_id": run, "measure": measure, "comparison": comparison, "domain_kind": by, "domain": domain, "other": other, "difference": points,
                "lo": points - 2, "hi": points + 2, "p": .04, "p_holm": .01 if abs(points) > 5 else 1.0}
    yield from (row(measure["code"], "wave", "all", wave, "before") for measure in measures)
    yield from (row(measure["code"], "domain", kind, unit, "rest") for measure in measures if measure["level"] != "item" for unit in units)


def _priority(draw: random.Random, run: int, item: str, place: int) -> dict:
    gap = draw.uniform(-2, 8)
    return {"run_id": run, "measure": item, "position": place, "target": 90, "target_source": "wave", "score": 90 - gap, "gap": gap, "gap_lo": gap - 2, "gap_hi": gap + 2,
            "index_per_point": 1 / 39, "index_closed": max(0, gap) / 39}


def _questions(draw: random.Random, run: int, known: forms.Instrument) -> Iterator[dict]:
    for item in known.items.values():
        options = [str(level.value) for level in item.scale.levels] + ["top2"] if item.scale else [option.value for option in item.options]
        for by, domain in (("all", "all"), *(("sex", option) for option in OPTIONS["sex"])):
            place = {"run_id": run, "question": item.code, "domain_kind": by, "domain": domain, "n": RESPONSES}
            for option in options:
                share = draw.random() / len(options)
                yield place | {"option": option, "statistic": "share", "value": share, "lo": share * .9, "hi": share * 1.1}
            if item.scale:
                yield place | {"option": "score", "statistic": "score", "value": 84.0, "lo": 82.0, "hi": 86.0}


def _pulses(draw: random.Random, run: int, units: list[str]) -> Iterator[dict]:
    for unit in units:
        for month in range(MONTHS):
            signal = "lower" if draw.random() < .004 else None
            name = f"{2023 + month // 12}-{month % 12 + 1:02}"
            yield {"run_id": run, "domain": unit, "month": name, "n": 60, "score": draw.gauss(84, 2), "expected": 84.0, "lo": 78.0, "hi": 89.0, "signal": signal,
                   "since": name if signal else None}
