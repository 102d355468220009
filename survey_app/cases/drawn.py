"""The frame and the draws of a wave, as their page shows them, and how an auditor repeats a draw."""
from __future__ import annotations

import shlex
from dataclasses import dataclass

from sqlalchemy import Connection, Row, distinct, func, select

from survey_app.fielded import FieldedWave
from survey_app.models import Draw, FrameUnit, SamplingFrame
from survey_app.sampling.drawing import plan_of, refuse_if_collected
from survey_app.sampling.plan import Plan
from survey_app.sampling.refusals import Refused


@dataclass(frozen=True)
class Made:
    """A draw that was made, and the plan it followed."""

    row: Row
    plan: Plan

    def command(self, wave_code: str) -> str:
        """The command that makes the same draw from the same frame."""
        given = {"seed": self.row.seed, **{name: getattr(self.plan, name) for name in ("psus", "households", "reserve", "strata", "method", "respondent")}}
        allocated = {"psus": None} if self.plan.allocation else {}
        words = [word for name, value in (given | allocated).items() if value is not None for word in (f"--{name}", str(value))]
        words += [word for code, number in (self.plan.allocation or {}).items() for word in ("--allocate", f"{code}={number}")]
        return shlex.join(["sipas", "sample", "draw", "--wave", wave_code, *words, "--format", "json"])


def frame_of(connection: Connection, wave_id: int) -> Row | None:
    """The frame that holds: file, digest, when, by whom, villages, households (as counted last), communes."""
    query = select(
        SamplingFrame.file, SamplingFrame.digest, SamplingFrame.imported_at, SamplingFrame.imported_by, func.count(FrameUnit.id).label("villages"),
        func.sum(func.coalesce(FrameUnit.listed, FrameUnit.households)).label("households"), func.count(distinct(FrameUnit.commune_code)).label("communes"),
    )
    query = query.join(FrameUnit, FrameUnit.frame_id == SamplingFrame.id).where(SamplingFrame.wave_id == wave_id, SamplingFrame.replaced_at.is_(None))
    return connection.execute(query.group_by(SamplingFrame.id)).first()


def draws_of(connection: Connection, wave_id: int) -> tuple[Made | None, list[Made]]:
    """The draw that holds, and those it superseded, the latest first."""
    rows = connection.execute(select(*Draw.__table__.c).where(Draw.wave_id == wave_id).order_by(Draw.id.desc())).all()
    current = next((Made(row, plan_of(row)) for row in rows if row.superseded_at is None), None)
    return current, [Made(row, plan_of(row)) for row in rows if row.superseded_at is not None]


def why_fixed(connection: Connection, wave: FieldedWave) -> str | None:
    """Why the sample can no longer change, in Vietnamese; None when it can."""
    if wave.state == "closed":
        return "Đợt khảo sát đã đóng, không rút mẫu nữa."
    try:
        refuse_if_collected(connection, wave)
    except Refused as refused:
        return refused.vi
    return None
