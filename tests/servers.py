"""Starting and ending a real server process, for tests and benches."""
from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

SIPAS = Path(sys.executable).parent / "sipas"
PATIENCE = 60  # seconds: a busy machine starts slowly
SECRET = "a secret for tests only, 32+ signs"


@dataclass
class LiveServer:
    """A real server process on a port of its own."""

    url: str
    database_url: str
    environment: dict[str, str]
    process: subprocess.Popen


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_server(database_url: str, data_dir: Path, port: int | None = None, workers: int = 1) -> LiveServer:
    """Start `sipas serve` and wait until it answers."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {"DATABASE_URL": database_url, "SIPAS_DATA": str(data_dir), "SECRET_KEY": SECRET, "SIPAS_PUBLIC_URL": url}
    process = subprocess.Popen([SIPAS, "serve", "--port", str(port), "--workers", str(workers)], env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    server, patience = LiveServer(url, database_url, environment, process), time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < patience:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=1)
            return server
        except OSError:
            time.sleep(0.05)
    stop_server(server)
    raise RuntimeError(f"the server did not start within {PATIENCE} s, or ended")


def stop_server(server: LiveServer) -> None:
    """End a server as Ctrl-C does."""
    server.process.terminate()
    try:
        server.process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(server.process.pid, 9)
        server.process.wait()
