"""Organisations and scopes of accounts, one-time links, the journal; and triggers that keep what must not change.

A table made anew by a later migration on SQLite (`batch_alter_table`) loses its triggers: raise them again there.
tests/journal/test_guards.py knows which must stand.
"""
import secrets

import sqlalchemy as sa
from alembic import op

revision = 'a8a2031c39d6'
down_revision = 'af5549ff4944'
branch_labels = None
depends_on = None

# What is refused on which table. Paradata is not here: it is deleted when its retention time is over.
KEPT = {
    'journal': ('UPDATE', 'DELETE'), 'response': ('UPDATE', 'DELETE'), 'journal_head': ('DELETE',), 'user_account': ('DELETE',),
    'organisation': ('DELETE',), 'desk_code': ('DELETE',), 'api_token': ('DELETE',), 'one_time_link': ('DELETE',),
}
# A sample from which nothing was collected may be drawn anew, so its cases may go; a case that anything hangs on stays.
HANGS_ON_IT = ' OR '.join(f'EXISTS (SELECT 1 FROM {table} WHERE case_id = OLD.id)' for table in ('response', 'case_event', 'one_time_link'))
CASE_KEPT = 'a case with a response, an event or a link is kept: DELETE is refused'
NEXT_ONLY = 'the journal grows by one entry at a time, after its last'
SQLITE = [
    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'rows of {table} are kept: {act} is refused'); END"
    for table, acts in KEPT.items() for act in acts
] + [
    f"CREATE TRIGGER case__no_delete BEFORE DELETE ON case_ WHEN {HANGS_ON_IT} BEGIN SELECT RAISE(ABORT, '{CASE_KEPT}'); END",
    f"""CREATE TRIGGER journal_next_only BEFORE INSERT ON journal
        WHEN NEW.number IS NOT (SELECT number FROM journal_head) OR EXISTS (SELECT 1 FROM journal WHERE number = NEW.number)
        BEGIN SELECT RAISE(ABORT, '{NEXT_ONLY}'); END""",
    f"""CREATE TRIGGER journal_head_next_only BEFORE UPDATE ON journal_head WHEN NEW.number NOT IN (OLD.number, OLD.number + 1)
        BEGIN SELECT RAISE(ABORT, '{NEXT_ONLY}'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'rows of % are kept: % is refused', TG_TABLE_NAME, TG_OP; END $$""",
    f"""CREATE FUNCTION journal_next_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.number IS DISTINCT FROM (SELECT number FROM journal_head) THEN RAISE EXCEPTION '{NEXT_ONLY}'; END IF; RETURN NEW; END $$""",
    f"""CREATE FUNCTION journal_head_next_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.number NOT IN (OLD.number, OLD.number + 1) THEN RAISE EXCEPTION '{NEXT_ONLY}'; END IF; RETURN NEW; END $$""",
    f"""CREATE FUNCTION keep_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF {HANGS_ON_IT} THEN RAISE EXCEPTION '{CASE_KEPT}'; END IF; RETURN OLD; END $$""",
    "CREATE TRIGGER case__kept BEFORE DELETE ON case_ FOR EACH ROW EXECUTE FUNCTION keep_case()",
    *(f"CREATE TRIGGER {table}_kept BEFORE {' OR '.join(acts)} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()" for table, acts in KEPT.items()),
    *(f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()" for table in KEPT),
    "CREATE TRIGGER journal_next_only BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_next_only()",
    "CREATE TRIGGER journal_head_next_only BEFORE UPDATE ON journal_head FOR EACH ROW EXECUTE FUNCTION journal_head_next_only()",
]
RAISED = {'sqlite': SQLITE, 'postgresql': POSTGRESQL}


def upgrade() -> None:
    _make_tables()
    _extend_accounts()
    for statement in RAISED[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute(f"INSERT INTO journal_head (id, number, hash) VALUES (1, 0, '{'0' * 64}')")


def _extend_accounts() -> None:
    """New columns of accounts. Each gets a session key of its own, which ends the sessions that carry none."""
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('full_name', sa.String(length=120), server_default='', nullable=False))
        batch_op.add_column(sa.Column('organisation_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('session_key', sa.String(length=32), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_user_account_organisation_id_organisation'), 'organisation', ['organisation_id'], ['id'])
    account = sa.table('user_account', sa.column('id'), sa.column('session_key'))
    for found in op.get_bind().scalars(sa.select(account.c.id)).all():
        op.execute(account.update().where(account.c.id == found).values(session_key=secrets.token_hex(16)))
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.alter_column('session_key', existing_type=sa.String(length=32), nullable=False)
        batch_op.create_unique_constraint(batch_op.f('uq_user_account_session_key'), ['session_key'])


def _make_tables() -> None:
    op.create_table('journal',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.String(length=27), nullable=False),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('details', sa.Text(), nullable=False),
    sa.Column('previous_hash', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_journal'))
    )
    op.create_table('journal_head',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_journal_head_only_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journal_head'))
    )
    op.create_table('organisation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=14), nullable=False),
    sa.CheckConstraint("kind IN ('so_noi_vu', 'buu_dien', 'mat_tran', 'cuu_chien_binh', 'other')", name=op.f('ck_organisation_kind')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation')),
    sa.UniqueConstraint('code', name=op.f('uq_organisation_code'))
    )
    op.create_table('account_scope',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['admin_unit.id'], name=op.f('fk_account_scope_unit_id_admin_unit')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_account_scope_user_id_user_account')),
    sa.PrimaryKeyConstraint('user_id', 'unit_id', name=op.f('pk_account_scope'))
    )
    with op.batch_alter_table('account_scope', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_scope_unit_id'), ['unit_id'], unique=False)

    op.create_table('one_time_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('revoked_at IS NULL OR revoked_at >= issued_at', name=op.f('ck_one_time_link_span')),
    sa.CheckConstraint('revoked_at IS NULL OR used_at IS NULL', name=op.f('ck_one_time_link_one_end')),
    sa.ForeignKeyConstraint(['case_id'], ['case_.id'], name=op.f('fk_one_time_link_case_id_case_')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_one_time_link_token_hash'))
    )
    with op.batch_alter_table('one_time_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_one_time_link_case_id'), ['case_id'], unique=False)
        batch_op.create_index('uq_one_time_link_one_living', ['case_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL AND used_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL AND used_at IS NULL'))


def downgrade() -> None:
    _let_go()
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_user_account_organisation_id_organisation'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_user_account_session_key'), type_='unique')
        batch_op.drop_column('session_key')
        batch_op.drop_column('organisation_id')
        batch_op.drop_column('full_name')

    with op.batch_alter_table('one_time_link', schema=None) as batch_op:
        batch_op.drop_index('uq_one_time_link_one_living', sqlite_where=sa.text('revoked_at IS NULL AND used_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL AND used_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_one_time_link_case_id'))

    op.drop_table('one_time_link')
    with op.batch_alter_table('account_scope', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_account_scope_unit_id'))

    op.drop_table('account_scope')
    op.drop_table('organisation')
    op.drop_table('journal_head')
    op.drop_table('journal')


def _let_go() -> None:
    """Drop the triggers; on PostgreSQL they go with their functions."""
    if op.get_bind().dialect.name == 'postgresql':
        for function in ('refuse_change', 'keep_case', 'journal_next_only', 'journal_head_next_only'):
            op.execute(f'DROP FUNCTION {function}() CASCADE')
        return
    for name in [*(f'{table}_no_{act.lower()}' for table, acts in KEPT.items() for act in acts), 'case__no_delete', 'journal_next_only', 'journal_head_next_only']:
        op.execute(f'DROP TRIGGER {name}')
