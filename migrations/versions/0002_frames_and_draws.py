"""Units' successors, sampling frames, draws, and what became of cases.

Existing tables only get columns: SQLite adds those in place, where a table made anew would break what refers to it.
"""
import sqlalchemy as sa
from alembic import op

revision = 'af5549ff4944'
down_revision = '8170292631b7'
branch_labels = None
depends_on = None

ADDED = (
    ('psu', sa.Column('households', sa.Integer(), nullable=True), 'households > 0'),
    ('psu', sa.Column('probability', sa.Float(), nullable=True), 'probability > 0 AND probability <= 1'),
    ('psu', sa.Column('self_representing', sa.Boolean(), server_default=sa.false(), nullable=False), None),
    ('case_', sa.Column('household', sa.Integer(), nullable=True), 'household > 0'),
    ('case_', sa.Column('probability', sa.Float(), nullable=True), 'probability > 0 AND probability <= 1'),
    ('case_', sa.Column('kish_table', sa.String(length=2), nullable=True), None),
    ('case_', sa.Column('disposition', sa.String(length=6), server_default='3.11', nullable=False), None),
)
# The history of a case is only ever added to: the database itself refuses a change or a deletion.
REFUSAL = 'rows of case_event are never changed or deleted'
ONLY_ADDED = {
    'sqlite': [
        f"CREATE TRIGGER case_event_no_{act.lower()} BEFORE {act} ON case_event BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for act in ('UPDATE', 'DELETE')
    ],
    'postgresql': [
        f"CREATE FUNCTION case_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        'CREATE TRIGGER case_event_only_added BEFORE UPDATE OR DELETE ON case_event FOR EACH ROW EXECUTE FUNCTION case_event_refuse()',
    ],
}
CHANGEABLE_AGAIN = {
    'sqlite': ['DROP TRIGGER case_event_no_update', 'DROP TRIGGER case_event_no_delete'],
    'postgresql': ['DROP TRIGGER case_event_only_added ON case_event', 'DROP FUNCTION case_event_refuse()'],
}


