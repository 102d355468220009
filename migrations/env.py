"""Alembic's environment: runs the migrations on the connection that survey_app.migrate hands over."""
from alembic import context

from survey_app.models import Base, Moment


def write_type(kind, item, _context):
    """Migrations stand on their own: our column type is written as the SQL type below it."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=write_type,
)
with context.begin_transaction():
    context.run_migrations()
