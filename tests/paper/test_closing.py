"""What stands in the way of closing a wave, and closing it all the same."""
from __future__ import annotations

import json

import pytest
from sqlalchemy import select, update

from survey_app.batches.making import Bundling, create_batches
from survey_app.channels.paper.claims import open_sheet
from survey_app.closing import closing_obstacles
from survey_app.commands.wave import group
from survey_app.database import writing
from survey_app.models import JournalEntry, SheetClaim, Wave, now
from survey_app.waves import Unfinished, move_on

one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def obstacles(paper) -> dict[str, tuple[int, tuple[str, ...]]]:
    with paper.engine.connect() as connection:
        return {obstacle.code: (obstacle.count, obstacle.first) for obstacle in closing_obstacles(connection, paper.wave.id)}


def leave_work(paper) -> None:
    """The first sheet keyed twice with a difference, the second once, the third in somebody's hands; all in one batch."""
    first, second, third = paper.serials
    paper.key("nhap-01", first)
    paper.key("nhap-02", first, answers=paper.answers() | {"1.1.1": 1})
    paper.key("nhap-01", second)
    open_sheet(paper.engine, paper.wave, third, paper.people["nhap-02"])
    create_batches(paper.engine, paper.wave.code, Bundling(50))


def test_every_kind_of_unfinished_work_is_named(paper):
    leave_work(paper)
    first, second, third = paper.serials
    assert obstacles(paper) == {"undecided": (1, (first,)), "half_keyed": (1, (second,)), "batches": (1, ("1",)), "in_hand": (1, (third,))}


def test_without_work_left_there_is_none(paper):
    for serial in paper.serials:
        paper.key("nhap-01", serial)
        paper.key("nhap-02", serial)
    assert obstacles(paper) == {}
    move_on(paper.engine, paper.wave.code, "closed")


@one_database
def test_a_lease_that_ran_out_is_nobodys_work(paper):
    open_sheet(paper.engine, paper.wave, paper.serials[0], paper.people["nhap-01"])
    with writing(paper.engine).begin() as connection:
        connection.execute(update(SheetClaim).values(expires_at=now()))
    assert obstacles(paper) == {}


@one_database
def test_closing_must_be_meant(paper):
    leave_work(paper)
    with pytest.raises(Unfinished, match="1 sheets whose two keyings differ") as unfinished:
        move_on(paper.engine, paper.wave.code, "closed")
    assert [obstacle.code for obstacle in unfinished.value.obstacles] == ["undecided", "half_keyed", "batches", "in_hand"]
    move_on(paper.engine, paper.wave.code, "closed", anyway=True)
    with paper.engine.connect() as connection:
        entry = connection.execute(select(JournalEntry.action, JournalEntry.details).order_by(JournalEntry.number.desc())).first()
        assert connection.scalar(select(Wave.state)) == "closed"
    told = json.loads(entry.details)
    assert entry.action == "wave.closed" and {name: told[name] for name in ("undecided", "half_keyed", "batches", "in_hand")} == {"undecided": 1, "half_keyed": 1, "batches": 1, "in_hand": 1}
    assert told["responses"] == 3  # two keyings of the sheet that waits for a decision, one of the half-keyed one


def test_the_command_lists_the_work_and_asks(app, web):
    leave_work(web)
    runner = app.test_cli_runner()
    refused = runner.invoke(group, ["close", web.wave.code])
    assert refused.exit_code == 1 and f"1 sheets keyed once that wait for a second person: they will not count ({web.serials[1]})" in refused.output
    assert f"sipas wave close {web.wave.code} --anyway" in refused.output
    with web.engine.connect() as connection:
        assert connection.scalar(select(Wave.state)) == "open"
    assert runner.invoke(group, ["close", web.wave.code, "--anyway"]).output == f"Wave {web.wave.code} is closed.\n"
