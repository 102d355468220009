"""Waves are in the state that the last entry of opening or closing them left them in."""
from __future__ import annotations

from sqlalchemy import Connection, select

from survey_app.auditing.found import Rows, Stray
from survey_app.models import JournalEntry, Wave

LEAVES = {"wave.add": "draft", "wave.open": "open", "wave.closed": "closed"}


def compare_waves(connection: Connection) -> Rows:
    """Waves of which the journal tells; of others, older than it, only a closing is asked for, by its seal."""
    states = dict(connection.execute(select(Wave.code, Wave.state)).all())
    query = select(JournalEntry.number, JournalEntry.action, JournalEntry.subject).where(JournalEntry.action.in_(LEAVES)).order_by(JournalEntry.number)
    told = {wave: (number, LEAVES[action]) for number, action, wave in connection.execute(query)}
    gone = (Stray("wave", wave, "gone", number) for wave, (number, _) in told.items() if wave not in states)
    moved = (Stray("wave", wave, "state", number, stored=states[wave], expected=state) for wave, (number, state) in told.items() if states.get(wave, state) != state)
    return Rows((*gone, *moved), len(states.keys() - told.keys()))
