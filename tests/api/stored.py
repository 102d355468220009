"""A run and its release put into a database, for the tests of what reads them."""
from __future__ import annotations

from sqlalchemy import Connection, insert, select

from survey_app.models import Difference, Estimate, Measure, Priority, Pulse, QuestionFigure, Release, Run, User, now

MEASURES = [("2", None, "index"), ("2.1", "2", "component")]
FIGURE = {"n": 3, "se": 1.5, "df": 2, "lo": None, "hi": None, "lo_logit": 79.5, "hi_logit": 88.0, "deff": 1.4, "response_rate": 0.9,
          "items_used": 2, "items_total": 3, "flag": "few_answers"}
DOMAINS = {"service_point": {"label": {"vi": "Điểm", "en": "Desk"}, "item": None, "names": {"001": {"vi": "Một cửa xã Mây Trắng", "en": "Mây Trắng desk"}}}}


def add(connection: Connection, table: type, **values) -> int:
    """Insert a row; its id."""
    return connection.execute(insert(table).values(**values)).inserted_primary_key[0]


def store_run(connection: Connection, wave_id: int, score: float = 85.123456789, **method) -> int:
    """A succeeded run of two measures for everybody and two desks, the second hidden; its id. method: what more it says of itself."""
    run = add(connection, Run, wave_id=wave_id, state="succeeded", asked_by="test", input_digest="d" * 64, finished_at=now(), counts={"n": 3},
              diagnostics={"warnings": []}, method={"domains": DOMAINS} | method)
    for position, (code, parent, level) in enumerate(MEASURES):
        add(connection, Measure, run_id=run, code=code, parent=parent, level=level, label_vi="Tiếp cận", label_en="Access", position=position)
        for kind, domain, value in (("all", "all", score), ("service_point", "001", 80.0)):
            add(connection, Estimate, run_id=run, measure=code, domain_kind=kind, domain=domain, score=value, **FIGURE)
        add(connection, Estimate, run_id=run, measure=code, domain_kind="service_point", domain="002", suppressed="few_answers")
    return run


def store_findings(connection: Connection, run: int) -> None:
    """One of each other finding."""
    add(connection, Difference, run_id=run, measure="2", comparison="wave", domain_kind="all", domain="quay-thu", other="quay-truoc", difference=2.63, p=0.01, p_holm=0.02)
    add(connection, Priority, run_id=run, measure="2.1", position=1, target=90.0, target_source="kế hoạch", score=85.0, gap=5.0, index_per_point=0.2, index_closed=1.0)
    add(connection, QuestionFigure, run_id=run, question="2.1.1", option="top2", statistic="share", n=3, value=0.5)
    add(connection, Difference, run_id=run, measure="2.1.1", comparison="wave", domain_kind="question", domain="top2", other="quay-truoc", difference=0.05, se=0.02, df=9,
        lo=0.005, hi=0.095, p=0.03, p_holm=0.06)
    add(connection, Pulse, run_id=run, domain="001", month="2025-07", n=3, score=80.0, expected=82.0, lo=75.0, hi=90.0)


def store_release(connection: Connection, wave_id: int, run: int, number: int = 1, **more) -> int:
    """Release a run, decided by another person than proposed it; the release's id."""
    people = [
        connection.scalar(select(User.id).where(User.username == name)) or add(connection, User, username=name, password_hash="none", role="department", session_key=f"key-{name}")
        for name in ("nguoi-de-nghi", "nguoi-duyet")
    ]
    values = {"reason": "Đã kiểm tra.", "checklist": [], "document": {"title": "Bảng thử", "rows": []}, "digest": f"{number:064d}"} | more
    return add(connection, Release, wave_id=wave_id, number=number, run_id=run, state="released", proposed_by=people[0], decided_by=people[1], decided_at=now(), **values)
