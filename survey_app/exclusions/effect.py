"""What leaving forms out did to the figures of a run, as the run itself says it: the same figures with these forms counted."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Row, select

from survey_app.exclusions.words import counted_reasons
from survey_app.models import Estimate, Measure
from survey_app.numbers import two_decimals, vietnamese, whole, with_sign

TOO_FEW = "quá ít phiếu bị loại nên không nêu số: hiệu hai số sẽ để lộ câu trả lời của những phiếu đó"
WITHHELD = {"few_answers": "ít phiếu bị loại có trả lời", "complementary": "để không suy ra được số đã ẩn"}


@dataclass(frozen=True)
class Changed:
    """A measure as published (`score`, `lo`, `hi` on the logit) and with the forms that were left out (`with_*`); `withheld`: why not told."""

    code: str
    label: str
    level: str
    score: float
    lo: float | None
    hi: float | None
    with_n: int | None
    with_score: float | None
    with_se: float | None
    with_lo: float | None
    with_hi: float | None
    withheld: str | None

    @property
    def difference(self) -> float | None:
        """The figure with them less the one published, both as printed."""
        return None if self.with_score is None else float(two_decimals(self.with_score) - two_decimals(self.score))


@dataclass(frozen=True)
class Effect:
    """Forms that a run left out, by reason, and the measures of everybody in published order, the first on top; `lacking`: why there are none."""

    n: int
    reasons: dict[str, int]
    measures: tuple[Changed, ...]
    lacking: str | None = None

    @property
    def first(self) -> Changed | None:
        """The figure at the top."""
        return self.measures[0] if self.measures else None

    @property
    def is_told(self) -> bool:
        """Whether any figure with the forms is told."""
        return any(one.withheld is None for one in self.measures)

    def in_words(self) -> str:
        """How many forms, why, and what the top figure would be with them."""
        return f"{whole(self.n)} phiếu bị loại ({counted_reasons(self.reasons)}). {self.effect_words()}"

    def effect_words(self) -> str:
        """What the top figure would be with the forms, or why that is not told."""
        if self.lacking:
            return "Không tính được số liệu khi tính cả các phiếu đó."
        if self.first is None or not self.is_told:
            return f"Tác động: {TOO_FEW}."
        if self.first.withheld:
            return f"Tác động lên chỉ số chung không nêu: {WITHHELD[self.first.withheld]}."
        if self.first.difference == 0:
            return f"Nếu tính cả, chỉ số không đổi ở hai chữ số thập phân ({vietnamese(self.first.score)})."
        return f"Nếu tính cả, chỉ số là {vietnamese(self.first.with_score)} thay vì {vietnamese(self.first.score)} ({with_sign(self.first.difference)})."


def read_effect(connection: Connection, run: Row) -> Effect | None:
    """The effect of what a run (its id and diagnostics) left out; None where it left nothing out."""
    said = run.diagnostics.get("exclusions") or {}
    if not said.get("n"):
        return None
    found = {row.code: row for row in connection.execute(_published(run.id))}
    measures = (_changed(found[told["code"]], told) for told in said["measures"] if told["code"] in found)
    return Effect(said["n"], said["reasons"], tuple(measures), said.get("lacking"))


def acts_known(run: Row) -> int:
    """How many acts of leaving out and letting in a run (its diagnostics) knew of; 0 for one made before there were any."""
    return run.diagnostics.get("ground", {}).get("exclusions", {}).get("acts", 0)


def _published(run_id: int):
    columns = (Measure.code, Measure.label_vi.label("label"), Measure.level, Estimate.score, Estimate.lo_logit, Estimate.hi_logit)
    query = select(*columns).join(Estimate, (Estimate.run_id == Measure.run_id) & (Estimate.measure == Measure.code))
    return query.where(Measure.run_id == run_id, Estimate.domain_kind == "all", Estimate.suppressed.is_(None))


def _changed(row: Row, told: dict) -> Changed:
    return Changed(row.code, row.label, row.level, row.score, row.lo_logit, row.hi_logit, told["n"], told["score"], told["se"], told["lo_logit"], told["hi_logit"], told["suppressed"])
