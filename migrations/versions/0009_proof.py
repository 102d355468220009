"""Proposals that are withdrawn; triggers by which a closed wave takes no response and stays closed."""
import sqlalchemy as sa
from alembic import op

revision = 'b95e7c13d402'
down_revision = '7d41c9a05be2'
branch_labels = None
depends_on = None

NO_RESPONSE = 'a closed wave takes no response'
STAYS = 'a closed wave stays closed'
REOPENED = "OLD.state = 'closed' AND NEW.state <> 'closed'"
RAISED = {
    'sqlite': [
        f"""CREATE TRIGGER response_wave_closed BEFORE INSERT ON response WHEN (SELECT state FROM wave WHERE id = NEW.wave_id) = 'closed'
            BEGIN SELECT RAISE(ABORT, '{NO_RESPONSE}: INSERT is refused'); END""",
        f"CREATE TRIGGER wave_stays_closed BEFORE UPDATE ON wave WHEN {REOPENED} BEGIN SELECT RAISE(ABORT, '{STAYS}: UPDATE is refused'); END",
    ],
    # Closing holds responses off (LOCK TABLE) until it is committed, and this looks at the wave only when its turn has come.
    'postgresql': [
        f"""CREATE FUNCTION refuse_response_of_closed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF (SELECT state FROM wave WHERE id = NEW.wave_id) = 'closed' THEN RAISE EXCEPTION '{NO_RESPONSE}: % is refused', TG_OP; END IF; RETURN NEW; END $$""",
        f"""CREATE FUNCTION keep_closed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF {REOPENED} THEN RAISE EXCEPTION '{STAYS}: % is refused', TG_OP; END IF; RETURN NEW; END $$""",
        'CREATE TRIGGER response_wave_closed BEFORE INSERT ON response FOR EACH ROW EXECUTE FUNCTION refuse_response_of_closed()',
        'CREATE TRIGGER wave_stays_closed BEFORE UPDATE ON wave FOR EACH ROW EXECUTE FUNCTION keep_closed()',
    ],
}
LOWERED = {
    'sqlite': ['DROP TRIGGER response_wave_closed', 'DROP TRIGGER wave_stays_closed'],
    'postgresql': [f'DROP FUNCTION {function}() CASCADE' for function in ('refuse_response_of_closed', 'keep_closed')],
}
DECIDED = "(state = 'proposed') = (decided_by IS NULL) AND (state = 'proposed') = (decided_at IS NULL)"
ENDED = "(state IN ('proposed', 'withdrawn')) = (decided_by IS NULL) AND (state = 'proposed') = (decided_at IS NULL)"
STATES = "state IN ('proposed', 'released', 'refused')"
MORE_STATES = "state IN ('proposed', 'released', 'refused', 'withdrawn')"
# On SQLite the table is made anew: that loses its triggers, and while it is gone no other trigger may name it.
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND (tbl_name = 'release' OR sql LIKE '% FROM release %')"


def _say_anew(rules: dict[str, str]) -> None:
    """Give the table of releases other rules, by name."""
    triggers = op.get_bind().execute(sa.text(TRIGGERS)).all() if op.get_bind().dialect.name == 'sqlite' else ()
    for trigger in triggers:
        op.execute(f'DROP TRIGGER {trigger.name}')
    with op.batch_alter_table('release', schema=None) as batch_op:
        for name, rule in rules.items():
            batch_op.drop_constraint(batch_op.f(f'ck_release_{name}'), type_='check')
            batch_op.create_check_constraint(batch_op.f(f'ck_release_{name}'), rule)
    for trigger in triggers:
        op.execute(trigger.sql)


def upgrade() -> None:
    _say_anew({'state': MORE_STATES, 'decided': ENDED})
    for statement in RAISED[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in LOWERED[op.get_bind().dialect.name]:
        op.execute(statement)
    # The version before knows no withdrawn proposal: with one in it, its rules refuse the table, and nothing is changed.
    _say_anew({'state': STATES, 'decided': DECIDED})
