"""Kill the server again and again while phones send, then count: nothing acknowledged may be lost or doubled."""
from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from uuid import uuid4

from tests.fielding import FieldedDesk
from tests.servers import free_port, start_server, stop_server
from sqlalchemy import Engine, select

from survey_app.models import Response

WAIT = 0.02


@dataclass
class Torment:
    """What the phones saw: receipts by submission id, and every id they ever tried."""

    receipts: dict[str, set[str]] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)
    retries: int = 0
    faults: list[BaseException] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)


def run(database_url: str, data_dir: Path, desk: FieldedDesk, answers: dict, *, kills: int, clients: int = 4, seed: int = 1) -> Torment:
    """Send from `clients` phones while the server is killed (SIGKILL) `kills` times at random moments."""
    torment, port, chance = Torment(), free_port(), random.Random(seed)
    phones = [threading.Thread(target=_phone, args=(torment, port, desk, answers)) for _ in range(clients)]
    server = start_server(database_url, data_dir, port, workers=2)
    for phone in phones:
        phone.start()
    for _ in range(kills):
        time.sleep(chance.uniform(0.02, 0.4))
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()
        server = start_server(database_url, data_dir, port, workers=2)
    torment.ended.set()
    for phone in phones:
        phone.join()
    stop_server(server)
    return torment


def _phone(torment: Torment, port: int, desk: FieldedDesk, answers: dict) -> None:
    """Send one submission after the other, each until it is acknowledged; now and then once more."""
    try:
        _send_on_and_on(torment, port, desk, answers)
    except BaseException as fault:  # told by `verify`: a phone that gives up would make the load look survived
        torment.faults.append(fault)


def _send_on_and_on(torment: Torment, port: int, desk: FieldedDesk, answers: dict) -> None:
    chance = random.Random(uuid4().int)
    while not torment.ended.is_set():
        body = {"submission_id": str(uuid4()), "code": desk.code, "instrument": desk.digest, "answers": answers}
        torment.tried.add(body["submission_id"])
        for _ in range(chance.choice((1, 1, 1, 2))):
            _send_until_acknowledged(torment, port, body)


def _send_until_acknowledged(torment: Torment, port: int, body: dict) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/responses", json.dumps(body).encode(), {"Content-Type": "application/json"})
    while True:
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                receipt = json.load(reply)["receipt"]
                torment.receipts.setdefault(body["submission_id"], set()).add(receipt)
                return
        except urllib.error.HTTPError:
            raise
        except (OSError, HTTPException, ValueError):  # no server, a connection cut, or half a reply
            torment.retries += 1
            time.sleep(WAIT)


def verify(engine: Engine, torment: Torment) -> None:
    """Every acknowledged submission stands once with the receipt the phone got; nothing else stands there."""
    assert not torment.faults
    with engine.connect() as connection:
        stored = connection.execute(select(Response.submission_id, Response.receipt)).all()
    by_id = dict(tuple(row) for row in stored)
    assert len(by_id) == len(stored), "a submission is stored twice"
    assert set(by_id) <= torment.tried, "a response that nobody sent"
    for submission_id, receipts in torment.receipts.items():
        assert receipts == {by_id.get(submission_id)}, f"acknowledged as {receipts}, stored as {by_id.get(submission_id)}"
    assert torment.receipts and torment.retries, "the server was never under load when it died"
