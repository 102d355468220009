"""Releases, webhooks, more of what runs find; tokens with scopes and an end, figures of other places; triggers that freeze it."""
import sqlalchemy as sa
from alembic import op

revision = 'f015c433e13e'
down_revision = 'f18db81d0267'
branch_labels = None
depends_on = None

# Tokens made before scopes were opened figures of runs that nobody had released; they go on doing so until they are revoked.
BOTH = '["released", "provisional"]'
FLAGS = ('few_answers', 'wide_interval', 'no_interval', 'few_psus')
EXTERNAL_KINDS = ('province', 'past', 'national', 'other_province')
# What a run found never changes, and nothing of a release once it is decided.
FOUND = ('measure', 'estimate', 'difference', 'priority', 'question_figure', 'pulse')
KEPT = {**dict.fromkeys(FOUND, ('UPDATE', 'DELETE')), 'release': ('DELETE',), 'run': ('DELETE',), 'webhook': ('DELETE',), 'webhook_delivery': ('DELETE',)}
ENDED = {'release': "OLD.state <> 'proposed'", 'run': "OLD.state IN ('succeeded', 'failed')"}
RAISED = {
    'sqlite': [
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'rows of {table} are kept: {act} is refused'); END"
        for table, acts in KEPT.items() for act in acts
    ] + [
        f"CREATE TRIGGER {table}_ended BEFORE UPDATE ON {table} WHEN {ended} BEGIN SELECT RAISE(ABORT, 'an ended {table} never changes: UPDATE is refused'); END"
        for table, ended in ENDED.items()
    ],
    'postgresql': [
        f"CREATE TRIGGER {table}_kept BEFORE {' OR '.join(acts)} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()" for table, acts in KEPT.items()
    ] + [
        f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()" for table in KEPT
    ] + [
        f"CREATE TRIGGER {table}_ended BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({ended}) EXECUTE FUNCTION refuse_change()" for table, ended in ENDED.items()
    ],
}


