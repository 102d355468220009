"""`sipas pipeline verify`: what it exits with, and what it says as text and as JSON."""
import json

from tests.pipeline_run.small_waves import estimates_of, one_database
from tests.pipeline_run.test_verify import change

from pipeline.run import run_wave
from pipeline.verify import verify
from pipeline.verify.telling import as_document
from survey_app.models import Estimate, Response


@one_database
def test_the_command_exits_0_when_the_same_and_2_when_there_is_nothing(households, engine, here, call):
    run_wave(engine, here, "ho-thu", asked_by="test")
    result = call("--wave", "ho-thu")
    assert result.exit_code == 0 and "not released: provisional figures" in result.stdout and "equal to the last bit" in result.stdout
    assert (call("--wave", "nix").exit_code, call("--wave", "ho-thu", "--run", "9").exit_code) == (2, 2)


@one_database
def test_the_command_exits_1_with_the_first_differences(households, engine, here, call):
    run_wave(engine, here, "ho-thu", asked_by="test")
    change(engine, Estimate, {"score": 1.0}, Estimate.run_id == 1)
    result = call("--wave", "ho-thu", "--format", "json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["status"], told["ground"]) == (1, "different", [])
    assert len(told["differences"]) == 20 and told["differing"] == len(estimates_of(engine, 1))
    assert told == json.loads(json.dumps(as_document(verify(engine, "ho-thu"))))
    text = call("--wave", "ho-thu").stdout
    assert f"… and {told['differing'] - 20} more" in text and "estimate 1, all, all: score: stored 1.0, computed " in text


@one_database
def test_a_wave_that_can_no_longer_be_computed_says_why(households, engine, here, call):
    run_wave(engine, here, "ho-thu", asked_by="test")
    change(engine, Response, {"answers": json.dumps(dict.fromkeys(households.items, 17))}, Response.case_id == households.places[0])
    result = call("--wave", "ho-thu")
    assert result.exit_code == 1 and "can no longer be computed as it was" in result.stderr
