"""Resources of a run: what it measured, estimated, compared and found."""
from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import Boolean, ColumnElement, Connection, Float, Select, String, and_, case, func, literal, select

from survey_app.api.resources import Resource, Subject
from survey_app.api.scales import PROPORTION, max_column, unit_column
from survey_app.api.vocabulary import fields
from survey_app.breaks import break_notes
from survey_app.compared import Compared, compared_with
from survey_app.gathered import Gathered, gathered
from survey_app.models import Difference, Estimate, Measure, Priority, Pulse, QuestionFigure
from survey_app.models.findings import OF_QUESTION

# lo, hi: the t interval; lo_logit, hi_logit: the one to show. A suppressed estimate has no numbers, a flagged one is to be read with care.
NUMBERS = ("n", "score", "se", "df", "lo", "hi", "lo_logit", "hi_logit", "deff", "response_rate", "items_used", "items_total", "rank_lo", "rank_hi",
           "suppressed", "flag")
COMPARED = ("comparison", "domain_kind", "domain", "other", "difference", "se", "df", "lo", "hi", "p", "p_holm")
WANTED = ("target", "target_source", "score", "gap", "gap_lo", "gap_hi", "index_per_point", "index_closed", "index_lo", "index_hi",
          "points_per_point", "points_closed", "points_lo", "points_hi")
ANSWERED = ("question", "option", "domain_kind", "domain", "statistic", "n", "value", "se", "df", "lo", "hi", "lo_other", "hi_other", "suppressed", "flag")
# Of a share or score since the wave before, and what they are called there.
CHANGED = {"change": "difference", "change_from": "other", "change_se": "se", "change_df": "df", "change_lo": "lo", "change_hi": "hi", "change_p": "p", "change_p_holm": "p_holm"}
PULSED = ("domain", "month", "n", "score", "expected", "lo", "hi", "signal", "suppressed", "since")
GATHERED = ("since_n", "since_score", "since_expected")
SCALE = ("unit", "max_score")
EVERYONE = {"vi": "Toàn bộ", "en": "Everyone"}


def _columns(table: type, names: tuple[str, ...]) -> list:
    return [getattr(table, name) for name in names]


def _named(*columns) -> list:
    return [*columns, Measure.label_vi.label("label")]


def _scale(subject: Subject, code: ColumnElement) -> list:
    return [column(subject.shown.run.method, code) for column in (unit_column, max_column)]


def _with_measure(query: Select, table: type) -> Select:
    return query.join(Measure, (Measure.run_id == table.run_id) & (Measure.code == table.measure))


def _measures(_connection: Connection, subject: Subject) -> Select:
    query = select(Measure.code.label("measure"), *_named(Measure.parent, Measure.level), Measure.label_en, Measure.position, *_scale(subject, Measure.code))
    return query.where(Measure.run_id == subject.shown.run.id).order_by(Measure.position)


def _estimates(_connection: Connection, subject: Subject) -> Select:
    query = select(*_named(Estimate.measure, Measure.parent, Measure.level), Estimate.domain_kind, Estimate.domain, *_columns(Estimate, NUMBERS), Measure.label_en,
                   *_scale(subject, Estimate.measure))
    return _with_measure(query, Estimate).where(Estimate.run_id == subject.shown.run.id).order_by(Estimate.domain_kind, Estimate.domain, Measure.position)


def _domains(connection: Connection, subject: Subject) -> list[tuple]:
    """Every domain of the run, named as the run named it when it was computed (units are renamed and merge)."""
    named = subject.shown.run.method.get("domains", {})
    query = select(Estimate.domain_kind, Estimate.domain, func.max(Estimate.n)).where(Estimate.run_id == subject.shown.run.id)
    found = connection.execute(query.group_by(Estimate.domain_kind, Estimate.domain).order_by(Estimate.domain_kind, Estimate.domain))
    return [(kind, domain, *_words_of(named, kind, domain), n) for kind, domain, n in found]


def _words_of(named: dict, kind: str, domain: str) -> tuple[str, str]:
    words = EVERYONE if kind == "all" else named.get(kind, {}).get("names", {}).get(domain, {})
    return words.get("vi", domain), words.get("en", domain)


def _differences(connection: Connection, subject: Subject) -> Select:
    compared = compared_with(connection, subject.shown.run.method)
    provisional = case((Difference.comparison == "wave", literal(compared and compared.provisional, Boolean)))
    query = select(*_named(Difference.measure, Measure.level), *_columns(Difference, COMPARED), provisional.label("other_provisional"), *_notes(subject, compared),
                   unit_column(subject.shown.run.method, Difference.measure))
    return _with_measure(query, Difference).where(*_of_scores(subject)).order_by(
        Difference.comparison, Difference.domain_kind, Difference.domain, Difference.other, Measure.position)


def _of_scores(subject: Subject) -> tuple:
    """The run's differences of measures; those of single questions stand beside their figures."""
    return Difference.run_id == subject.shown.run.id, Difference.domain_kind != OF_QUESTION


def _notes(subject: Subject, compared: Compared | None) -> Iterator:
    """What must be read with a change between two waves, in both languages; NULL where there is nothing, and between domains."""
    years = (subject.wave.opens_on.year, compared.wave.opens_on.year) if compared else (0, None)
    for name, language in (("notes", "vi"), ("notes_en", "en")):
        yield case((Difference.comparison == "wave", literal(" ".join(break_notes(*years, language)) or None, String))).label(name)


