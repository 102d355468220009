"""A server that dies under load loses nothing that it acknowledged, and doubles nothing (KILLS=50 for the long run)."""
import os

import forms
from tests.answers import complete_answers
from tests.fielding import field_desk
from tests.serving.kills import run, verify
from sqlalchemy import text

from survey_app.database import open_engine

KILLS = int(os.environ.get("KILLS", "5"))


def test_nothing_acknowledged_is_lost_or_doubled(database_url, tmp_path):
    engine = open_engine(database_url)
    desk = field_desk(engine)
    torment = run(database_url, tmp_path / "var", desk, complete_answers(forms.load("one_stop_visitor")), kills=KILLS)
    verify(engine, torment)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    engine.dispose()
