"""Forms left out of the figures, and triggers that keep every act."""
import sqlalchemy as sa
from alembic import op

revision = '2c8d0f4b71ae'
down_revision = 'f015c433e13e'
branch_labels = None
depends_on = None

REASONS = ('no_interview', 'wrong_person', 'staff_test', 'repeated', 'fabricated', 'other')
RAISED = {
    'sqlite': [
        f"CREATE TRIGGER exclusion_no_{act.lower()} BEFORE {act} ON exclusion BEGIN SELECT RAISE(ABORT, 'rows of exclusion are kept: {act} is refused'); END"
        for act in ('UPDATE', 'DELETE')
    ],
    'postgresql': [
        'CREATE TRIGGER exclusion_kept BEFORE UPDATE OR DELETE ON exclusion FOR EACH ROW EXECUTE FUNCTION refuse_change()',
        'CREATE TRIGGER exclusion_not_emptied BEFORE TRUNCATE ON exclusion FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    ],
}


def upgrade() -> None:
    op.create_table('exclusion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(length=3), nullable=False),
    sa.Column('reason', sa.String(length=12), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_exclusion_number')),
    sa.CheckConstraint("act IN ('out', 'in')", name=op.f('ck_exclusion_act')),
    sa.CheckConstraint("(act = 'out') = (number % 2 = 1)", name=op.f('ck_exclusion_turns')),
    sa.CheckConstraint(f'reason IN {REASONS}', name=op.f('ck_exclusion_reason')),
    sa.CheckConstraint("(act = 'out') = (reason IS NOT NULL)", name=op.f('ck_exclusion_out_has_reason')),
    sa.CheckConstraint("trim(words) <> ''", name=op.f('ck_exclusion_words')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_exclusion_response_id_response')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exclusion')),
    sa.UniqueConstraint('response_id', 'number', name=op.f('uq_exclusion_response_id_number'))
    )
    for statement in RAISED[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('exclusion')  # and its triggers with it
