"""Checks of disclosure: small cells are hidden, and no hidden one can be had by subtraction, neither within a release nor between two."""
from __future__ import annotations

from sqlalchemy import Connection, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from survey_app.exclusions.effect import acts_known
from survey_app.good_runs import good_runs
from survey_app.models import Estimate, Pulse, QuestionFigure, Run
from survey_app.released import releases
from survey_app.numbers import whole
from survey_app.releasing.found import BLOCKING, OK, WARNING, Found, first_of, results_of
from survey_app.releasing.share_checks import few_shares
from survey_app.releasing.subject import Subject
from survey_app.runs.naming import kind_name

# Figures that a reader could subtract from those of another release, and what names one beside its domain.
SHOWN_BY = {Estimate: ("measure",), QuestionFigure: ("question", "option")}
KINDS_OF_FIGURES = {Estimate: "Điểm của các chỉ tiêu", QuestionFigure: "Số của câu hỏi riêng", Pulse: "Điểm từng tháng của các điểm Một cửa"}
VALUES = {Estimate: "score", QuestionFigure: "value"}


def suppression(connection: Connection, subject: Subject) -> Found:
    """Whether small cells are hidden, and none of them can be had from the whole by subtraction."""
    rule = subject.run.method.get("disclosure", {})
    least, few = rule.get("hidden_below"), rule.get("flagged_below")
    if least is None or few is None:
        return Found(BLOCKING, "Lần tính không cho biết quy tắc ẩn số liệu ít phiếu. Hãy tính lại.")
    small, shares = sum(connection.scalar(_few(table, subject, least)) for table in (Estimate, QuestionFigure, Pulse)), connection.scalar(few_shares(subject, least, few))
    open_ones = _given_away(connection, subject, least)
    if small or shares or open_ones:
        told = [words for count, words in (
            (small, f"{small} số liệu dưới {least} phiếu chưa ẩn"), (shares, f"{shares} tỷ lệ của nhóm dưới {few} người, hoặc có 1–{least - 1} người đứng sau, chưa ẩn")) if count] + ([f"suy ra được số đã ẩn ở {first_of(open_ones)}"] if open_ones else [])
        return Found(BLOCKING, f"Việc ẩn số liệu chưa đủ: {'; '.join(told)}.", results_of(subject))
    return Found(OK, f"Quy tắc ẩn: dưới {least} phiếu. " + " ".join(filter(None, (_hidden(connection, subject, table, name) for table, name in KINDS_OF_FIGURES.items()))))


def _hidden(connection: Connection, subject: Subject, table: type[Estimate | QuestionFigure | Pulse], name: str) -> str:
    """How many figures of a kind are hidden, and why; what nobody answered is not hidden. Empty where the run has none of the kind."""
    query = select(table.suppressed, func.count()).where(table.run_id == subject.run.id).group_by(table.suppressed)
    found = dict(connection.execute(query).all())
    if not found:
        return ""
    few, more = found.get("few_answers", 0), found.get("complementary", 0)
    if not few + more:
        return f"{name}: không ẩn số nào."
    return f"{name}: ẩn {whole(few + more)} số ({whole(few)} vì ít phiếu, {whole(more)} để không suy ra được số đã ẩn)."


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
    """Whether a release that can be read, however old, and this run differ by so few people in a figure that their answers follow from the two."""
    before = [release for release in connection.execute(releases(subject.wave.id)) if release.run_id != subject.run.id]
    if not before:
        return Found(OK, "Không có bản nào khác đã công bố để trừ với bản này.")
    numbers, least = ", ".join(str(release.number) for release in before), subject.run.method.get("disclosure", {}).get("hidden_below", 0)
    found = {release: _little_apart(connection, subject, release.run_id, least) for release in before}
    worst = max(before, key=lambda release: len(found[release]))
    if not found[worst]:
        return Found(OK, f"Không số liệu nào khác bản số {numbers} chỉ vài phiếu.")
    told = "; ".join(f"bản số {release.number}: {whole(len(found[release]))} số liệu, ở {first_of(list(dict.fromkeys(found[release])))}" for release in before if found[release])
    return Found(WARNING, f"Khác bản đã công bố không quá {least - 1} phiếu, nên đọc cả hai bản có thể suy ra câu trả lời của những người đó: {told}.",
                 ("runs.compare", {"code": subject.wave.code, "truoc": worst.run_id, "sau": subject.run.id}))


def _little_apart(connection: Connection, subject: Subject, run_id: int, least: int) -> list[str]:
    """The figures of another run that are shown in both and have other people, fewer than may be shown; a line each."""
    other = connection.execute(good_runs(subject.wave.id).where(Run.id == run_id)).one()
    swapped = acts_known(subject.run) != acts_known(other)
    return [f"{name} ({'toàn đợt' if kind == 'all' else kind_name(subject.run.method, kind)})" for table, keys in SHOWN_BY.items()
            for name, kind in connection.execute(_apart(table, keys, (subject.run.id, run_id), least, swapped))]


def _apart(table: type[Estimate | QuestionFigure], keys: tuple[str, ...], runs: tuple[int, int], least: int, swapped: bool) -> Select:
    """Figures whose people differ by a few; with `swapped` also those with as many people and another value: one left out, another come."""
    new, old = aliased(table), aliased(table)
    apart, name = func.abs(new.n - old.n), getattr(new, keys[0])
    same = and_(old.domain_kind == new.domain_kind, old.domain == new.domain, *(getattr(old, key) == getattr(new, key) for key in keys))
    few = and_(apart > 0, apart < least)
    if swapped:
        few = or_(few, and_(apart == 0, getattr(new, VALUES[table]) != getattr(old, VALUES[table])))
    shown = and_(new.run_id == runs[0], old.run_id == runs[1], new.suppressed.is_(None), old.suppressed.is_(None))
    return select(name, new.domain_kind).join(old, same).where(shown, few).order_by(name, new.domain_kind)
