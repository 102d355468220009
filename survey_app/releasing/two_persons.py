"""Whether two accounts are two persons: who gives an account its password can log in as it, so that the two must not be one hand."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from survey_app.journal.actors import COMMAND_LINE
from survey_app.models import JournalEntry, User
from survey_app.people.permissions import PERMISSIONS
from survey_app.releasing.refusal import Refused

GIVING = ("account.create", "account.password")


@dataclass(frozen=True)
class Password:
    """Who set the password that an account has (`set_by`), and who last gave it one that the owner had not chosen (`given_by`); None: not in the journal."""

    set_by: str | None
    given_by: str | None


def password_of(connection: Connection, username: str) -> Password:
    """What the journal says of an account's password."""
    query = select(JournalEntry.actor).where(JournalEntry.subject == username, JournalEntry.action.in_(GIVING)).order_by(JournalEntry.number.desc()).limit(1)
    return Password(connection.scalar(query), connection.scalar(query.where(JournalEntry.actor != username)))


def refuse_one_hand(connection: Connection, proposer: str, decider: str) -> None:
    """Raise Refused while one of the two gave the other a password, or somebody gave one to both and neither has changed it.

    A password that its owner chose later does not help against the first: whoever was given the account could have chosen it.
    It needs another administrator, whose own password in turn neither gave. Of the command line only the name of its user is
    held against anybody: whoever has the machine has the database.
    """
    for account, other in ((decider, proposer), (proposer, decider)):
        if other in (givers := _givers(connection, account)):
            raise Refused("given_password", account=account, through=" ← ".join(givers[:givers.index(other) + 1]), other=other)
    one, two = password_of(connection, proposer).set_by, password_of(connection, decider).set_by
    if one is not None and one == two and not one.startswith(COMMAND_LINE):
        raise Refused("same_giver", proposer=proposer, decider=decider, by=one)


def _givers(connection: Connection, username: str) -> list[str]:
    """Who gave the account its password, who gave that one theirs, and so on."""
    found: list[str] = []
    while (giver := password_of(connection, username).given_by) is not None:
        username = giver.removeprefix(COMMAND_LINE)
        if username in found:
            break
        found.append(username)
    return found


def who_may_decide(connection: Connection, proposer: str) -> tuple[list[str], dict[str, Refused]]:
    """The living accounts that may decide on what `proposer` proposes, and those that may not although their role may, with the reason."""
    accounts = select(User.username).where(User.active, User.role.in_(PERMISSIONS["releases.decide"]), User.username != proposer).order_by(User.username)
    able, unable = [], {}
    for username in connection.scalars(accounts).all():
        try:
            refuse_one_hand(connection, proposer, username)
            able.append(username)
        except Refused as refused:
            unable[username] = refused
    return able, unable


def hands_of(connection: Connection, *usernames: str) -> list[str | None]:
    """Who set the password of each account, for the journal of a decision."""
    return [password_of(connection, username).set_by for username in usernames]


def refuse_gone_proposer(connection: Connection, proposer: str) -> None:
    """Raise Refused where the account that proposed could not propose today: stopped, or without the right."""
    found = connection.execute(select(User.role, User.active).where(User.username == proposer)).one()
    if not found.active or found.role not in PERMISSIONS["releases.propose"]:
        raise Refused("proposer_gone", proposer=proposer)


def username_of(connection: Connection, user_id: int) -> str:
    """The name of an account."""
    return connection.scalar(select(User.username).where(User.id == user_id))
