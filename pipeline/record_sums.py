"""All that a run needs of the rows of record, as sums and sorted lists: rows come in, are superseded or left out, and go out again exactly."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.answer_domains import AnswerColumn, with_answer_columns
from pipeline.increments import Kept, SumAnew, keep, update
from pipeline.indices import Definition
from pipeline.missing import count_missing
from pipeline.questions.plans import NO_QUESTIONS, QuestionPlans, with_made_columns
from pipeline.record import digest_rows, of_record, superseded_by
from pipeline.respondents import count_respondents
from pipeline.summing import Plan

NOTHING = np.array([], np.int64)


@dataclass(frozen=True)
class Recipe:
    """How rows are summed: the engine's plan and the index whose measures it serves.

    told: the plan's domain columns that are made of answers. beside: a plan for everybody under the other weighting, a pass
    of its own so that the first one's bits do not hang on it; None where both weightings are the same. questions: passes
    over single questions.
    """

    plan: Plan
    definition: Definition
    told: tuple[AnswerColumn, ...] = ()
    beside: Plan | None = None
    questions: QuestionPlans = NO_QUESTIONS

    def reported(self, rows: pa.Table) -> pa.Table:
        """The rows with the columns that the passes need besides the analysis file's."""
        return with_made_columns(with_answer_columns(rows, self.told), self.questions.made)


@dataclass(frozen=True)
class RecordSums:
    """tables: the engine's additive tables, whose watermark is the highest response_id summed; beside: those of the recipe's second plan;
    questions: those over single questions, by name.

    respondents: people by (domain column, domain, measure). missing: answers lacking by (item, reason). rows: digests and
    serials: codes of the rows of record, each list sorted. superseded: ids that any stored row supersedes; left_out: ids of the
    sheets, with all their corrections, that people left out; both sorted, int64.
    stored, originals: rows of the analysis file, and the original ones among them.
    """

    tables: Kept
    beside: Kept | None
    questions: Mapping[str, Kept]
    respondents: Counter
    missing: Counter
    rows: np.ndarray
    serials: np.ndarray
    superseded: np.ndarray
    left_out: np.ndarray
    stored: int
    originals: int

    @property
    def n(self) -> int:
        """Rows of record."""
        return len(self.rows)


def sum_anew(stored: pa.Table, recipe: Recipe, left_out: np.ndarray = NOTHING) -> RecordSums:
    """The sums of all stored rows of an analysis file but those with ids in `left_out`."""
    superseded = superseded_by(stored)
    rows = of_record(stored, np.union1d(superseded, left_out))
    reported, watermark = recipe.reported(rows), pc.max(stored["response_id"]).as_py() or 0
    tables, beside = (plan and keep(reported, plan, watermark) for plan in (recipe.plan, recipe.beside))
    questions = {name: keep(reported, plan, watermark) for name, plan in recipe.questions.plans.items()}
    return RecordSums(tables, beside, questions, *_counted(reported, recipe), digest_rows(rows), _serials(rows), superseded,
                      left_out, stored.num_rows, _originals(stored))


def add_rows(sums: RecordSums, fresh: pa.Table, read_summed: Callable[[np.ndarray], pa.Table], recipe: Recipe, left_out: np.ndarray = NOTHING) -> RecordSums:
    """The sums after stored rows `fresh` that were not summed yet: new ones, late ones, and those that supersede; and with `left_out`
    being what people leave out now, whatever it was then.

    read_summed: the rows with some ids among those that were summed. A superseded row may come before or after the one
    that supersedes it, one left out before or after it was. Raises EngineError (SumAnew among them) where the result could differ from summing anew.
    """
    superseded = np.union1d(sums.superseded, superseded_by(fresh))
    before, gone = np.union1d(sums.superseded, sums.left_out), np.union1d(superseded, left_out)
    changed = read_summed(np.setxor1d(before, gone))
    added, removed = pa.concat_tables([of_record(fresh, gone), of_record(changed, gone)]), of_record(changed, before)
    watermark = max(sums.tables.watermark, pc.max(fresh["response_id"]).as_py() or 0)
    reported = [recipe.reported(rows) for rows in (added, removed)]
    counts = zip((sums.respondents, sums.missing), *(_counted(rows, recipe) for rows in reported), strict=True)
    return RecordSums(
        *(kept and update(kept, *reported, watermark) for kept in (sums.tables, sums.beside)),
        {name: update(kept, *reported, watermark) for name, kept in sums.questions.items()},
        *(_counts_after(*count) for count in counts),
        _list_after(sums.rows, digest_rows(added), digest_rows(removed)),
        _list_after(sums.serials, _serials(added), _serials(removed)),
        superseded, left_out, sums.stored + fresh.num_rows, sums.originals + _originals(fresh),
    )


def _counted(rows: pa.Table, recipe: Recipe) -> tuple[Counter, Counter]:
    definition = recipe.definition
    return count_respondents(rows, definition, filter(None, recipe.plan.domains)), count_missing(rows, definition.items)


def _counts_after(held: Counter, added: Counter, removed: Counter) -> Counter:
    counts = held + added
    counts.subtract(removed)
    if any(n < 0 for n in counts.values()):
        raise SumAnew("Answers to be removed were never counted. Build the counts from all rows.")
    return +counts


def _list_after(held: np.ndarray, added: np.ndarray, removed: np.ndarray) -> np.ndarray:
    """A sorted list with entries added and others, each once, taken away."""
    values = np.insert(np.asarray(held, np.promote_types(held.dtype, added.dtype)), np.searchsorted(held, added), added)
    # The second of two equal entries is removed from the place after the first.
    places = np.searchsorted(values, removed) + np.arange(len(removed)) - np.searchsorted(removed, removed)
    if len(removed) and (places[-1] >= len(values) or (values[places] != removed).any()):
        raise SumAnew("Rows to be removed are not in the list. Build it from all rows.")
    return np.delete(values, places)


def _serials(rows: pa.Table) -> np.ndarray:
    """Serials of the forms, sorted; none where responses are of no sampled case."""
    serials = rows["serial"].to_pylist() if "serial" in rows.column_names else []
    return np.sort(np.array(serials, dtype=np.str_))


def _originals(stored: pa.Table) -> int:
    return pc.sum(pc.equal(stored["purpose"], "original")).as_py() or 0
