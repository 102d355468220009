"""One run of a wave: extract, check, weight, estimate, disclose, publish; ends with results or with a recorded reason, never in between."""

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from forms import InstrumentError
from pipeline import indices, record
from pipeline.analysis_parts import store_left_out
from pipeline.answer_domains import ANSWER_DOMAINS, answer_columns
from pipeline.check import check_columns, check_record
from pipeline.claim import Claim, RunRefused, RunStopped, beating, start_run
from pipeline.comparisons import Family, compare, describe, without_covariance
from pipeline.detail import in_detail
from pipeline.diagnostics import diagnose
from pipeline.disclose import Rules, disclose
from pipeline.domain_labels import label_domains
from pipeline.errors import EngineError
from pipeline.estimate import Results, results_of
from pipeline.exclusion_effect import Excluded, effect_of
from pipeline.extract import Extracted, WaveInput, extract, read_wave
from pipeline.ground import NOW, AsOf, ground_of
from pipeline.indices import Definition
from pipeline.kept import UpToDate, bring_up_to_date
from pipeline.kinds import Kind, kind_of, other_design
from pipeline.left_out import LeftOut, read_left_out
from pipeline.publish import Findings, publish, record_failure
from pipeline.questions.changes import question_changes
from pipeline.questions.plans import question_plans
from pipeline.record_sums import Recipe
from pipeline.shown import shown_figures
from pipeline.summing import Plan
from pipeline.targets import shown_priorities, targets_of
from pipeline.wave_before import Before, Overlap, compute_before, contributions_now, overlap_of
from pipeline.yardsticks import Yardsticks, read_yardsticks
from survey_app.migrate import outdated
from survey_app.settings import Settings

