"""Which reports a kind of wave has: the page and the command say the same."""
import pytest
from click.testing import CliRunner
from sqlalchemy import insert, update

from survey_app import engine as app_engine
from survey_app.commands.report import group
from survey_app.database import writing
from survey_app.good_runs import KINDS
from survey_app.models import QuestionFigure, Wave
from survey_app.reports.registry import REPORTS
from tests.guards import drop_guards
from tests.people.conftest import accounts, logged_in  # noqa: F401 - fixtures
from tests.releasing.published import Stage, set_stage


@pytest.fixture
def stage(app) -> Stage:
    """A wave with figures of its index and of a question."""
    with app.app_context():
        stage = set_stage(app_engine())
        with writing(stage.engine).begin() as connection:
            connection.execute(insert(QuestionFigure).values(run_id=stage.run_id, question="A1.1", option="score", statistic="score", n=60, value=78.1))
        return stage


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", REPORTS)
def test_page_and_command_make_the_same_reports(app, stage, tmp_path, logged_in, name, kind):  # noqa: F811
    with writing(stage.engine).begin() as connection:
        drop_guards(connection, "wave")
        connection.execute(update(Wave).where(Wave.id == stage.wave_id).values(kind=kind))
    with app.app_context():
        command = CliRunner().invoke(group, [name, "--wave", stage.code, "--out", str(tmp_path / "bang.csv"), "--provisional"])
    page = logged_in("department").get(f"/bao-cao/{stage.code}/{REPORTS[name].slug}.csv?tam-tinh=1")
    refused = f"Wave {stage.code} is of kind {kind}; this report is made for: household. Reports of a {kind} wave: official-table." in command.output
    assert refused == (page.status_code == 404) == (kind not in REPORTS[name].kinds)
    assert (command.exit_code == 0) == (page.status_code == 200) == (tmp_path / "bang.csv").exists()