def upgrade() -> None:
    op.create_table('webhook',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('url', sa.String(length=500), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_by', sa.String(length=60), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook')),
    sa.UniqueConstraint('name', name=op.f('uq_webhook_name'))
    )
    op.create_table('api_token_use',
    sa.Column('token_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('requests', sa.Integer(), nullable=False),
    sa.Column('refused', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['token_id'], ['api_token.id'], name=op.f('fk_api_token_use_token_id_api_token')),
    sa.PrimaryKeyConstraint('token_id', 'day', name=op.f('pk_api_token_use'))
    )
    op.create_table('difference',
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('measure', sa.String(length=40), nullable=False),
    sa.Column('comparison', sa.String(length=8), nullable=False),
    sa.Column('domain_kind', sa.String(length=20), nullable=False),
    sa.Column('domain', sa.String(length=40), nullable=False),
    sa.Column('other', sa.String(length=40), nullable=False),
    sa.Column('difference', sa.Float(), nullable=False),
    sa.Column('se', sa.Float(), nullable=True),
    sa.Column('df', sa.Float(), nullable=True),
    sa.Column('lo', sa.Float(), nullable=True),
    sa.Column('hi', sa.Float(), nullable=True),
    sa.Column('p', sa.Float(), nullable=True),
    sa.Column('p_holm', sa.Float(), nullable=True),
    sa.CheckConstraint("comparison IN ('wave', 'domain')", name=op.f('ck_difference_comparison')),
    sa.CheckConstraint('(lo IS NULL) = (hi IS NULL)', name=op.f('ck_difference_interval_whole')),
    sa.CheckConstraint('p IS NULL OR (p >= 0 AND p <= 1)', name=op.f('ck_difference_p')),
    sa.ForeignKeyConstraint(['run_id'], ['run.id'], name=op.f('fk_difference_run_id_run')),
    sa.PrimaryKeyConstraint('run_id', 'measure', 'comparison', 'domain_kind', 'domain', 'other', name=op.f('pk_difference'))
    )
    op.create_table('priority',
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('measure', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('target', sa.Float(), nullable=False),
    sa.Column('target_source', sa.String(length=20), nullable=False),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('gap', sa.Float(), nullable=False),
    sa.Column('gap_lo', sa.Float(), nullable=True),
    sa.Column('gap_hi', sa.Float(), nullable=True),
    sa.Column('index_per_point', sa.Float(), nullable=False),
    sa.Column('index_closed', sa.Float(), nullable=False),
    sa.Column('index_lo', sa.Float(), nullable=True),
    sa.Column('index_hi', sa.Float(), nullable=True),
    sa.Column('points_per_point', sa.Float(), nullable=True),
    sa.Column('points_closed', sa.Float(), nullable=True),
    sa.Column('points_lo', sa.Float(), nullable=True),
    sa.Column('points_hi', sa.Float(), nullable=True),
    sa.ForeignKeyConstraint(['run_id'], ['run.id'], name=op.f('fk_priority_run_id_run')),
    sa.PrimaryKeyConstraint('run_id', 'measure', name=op.f('pk_priority'))
    )
    op.create_table('question_figure',
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('question', sa.String(length=40), nullable=False),
    sa.Column('option', sa.String(length=40), nullable=False),
    sa.Column('domain_kind', sa.String(length=20), nullable=False),
    sa.Column('domain', sa.String(length=40), nullable=False),
    sa.Column('statistic', sa.String(length=8), nullable=False),
    sa.Column('n', sa.Integer(), nullable=True),
    sa.Column('value', sa.Float(), nullable=True),
    sa.Column('se', sa.Float(), nullable=True),
    sa.Column('df', sa.Integer(), nullable=True),
    sa.Column('lo', sa.Float(), nullable=True),
    sa.Column('hi', sa.Float(), nullable=True),
    sa.Column('lo_other', sa.Float(), nullable=True),
    sa.Column('hi_other', sa.Float(), nullable=True),
    sa.Column('suppressed', sa.String(length=20), nullable=True),
    sa.Column('flag', sa.String(length=20), nullable=True),
    sa.CheckConstraint(f'flag IN {FLAGS}', name=op.f('ck_question_figure_flag')),
    sa.CheckConstraint("statistic IN ('share', 'score')", name=op.f('ck_question_figure_statistic')),
    sa.CheckConstraint("suppressed IN ('few_answers', 'complementary', 'no_answers')", name=op.f('ck_question_figure_suppressed')),
    sa.CheckConstraint('(lo IS NULL) = (hi IS NULL)', name=op.f('ck_question_figure_interval_whole')),
    sa.CheckConstraint('(lo_other IS NULL) = (hi_other IS NULL)', name=op.f('ck_question_figure_other_whole')),
    sa.CheckConstraint('suppressed IS NULL OR (COALESCE(n, 0) = 0 AND COALESCE(value, se, lo, lo_other) IS NULL)', name=op.f('ck_question_figure_suppressed_is_empty')),
    sa.ForeignKeyConstraint(['run_id'], ['run.id'], name=op.f('fk_question_figure_run_id_run')),
    sa.PrimaryKeyConstraint('run_id', 'question', 'option', 'domain_kind', 'domain', name=op.f('pk_question_figure'))
    )
    op.create_table('pulse',
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('domain', sa.String(length=40), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('n', sa.Integer(), nullable=True),
    sa.Column('score', sa.Float(), nullable=True),
    sa.Column('expected', sa.Float(), nullable=True),
    sa.Column('lo', sa.Float(), nullable=True),
    sa.Column('hi', sa.Float(), nullable=True),
    sa.Column('signal', sa.String(length=6), nullable=True),
    sa.Column('since', sa.String(length=7), nullable=True),
    sa.Column('suppressed', sa.String(length=20), nullable=True),
    sa.CheckConstraint("signal IN ('higher', 'lower')", name=op.f('ck_pulse_signal')),
    sa.CheckConstraint('(signal IS NULL) = (since IS NULL)', name=op.f('ck_pulse_signal_has_since')),
    sa.CheckConstraint('suppressed IS NULL OR (n IS NULL AND COALESCE(score, expected, lo) IS NULL AND signal IS NULL)', name=op.f('ck_pulse_suppressed_is_empty')),
    sa.CheckConstraint("suppressed IN ('few_answers', 'complementary', 'no_answers')", name=op.f('ck_pulse_suppressed')),
    sa.CheckConstraint('(lo IS NULL) = (hi IS NULL)', name=op.f('ck_pulse_limits_whole')),
    sa.ForeignKeyConstraint(['run_id'], ['run.id'], name=op.f('fk_pulse_run_id_run')),
    sa.PrimaryKeyConstraint('run_id', 'domain', 'month', name=op.f('pk_pulse'))
    )
    op.create_table('release',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('checklist', sa.JSON(), nullable=False),
    sa.Column('proposed_by', sa.Integer(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision', sa.Text(), nullable=True),
    sa.Column('corrects_id', sa.Integer(), nullable=True),
    sa.Column('correction', sa.Text(), nullable=True),
    sa.Column('document', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=True),
    sa.CheckConstraint("(state = 'proposed') = (decided_by IS NULL) AND (state = 'proposed') = (decided_at IS NULL)", name=op.f('ck_release_decided')),
    sa.CheckConstraint("state <> 'released' OR (document IS NOT NULL AND digest IS NOT NULL)", name=op.f('ck_release_frozen')),
    sa.CheckConstraint("state IN ('proposed', 'released', 'refused')", name=op.f('ck_release_state')),
    sa.CheckConstraint('(corrects_id IS NULL) = (correction IS NULL)', name=op.f('ck_release_correction_said')),
    sa.CheckConstraint('decided_by <> proposed_by', name=op.f('ck_release_two_persons')),
    sa.CheckConstraint('number > 0', name=op.f('ck_release_number')),
    sa.ForeignKeyConstraint(['corrects_id'], ['release.id'], name=op.f('fk_release_corrects_id_release')),
    sa.ForeignKeyConstraint(['decided_by'], ['user_account.id'], name=op.f('fk_release_decided_by_user_account')),
    sa.ForeignKeyConstraint(['proposed_by'], ['user_account.id'], name=op.f('fk_release_proposed_by_user_account')),
    sa.ForeignKeyConstraint(['run_id'], ['run.id'], name=op.f('fk_release_run_id_run')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_release_wave_id_wave')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release')),
    sa.UniqueConstraint('wave_id', 'number', name=op.f('uq_release_wave_id_number'))
    )
    with op.batch_alter_table('release', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_release_run_id'), ['run_id'], unique=False)
        batch_op.create_index('uq_release_one_proposed', ['wave_id'], unique=True, sqlite_where=sa.text("state = 'proposed'"), postgresql_where=sa.text("state = 'proposed'"))

    op.create_table('webhook_delivery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('webhook_id', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_status', sa.Integer(), nullable=True),
    sa.Column('last_error', sa.String(length=300), nullable=True),
    sa.CheckConstraint("state <> 'pending' OR next_at IS NOT NULL", name=op.f('ck_webhook_delivery_pending_has_time')),
    sa.CheckConstraint("state IN ('pending', 'delivered', 'given_up')", name=op.f('ck_webhook_delivery_state')),
    sa.CheckConstraint('attempts >= 0', name=op.f('ck_webhook_delivery_attempts')),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_webhook_delivery_release_id_release')),
    sa.ForeignKeyConstraint(['webhook_id'], ['webhook.id'], name=op.f('fk_webhook_delivery_webhook_id_webhook')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_delivery')),
    sa.UniqueConstraint('webhook_id', 'release_id', name=op.f('uq_webhook_delivery_webhook_id_release_id'))
    )
    with op.batch_alter_table('webhook_delivery', schema=None) as batch_op:
        batch_op.create_index('ix_webhook_delivery_due', ['next_at'], unique=False, sqlite_where=sa.text("state = 'pending'"), postgresql_where=sa.text("state = 'pending'"))

    op.drop_index(op.f('ix_response_case_id'), table_name='response')
    op.create_index('ix_response_of_case', 'response', ['case_id', 'purpose', 'channel', 'supersedes_id'], unique=False, sqlite_where=sa.text('case_id IS NOT NULL'), postgresql_where=sa.text('case_id IS NOT NULL'))
    op.create_index(op.f('ix_journal_subject'), 'journal', ['subject'], unique=False)
    op.add_column('batch', sa.Column('dissolved_at', sa.DateTime(timezone=True), nullable=True))
    # AAPOR's code of "miscellaneous" is 2.36 for household surveys; 2.35 belongs to telephones.
    op.execute("UPDATE case_ SET disposition = '2.36' WHERE disposition = '2.35'")
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.add_column(sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('scopes', sa.JSON(), nullable=False, server_default=BOTH))
        batch_op.add_column(sa.Column('created_by', sa.String(length=60), nullable=True))

    with op.batch_alter_table('external_figure', schema=None) as batch_op:
        batch_op.add_column(sa.Column('place', sa.String(length=80), server_default='', nullable=False))
        batch_op.add_column(sa.Column('entered_by', sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False, server_default=sa.func.current_timestamp()))
        batch_op.alter_column('kind',
               existing_type=sa.VARCHAR(length=10),
               type_=sa.String(length=16),
               existing_nullable=False)
        batch_op.drop_constraint(batch_op.f('uq_external_figure_wave_id_measure_kind'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_external_figure_wave_id_measure_kind_place'), ['wave_id', 'measure', 'kind', 'place'])
        batch_op.drop_constraint(batch_op.f('ck_external_figure_kind'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_external_figure_kind'), f'kind IN {EXTERNAL_KINDS}')

    with op.batch_alter_table('estimate', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_estimate_flag'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_estimate_flag'), f'flag IN {FLAGS}')

    with op.batch_alter_table('schedule', schema=None) as batch_op:
        batch_op.add_column(sa.Column('on_close', sa.Boolean(), server_default=sa.true(), nullable=False))

    # Schedulers of before made this table themselves, with the jobs that are in it.
    if not sa.inspect(op.get_bind()).has_table('apscheduler_jobs'):
        op.create_table('apscheduler_jobs',
        sa.Column('id', sa.String(length=191), nullable=False),
        sa.Column('next_run_time', sa.Float(), nullable=True),
        sa.Column('job_state', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_apscheduler_jobs'))
        )
        op.create_index(op.f('ix_apscheduler_jobs_next_run_time'), 'apscheduler_jobs', ['next_run_time'], unique=False)

    for statement in RAISED[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        for table in ENDED:
            op.execute(f'DROP TRIGGER {table}_ended ON {table}')
        for table in KEPT:
            op.execute(f'DROP TRIGGER {table}_kept ON {table}')
            op.execute(f'DROP TRIGGER {table}_not_emptied ON {table}')
    else:
        for name in [f'{table}_no_{act.lower()}' for table, acts in KEPT.items() for act in acts] + [f'{table}_ended' for table in ENDED]:
            op.execute(f'DROP TRIGGER {name}')
    op.drop_table('apscheduler_jobs')
    with op.batch_alter_table('schedule', schema=None) as batch_op:
        batch_op.drop_column('on_close')

    op.execute("UPDATE estimate SET flag = NULL WHERE flag = 'few_psus'")
    with op.batch_alter_table('estimate', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_estimate_flag'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_estimate_flag'), "flag IN ('few_answers', 'wide_interval', 'no_interval')")

    with op.batch_alter_table('external_figure', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_external_figure_wave_id_measure_kind_place'), type_='unique')
        batch_op.drop_constraint(batch_op.f('ck_external_figure_kind'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_external_figure_kind'), "kind IN ('province', 'national')")
        batch_op.create_unique_constraint(batch_op.f('uq_external_figure_wave_id_measure_kind'), ['wave_id', 'measure', 'kind'])
        batch_op.alter_column('kind',
               existing_type=sa.String(length=16),
               type_=sa.VARCHAR(length=10),
               existing_nullable=False)
        batch_op.drop_column('entered_at')
        batch_op.drop_column('entered_by')
        batch_op.drop_column('place')

    op.execute("UPDATE case_ SET disposition = '2.35' WHERE disposition = '2.36'")
    op.drop_column('batch', 'dissolved_at')
    op.drop_index(op.f('ix_journal_subject'), table_name='journal')
    op.drop_index('ix_response_of_case', table_name='response', sqlite_where=sa.text('case_id IS NOT NULL'), postgresql_where=sa.text('case_id IS NOT NULL'))
    op.create_index(op.f('ix_response_case_id'), 'response', ['case_id'], unique=False)
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.drop_column('created_by')
        batch_op.drop_column('scopes')
        batch_op.drop_column('expires_at')

    with op.batch_alter_table('webhook_delivery', schema=None) as batch_op:
        batch_op.drop_index('ix_webhook_delivery_due', sqlite_where=sa.text("state = 'pending'"), postgresql_where=sa.text("state = 'pending'"))

    op.drop_table('webhook_delivery')
    with op.batch_alter_table('release', schema=None) as batch_op:
        batch_op.drop_index('uq_release_one_proposed', sqlite_where=sa.text("state = 'proposed'"), postgresql_where=sa.text("state = 'proposed'"))
        batch_op.drop_index(batch_op.f('ix_release_run_id'))

    op.drop_table('release')
    op.drop_table('pulse')
    op.drop_table('question_figure')
    op.drop_table('priority')
    op.drop_table('difference')
    op.drop_table('api_token_use')
    op.drop_table('webhook')
