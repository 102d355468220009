"""A receiver on this machine, and a release that waits to be told to it."""
from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import Engine

from survey_app.database import writing
from survey_app.settings import Settings
from survey_app.webhooks import enqueue
from survey_app.webhooks.registry import add_webhook
from tests.api.stored import store_release, store_run
from tests.fielding import field_desk


@dataclass
class Receiver:
    """What came in, as (path, headers, body), and what is answered: the next of `answers`, then 204."""

    url: str = ""
    came: list = field(default_factory=list)
    answers: list = field(default_factory=list)


@pytest.fixture
def receiver():
    """A real HTTP server."""
    received = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            received.came.append((self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            status, headers = received.answers.pop(0) if received.answers else (204, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    received.url = f"http://127.0.0.1:{server.server_address[1]}/sipas?from=hoa-lau"
    yield received
    server.shutdown()
    server.server_close()


@pytest.fixture
def private(settings) -> Settings:
    """Settings of an installation that lets webhooks reach this machine."""
    return replace(settings, webhook_private=True)


@dataclass(frozen=True)
class Told:
    """A registered receiver and a release that waits for it."""

    engine: Engine
    webhook_id: int
    salt: str
    release_id: int


@pytest.fixture
def told(engine, receiver) -> Told:
    """On a database of each kind."""
    desk = field_desk(engine)
    webhook = add_webhook(engine, "cổng dữ liệu", receiver.url, private=True)
    with writing(engine).begin() as connection:
        release = store_release(connection, desk.wave_id, store_run(connection, desk.wave_id))
        assert enqueue(connection, release) == 1
    return Told(engine, webhook.id, webhook.salt, release)
