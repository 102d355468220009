"""A load generator small enough not to be what is measured: keep-alive sockets, one thread a client."""
from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


class Connection:
    """One keep-alive HTTP/1.1 connection that reads status, headers and body, and keeps cookies."""

    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "application/x-www-form-urlencoded") -> tuple[int, dict[str, str], bytes]:
        """Send one request and read its answer."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        if self.cookies:
            head += "Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()) + "\r\n"
        if method == "POST":
            head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        self.socket.sendall(head.encode() + b"\r\n" + body)
        return self._read()

    def _read(self) -> tuple[int, dict[str, str], bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            more = self.socket.recv(65536)
            if not more:
                raise ConnectionError("the server closed the connection")
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
            if name.lower() == "set-cookie":
                self._keep(value)
        length = int(headers.get("content-length", 0))
        while len(body) < length:
            body += self.socket.recv(65536)
        return int(status.split()[1]), headers, body

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.split(";")[0].partition("=")
        self.cookies[name] = value
        if not value:
            del self.cookies[name]


@dataclass(frozen=True)
class Load:
    """What a load found: completions, wall seconds, and each completion's seconds."""

    seconds: float
    latencies: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Completions per second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of completions ended."""
        return 1000 * sorted(self.latencies)[int(share * (len(self.latencies) - 1))]


def run_load(port: int, once: Callable[[Connection], None], *, clients: int, seconds: float) -> Load:
    """Let `clients` threads repeat `once` for `seconds`; any failure of one fails the whole."""
    latencies, failures = [], []
    end = time.perf_counter() + seconds

    def work() -> None:
        connection = Connection(port)
        try:
            while time.perf_counter() < end:
                start = time.perf_counter()
                once(connection)
                latencies.append(time.perf_counter() - start)
        except Exception as error:  # told to the caller below
            failures.append(error)

    start = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return Load(time.perf_counter() - start, tuple(latencies))
