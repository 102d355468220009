"""A database in use is upgraded: every row of it stays, and what guards them still does. On both databases."""
from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, insert, select, text
from sqlalchemy.exc import DBAPIError

from survey_app.api.tokens import add_token
from survey_app.database import writing
from survey_app.migrate import current_revision, migrating, newest_revision, upgrade
from survey_app.models import ApiTokenUse, Base, Webhook, WebhookDelivery, now
from tests.api.stored import add, store_release
from tests.guards import triggers_of
from tests.keeping.nights import add_nights
from tests.releasing.published import set_stage

BEFORE_KEEPING = "2c8d0f4b71ae"


def move(engine: Engine, revision: str) -> None:
    """Bring a database back to an earlier revision."""
    with migrating(engine) as (_, config):
        command.downgrade(config, revision)


def content(connection: Connection) -> dict[str, list]:
    """Everything in the tables that were there before; messages of webhooks have got an id since, which is made when upgrading."""
    tables = [table for name, table in Base.metadata.tables.items() if name not in ("run_keeping", "thinned_run", "api_token_trace", "webhook_delivery")]
    return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in tables}


def guards(connection: Connection) -> dict[str, set[str]]:
    """The triggers of every table."""
    return {table: triggers_of(connection, table) for table in Base.metadata.tables}


@pytest.fixture
def full(engine) -> Engine:
    """A database of before with runs, a release that was told, and uses of a token."""
    stage = set_stage(engine)
    add_nights(engine, stage.wave_id, 200)
    add_token(engine, "máy")
    with writing(engine).begin() as connection:
        release = store_release(connection, stage.wave_id, stage.run_id)
        webhook = add(connection, Webhook, name="cổng", url="https://cong.example/", salt="s", created_by="t")
        add(connection, WebhookDelivery, webhook_id=webhook, release_id=release)
        connection.execute(insert(ApiTokenUse).values(token_id=1, day=now().date(), requests=7, refused=2))
    return engine


def test_upgrading_keeps_every_row_and_its_guards(full):
    with full.connect() as connection:
        before, guarded = content(connection), guards(connection)
    move(full, BEFORE_KEEPING)
    with full.connect() as connection:
        assert current_revision(connection) == BEFORE_KEEPING
    assert upgrade(full) == (BEFORE_KEEPING, newest_revision())
    with full.connect() as connection:
        assert content(connection) == before and guards(connection) == guarded


@pytest.mark.parametrize("statement", ["DELETE FROM estimate", "DELETE FROM question_figure", "UPDATE estimate SET score = 1", "UPDATE release SET reason = 'x'"])
def test_an_earlier_version_still_guards_what_was_found(full, statement):
    move(full, BEFORE_KEEPING)
    with pytest.raises(DBAPIError, match="refused"), full.begin() as connection:
        connection.execute(text(statement))
