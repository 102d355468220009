"""How the room is kept: what is statistics knows no database and no Flask; old databases take the new columns in."""
import ast
from pathlib import Path

from alembic import command
from sqlalchemy import select

import survey_app.sampling
from survey_app.database import open_engine, writing
from survey_app.migrate import _config, upgrade
from survey_app.models import Case, CaseEvent, Psu, Response, Wave
from survey_app.sampling.case_list import list_cases
from tests.sampling.conftest import WAVE, add_wave

ROOM = Path(survey_app.sampling.__file__).parent
WITH_SQL = {"case_list", "casework", "drawing", "frame_register", "frame_store", "listing", "outcome", "register", "sample_store"}
FIRST_TABLES = "8170292631b7"


def imported(path: Path) -> set[str]:
    """The first part of the name of every module that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        found |= {alias.name.split(".")[0] for alias in node.names} if isinstance(node, ast.Import) else set()
        found |= {node.module.split(".")[0]} if isinstance(node, ast.ImportFrom) else set()
    return found


def test_only_some_modules_know_the_database_and_none_knows_flask():
    by_module = {path.stem: imported(path) for path in ROOM.glob("*.py")}
    assert not [name for name, found in by_module.items() if found & {"flask", "click", "numpy"}]
    assert {name for name, found in by_module.items() if "sqlalchemy" in found} == WITH_SQL


def test_a_database_of_the_first_version_with_answers_is_upgraded(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'old.db'}")
    config = _config()
    with writing(engine).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, FIRST_TABLES)
    add_wave(engine)
    with writing(engine).begin() as connection:
        for statement in (
            "INSERT INTO stratum (id, wave_id, code, name) VALUES (1, 1, '01', 'huyện')",
            "INSERT INTO psu (id, stratum_id, code, name) VALUES (1, 1, '001', 'thôn')",
            "INSERT INTO case_ (id, wave_id, psu_id, serial, weight) VALUES (1, 1, 1, '2024-0001', 2.5)",
            "INSERT INTO response (wave_id, submission_id, receipt, channel, purpose, case_id, language, answers, answered_on, received_at) "
            "VALUES (1, 'a', 'b', 'paper', 'original', 1, 'vi', '{}', '2024-10-01', '2024-10-01')",
        ):
            connection.exec_driver_sql(statement)
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(select(Case.serial, Case.weight, Case.disposition, Case.probability)).all() == [("2024-0001", 2.5, "3.11", None)]
        assert connection.execute(select(Psu.probability, Psu.self_representing)).all() == [(None, False)]
        assert connection.scalar(select(Response.case_id)) == connection.scalar(select(Wave.id)) == 1
    (case,) = list_cases(engine, WAVE)
    assert (case.serial, case.disposition) == ("2024-0001", "2.12")  # nothing answered: a break-off
    with engine.connect() as connection:
        assert connection.scalar(select(CaseEvent.kind)) == "response"
    engine.dispose()
