"""Draws in the database: drawing a wave's sample, drawing it anew while nothing is collected, and proving it."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version

from sqlalchemy import Connection, Engine, Select, insert, select, update

from survey_app.database import writing
from survey_app.fielded import FieldedWave, find_wave
from survey_app.journal import acting, record
from survey_app.models import Batch, Case, CaseEvent, Draw, OneTimeLink, Response, Wave, now
from survey_app.sampling.draw import Sample, draw_sample
from survey_app.sampling.frame_store import StoredFrame, lock_household_wave, read_frame
from survey_app.sampling.plan import Plan, resolved
from survey_app.sampling.refusals import Refused
from survey_app.sampling.sample_store import delete_sample, differences, store_sample


@dataclass(frozen=True)
class DrawRecord:
    """A stored draw; `is_new` is False when the same one had been made before."""

    wave: str
    seed: str
    frame_digest: str
    sample_digest: str
    psus: int
    cases: int
    plan: Plan
    is_new: bool


def draw_wave(engine: Engine, wave_code: str, seed: str, plan: Plan, by: str, replacing: str | None = None) -> DrawRecord:
    """Draw the sample of a wave and store it. The same seed and plan again give the draw that is there.

    Another draw takes the place of the first only for a reason (`replacing`) and while nothing has been collected; the
    first one's record stays. Raises NotFielded, Refused.
    """
    with writing(engine).begin() as connection:
        wave = lock_household_wave(connection, wave_code)
        stored = read_frame(connection, wave)
        current = current_draw(connection, wave.id)
        if current and (current.seed, plan_of(current)) == (seed, resolved(plan, stored.frame)):
            return _record(wave, current)
        _refuse_unless_free(connection, wave, current, replacing)
        return draw_anew(connection, wave, stored, seed, plan, by, replacing if current else None)


def draw_anew(connection: Connection, wave: FieldedWave, stored: StoredFrame, seed: str, plan: Plan, by: str, reason: str | None) -> DrawRecord:
    """Draw and store, in the place of the current draw if there is one. The caller has made sure that nothing is collected."""
    sample = draw_sample(stored.frame, plan, seed)
    connection.execute(update(Draw).where(Draw.wave_id == wave.id, Draw.superseded_at.is_(None)).values(superseded_at=now()))
    delete_sample(connection, wave.id)
    store_sample(connection, wave.id, sample, stored.communes)
    connection.execute(insert(Draw).values(
        wave_id=wave.id, frame_id=stored.id, seed=seed, frame_digest=sample.frame_digest, sample_digest=sample.digest,
        parameters=sample.plan.parameters(), psus=len(sample.psus), cases=len(sample.cases), drawn_by=by,
        program_version=version("sipas"), reason=reason,
    ))
    _let_lonely_strata_be(connection, wave, sample)
    drawn = {"digest": sample.digest, "cases": len(sample.cases), "name": by} | ({"reason": reason} if reason else {})
    record(connection, acting(), "sample.draw", wave.code, drawn)
    return replace(_record(wave, current_draw(connection, wave.id)), is_new=True)


def current_draw(connection: Connection, wave_id: int):
    """The row of the draw that holds for a wave; None when there is none."""
    return connection.execute(select(*Draw.__table__.c).where(Draw.wave_id == wave_id, Draw.superseded_at.is_(None))).first()


def plan_of(draw) -> Plan:
    """The plan that a stored draw followed."""
    return Plan(**draw.parameters)


def refuse_if_collected(connection: Connection, wave: FieldedWave) -> None:
    """Refused once anything hangs on the sample's cases (see COLLECTED): the sample can then no longer change."""
    for found, what, advice, vi in COLLECTED:
        if connection.scalar(found(wave.id).limit(1)) is not None:
            raise Refused(f"in wave {wave.code} collecting has begun ({what} are stored): its sample can no longer change{advice}",
                          f"Đợt này đã bắt đầu thu thập (đã có {vi}), nên mẫu không thay đổi được nữa.")


def _of_cases(column) -> Select:
    return select(column).join(Case, Case.id == column)


