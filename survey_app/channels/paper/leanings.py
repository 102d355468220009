"""Which way people lean who decide about answers: on how many sheets the scores became higher on the whole, on how many lower.

Who keys does not see what anybody else keyed, but who adjudicates or corrects sees both and could favour one side. A slip
of a finger is about as often too high as too low, so that decisions mending slips go both ways. Slips of one sheet hang
together (a line skipped, a column shifted): the sheet is what is tested, its items only describe.
"""
from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import comb

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from survey_app.channels.paper.correcting import ACTION
from survey_app.fielded import FieldedWave
from survey_app.models import Case, FieldDecision, JournalEntry, KeyedBy, Response, User

# More lopsided than this happens by chance once in a thousand people.
RARE = 0.001
ADJUDICATED, CORRECTED = "adjudicated", "corrected"


@dataclass(frozen=True)
class Leaning:
    """What one person did: `work` is ADJUDICATED or CORRECTED, over so many sheets; scores that became higher, and lower.

    `sheets_up`, `sheets_down`: sheets on which more scores became higher than lower, and the other way round.
    """

    username: str
    work: str
    sheets: int
    up: int
    down: int
    sheets_up: int
    sheets_down: int

    @property
    def is_odd(self) -> bool:
        """Whether the sheets lean one way more than chance explains."""
        return chance(self.sheets_up, self.sheets_down) < RARE


def chance(up: int, down: int) -> float:
    """The two-sided probability of a split at least as lopsided when both ways are equally likely (the exact sign test)."""
    total, more = up + down, max(up, down)
    return min(1.0, 2 * sum(comb(total, count) for count in range(more, total + 1)) / 2**total)


def read_leanings(connection: Connection, wave: FieldedWave) -> list[Leaning]:
    """Everybody who adjudicated or corrected sheets of a wave, by name."""
    scales = {item.code for item in wave.instrument.items.values() if item.kind == "scale"}
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 5)
    for work, changes in ((ADJUDICATED, _adjudications(connection, wave, scales)), (CORRECTED, _corrections(connection, wave, scales))):
        for username, (up, down) in changes:
            sums[username, work] = [before + more for before, more in zip(sums[username, work], (1, up, down, up > down, down > up), strict=True)]
    return [Leaning(username, work, *counts) for (username, work), counts in sorted(sums.items())]


def _adjudications(connection: Connection, wave: FieldedWave, scales: set[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """By adjudicated sheet who decided it, and its scores decided above and below the middle of what the two had keyed."""
    decider, record = aliased(KeyedBy), aliased(Response)
    query = (
        select(decider.case_id, User.username, record.answers).join(record, record.id == decider.response_id).join(User, User.id == decider.user_id)
        .join(Case, Case.id == decider.case_id).where(decider.part == "adjudication", Case.wave_id == wave.id)
    )
    keyed = _keyed(connection, wave.id)
    decided = defaultdict(list)
    for case_id, item in connection.execute(select(KeyedBy.case_id, FieldDecision.item).join(FieldDecision, FieldDecision.response_id == KeyedBy.response_id)
                                            .join(Case, Case.id == KeyedBy.case_id).where(Case.wave_id == wave.id)):
        decided[case_id].append(item)
    for case_id, username, answers in connection.execute(query):
        final, sides = json.loads(answers), keyed[case_id]
        yield username, _ways([([side.get(item) for side in sides], final.get(item)) for item in decided[case_id] if item in scales])


def _keyed(connection: Connection, wave_id: int) -> dict[int, list[Mapping]]:
    """What was keyed of each adjudicated sheet, both times."""
    decider = aliased(KeyedBy)
    query = (
        select(KeyedBy.case_id, Response.answers).join(Response, Response.id == KeyedBy.response_id).join(decider, decider.case_id == KeyedBy.case_id)
        .where(decider.part == "adjudication", KeyedBy.part.in_(("first", "second")), Response.wave_id == wave_id)
    )
    keyed = defaultdict(list)
    for case_id, answers in connection.execute(query):
        keyed[case_id].append(json.loads(answers))
    return keyed


def _corrections(connection: Connection, wave: FieldedWave, scales: set[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """By correction who made it (the journal knows), and the scores that it raised and lowered."""
    later = aliased(Response)
    query = (
        select(Case.serial, Response.answers, later.answers).join(later, later.supersedes_id == Response.id).join(Case, Case.id == Response.case_id)
        .where(Response.wave_id == wave.id).order_by(later.id)
    )
    entries = select(JournalEntry.subject, JournalEntry.actor).where(JournalEntry.action == ACTION).order_by(JournalEntry.number)
    actors = defaultdict(list)
    for subject, actor in connection.execute(entries.where(JournalEntry.subject.startswith(f"{wave.code}/", autoescape=True))):
        actors[subject].append(actor)
    for serial, before, after in connection.execute(query).all():
        old, new, known = json.loads(before), json.loads(after), actors[f"{wave.code}/{serial}"]
        yield known.pop(0) if known else "–", _ways([([old.get(item)], new.get(item)) for item in scales])


def _ways(changes: list[tuple[list, object]]) -> tuple[int, int]:
    """How many final scores lie above, and below, the mean of what stood there before; blanks and non-answers are neither."""
    moves = [final - sum(before) / len(before) for before, final in changes if all(isinstance(score, int) for score in (*before, final))]
    return sum(move > 0 for move in moves), sum(move < 0 for move in moves)
