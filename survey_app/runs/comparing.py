"""Two runs of a wave compared: what changed in what went in and in the method, and which figures moved."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Row

from survey_app.exclusions.effect import acts_known
from survey_app.exclusions.words import REASONS
from survey_app.good_runs import good_runs
from survey_app.models import Run
from survey_app.numbers import whole
from survey_app.runs.figures import Moved, moved_figures
from survey_app.runs.naming import METHOD, in_words, kind_name

COUNTS = {
    "stored": "Phiếu đã lưu", "superseded": "Phiếu được thay bằng bản đính chính", "for_quality_control": "Phiếu chỉ để kiểm tra chất lượng (nhập lần hai, phúc tra)",
    "excluded": "Phiếu bị loại khỏi số liệu", "n": "Phiếu tính vào kết quả",
}
DIGESTS = ("definition", "instrument")
ELSEWHERE = ("sampling.code", "sampling.en")  # said again by sampling.vi
SHOWN_OF_DIGEST = 12


@dataclass(frozen=True)
class Change:
    """One thing that is not the same in both runs, in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """`counts`: every count of either run, changed or not; `method`: what differs; `reasons`: why figures can differ, in sentences.

    Where one of them was thinned (`thinned_at` of the run), `moved` has everybody's figures only.
    """

    before: Row
    after: Row
    counts: tuple[Change, ...]
    method: tuple[Change, ...]
    reasons: tuple[str, ...]
    moved: tuple[Moved, ...]

    @property
    def thinned(self) -> tuple[Row, ...]:
        """Those of the two that were thinned."""
        return tuple(run for run in (self.before, self.after) if run.thinned_at)


def compare(connection: Connection, wave_id: int, before: int, after: int) -> Comparison | None:
    """Compare two succeeded runs of a wave; None when one of them is none."""
    runs = {run.id: run for run in connection.execute(good_runs(wave_id).where(Run.id.in_((before, after))))}
    if before not in runs or after not in runs:
        return None
    old, new = runs[before], runs[after]
    method = tuple(_differing(_flat(old.method), _flat(new.method)))
    moved = moved_figures(connection, before, after, everybody=bool(old.thinned_at or new.thinned_at))
    return Comparison(old, new, tuple(_counts(old.counts, new.counts)), method, tuple(_reasons(old, new, method)), tuple(moved))


def _counts(old: Mapping, new: Mapping):
    for name in [*COUNTS, *sorted((old.keys() | new.keys()) - COUNTS.keys())]:
        if isinstance(old.get(name, new.get(name)), int):
            yield Change(COUNTS.get(name, name), whole(old.get(name, 0)), whole(new.get(name, 0)))
    left_out = [run.get("excluded_for", {}) for run in (old, new)]
    for reason in sorted({*left_out[0], *left_out[1]}):
        yield Change(f"Bị loại vì: {REASONS[reason]}", *(whole(run.get(reason, 0)) for run in left_out))
    reasons = [{code for found in run.get("missing", {}).values() for code in found} for run in (old, new)]
    if any(reasons):
        yield Change("Ô bỏ trống, không biết, từ chối trả lời", *(whole(sum(sum(found.values()) for found in run.get("missing", {}).values())) for run in (old, new)))


def _flat(method: Mapping, prefix: str = "") -> dict[str, str]:
    """A run's method as one level of names, values in words."""
    found = {}
    for name, value in method.items():
        key = f"{prefix}{name}"
        if name == "domains":
            found[key] = ", ".join(kind_name(method, kind) for kind in sorted(value))
        elif isinstance(value, Mapping):
            found |= _flat(value, f"{key}.")
        elif value is not None and key not in ELSEWHERE:
            found[key] = f"{str(value)[:SHOWN_OF_DIGEST]}…" if name in DIGESTS and value else in_words(value)
    return found


def _differing(old: Mapping[str, str], new: Mapping[str, str]):
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            yield Change(METHOD.get(key, key), old.get(key, "–"), new.get(key, "–"))


def _left_out(old: Row, new: Row, grown: int):
    """What changed in the forms left out, also where one was left out for another."""
    acts = acts_known(new) - acts_known(old)
    if grown:
        yield f"thêm {whole(grown)} phiếu bị loại" if grown > 0 else f"{whole(-grown)} phiếu đã loại được tính lại"
    elif acts:
        yield f"số phiếu bị loại như cũ, sau {abs(acts)} lần loại hoặc tính lại"


def _reasons(old: Row, new: Row, method: tuple[Change, ...]):
    """Sentences on why the figures can differ, the most ordinary first."""
    if old.input_digest == new.input_digest:
        yield "Dữ liệu vào và thiết kế giống hệt nhau" + ("." if old.code_version == new.code_version else ", nhưng chương trình khác phiên bản.")
        return
    grown = {name: new.counts.get(name, 0) - old.counts.get(name, 0) for name in COUNTS}
    told = (("stored", "phiếu mới được lưu"), ("superseded", "phiếu được thay bằng bản đính chính"), ("n", "phiếu tính vào kết quả"))
    counts = [f"{'+' if grown[name] > 0 else ''}{whole(grown[name])} {words}" for name, words in told if grown[name]] + list(_left_out(old, new, grown["excluded"]))
    if counts:
        yield "Dữ liệu: " + ", ".join(counts) + "."
    if method:
        yield "Cách tính: khác ở " + ", ".join(change.name[0].lower() + change.name[1:] for change in method) + "."
    if old.code_version != new.code_version:
        yield f"Chương trình: {old.code_version} → {new.code_version}."
    if not counts and not method:
        yield "Nội dung phiếu hoặc thiết kế khác, tuy số phiếu như cũ."
