"""Checks of a run itself: doubtful figures, the method it states, its errors checked another way, its input."""
from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, func, select

from survey_app.good_runs import last_good_run
from survey_app.models import Estimate, QuestionFigure, Response, Run
from survey_app.numbers import vietnamese, whole
from survey_app.releasing.found import BLOCKING, OK, WARNING, Found, first_of, results_of
from survey_app.releasing.subject import Subject
from survey_app.releasing.wording import FLAG_NAMES
from survey_app.runs.naming import in_words, kind_name

# What a run must say of its method, and how a person calls it.
STATED = {"weighting": "trọng số", "variance": "phương sai", "interval_shown": "khoảng tin cậy", "interval_level": "độ tin cậy", "df": "bậc tự do"}
# Jackknife and linearised errors agree closely for means; the bootstrap's own error at 200 replicates is about 5 %, so 20 % is four of it.
LIMITS = {"jackknife_ratio": 0.10, "bootstrap_ratio": 0.20}


def flags(connection: Connection, subject: Subject) -> Found:
    """Figures to be read with care: by what, and where."""
    query = select(Estimate.flag, Estimate.domain_kind, Estimate.measure).where(Estimate.run_id == subject.run.id, Estimate.flag.is_not(None))
    found = connection.execute(query.order_by(Estimate.measure)).all()
    questions = connection.scalar(select(func.count()).select_from(QuestionFigure).where(QuestionFigure.run_id == subject.run.id, QuestionFigure.flag.is_not(None)))
    if not found and not questions:
        return Found(OK, "Không có số liệu nào cần đọc thận trọng.")
    everyone = [row.measure for row in found if row.domain_kind == "all"]
    parts = Counter(row.domain_kind for row in found if row.domain_kind != "all")
    said = [f"{whole(count)} {FLAG_NAMES[flag]}" for flag, count in Counter(row.flag for row in found).items()]
    where = ([f"toàn đợt: {first_of(everyone)}"] if everyone else []) + [f"{kind_name(subject.run.method, kind)}: {whole(count)}" for kind, count in parts.items()] + ([f"{whole(questions)} số của câu hỏi riêng"] if questions else [])
    return Found(WARNING, f"{whole(len(found) + questions)} số liệu có cờ ({', '.join(said) or 'câu hỏi riêng'}); {'; '.join(where)}.", results_of(subject))


def method(connection: Connection, subject: Subject) -> Found:
    """Whether the run says how it was made."""
    stated = subject.run.method
    lacking = [name for key, name in STATED.items() if stated.get(key) in (None, "")]
    if lacking:
        return Found(BLOCKING, f"Lần tính không nêu {', '.join(lacking)}. Hãy tính lại.")
    degrees = f" = {whole(stated['degrees'])}" if stated.get("degrees") is not None else ""
    said = (f"{name}: {in_words(stated[key])}{degrees if key == 'df' else ''}" for key, name in STATED.items() if key != "interval_level")
    return Found(OK, f"Cách tính nêu rõ {'; '.join(said)}; độ tin cậy {stated['interval_level'] * 100:.0f} %.", results_of(subject))


def cross_check(connection: Connection, subject: Subject) -> Found:
    """Whether replicate errors agree with the linearised ones."""
    measures = subject.run.diagnostics.get("cross_check", {}).get("measures", [])
    checked = [measure for measure in measures if all(measure.get(ratio) is not None for ratio in LIMITS)]
    if not checked:
        return Found(WARNING, "Không có sai số tính bằng cách lấy mẫu lại để so với sai số tuyến tính hóa.")
    apart = [f"{measure['code']} (jackknife {vietnamese(measure['jackknife_ratio'])} lần, bootstrap {vietnamese(measure['bootstrap_ratio'])} lần)"
             for measure in checked if any(abs(measure[ratio] - 1) > limit for ratio, limit in LIMITS.items())]
    if apart:
        return Found(WARNING, f"Sai số tính hai cách lệch nhau quá giới hạn (jackknife 10 %, bootstrap 20 %): {first_of(apart)}.", results_of(subject))
    return Found(OK, f"{len(checked)} chỉ số: sai số jackknife lệch không quá 10 %, bootstrap không quá 20 % so với sai số tuyến tính hóa.")


def reproducible(connection: Connection, subject: Subject) -> Found:
    """Whether it is known from what, and by which code, the figures came."""
    run = subject.run
    if not (run.input_digest and run.code_version):
        return Found(BLOCKING, "Không rõ dữ liệu vào hoặc phiên bản chương trình của lần tính. Hãy tính lại.")
    return Found(OK, f"Mã băm dữ liệu vào {run.input_digest[:12]}…, chương trình {run.code_version}.", ("runs.history", {"code": subject.wave.code}))


def current(connection: Connection, subject: Subject) -> Found:
    """Whether anything came after this run: a newer good run of other input or by another program, one going on, responses."""
    wave, run = subject.wave, subject.run
    newest = last_good_run(connection, wave.id)
    late = connection.scalar(select(func.count()).select_from(Response).where(Response.wave_id == wave.id, Response.received_at > run.started_at)) if run.started_at else 0
    going = connection.scalar(select(Run.id).where(Run.wave_id == wave.id, Run.state.in_(("requested", "running"))).limit(1))
    other_input, other_program = newest.input_digest != run.input_digest, newest.code_version != run.code_version
    said = [words for said_so, words in (
        (other_input, f"lần tính {newest.id} mới hơn và có số liệu khác"),
        (other_program and not other_input, f"lần tính {newest.id} mới hơn, cùng dữ liệu vào nhưng chương trình khác phiên bản ({newest.code_version or 'không rõ'})"),
        (going, f"lần tính {going} đang chờ hoặc đang chạy"), (late, f"{whole(late)} phiếu đến sau khi lần tính này bắt đầu"),
    ) if said_so]
    if said:
        return Found(WARNING, f"Đã có thay đổi sau lần tính {run.id}: {'; '.join(said)}.", ("runs.history", {"code": wave.code}))
    if newest.id != run.id:
        return Found(OK, f"Lần tính {newest.id} mới hơn nhưng cùng dữ liệu vào và phiên bản chương trình.", ("runs.history", {"code": wave.code}))
    return Found(OK, f"Lần tính {run.id} là mới nhất và đã tính mọi phiếu.")