# What hangs on the cases of a sample: how to find it, what it is called, what could still be done, and both in Vietnamese.
COLLECTED: tuple[tuple[Callable[[int], Select], str, str, str], ...] = (
    (lambda wave_id: select(Response.id).where(Response.wave_id == wave_id), "responses", "", "câu trả lời"),
    (lambda wave_id: _of_cases(CaseEvent.case_id).where(Case.wave_id == wave_id), "dispositions", "", "kết quả của hộ"),
    (lambda wave_id: _of_cases(OneTimeLink.case_id).where(Case.wave_id == wave_id), "one-time links, living or revoked,", "", "đường dẫn một lần, còn dùng hoặc đã thu hồi"),
    (lambda wave_id: select(Batch.id).where(Batch.wave_id == wave_id, Batch.dissolved_at.is_(None)), "batches of forms",
     ". Batches of which nothing has gone out can be dissolved: sipas batch dissolve", "tập phiếu; tập chưa ra khỏi kho có thể giải thể"),
)


def verify_draw(engine: Engine, wave_code: str) -> tuple[DrawRecord, list[str]]:
    """Draw the sample again from the stored frame and seed; the record, and every way in which what is stored differs."""
    with engine.connect() as connection:
        return compare_draw(connection, wave_code)


def compare_draw(connection: Connection, wave_code: str) -> tuple[DrawRecord, list[str]]:
    """The same within a connection. Raises NotFielded, Refused."""
    wave = find_wave(connection, wave_code)
    current = current_draw(connection, wave.id)
    if current is None:
        raise Refused(f"wave {wave.code} has no draw to verify. Draw one: sipas sample draw --wave {wave.code} --seed S")
    stored = read_frame(connection, wave)
    sample = draw_sample(stored.frame, plan_of(current), current.seed)
    found = [words for words in (_differs(name, kept, again(stored, sample)) for name, kept, again in _digests(current)) if words]
    return _record(wave, current), found + differences(connection, wave.id, sample)


def _digests(draw) -> tuple[tuple[str, object, Callable[[StoredFrame, Sample], object]], ...]:
    return (
        ("digest of the frame", draw.frame_digest, lambda stored, sample: stored.frame.digest),
        ("digest of the sample", draw.sample_digest, lambda stored, sample: sample.digest),
        ("number of PSUs", draw.psus, lambda stored, sample: len(sample.psus)),
        ("number of cases", draw.cases, lambda stored, sample: len(sample.cases)),
    )


def _differs(name: str, kept: object, again: object) -> str | None:
    return None if kept == again else f"{name}: stored {kept}, drawn again {again}"


def _refuse_unless_free(connection: Connection, wave: FieldedWave, current, replacing: str | None) -> None:
    if wave.state == "closed":
        raise Refused(f"wave {wave.code} is closed: nothing is drawn for it any more", "Đợt khảo sát đã đóng, không rút mẫu nữa.")
    refuse_if_collected(connection, wave)
    if current and not (replacing or "").strip():
        raise Refused(
            f"wave {wave.code} has a sample already (seed {current.seed}, drawn by {current.drawn_by}). To draw another one in its place "
            "give the reason: --replace REASON",
            "Đợt này đã có mẫu. Muốn rút mẫu khác thay vào, hãy ghi lý do.",
        )
    if not current and connection.scalar(select(Case.id).where(Case.wave_id == wave.id).limit(1)):
        raise Refused(f"wave {wave.code} has cases that no draw made; draw for a new wave", "Các hộ của đợt này không do rút mẫu ở đây mà có. Hãy rút mẫu cho một đợt mới.")


def _let_lonely_strata_be(connection: Connection, wave: FieldedWave, sample: Sample) -> None:
    """Where the draw itself leaves one PSU in a stratum, estimation compares it with the grand mean instead of failing."""
    drawn = Counter(psu.stratum for psu in sample.psus)
    design = dict(connection.scalar(select(Wave.design).where(Wave.id == wave.id)) or {})
    if 1 in drawn.values() and "lonely" not in design:
        connection.execute(update(Wave).where(Wave.id == wave.id).values(design=design | {"lonely": "adjust"}))


def _record(wave: FieldedWave, draw) -> DrawRecord:
    return DrawRecord(wave.code, draw.seed, draw.frame_digest, draw.sample_digest, draw.psus, draw.cases, plan_of(draw), is_new=False)
