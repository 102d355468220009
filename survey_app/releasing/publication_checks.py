"""Checks of the publication: its own arithmetic, what was released of this wave before, the wave that it is compared with."""
from __future__ import annotations

from sqlalchemy import Connection, Row, select

from survey_app.exports.official_table.checking import refuse_contradictions
from survey_app.exports.official_table.document import build_document
from survey_app.good_runs import last_good_run
from survey_app.models import Wave
from survey_app.numbers import vietnamese
from survey_app.office.refusals import Contradicting
from survey_app.released import current_release
from survey_app.releasing.found import BLOCKING, MOST_TOLD, OK, WARNING, Found, results_of
from survey_app.releasing.subject import Subject
from survey_app.runs.figures import moved_figures


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
    moved = [figure for figure in moved_figures(connection, before.run_id, subject.run.id) if figure.domain_kind == "all"]
    if not moved:
        return Found(OK, f"Không có điểm số toàn đợt nào khác bản số {before.number}.", link)
    largest = max((figure for figure in moved if figure.difference is not None), key=lambda figure: abs(figure.difference), default=None)
    most = f" Khác nhiều nhất: {largest.measure}, {vietnamese(largest.before)} → {vietnamese(largest.after)}." if largest else ""
    return Found(OK, f"{len(moved)} điểm số toàn đợt khác bản số {before.number}.{most}", link)


def previous_wave(connection: Connection, subject: Subject) -> Found:
    """Whether the wave that this one is compared with has released figures."""
    before = connection.execute(select(Wave.id, Wave.code, Wave.title).where(Wave.id == subject.wave.previous_wave_id)).first()
    if before is None:
        return Found(OK, "Đợt này không so với đợt nào.")
    release, link = current_release(connection, before.id), ("releasing.wave", {"code": before.code})
    if release is not None:
        return _same_run(subject, before, release, link)
    if last_good_run(connection, before.id) is None:
        return Found(OK, f"{before.code} chưa có số liệu, nên bảng không có cột đợt trước của hệ thống này.", link)
    return Found(WARNING, f"{before.code} chưa công bố: cột đợt trước có thể lấy số liệu tạm tính.", link)


def _same_run(subject: Subject, before: Row, release: Row, link: tuple[str, dict]) -> Found:
    """Whether differences were computed against the very figures that are released of the wave before."""
    previous = subject.run.method.get("previous") or {}
    if previous.get("wave", before.code) != before.code:
        return Found(WARNING, f"Lần tính so với {previous['wave']}, nhưng đợt nay được đặt so với {before.code}. Hãy tính lại.", link)
    used = previous.get("run", release.run_id)
    if used != release.run_id:
        return Found(WARNING, f"Ý nghĩa thống kê của thay đổi tính theo lần tính {used} của {before.code}, nhưng bản công bố số {release.number} là lần tính {release.run_id}.", link)
    return Found(OK, f"So với {before.code}, bản công bố số {release.number}.", link)
