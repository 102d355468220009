"""What is said of a run that was asked for while no scheduler works: that it waits, and what to do."""
from __future__ import annotations

from sqlalchemy import Connection, Row

from survey_app.scheduling.reading import scheduler_works

NOBODY_COMPUTES = "Bộ lập lịch không chạy, nên yêu cầu nằm chờ cho đến khi người quản trị khởi động lại (sipas scheduler); hãy báo người quản trị."


def stuck_words(connection: Connection, latest: Row | None) -> str:
    """The words where the newest run of a wave (its `state`) waits and nobody computes; empty where somebody does, or nothing waits."""
    return NOBODY_COMPUTES if latest is not None and latest.state == "requested" and not scheduler_works(connection) else ""
