"""What the journal says of releases: who proposed and decided what, with which words and digests."""
from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from survey_app.models import JournalEntry

# The state that each decision leaves a proposal in.
STATES = {"release.release": "released", "release.refuse": "refused", "release.withdraw": "withdrawn"}
PROPOSE = "release.propose"


@dataclass
class Said:
    """The entries of one release: the details of its proposal and of its decision (None: no such entry), their moments, and the state they leave it in."""

    proposed: dict | None = None
    decided: dict | None = None
    proposed_at: str | None = None
    decided_at: str | None = None
    state: str = field(default="proposed")


def read_said(connection: Connection) -> dict[tuple[str, int], Said]:
    """What is said of every release, by code of its wave and number."""
    entries = connection.execute(select(JournalEntry.at, JournalEntry.action, JournalEntry.subject, JournalEntry.details).where(
        JournalEntry.action.in_((PROPOSE, *STATES))).order_by(JournalEntry.number))
    found: dict[tuple[str, int], Said] = defaultdict(Said)
    for at, action, subject, details in entries:
        wave, _, number = subject.rpartition("/")
        said = found[wave, int(number)]
        if action == PROPOSE:
            said.proposed, said.proposed_at = json.loads(details), at
        else:
            said.decided, said.decided_at, said.state = json.loads(details), at, STATES[action]
    return dict(found)
