"""Messages of webhooks carry an id of their own, and may be trials."""
import os
import uuid

import sqlalchemy as sa
from alembic import op

revision = 'e3f2a7c81b64'
down_revision = 'b95e7c13d402'
branch_labels = None
depends_on = None

TRIGGERS = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'webhook_delivery'"
delivery = sa.table('webhook_delivery', sa.column('id'), sa.column('event'), sa.column('message_id'), sa.column('release_id'))


def _earlier_id(number: int) -> str:
    """What the id of a message was until now, so that one on its way keeps it."""
    public_url = os.environ.get('SIPAS_PUBLIC_URL', 'http://127.0.0.1:8000').rstrip('/')
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f'{public_url}/webhook-delivery/{number}'))


def _guarded(change) -> None:
    """Change the table; on SQLite it is made anew, which loses its triggers."""
    connection = op.get_bind()
    triggers = connection.scalars(sa.text(TRIGGERS)).all() if connection.dialect.name == 'sqlite' else ()
    with op.batch_alter_table('webhook_delivery', schema=None) as batch_op:
        change(batch_op)
    for trigger in triggers:
        op.execute(trigger)


def upgrade() -> None:
    op.add_column('webhook_delivery', sa.Column('event', sa.String(length=10), nullable=True))
    op.add_column('webhook_delivery', sa.Column('message_id', sa.String(length=36), nullable=True))
    connection = op.get_bind()
    for number in connection.scalars(sa.select(delivery.c.id)).all():
        connection.execute(sa.update(delivery).where(delivery.c.id == number).values(event='release', message_id=_earlier_id(number)))
    _guarded(_add_rules)


def _add_rules(batch_op) -> None:
    batch_op.alter_column('event', existing_type=sa.String(length=10), nullable=False)
    batch_op.alter_column('message_id', existing_type=sa.String(length=36), nullable=False)
    batch_op.alter_column('release_id', existing_type=sa.Integer(), nullable=True)
    batch_op.create_unique_constraint(batch_op.f('uq_webhook_delivery_message_id'), ['message_id'])
    batch_op.create_check_constraint(batch_op.f('ck_webhook_delivery_event'), "event IN ('release', 'ping')")
    batch_op.create_check_constraint(batch_op.f('ck_webhook_delivery_of_release'), "(event = 'release') = (release_id IS NOT NULL)")


def downgrade() -> None:
    # The version before knows no trials: with one in it the table keeps its rules, and nothing is changed.
    _guarded(_take_back)


def _take_back(batch_op) -> None:
    batch_op.drop_constraint(batch_op.f('ck_webhook_delivery_of_release'), type_='check')
    batch_op.drop_constraint(batch_op.f('ck_webhook_delivery_event'), type_='check')
    batch_op.drop_constraint(batch_op.f('uq_webhook_delivery_message_id'), type_='unique')
    batch_op.alter_column('release_id', existing_type=sa.Integer(), nullable=False)
    batch_op.drop_column('message_id')
    batch_op.drop_column('event')
