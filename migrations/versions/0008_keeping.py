"""Old runs thinned, under triggers that let nothing else go; where API tokens are used from."""
import sqlalchemy as sa
from alembic import op

revision = '7d41c9a05be2'
down_revision = '2c8d0f4b71ae'
branch_labels = None
depends_on = None

# Of a run that stands in thinned_run the figures of domains may go; everything else that a run found stays as it was.
THINNED = ('estimate', 'question_figure')
WHOLE = "OLD.domain_kind = 'all' OR NOT EXISTS (SELECT 1 FROM thinned_run WHERE run_id = OLD.run_id)"
SHOWN = "EXISTS (SELECT 1 FROM release WHERE run_id = NEW.run_id) OR NOT EXISTS (SELECT 1 FROM run WHERE id = NEW.run_id AND state = 'succeeded')"
GONE = 'EXISTS (SELECT 1 FROM thinned_run WHERE run_id = NEW.run_id)'
REFUSED = {'shown': 'a run that was proposed for release, or did not succeed, is not thinned', 'gone': 'a thinned run is not released'}


def _raise(words: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, '{words}: {{act}} is refused'); END"


SQLITE = [
    *(f'DROP TRIGGER {table}_no_delete' for table in THINNED),
    *(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN {WHOLE} {_raise(f'rows of {table} are kept').format(act='DELETE')}" for table in THINNED),
    *(f"CREATE TRIGGER thinned_run_no_{act.lower()} BEFORE {act} ON thinned_run {_raise('rows of thinned_run are kept').format(act=act)}" for act in ('UPDATE', 'DELETE')),
    f"CREATE TRIGGER thinned_run_never_shown BEFORE INSERT ON thinned_run WHEN {SHOWN} {_raise(REFUSED['shown']).format(act='INSERT')}",
    *(f"CREATE TRIGGER release_whole_{act.lower()} BEFORE {act} ON release WHEN {GONE} {_raise(REFUSED['gone']).format(act=act)}" for act in ('INSERT', 'UPDATE')),
]
# A proposal and a thinning of the same run that begin at once: both lock the run first, so the later one sees what the earlier one stored.
POSTGRESQL = [
    f"""CREATE FUNCTION keep_unless_thinned() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF {WHOLE} THEN RAISE EXCEPTION 'rows of % are kept: % is refused', TG_TABLE_NAME, TG_OP; END IF; RETURN OLD; END $$""",
    f"""CREATE FUNCTION thin_never_shown() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM 1 FROM run WHERE id = NEW.run_id FOR UPDATE;
        IF {SHOWN} THEN RAISE EXCEPTION '{REFUSED['shown']}: % is refused', TG_OP; END IF; RETURN NEW; END $$""",
    f"""CREATE FUNCTION release_whole() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM 1 FROM run WHERE id = NEW.run_id FOR KEY SHARE;
        IF {GONE} THEN RAISE EXCEPTION '{REFUSED['gone']}: % is refused', TG_OP; END IF; RETURN NEW; END $$""",
    *(f'DROP TRIGGER {table}_kept ON {table}' for table in THINNED),
    *(f'CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()' for table in THINNED),
    *(f'CREATE TRIGGER {table}_thinned BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION keep_unless_thinned()' for table in THINNED),
    'CREATE TRIGGER thinned_run_kept BEFORE UPDATE OR DELETE ON thinned_run FOR EACH ROW EXECUTE FUNCTION refuse_change()',
    'CREATE TRIGGER thinned_run_not_emptied BEFORE TRUNCATE ON thinned_run FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'CREATE TRIGGER thinned_run_never_shown BEFORE INSERT ON thinned_run FOR EACH ROW EXECUTE FUNCTION thin_never_shown()',
    'CREATE TRIGGER release_whole BEFORE INSERT OR UPDATE ON release FOR EACH ROW EXECUTE FUNCTION release_whole()',
]
RAISED = {'sqlite': SQLITE, 'postgresql': POSTGRESQL}
LOWERED = {
    'sqlite': [
        *(f'DROP TRIGGER {table}_no_delete' for table in THINNED), 'DROP TRIGGER release_whole_insert', 'DROP TRIGGER release_whole_update',
        *(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {_raise(f'rows of {table} are kept').format(act='DELETE')}" for table in THINNED),
    ],
    'postgresql': [
        *(f'DROP FUNCTION {function}() CASCADE' for function in ('keep_unless_thinned', 'thin_never_shown', 'release_whole')),
        *(f'DROP TRIGGER {table}_kept ON {table}' for table in THINNED),
        *(f'CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()' for table in THINNED),
    ],
}


def upgrade() -> None:
    op.create_table('run_keeping',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('thins', sa.Boolean(), nullable=False),
    sa.Column('nights', sa.Integer(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_run_keeping_only_one')),
    sa.CheckConstraint('nights >= 7', name=op.f('ck_run_keeping_nights')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_run_keeping'))
    )
    op.create_table('thinned_run',
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('thinned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('digests', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['run.id'], name=op.f('fk_thinned_run_run_id_run')),
    sa.PrimaryKeyConstraint('run_id', name=op.f('pk_thinned_run'))
    )
    op.create_table('api_token_trace',
    sa.Column('token_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('resource', sa.String(length=60), nullable=False),
    sa.Column('network', sa.String(length=43), nullable=False),
    sa.Column('requests', sa.Integer(), nullable=False),
    sa.Column('refused', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['token_id'], ['api_token.id'], name=op.f('fk_api_token_trace_token_id_api_token')),
    sa.PrimaryKeyConstraint('token_id', 'day', 'resource', 'network', name=op.f('pk_api_token_trace'))
    )
    op.create_index(op.f('ix_api_token_trace_day'), 'api_token_trace', ['day'], unique=False)
    for statement in RAISED[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in LOWERED[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table('api_token_trace')
    op.drop_table('thinned_run')  # and its triggers with it
    op.drop_table('run_keeping')
