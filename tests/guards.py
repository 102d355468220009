"""Taking away the triggers that keep rows, as somebody with every right over the database could."""
from __future__ import annotations

from sqlalchemy import Connection, text

NAMES = {
    "sqlite": text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
    "postgresql": text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = CAST(:table AS regclass)"),
}


def triggers_of(connection: Connection, table: str) -> set[str]:
    """The names of a table's triggers."""
    return set(connection.scalars(NAMES[connection.dialect.name], {"table": table}))


def drop_guards(connection: Connection, *tables: str) -> None:
    """Drop the triggers of tables."""
    for table in tables:
        for name in triggers_of(connection, table):
            connection.execute(text(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.dialect.name == "postgresql" else "")))
