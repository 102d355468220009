"""The programs that the documentation page gives to copy."""
from __future__ import annotations

import pytest

from survey_app.api.examples import EXAMPLES
from survey_app.api.tokens import add_token
from survey_app.api.vocabulary import VOCABULARY
from survey_app.database import open_engine
from tests.api.stored import store_findings, store_release, store_run
from tests.fielding import field_desk

PYTHON = next(text for title, text in EXAMPLES if "không cần cài gì thêm" in title)
TABLES = [text for _, text in EXAMPLES if "read_sipas" in text]
# Text that is digits in places: a column of it must not be taken for numbers.
CODES = {"measure", "parent", "domain", "other", "question", "option", "commune", "disposition", "number", "code"}


@pytest.fixture
def reader(live_server, app, monkeypatch):
    """A server with a release of two differences, and a token for it in the environment."""
    engine = open_engine(live_server.database_url)
    desk = field_desk(engine)
    with engine.begin() as connection:
        run = store_run(connection, desk.wave_id)
        store_findings(connection, run)
        store_findings(connection, store_run(connection, desk.wave_id))
        store_release(connection, desk.wave_id, run)
    with app.app_context():
        monkeypatch.setenv("SIPAS_TOKEN", add_token(engine, "máy thử"))
    engine.dispose()
    return live_server


def test_every_page_of_a_table_is_read(reader, capsys):
    program = PYTHON.replace("ORIGIN", reader.url).replace("hh-2024/differences", "quay-thu/estimates?limit=4").replace("differences", "estimates")
    exec(program, {})
    assert capsys.readouterr().out == "6 of 6\n"


@pytest.mark.parametrize("program", TABLES)
def test_codes_are_read_as_text(program):
    listed = {word for word in VOCABULARY if f'"{word}"' in program.split("read_sipas")[0]}
    assert len(TABLES) == 2 and CODES <= listed
