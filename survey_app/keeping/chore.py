"""Keeping as a chore: what the scheduler does each minute, by the entry point in `sipas.chores`."""
from __future__ import annotations

import logging

from sqlalchemy import Engine

from survey_app.journal.actors import SCHEDULER
from survey_app.keeping.expiring import delete_expired
from survey_app.keeping.reading import Rule, rule
from survey_app.keeping.thinning import thin
from survey_app.settings import Settings

log = logging.getLogger(__name__)


def keep(engine: Engine, _settings: Settings) -> None:
    """Delete what has had its time, and thin the runs that are due, unless people switched that off; asked before each few runs."""
    for table, rows in delete_expired(engine).items():
        log.info("%d rows of %s deleted: their retention time is over", rows, table)
    with engine.connect() as connection:
        wanted = rule(connection)
    if wanted.thins:
        for done in thin(engine, SCHEDULER, wanted.nights, lambda: _still(engine, wanted)):
            log.info("%d runs of wave %s thinned, %d rows", len(done.runs), done.wave, done.rows)


def _still(engine: Engine, wanted: Rule) -> bool:
    with engine.connect() as connection:
        return rule(connection) == wanted
