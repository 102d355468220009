"""One run of a wave: extract, check, weight, estimate, disclose, publish; ends with results or with a recorded reason, never in between."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Engine

from forms import InstrumentError
from pipeline import indices, record
from pipeline.check import check_columns, check_record
from pipeline.claim import Claim, RunStopped, beating, start_run
from pipeline.diagnostics import diagnose
from pipeline.disclose import Rules, disclose
from pipeline.errors import EngineError
from pipeline.estimate import Results, results_of
from pipeline.extract import WaveInput, extract, read_wave
from pipeline.indices import Definition
from pipeline.kept import UpToDate, bring_up_to_date
from pipeline.kinds import Kind, kind_of
from pipeline.publish import Findings, publish, record_failure
from pipeline.record_sums import Recipe
from pipeline.summing import Plan
from survey_app.settings import Settings

HERE = Path(__file__).parent
LEVEL = 0.95
RULES = Rules()
METHOD = {
    "variance": "Taylor linearisation, ultimate clusters", "interval": "t", "interval_shown": "t on the logit of the score's range",
    "interval_level": LEVEL, "df": "PSUs - strata",
    "disclosure": {"hidden_below": RULES.hide, "flagged_below": RULES.flag, "flagged_above_relative_margin": RULES.margin_share},
}
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunSummary:
    """How a run ended; `input_digest` and `n` (rows of record) are None and `reason` says why when it failed."""

    run: int
    wave: str
    status: str
    input_digest: str | None = None
    n: int | None = None
    reason: str | None = None


def run_wave(engine: Engine, settings: Settings, wave_code: str, *, asked_by: str) -> RunSummary:
    """Compute a wave now. A run that fails is recorded and returned, not raised.

    Raises RunRefused when there is no such wave or another run of it is going on.
    """
    return compute(engine, settings, start_run(engine, wave_code, asked_by=asked_by))


def compute(engine: Engine, settings: Settings, claim: Claim, go_on: Callable[[], None] = lambda: None) -> RunSummary:
    """Compute a claimed run. `go_on` is called between the steps and raises RunStopped to end it there."""
    try:
        with beating(engine, claim) as still_held:
            return _steps(engine, settings, claim, lambda: (still_held(), go_on()))
    except (EngineError, InstrumentError) as refusal:
        return _failed(engine, claim, str(refusal))
    except Exception as fault:
        # Where, not what: messages of database and parsing errors quote the data.
        log.error("run %d of wave %s: %s\n%s", claim.run, claim.wave, type(fault).__name__, "".join(traceback.format_tb(fault.__traceback__)))
        return _failed(engine, claim, _describe(fault))
    except BaseException:
        _failed(engine, claim, "interrupted: the process was told to end")
        raise


def _steps(engine: Engine, settings: Settings, claim: Claim, go_on: Callable[[], object]) -> RunSummary:
    with engine.connect() as connection:
        wave = read_wave(connection, claim.wave_id)
    kind, definition = kind_of(wave.kind, wave.design), indices.load(wave.index_name)
    extracted = extract(engine, wave, Path(settings.data_dir) / "analysis")
    check_columns(extracted.layout.schema.names, definition.items)
    go_on()
    summed = bring_up_to_date(extracted, _recipe(kind, definition))
    counts = check_record(summed.sums, definition.items)
    go_on()
    content = record.digest_content(extracted.layout.schema.names, summed.sums.rows)
    findings = _findings(wave, kind, definition, summed, counts, content)
    go_on()
    publish(engine, claim, findings, wave.instrument.items)
    return RunSummary(claim.run, claim.wave, "succeeded", findings.input_digest, counts["n"])


def _recipe(kind: Kind, definition: Definition) -> Recipe:
    return Recipe(Plan(kind.design, {item: item for item in definition.items}, definition.scale, kind.domains, cross=True), definition)


def _findings(wave: WaveInput, kind: Kind, definition: Definition, summed: UpToDate, counts: dict, content: str) -> Findings:
    """The statistics: weight, estimate, disclose; no answer is read any more."""
    results = results_of(summed.sums.tables.tables, kind.design, definition, LEVEL)
    disclosed = disclose(results, RULES, summed.sums.respondents)
    diagnostics = diagnose(results, disclosed, kind.ranked)
    return Findings(
        definition, disclosed, diagnostics.ranks, _input_digest(wave, kind, definition, content), _method(wave, kind, definition, results),
        counts, diagnostics.said | {"sums": {"rows_read": summed.rows_read, "anew": summed.anew}},
    )


def _failed(engine: Engine, claim: Claim, reason: str) -> RunSummary:
    try:
        record_failure(engine, claim, reason)
    except RunStopped:
        log.warning("run %d of wave %s was closed by another process meanwhile", claim.run, claim.wave)
    return RunSummary(claim.run, claim.wave, "failed", reason=reason)


def _describe(fault: Exception) -> str:
    """A fault of the program or its surroundings, told without its message (see above)."""
    place = [frame for frame in traceback.extract_tb(fault.__traceback__) if Path(frame.filename).is_relative_to(HERE)][-1]
    return f"unexpected {type(fault).__name__} at {Path(place.filename).name}:{place.lineno}; the log of the process says more"


def _input_digest(wave: WaveInput, kind: Kind, definition: Definition, content: str) -> str:
    design = asdict(kind.design) | {"domains": kind.domains, "interval_level": LEVEL, "disclosure": asdict(RULES)}
    return record.digest_input(content=content, instrument=wave.instrument.digest, definition=record.digest_definition(definition), design=design)


def _method(wave: WaveInput, kind: Kind, definition: Definition, results: Results) -> dict:
    return METHOD | {
        "wave_kind": wave.kind, "sampling": kind.sampling, "index": definition.name, "weighting": results.weighting,
        "definition": record.digest_definition(definition), "instrument": wave.instrument.digest, "design": asdict(kind.design),
        "strata": len(results.strata.codes), "psus": results.psus, "degrees": results.degrees,
    }
