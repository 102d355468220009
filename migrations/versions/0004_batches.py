"""Batches of paper forms, and the ledger kept of them."""
import sqlalchemy as sa
from alembic import op

revision = '2af23f1e842a'
down_revision = 'a8a2031c39d6'
branch_labels = None
depends_on = None

# A ledger is only ever added to: the database itself refuses a change or a deletion.
ONLY_ADDED = ('batch_event', 'batch_event_case')


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for table in ONLY_ADDED:
            for act in ('UPDATE', 'DELETE'):
                op.execute(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or deleted'); END")
        return
    op.execute(
        "CREATE FUNCTION batch_ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME; END $$"
    )
    for table in ONLY_ADDED:
        op.execute(f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION batch_ledger_refuse()")


def upgrade() -> None:
    op.create_table('batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('surveyor_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=80), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_batch_number')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_batch_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['surveyor_id'], ['user_account.id'], name=op.f('fk_batch_surveyor_id_user_account')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_batch_wave_id_wave')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch')),
    sa.UniqueConstraint('wave_id', 'number', name=op.f('uq_batch_wave_id_number'))
    )
    op.create_table('batch_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('entry', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('returned', 'refused', 'spoiled')", name=op.f('ck_batch_event_kind')),
    sa.CheckConstraint('count <> 0', name=op.f('ck_batch_event_count')),
    sa.CheckConstraint('count > 0 OR reason IS NOT NULL', name=op.f('ck_batch_event_taking_back_has_reason')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.id'], name=op.f('fk_batch_event_batch_id_batch')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch_event')),
    sa.UniqueConstraint('entry', name=op.f('uq_batch_event_entry'))
    )
    with op.batch_alter_table('batch_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batch_event_batch_id'), ['batch_id'], unique=False)

    op.create_table('batch_case',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.id'], name=op.f('fk_batch_case_batch_id_batch')),
    sa.ForeignKeyConstraint(['case_id'], ['case_.id'], name=op.f('fk_batch_case_case_id_case_')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_batch_case'))
    )
    with op.batch_alter_table('batch_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batch_case_batch_id'), ['batch_id'], unique=False)

    op.create_table('batch_event_case',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_.id'], name=op.f('fk_batch_event_case_case_id_case_')),
    sa.ForeignKeyConstraint(['event_id'], ['batch_event.id'], name=op.f('fk_batch_event_case_event_id_batch_event')),
    sa.PrimaryKeyConstraint('event_id', 'case_id', name=op.f('pk_batch_event_case'))
    )
    with op.batch_alter_table('batch_event_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batch_event_case_case_id'), ['case_id'], unique=False)
    _refuse_changes()


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        for table in ONLY_ADDED:
            op.execute(f"DROP TRIGGER {table}_only_added ON {table}")
        op.execute("DROP FUNCTION batch_ledger_refuse()")
    with op.batch_alter_table('batch_event_case', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_batch_event_case_case_id'))

    op.drop_table('batch_event_case')
    with op.batch_alter_table('batch_case', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_batch_case_batch_id'))

    op.drop_table('batch_case')
    with op.batch_alter_table('batch_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_batch_event_batch_id'))

    op.drop_table('batch_event')
    op.drop_table('batch')