def _priorities(_connection: Connection, subject: Subject) -> Select:
    query = select(Priority.position, *_named(Priority.measure, Measure.level), *_columns(Priority, WANTED))
    return _with_measure(query, Priority).where(Priority.run_id == subject.shown.run.id).order_by(Priority.position)


def _questions(_connection: Connection, subject: Subject) -> Select:
    share = QuestionFigure.statistic == "share"
    unit, most = _scale(subject, QuestionFigure.question)
    scale = (case((share, literal(PROPORTION, String)), else_=unit).label("unit"), case((share, literal(1.0, Float)), else_=most).label("max_score"))
    changes = [getattr(Difference, name).label(label) for label, name in CHANGED.items()]
    query = select(*_columns(QuestionFigure, ANSWERED), *scale, *changes).outerjoin(Difference, _change_of_it()).where(QuestionFigure.run_id == subject.shown.run.id)
    return query.order_by(QuestionFigure.domain_kind, QuestionFigure.domain, QuestionFigure.question, QuestionFigure.option)


def _change_of_it() -> ColumnElement:
    """The change of everybody's figure of an option or score since the wave before."""
    same = and_(Difference.run_id == QuestionFigure.run_id, Difference.measure == QuestionFigure.question, Difference.domain == QuestionFigure.option)
    return and_(same, Difference.comparison == "wave", Difference.domain_kind == OF_QUESTION, QuestionFigure.domain_kind == "all")


def _pulses(connection: Connection, subject: Subject) -> list[tuple]:
    query = select(*_columns(Pulse, PULSED)).where(Pulse.run_id == subject.shown.run.id).order_by(Pulse.domain, Pulse.month)
    desks = (list(months) for _, months in groupby(connection.execute(query), lambda month: month.domain))
    return [(*month, *_together(gathered(months, month))) for months in desks for month in months]


def _together(of: Gathered | None) -> tuple:
    return (of.n, of.score, of.expected) if of else (None,) * len(GATHERED)


def _codes(subject: Subject) -> Select:
    return select(Measure.code).where(Measure.run_id == subject.shown.run.id)


def _levels(subject: Subject) -> Select:
    return select(Measure.level).where(Measure.run_id == subject.shown.run.id).distinct()


def _compared(subject: Subject) -> Select:
    """Every domain of the run, and the waves that differences of waves name instead."""
    return select(Estimate.domain).where(Estimate.run_id == subject.shown.run.id).union(
        *(select(side).where(*_of_scores(subject)) for side in (Difference.domain, Difference.other)))


def _of_run(name: str, vi: str, en: str, read, names: tuple[str, ...], filters: tuple[str, ...], among: dict | None = None, thins: bool = False) -> Resource:
    return Resource(name, f"/waves/<code>/{name}", "released", "run", vi, en, fields(*names), filters, read, among or {}, thins)


MEASURED = {"measure": _codes, "level": _levels}
RESOURCES = (
    _of_run("measures", "Các chỉ tiêu của đợt", "The measures of a wave", _measures,
            ("measure", "parent", "level", "label", "label_en", "position", *SCALE), ("measure", "level", "parent")),
    _of_run("domains", "Các nhóm có số liệu (xã, khu vực, điểm Một cửa …)", "The domains there are figures of (communes, strata, desks …)", _domains,
            ("domain_kind", "domain", "label", "label_en", "n"), ("domain_kind", "domain"), thins=True),
    _of_run("estimates", "Điểm số với khoảng tin cậy và khoảng hạng", "Scores with their intervals and rank intervals", _estimates,
            ("measure", "parent", "level", "label", "domain_kind", "domain", *NUMBERS, "label_en", *SCALE), ("measure", "level", "domain_kind", "domain"), MEASURED, thins=True),
    _of_run("differences",
            "Chênh lệch so với đợt trước và giữa các nhóm; sai số của thay đổi tính đến phần chung của method.previous.overlap_psus thôn có trong cả hai mẫu; hai đợt có chung thôn "
            "(shared_psus) mà con số này là 0 thì như hai mẫu độc lập, thường rộng hơn thực tế, vì overlap_lacking",
            "Differences from the wave before and between domains; errors of a change know of the covariance of method.previous.overlap_psus villages that both samples have; where "
            "villages are shared (shared_psus) and that is 0, they are those of independent samples, as a rule too wide, because of overlap_lacking", _differences,
            ("measure", "level", "label", *COMPARED, "other_provisional", "notes", "notes_en", "unit"), ("measure", "level", "comparison", "domain_kind", "domain", "other"), MEASURED | {"domain": _compared, "other": _compared}),
    _of_run("priorities", "Câu hỏi nên ưu tiên cải thiện", "Items whose improvement pays most", _priorities,
            ("position", "measure", "level", "label", *WANTED), ("measure", "level"), MEASURED),
    _of_run("questions", "Tỷ lệ trả lời và điểm của từng câu hỏi", "Shares of answers and scores of single questions", _questions,
            (*ANSWERED, *SCALE, *CHANGED), ("question", "option", "domain_kind", "domain", "statistic"), thins=True),
    _of_run("pulses", "Điểm từng tháng của điểm Một cửa với giới hạn kiểm soát", "Monthly scores of desks with their control limits", _pulses,
            (*PULSED, *GATHERED), ("domain", "month", "signal")),
)
