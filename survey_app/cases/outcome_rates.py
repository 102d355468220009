"""Outcome rates of the cases that an account sees: by wave, commune or surveyor, and as a file."""
from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from survey_app.csv_cells import safe_cell
from survey_app.fielded import FieldedWave
from survey_app.models import AdminUnit, Batch, BatchCase, Case, Psu, User
from survey_app.people.scopes import Scope
from survey_app.sampling.dispositions import DISPOSITIONS, GROUPS
from survey_app.sampling.outcome import OUTCOME, outcome
from survey_app.sampling.rates import RATES, Tally, counts_by_group, rates

COLUMNS = ("wave", "by", "code", "name", *GROUPS, "e", *RATES)
TOTAL = "wave"


@dataclass(frozen=True)
class Outcome:
    """The tally of a commune, a surveyor ("" a form that nobody has) or the wave."""

    code: str
    name: str
    tally: Tally

    @property
    def rates(self) -> dict[str, float | None]:
        """Every rate by name."""
        return rates(self.tally)

    @property
    def counts(self) -> dict[str, float]:
        """Cases by AAPOR's group."""
        return counts_by_group(self.tally)


def _by_commune(query: Select) -> Select:
    joined = query.add_columns(AdminUnit.code, AdminUnit.name).outerjoin(AdminUnit, AdminUnit.id == Psu.unit_id)
    return joined.group_by(AdminUnit.code, AdminUnit.name)


def _by_surveyor(query: Select) -> Select:
    joined = query.add_columns(User.username, User.full_name).outerjoin(BatchCase, BatchCase.case_id == Case.id)
    return joined.outerjoin(Batch, Batch.id == BatchCase.batch_id).outerjoin(User, User.id == Batch.surveyor_id).group_by(User.username, User.full_name)


# What cases are counted under besides the wave: its heading, what one is called that is under nothing, how to group.
GROUPINGS = {
    "commune": ("Xã, phường", "không rõ xã", _by_commune),
    "surveyor": ("Điều tra viên", "chưa giao cho ai", _by_surveyor),
}


def outcomes(connection: Connection, wave: FieldedWave, by: str, scope: Scope) -> list[Outcome]:
    """The outcomes of a wave (one), or by commune or surveyor, in the order of their codes. Replaced cases and their replacements both count: each was tried."""
    query = scope.communes(select(outcome(), func.count()).join(Psu, Psu.id == Case.psu_id).where(Case.wave_id == wave.id), Psu.unit_id).group_by(OUTCOME)
    if by == TOTAL:
        return [Outcome(wave.code, wave.code, _tally(dict(connection.execute(query).all())))]
    _, nobody, grouping = GROUPINGS[by]
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for ended, cases, code, name in connection.execute(grouping(query)):
        found[code or "", (name or code or "") if code else nobody][ended] = cases
    return [Outcome(code, name, _tally(counts)) for (code, name), counts in sorted(found.items())]


def _tally(cases: dict[str, int]) -> Tally:
    counts = dict.fromkeys(GROUPS, 0)
    for code, number in cases.items():
        counts[DISPOSITIONS[code].group] += number
    return Tally(**counts)


def as_csv(connection: Connection, wave: FieldedWave, groupings: tuple[str, ...], scope: Scope) -> str:
    """Every count and rate: the wave, then each grouping; decimal points, blank where there is nothing to divide by."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for by in (TOTAL, *groupings):
        for one in outcomes(connection, wave, by, scope):
            writer.writerow(map(safe_cell, [wave.code, by, one.code, one.name, *one.counts.values(), _number(one.tally.e), *map(_number, one.rates.values())]))
    return text.getvalue()


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"
