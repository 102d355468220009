"""Keying of paper forms: who keyed what, who has a sheet in hand, how differences were decided."""
import sqlalchemy as sa
from alembic import op

revision = 'f18db81d0267'
down_revision = '2af23f1e842a'
branch_labels = None
depends_on = None

# Who keyed and who decided is only ever added; the function stands since the journal's migration.
KEPT = ('keyed_by', 'field_decision')
RAISED = {
    'sqlite': [
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'rows of {table} are kept: {act} is refused'); END"
        for table in KEPT for act in ('UPDATE', 'DELETE')
    ],
    'postgresql': [
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()" for table in KEPT
    ] + [f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()" for table in KEPT],
}


def upgrade() -> None:
    op.create_table('sheet_claim',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_.id'], name=op.f('fk_sheet_claim_case_id_case_'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_sheet_claim_user_id_user_account')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_sheet_claim'))
    )
    op.create_table('keyed_by',
    sa.Column('response_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=12), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('keystrokes', sa.Integer(), nullable=True),
    sa.Column('differs', sa.Integer(), nullable=True),
    sa.CheckConstraint("differs >= 0 AND (part = 'second') = (differs IS NOT NULL)", name=op.f('ck_keyed_by_differs')),
    sa.CheckConstraint("part IN ('single', 'first', 'second', 'adjudication')", name=op.f('ck_keyed_by_part')),
    sa.CheckConstraint('finished_at >= started_at', name=op.f('ck_keyed_by_span')),
    sa.CheckConstraint('keystrokes >= 0', name=op.f('ck_keyed_by_keystrokes')),
    sa.CheckConstraint('seconds >= 0', name=op.f('ck_keyed_by_seconds')),
    sa.ForeignKeyConstraint(['case_id'], ['case_.id'], name=op.f('fk_keyed_by_case_id_case_')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_keyed_by_response_id_response')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_keyed_by_user_id_user_account')),
    sa.PrimaryKeyConstraint('response_id', name=op.f('pk_keyed_by')),
    sa.UniqueConstraint('case_id', 'part', name=op.f('uq_keyed_by_case_id_part')),
    sa.UniqueConstraint('case_id', 'user_id', name=op.f('uq_keyed_by_case_id_user_id'))
    )
    with op.batch_alter_table('keyed_by', schema=None) as batch_op:
        batch_op.create_index('ix_keyed_by_differing', ['case_id'], unique=False, sqlite_where=sa.text('differs > 0'), postgresql_where=sa.text('differs > 0'))
        batch_op.create_index('ix_keyed_by_user_id_part', ['user_id', 'part'], unique=False)

    op.create_table('field_decision',
    sa.Column('response_id', sa.Integer(), nullable=False),
    sa.Column('item', sa.String(length=60), nullable=False),
    sa.Column('side', sa.String(length=6), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("side IN ('first', 'second', 'other')", name=op.f('ck_field_decision_side')),
    sa.ForeignKeyConstraint(['response_id'], ['keyed_by.response_id'], name=op.f('fk_field_decision_response_id_keyed_by')),
    sa.PrimaryKeyConstraint('response_id', 'item', name=op.f('pk_field_decision'))
    )
    for statement in RAISED[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('field_decision')
    with op.batch_alter_table('keyed_by', schema=None) as batch_op:
        batch_op.drop_index('ix_keyed_by_user_id_part')
        batch_op.drop_index('ix_keyed_by_differing', sqlite_where=sa.text('differs > 0'), postgresql_where=sa.text('differs > 0'))

    op.drop_table('keyed_by')
    op.drop_table('sheet_claim')
