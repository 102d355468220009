"""Checks of disclosure: small cells are hidden, and no hidden one can be had by subtraction, neither within a release nor between two."""
from __future__ import annotations

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.orm import aliased

from survey_app.models import Estimate, Pulse, QuestionFigure
from survey_app.releasing.found import BLOCKING, OK, WARNING, Found, first_of, results_of
from survey_app.releasing.subject import Subject
from survey_app.runs.naming import kind_name


def suppression(connection: Connection, subject: Subject) -> Found:
    """Whether small cells are hidden, and none of them can be had from the whole by subtraction."""
    least = subject.run.method.get("disclosure", {}).get("hidden_below")
    if least is None:
        return Found(BLOCKING, "Lần tính không cho biết quy tắc ẩn số liệu ít phiếu. Hãy tính lại.")
    small = sum(connection.scalar(_few(table, subject, least)) for table in (Estimate, QuestionFigure, Pulse))
    open_ones = _given_away(connection, subject, least)
    if small or open_ones:
        told = ([f"{small} số liệu dưới {least} phiếu chưa ẩn"] if small else []) + ([f"suy ra được số đã ẩn ở {first_of(open_ones)}"] if open_ones else [])
        return Found(BLOCKING, f"Việc ẩn số liệu chưa đủ: {'; '.join(told)}.", results_of(subject))
    hidden = dict(connection.execute(select(Estimate.suppressed, func.count()).where(Estimate.run_id == subject.run.id).group_by(Estimate.suppressed)).all())
    return Found(OK, f"Ẩn số liệu dưới {least} phiếu: {hidden.get('few_answers', 0)} số; ẩn thêm để không suy ra được: {hidden.get('complementary', 0)} số.")


def _few(table: type[Estimate | QuestionFigure | Pulse], subject: Subject, least: int) -> Select:
    """How many figures of a table are shown although too few people stand behind them."""
    return select(func.count()).select_from(table).where(table.run_id == subject.run.id, table.suppressed.is_(None), table.n > 0, table.n < least)


def _given_away(connection: Connection, subject: Subject, least: int) -> list[str]:
    """Measures and kinds of domains of which the shown parts leave, of the shown whole, fewer answers than may be shown.

    Those who only left the question blank that a kind is made of are no group that anybody knows, as the engine has it.
    """
    whole, part = aliased(Estimate), aliased(Estimate)
    rest, hidden = whole.n - func.coalesce(func.sum(part.n), 0), func.count(part.suppressed).filter(part.suppressed != "no_answers")
    told = [kind for kind, about in subject.run.method.get("domains", {}).items() if about.get("item")]
    query = (
        select(part.measure, part.domain_kind)
        .join(whole, (whole.run_id == part.run_id) & (whole.measure == part.measure) & (whole.domain_kind == "all"))
        .where(part.run_id == subject.run.id, part.domain_kind != "all", whole.suppressed.is_(None))
        .group_by(part.measure, part.domain_kind, whole.n).having(rest > 0, rest < least, (hidden > 0) | part.domain_kind.not_in(told)).order_by(part.measure)
    )
    return [f"{measure} ({kind_name(subject.run.method, kind)})" for measure, kind in connection.execute(query)]


def between_releases(connection: Connection, subject: Subject) -> Found:
    """Whether the current release and this run differ by so few people in a figure that their answers follow from the two."""
    before, least = subject.released, subject.run.method.get("disclosure", {}).get("hidden_below", 0)
    if before is None or before.run_id == subject.run.id:
        return Found(OK, "Không có bản nào khác đã công bố để trừ với bản này.")
    old, new = aliased(Estimate), aliased(Estimate)
    same = (old.measure == new.measure) & (old.domain_kind == new.domain_kind) & (old.domain == new.domain)
    apart = func.abs(new.n - old.n)
    query = select(new.measure, new.domain_kind).join(old, same).where(
        new.run_id == subject.run.id, old.run_id == before.run_id, new.suppressed.is_(None), old.suppressed.is_(None), apart > 0, apart < least)
    found = connection.execute(query.order_by(new.measure, new.domain_kind)).all()
    if not found:
        return Found(OK, f"Không số liệu nào khác bản số {before.number} chỉ vài phiếu.")
    told = list(dict.fromkeys(f"{measure} ({'toàn đợt' if kind == 'all' else kind_name(subject.run.method, kind)})" for measure, kind in found))
    return Found(WARNING, f"{len(found)} số liệu khác bản số {before.number} không quá {least - 1} phiếu: đọc cả hai bản có thể suy ra câu trả lời của những người đó, ở {first_of(told)}.",
                 ("runs.compare", {"code": subject.wave.code, "truoc": before.run_id, "sau": subject.run.id}))
