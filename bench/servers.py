"""Which WSGI server: the same submissions to the same application, server after server (docs/server.md).

How: each server that is installed here runs `wsgi:app` with its own way of using all cores, SQLite, 8 clients; the
order is repeated so that a machine that grows slower is seen. Not part of `make bench`: the others are no dependency.
"""
from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import forms
from bench.client import run_load
from bench.web import CLIENTS, _cpu_of, _submission, sqlite_database
from survey_app.database import open_engine
from tests.answers import complete_answers
from tests.fielding import field_desk
from tests.servers import SECRET, free_port

SERVERS = {
    "granian": "-m granian --interface wsgi --workers 2 --blocking-threads 4 --host 127.0.0.1 --port {port} --log-level warning wsgi:app",
    "gunicorn": "-m gunicorn --workers 2 --threads 4 --worker-class gthread --bind 127.0.0.1:{port} --log-level warning wsgi:app",
    "waitress": "-m waitress --threads=8 --listen=127.0.0.1:{port} wsgi:app",
    "cheroot": "-m cheroot --bind 127.0.0.1:{port} --threads 8 wsgi:app",
}


def measure(rounds: int = 2):
    """Lines of figures, one a server and round."""
    answers = complete_answers(forms.load("one_stop_visitor"))
    for _ in range(rounds):
        for name, command in SERVERS.items():
            with sqlite_database() as (url, _), tempfile.TemporaryDirectory() as data:
                engine = open_engine(url)
                desk = field_desk(engine)
                engine.dispose()
                port = free_port()
                process = _start(command.format(port=port).split(), url, data, port)
                once = _submission(desk, answers)
                run_load(port, once, clients=CLIENTS, seconds=1)
                before = _cpu_of(process.pid)
                load = run_load(port, once, clients=CLIENTS, seconds=4)
                cpu = 1000 * (_cpu_of(process.pid) - before) / len(load.latencies)
                yield f"{name}: {load.rate:.0f} submissions/s, p50 {load.percentile(.5):.1f} ms, p95 {load.percentile(.95):.1f} ms, {cpu:.2f} ms CPU each"
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _start(command: list[str], url: str, data: str, port: int) -> subprocess.Popen:
    environment = os.environ | {"DATABASE_URL": url, "SIPAS_DATA": data, "SECRET_KEY": SECRET}
    process = subprocess.Popen([sys.executable, *command], env=environment, cwd=Path(__file__).resolve().parents[1], start_new_session=True)
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1)
            return process
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{command} did not start")


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)
