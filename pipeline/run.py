"""One run of a wave: extract, check, estimate, publish; ends with results or with a recorded reason, never in between."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Engine

from forms import InstrumentError
from pipeline import indices, record
from pipeline.check import check
from pipeline.claim import Claim, RunStopped, beating, start_run
from pipeline.errors import EngineError
from pipeline.estimate import estimate
from pipeline.extract import WaveInput, extract, read_wave
from pipeline.indices import Definition
from pipeline.kinds import Kind, kind_of
from pipeline.publish import publish, record_failure
from pipeline.respondents import count_respondents
from survey_app.settings import Settings

HERE = Path(__file__).parent
LEVEL = 0.95
METHOD = {"variance": "Taylor linearisation, ultimate clusters", "interval": "t", "interval_level": LEVEL, "df": "PSUs - strata"}
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
    go_on()
    stored = extracted.table()
    rows, content = record.in_canonical_order(record.of_record(stored))
    counts = check(stored, rows, definition.items)
    go_on()
    results = estimate(rows, kind.design, definition, domains=kind.domains, level=LEVEL)
    go_on()
    digest = _input_digest(wave, kind, definition, content)
    publish(
        engine, claim, definition=definition, items=wave.instrument.items, estimates=results.estimates(),
        respondents=count_respondents(rows, definition, kind.domains), input_digest=digest,
        method=_method(wave, kind, definition, results), counts=counts,
    )
    return RunSummary(claim.run, claim.wave, "succeeded", digest, rows.num_rows)


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
    design = asdict(kind.design) | {"domains": kind.domains, "interval_level": LEVEL}
    return record.digest_input(content=content, instrument=wave.instrument.digest, definition=record.digest_definition(definition), design=design)


def _method(wave: WaveInput, kind: Kind, definition: Definition, results) -> dict:
    return METHOD | {
        "wave_kind": wave.kind, "sampling": kind.sampling, "index": definition.name, "weighting": results.weighting,
        "definition": record.digest_definition(definition), "instrument": wave.instrument.digest, "design": asdict(kind.design),
        "strata": len(results.strata.codes), "psus": results.psus, "degrees": results.degrees, "warnings": list(results.warnings),
    }