def upgrade() -> None:
    op.create_table('admin_unit_successor',
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('successor_id', sa.Integer(), nullable=False),
    sa.Column('share', sa.Float(), nullable=True),
    sa.CheckConstraint('share > 0 AND share <= 1', name=op.f('ck_admin_unit_successor_share')),
    sa.CheckConstraint('unit_id <> successor_id', name=op.f('ck_admin_unit_successor_another')),
    sa.ForeignKeyConstraint(['successor_id'], ['admin_unit.id'], name=op.f('fk_admin_unit_successor_successor_id_admin_unit')),
    sa.ForeignKeyConstraint(['unit_id'], ['admin_unit.id'], name=op.f('fk_admin_unit_successor_unit_id_admin_unit')),
    sa.PrimaryKeyConstraint('unit_id', 'successor_id', name=op.f('pk_admin_unit_successor'))
    )
    with op.batch_alter_table('admin_unit_successor', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_admin_unit_successor_successor_id'), ['successor_id'], unique=False)

    op.create_table('sampling_frame',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('file', sa.String(length=200), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('imported_by', sa.String(length=60), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_sampling_frame_wave_id_wave')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sampling_frame'))
    )
    with op.batch_alter_table('sampling_frame', schema=None) as batch_op:
        batch_op.create_index('uq_sampling_frame_one_current', ['wave_id'], unique=True, sqlite_where=sa.text('replaced_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL'))

    op.create_table('draw',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('frame_id', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(length=100), nullable=False),
    sa.Column('frame_digest', sa.String(length=64), nullable=False),
    sa.Column('sample_digest', sa.String(length=64), nullable=False),
    sa.Column('parameters', sa.JSON(), nullable=False),
    sa.Column('psus', sa.Integer(), nullable=False),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('drawn_by', sa.String(length=60), nullable=False),
    sa.Column('program_version', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['frame_id'], ['sampling_frame.id'], name=op.f('fk_draw_frame_id_sampling_frame')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_draw_wave_id_wave')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draw'))
    )
    with op.batch_alter_table('draw', schema=None) as batch_op:
        batch_op.create_index('uq_draw_one_current', ['wave_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))

    op.create_table('frame_unit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('frame_id', sa.Integer(), nullable=False),
    sa.Column('village_code', sa.String(length=20), nullable=False),
    sa.Column('village', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=True),
    sa.Column('households', sa.Integer(), nullable=False),
    sa.Column('listed', sa.Integer(), nullable=True),
    sa.Column('commune_code', sa.String(length=20), nullable=False),
    sa.Column('commune', sa.String(length=200), nullable=False),
    sa.Column('district_code', sa.String(length=20), nullable=True),
    sa.Column('district', sa.String(length=200), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('commune_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('thon', 'to_dan_pho')", name=op.f('ck_frame_unit_kind')),
    sa.CheckConstraint('households > 0', name=op.f('ck_frame_unit_households')),
    sa.CheckConstraint('listed > 0', name=op.f('ck_frame_unit_listed')),
    sa.ForeignKeyConstraint(['commune_id'], ['admin_unit.id'], name=op.f('fk_frame_unit_commune_id_admin_unit')),
    sa.ForeignKeyConstraint(['frame_id'], ['sampling_frame.id'], name=op.f('fk_frame_unit_frame_id_sampling_frame')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_frame_unit')),
    sa.UniqueConstraint('frame_id', 'village_code', name=op.f('uq_frame_unit_frame_id_village_code'))
    )
    op.create_table('reserve_household',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('psu_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('household', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('replaces_case_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(case_id IS NULL) = (replaces_case_id IS NULL)', name=op.f('ck_reserve_household_used_whole')),
    sa.ForeignKeyConstraint(['case_id'], ['case_.id'], name=op.f('fk_reserve_household_case_id_case_')),
    sa.ForeignKeyConstraint(['psu_id'], ['psu.id'], name=op.f('fk_reserve_household_psu_id_psu')),
    sa.ForeignKeyConstraint(['replaces_case_id'], ['case_.id'], name=op.f('fk_reserve_household_replaces_case_id_case_')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reserve_household')),
    sa.UniqueConstraint('case_id', name=op.f('uq_reserve_household_case_id')),
    sa.UniqueConstraint('psu_id', 'household', name=op.f('uq_reserve_household_psu_id_household')),
    sa.UniqueConstraint('psu_id', 'position', name=op.f('uq_reserve_household_psu_id_position')),
    sa.UniqueConstraint('replaces_case_id', name=op.f('uq_reserve_household_replaces_case_id'))
    )
    op.create_table('case_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('disposition', sa.String(length=6), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('response_id', sa.Integer(), nullable=True),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(kind = 'response') = (response_id IS NOT NULL)", name=op.f('ck_case_event_response_named')),
    sa.CheckConstraint("kind <> 'replaced' OR reason IS NOT NULL", name=op.f('ck_case_event_replacement_has_reason')),
    sa.CheckConstraint("kind IN ('disposition', 'response', 'replaced', 'issued')", name=op.f('ck_case_event_kind')),
    sa.ForeignKeyConstraint(['case_id'], ['case_.id'], name=op.f('fk_case_event_case_id_case_')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_case_event_response_id_response')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_event')),
    sa.UniqueConstraint('response_id', name=op.f('uq_case_event_response_id'))
    )
    with op.batch_alter_table('case_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_event_case_id'), ['case_id'], unique=False)

    for table, column, rule in ADDED:
        checks = [sa.CheckConstraint(rule, name=op.f(f'ck_{table}_{column.name}'))] if rule else []
        op.add_column(table, sa.Column(column.name, column.type, *checks, nullable=column.nullable, server_default=column.server_default))
    for statement in ONLY_ADDED[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in CHANGEABLE_AGAIN[op.get_bind().dialect.name]:
        op.execute(statement)
    for table, column, rule in reversed(ADDED):
        with op.batch_alter_table(table) as batch_op:
            if rule:
                batch_op.drop_constraint(op.f(f'ck_{table}_{column.name}'), type_='check')
            batch_op.drop_column(column.name)

    with op.batch_alter_table('case_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_event_case_id'))

    op.drop_table('case_event')
    op.drop_table('reserve_household')
    op.drop_table('frame_unit')
    with op.batch_alter_table('draw', schema=None) as batch_op:
        batch_op.drop_index('uq_draw_one_current', sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))

    op.drop_table('draw')
    with op.batch_alter_table('sampling_frame', schema=None) as batch_op:
        batch_op.drop_index('uq_sampling_frame_one_current', sqlite_where=sa.text('replaced_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL'))

    op.drop_table('sampling_frame')
    with op.batch_alter_table('admin_unit_successor', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_admin_unit_successor_successor_id'))

    op.drop_table('admin_unit_successor')