HERE = Path(__file__).parent
LEVEL = 0.95
RULES = Rules(told=tuple(ANSWER_DOMAINS))
METHOD = {
    "variance": "Taylor linearisation, ultimate clusters", "interval": "t", "interval_shown": "t on the logit of the score's range",
    "interval_shares": "Korn-Graubard beta; logit beside",
    "interval_level": LEVEL, "df": "PSUs - strata",
    "disclosure": {"hidden_below": RULES.hide, "flagged_below": RULES.flag, "flagged_above_relative_margin": RULES.margin_share, "flagged_below_df": RULES.degrees},
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

    Raises RunRefused when the database is not at the version that this program needs, there is no such wave, or another run of it is going on.
    """
    with engine.connect() as connection:
        behind = outdated(connection)
    if behind:
        raise RunRefused(behind)
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
    wave, findings = find(engine, claim.wave_id, Path(settings.data_dir) / "analysis", go_on)
    publish(engine, claim, findings, wave.instrument.items)
    return RunSummary(claim.run, claim.wave, "succeeded", findings.input_digest, findings.counts["n"])


def find(
    engine: Engine, wave_id: int, analysis_dir: Path, go_on: Callable[[], object] = lambda: None, as_of: AsOf = NOW,
) -> tuple[WaveInput, Findings]:
    """Everything that a run of a wave finds, computed and not stored; the analysis file under `analysis_dir` is brought up to date.

    go_on: called between the steps. Raises EngineError, InstrumentError where there can be no results.
    """
    with engine.connect() as connection:
        wave, yardsticks = read_wave(connection, wave_id), read_yardsticks(connection, wave_id, as_of.moment, as_of.national, as_of.shared)
    kind, definition = kind_of(wave.kind, wave.design), indices.load(wave.index_name)
    extracted = extract(engine, wave, analysis_dir, as_of.last)
    check_columns(extracted.layout.schema.names, definition.items)
    go_on()
    recipe = _recipe(kind, definition, extracted)
    with engine.connect() as connection:
        left_out = read_left_out(connection, wave_id, as_of.last_act)
    store_left_out(extracted.folder, left_out.reasons)
    summed = bring_up_to_date(extracted, recipe, left_out.ids)
    excluded = _excluded(extracted, left_out, summed)
    counts = check_record(summed.sums, definition.items, excluded.reasons)
    go_on()
    content = record.digest_content(extracted.layout.schema.names, summed.sums.rows)
    ground = ground_of(extracted, content, left_out, yardsticks)
    before = compute_before(engine, wave, yardsticks.previous, kind.design.weighting)
    findings = _findings(Inputs(wave, kind, recipe, yardsticks, before, extracted.frame.names, content, ground, excluded), summed, counts)
    go_on()
    return wave, findings


def _recipe(kind: Kind, definition: Definition, extracted: Extracted) -> Recipe:
    """How the rows are summed: by the domains that this wave's analysis file can tell apart."""
    told = answer_columns(extracted.layout.instrument, kind.domains)
    known = {*extracted.layout.schema.names, *(column.kind for column in told)}
    items = {item: item for item in definition.items}
    plan = Plan(kind.design, items, definition.scale, tuple(by for by in kind.domains if by in known), cross=True)
    twofold = kind.weight is not None and extracted.frame.unequal_weights
    beside = replace(plan, design=other_design(kind), domains=(None,)) if twofold else None
    return Recipe(plan, definition, told, beside, question_plans(extracted.layout.instrument, plan, definition))


def _excluded(extracted: Extracted, left_out: LeftOut, summed: UpToDate) -> Excluded:
    """The forms that are left out, as their rows of record would be."""
    stored = extracted.read(extracted.manifest.parts, left_out.ids) if left_out.reasons else extracted.layout.schema.empty_table()
    rows = record.of_record(stored, summed.sums.superseded)
    return Excluded(rows, left_out.reasons_of(rows), lambda: record.of_record(extracted.table(), summed.sums.superseded))


@dataclass(frozen=True)
class Inputs:
    """What results follow from besides the sums. before: what villages add to the figures compared with; names: of units, by column and code;
    content: digest of the rows of record; ground: see ground.py; excluded: forms left out, for what is said of their effect."""

    wave: WaveInput
    kind: Kind
    recipe: Recipe
    yardsticks: Yardsticks
    before: Before
    names: Mapping[str, Mapping[str, str]]
    content: str
    ground: dict
    excluded: Excluded


def _findings(inputs: Inputs, summed: UpToDate, counts: dict) -> Findings:
    """The statistics: weight, estimate, disclose, compare; no answer is read any more."""
    sums, recipe, kind = summed.sums, inputs.recipe, inputs.kind
    results = results_of(sums.tables.tables, recipe.plan.design, recipe.definition, LEVEL)
    beside = recipe.beside and results_of(sums.beside.tables, recipe.beside.design, recipe.definition, LEVEL)
    disclosed = disclose(results, RULES, sums.respondents)
    diagnostics, shown = diagnose(results, disclosed, kind.ranked, beside), shown_figures(disclosed)
    overlap = _overlap(inputs, results, summed)
    targets = targets_of(recipe.definition.items, inputs.yardsticks.national, kind.target)
    priorities = shown_priorities(results, shown, targets, indices.load(kind.points)) if kind.points else ()
    detail = in_detail(inputs.wave.instrument, recipe, sums, results, disclosed, RULES)
    families = (*compare(results, shown, kind, inputs.wave.code, inputs.yardsticks, overlap),
                question_changes(detail.questions, inputs.wave.instrument, results, inputs.yardsticks, inputs.before.same, overlap))
    effect = effect_of(inputs.excluded, sums, recipe, disclosed, RULES, LEVEL)
    said = diagnostics.said | detail.said | {"exclusions": effect, "differences": describe(families, overlap), "sums": {"rows_read": summed.rows_read, "anew": summed.anew}, "ground": inputs.ground}
    return Findings(recipe.definition, disclosed, diagnostics.ranks, families, priorities, targets, detail,
                    _input_digest(inputs), _method(inputs, results, _compared_with(inputs.yardsticks, overlap, families)), counts, said)


def _overlap(inputs: Inputs, results: Results, summed: UpToDate) -> Overlap:
    """What villages in both samples say of the errors of changes since the wave before."""
    if not inputs.before.parts:
        return overlap_of((), inputs.before, ())
    tables = {name: next(iter(kept.tables.values())) for name, kept in summed.sums.questions.items()}
    return overlap_of(contributions_now(results, tables, inputs.recipe.questions), inputs.before, inputs.yardsticks.previous.shared)


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


def _input_digest(inputs: Inputs) -> str:
    """Of all that results follow from; domain kinds in it have the items they are made of."""
    told = {column.kind: column.item for column in inputs.recipe.told}
    points = inputs.kind.points and record.digest_definition(indices.load(inputs.kind.points))
    design = asdict(inputs.kind.design) | {
        "domains": inputs.recipe.plan.domains, "told": told, "interval_level": LEVEL, "disclosure": asdict(RULES),
        "target": inputs.kind.target, "points": points, "yardsticks": inputs.yardsticks.content,
    }
    definition = record.digest_definition(inputs.recipe.definition)
    return record.digest_input(content=inputs.content, instrument=inputs.wave.instrument.digest, definition=definition, design=design)


def _method(inputs: Inputs, results: Results, previous: dict | None) -> dict:
    wave, kind, definition = inputs.wave, inputs.kind, inputs.recipe.definition
    return METHOD | {
        "wave_kind": wave.kind, "sampling": kind.sampling, "index": definition.name, "weighting": results.weighting,
        "definition": record.digest_definition(definition), "instrument": wave.instrument.digest, "design": asdict(kind.design),
        "strata": len(results.strata.codes), "psus": results.psus, "degrees": results.degrees,
        "domains": label_domains(wave.kind, {by: part.domains for by, part in results.by.items() if part.domains}, inputs.names, inputs.recipe.told),
        "previous": previous,
        "points": kind.points,
        "most_points": {measure.code: measure.points for measure in definition.measures if measure.points is not None},
    }


def _compared_with(yardsticks: Yardsticks, overlap: Overlap, families: Iterable[Family]) -> dict | None:
    """The run that changes are measured from; villages in both samples, how many of them the errors of changes know of, or why none, and for how many figures not."""
    previous = yardsticks.previous
    return previous and {
        "wave": previous.wave, "run": previous.run, "released": previous.release is not None, "release": previous.release,
        "shared_psus": previous.shared_psus, "overlap_psus": overlap.psus, "overlap_lacking": overlap.lacking and overlap.lacking.code,
        "overlap_without": len(without_covariance(families, overlap)),
    }
