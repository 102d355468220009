"""The migrations make exactly the tables that the models describe, on both databases."""
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from survey_app.migrate import current_revision, newest_revision, upgrade
from survey_app.models import Base
from survey_app.settings import SettingsError


def test_migrated_database_equals_models(engine):
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_upgrading_twice_changes_nothing(engine):
    before, after = upgrade(engine)
    assert before == after == newest_revision()
    with engine.connect() as connection:
        assert current_revision(connection) == after


def test_every_constraint_has_a_name(engine):
    looking = inspect(engine)
    for table in Base.metadata.tables:
        named = looking.get_check_constraints(table) + looking.get_unique_constraints(table) + looking.get_foreign_keys(table)
        assert all(constraint["name"] for constraint in named), table


def test_a_database_of_another_version_is_refused_in_one_line(engine):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    with pytest.raises(SettingsError, match="revision later"):
        upgrade(engine)
