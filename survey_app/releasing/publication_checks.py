"""Checks of the publication: its own arithmetic, what was released of this wave before, the wave that it is compared with."""
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Row, select

from survey_app.compared import compared_with
from survey_app.exports.official_table.checking import refuse_contradictions
from survey_app.exports.official_table.document import build_document
from survey_app.good_runs import last_good_run
from survey_app.models import Wave
from survey_app.numbers import vietnamese, whole
from survey_app.office.refusals import Contradicting
from survey_app.released import current_release
from survey_app.releasing.found import BLOCKING, MOST_TOLD, OK, WARNING, Found, results_of
from survey_app.releasing.subject import Subject
from survey_app.releasing.wave_checks import doubts_of_baseline
from survey_app.runs.figures import Moved, moved_figures


def arithmetic(connection: Connection, subject: Subject) -> Found:
    """Whether our figures of the official table can all be true at once; its own notes tell of those of others."""
    document = build_document(connection, subject.wave.id, subject.run.id)
    link = results_of(subject)
    if not document["rows"]:
        return Found(BLOCKING, "Lần tính không có số liệu nào để lập bảng.", link)
    try:
        refuse_contradictions(document)
    except Contradicting as refusal:
        told = " ".join(one.words for one in refusal.contradictions[:MOST_TOLD])
        return Found(BLOCKING, f"Bảng chính thức có {len(refusal.contradictions)} chỗ mâu thuẫn. {told}", link)
    return Found(OK, f"{len(document['rows'])} dòng: điểm của mỗi mục khớp với các mục con, khoảng tin cậy chứa điểm số.")


def previous_release(connection: Connection, subject: Subject) -> Found:
    """What changed since the current release of the wave."""
    before = subject.released
    if before is None:
        return Found(OK, "Đây là bản công bố đầu tiên của đợt này.")
    link = ("runs.compare", {"code": subject.wave.code, "truoc": before.run_id, "sau": subject.run.id})
    if before.run_id == subject.run.id:
        return Found(WARNING, f"Bản số {before.number} đã công bố chính lần tính này: chỉ số liệu nguồn ngoài và lời văn có thể khác.", link)
    moved = moved_figures(connection, before.run_id, subject.run.id)
    if not moved:
        return Found(OK, f"Không có điểm số, khoảng tin cậy hay số phiếu nào khác bản số {before.number}.", link)
    return Found(WARNING, f"So với bản số {before.number}: {_told_of_moved(moved)}", link)


def _told_of_moved(moved: Sequence[Moved]) -> str:
    """How many figures moved, of everyone and of groups, and the largest change of a score."""
    everyone, parts, around = ([one for one in moved if one.score_moved and one.domain_kind == "all"], [one for one in moved if one.score_moved and one.domain_kind != "all"],
                            [one for one in moved if not one.score_moved])
    counts = ((everyone, "điểm số toàn đợt khác"), (parts, "điểm số của nhóm khác"), (around, "chỗ chỉ khác khoảng tin cậy hoặc số phiếu"))
    largest = max((one for one in everyone or parts if one.difference is not None), key=lambda one: abs(one.difference), default=None)
    most = f" Khác nhiều nhất: {largest.measure}, {vietnamese(largest.before)} → {vietnamese(largest.after)}." if largest else ""
    return ", ".join(f"{whole(len(found))} {words}" for found, words in counts if found) + "." + most


def previous_wave(connection: Connection, subject: Subject) -> Found:
    """Whether the figures that changes are measured from are released, those very ones, and the wave they are of is the one before."""
    before = connection.execute(select(Wave.id, Wave.code, Wave.title, Wave.opens_on).where(Wave.id == subject.wave.previous_wave_id)).first()
    found, doubts = _compared(connection, subject, before), list(doubts_of_baseline(connection, subject, before))
    return Found(WARNING, " ".join([found.words, *doubts]), found.link) if doubts else found


def _compared(connection: Connection, subject: Subject, before: Row | None) -> Found:
    if before is None:
        return Found(OK, "Đợt này không so với đợt nào.")
    compared, link = compared_with(connection, subject.run.method), ("releasing.wave", {"code": before.code})
    if compared is None:
        return _not_compared(connection, before, link)
    if compared.wave.id != before.id:
        return Found(WARNING, f"Lần tính so với {compared.wave.code}, nhưng đợt nay được đặt so với {before.code}. Hãy tính lại.", link)
    if compared.note:
        return Found(WARNING, f"Thay đổi được tính {compared.note}.", link)
    return Found(OK, f"So với {compared.source}.", link)


def _not_compared(connection: Connection, before: Row, link: tuple[str, dict]) -> Found:
    """Of a run that was compared with nothing: what stands in the column of the wave before is whatever there is of it now."""
    if current_release(connection, before.id) is not None:
        return Found(WARNING, f"{before.code} đã công bố, nhưng lần tính này chưa so với đợt đó. Hãy tính lại.", link)
    if last_good_run(connection, before.id) is None:
        return Found(OK, f"{before.code} chưa có số liệu, nên bảng không có cột đợt trước của hệ thống này.", link)
    return Found(WARNING, f"{before.code} chưa công bố, và lần tính này chưa so với đợt đó: cột đợt trước lấy số liệu tạm tính.", link)
