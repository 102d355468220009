"""Pages of the API with 10 waves of 200 units: milliseconds of server time, and times those of a bare Flask view.

How: a released run of 50 measures in each of 10 waves, with estimates for 200 communes and as many differences (10,050
and 10,000 rows a wave); the application answers in this process, with a token, JSON unless said otherwise, not packed
unless said; each figure is the median of 30 requests and the worst of them. The bare view returns a short JSON text from an
application that does nothing else.
"""
from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date

from flask import Flask
from sqlalchemy import Connection, insert

from bench.web import sqlite_database
from survey_app import create_app
from survey_app import engine as app_engine
from survey_app.api.tokens import add_token
from survey_app.api.uses import uses
from survey_app.models import Difference, Estimate, Measure, StoredInstrument, Wave
from survey_app.settings import load_settings
from tests.api.stored import FIGURE, add, store_release, store_run
from tests.servers import SECRET

WAVES, UNITS, MEASURES, REQUESTS = 10, 200, 50, 30
WAVE = "/api/v1/waves/hh-2020"
PAGES = {
    "waves": ("/api/v1/waves", {}),
    "measures": (f"{WAVE}/measures", {}),
    "one measure, every unit": (f"{WAVE}/estimates?measure=1.1&domain_kind=commune", {}),
    "estimates, a page of 200": (f"{WAVE}/estimates?limit=200&page=10", {}),
    "estimates, a page of 1000, the usual": (f"{WAVE}/estimates", {}),
    "estimates, a page of 1000, CSV": (f"{WAVE}/estimates.csv?limit=1000", {}),
    "estimates, a page of 1000, packed": (f"{WAVE}/estimates?limit=1000", {"Accept-Encoding": "gzip"}),
    "differences, a page of 1000": (f"{WAVE}/differences?limit=1000", {}),
    "estimates, all 10,050, CSV": (f"{WAVE}/estimates.csv", {}),
}


def measure() -> Iterator[str]:
    """Lines of figures."""
    bare = _bare()
    yield f"a bare Flask view: {bare[0]:.2f} ms, worst {bare[1]:.2f} (the yardstick)"
    with sqlite_database() as (url, _):
        app = create_app(load_settings({"DATABASE_URL": url, "SECRET_KEY": SECRET}))
        with app.app_context():
            with app_engine().begin() as connection:
                _fill(connection)
            token = {"Authorization": f"Bearer {add_token(app_engine(), 'bench')}"}
            for name, (path, headers) in PAGES.items():
                yield _line(name, *_timed(_asking(app, path, token | headers, 200)), bare[0])
            tag = app.test_client().get(f"{WAVE}/estimates", headers=token).headers["ETag"]
            yield _line("estimates, unchanged (304)", *_timed(_asking(app, f"{WAVE}/estimates", token | {"If-None-Match": tag}, 304)), bare[0])
            uses().write()
            app_engine().dispose()


def _line(name: str, median: float, worst: float, bare: float) -> str:
    return f"{name}: {median:.1f} ms, worst {worst:.1f}; {median / bare:.0f} times the bare view"


def _bare() -> tuple[float, float]:
    app = Flask("bare")
    app.get("/")(lambda: {"status": "ok"})
    return _timed(_asking(app, "/", {}, 200))


def _asking(app: Flask, path: str, headers: dict, status: int) -> Callable[[], None]:
    client = app.test_client()

    def ask() -> None:
        answer = client.get(path, headers=headers)
        assert answer.status_code == status, answer.text[:300]
    return ask


def _timed(ask: Callable[[], None]) -> tuple[float, float]:
    """Median and worst of some requests, in milliseconds, after two to warm up."""
    ask(), ask()
    took = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took), max(took)


def _fill(connection: Connection) -> None:
    instrument = add(connection, StoredInstrument, code="i", version="1", digest="d", definition="{}")
    for number in range(WAVES):
        wave = add(connection, Wave, code=f"hh-{2020 + number}", title="Đợt đo", kind="household", state="closed", opens_on=date(2020, 1, 1), instrument_id=instrument, index_name="sipas")
        run = store_run(connection, wave)
        codes = [f"1.{place}" for place in range(1, MEASURES - 1)]
        connection.execute(insert(Measure), [
            {"run_id": run, "code": code, "parent": "2", "level": "item", "label_vi": "Nội dung của một câu hỏi", "label_en": "What an item asks", "position": place}
            for place, code in enumerate(codes, 2)])
        communes = [f"{unit:05d}" for unit in range(UNITS)]
        cells = [(code, "commune", commune) for code in ["2", "2.1", *codes] for commune in communes] + [(code, "all", "all") for code in codes]
        connection.execute(insert(Estimate), [{"run_id": run, "measure": code, "domain_kind": kind, "domain": domain, "score": 80.123456, **FIGURE} for code, kind, domain in cells])
        connection.execute(insert(Difference), [
            {"run_id": run, "measure": code, "comparison": "domain", "domain_kind": "commune", "domain": commune, "other": "rest", "difference": 1.234567, "se": 0.5, "p": 0.01}
            for code in ["2", "2.1", *codes] for commune in communes])
        store_release(connection, wave, run)


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)
