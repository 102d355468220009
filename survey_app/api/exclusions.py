"""Resources of what was left out of the figures: how many forms, why and where; and the figures with them. No form or person is named."""
from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, func, select

from survey_app.api.figures import MEASURED
from survey_app.api.resources import Resource, Subject
from survey_app.api.scales import scale_of
from survey_app.api.vocabulary import Field, fields
from survey_app.exclusions.effect import read_effect
from survey_app.exclusions.sheets import place_of
from survey_app.exclusions.words import REASONS, REASONS_EN
from survey_app.models import AdminUnit, Response, ServicePoint, Stratum
from survey_app.models.exclusions import EXCLUSION_REASONS, left_out

# How the places of a kind of wave are reported on, and their codes.
PLACES = {"household": ("commune", AdminUnit.code), "desk": ("service_point", ServicePoint.number), "leaders": ("stratum", Stratum.code)}


def _exclusions(connection: Connection, subject: Subject) -> list[tuple]:
    """Forms out now by reason: of the whole wave, then of each place."""
    kind, code = PLACES[subject.wave.kind]
    out = left_out().subquery()
    query = place_of(select(code, out.c.reason, func.count()).select_from(Response).join(out, out.c.response_id == Response.id))
    counts: Counter = Counter()
    for place, reason, forms in connection.execute(query.where(Response.wave_id == subject.wave.id).group_by(code, out.c.reason)):
        counts.update({("all", "all", reason): forms, (kind, place or "", reason): forms})
    return [(*about, REASONS[about[2]], REASONS_EN[about[2]], forms) for about, forms in sorted(counts.items())]


def _effects(connection: Connection, subject: Subject) -> list[tuple]:
    effect = read_effect(connection, subject.shown.run)
    return [
        (one.code, one.level, one.label, one.score, one.lo, one.hi, one.with_n, one.with_score, one.with_se, one.with_lo, one.with_hi, one.withheld, *scale_of(subject.shown.run.method, one.code))
        for one in (effect.measures if effect else ())
    ]


REASON = Field("reason", "text", "Lý do loại", "Why they were left out", choices=EXCLUSION_REASONS)
FORMS = Field("forms", "whole", "Số phiếu đang bị loại", "Forms left out now")
WITH = (
    Field("with_n", "whole", "Số người trả lời nếu tính cả phiếu bị loại; không có khi không nêu", "People who answered, with the forms left out; missing where not told", True),
    Field("with_score", "number", "Điểm nếu tính cả phiếu bị loại", "Score with the forms left out", True),
    Field("with_se", "number", "Sai số chuẩn nếu tính cả phiếu bị loại", "Standard error with the forms left out", True),
    Field("with_lo_logit", "number", "Cận dưới (thang logit) nếu tính cả phiếu bị loại", "Lower end (logit) with the forms left out", True),
    Field("with_hi_logit", "number", "Cận trên (thang logit) nếu tính cả phiếu bị loại", "Upper end (logit) with the forms left out", True),
)
RESOURCES = (
    Resource("exclusions", "/waves/<code>/exclusions", "fieldwork", "wave", "Phiếu đang bị loại khỏi số liệu, theo lý do và nơi", "Forms left out of the figures, by reason and place",
             (*fields("domain_kind", "domain"), REASON, *fields("label", "label_en"), FORMS), ("domain_kind", "domain", "reason"), _exclusions),
    Resource("exclusion_effects", "/waves/<code>/exclusion_effects", "released", "run", "Số liệu chung nếu tính cả các phiếu bị loại; không có dòng nào khi không loại phiếu",
             "Figures of everybody with the forms that were left out; no rows where none was", (*fields("measure", "level", "label", "score", "lo_logit", "hi_logit"), *WITH, *fields("suppressed", "unit", "max_score")),
             ("measure", "level"), _effects, MEASURED),
)
