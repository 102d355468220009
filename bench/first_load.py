"""First load of the phone form, cold: bytes and requests until the network is idle, and what axe-core finds.

How: a new browser profile of Chromium at phone size opens a desk's address on a real server; bytes are those that came
over the wire (headers and compressed bodies, as Chromium's network log counts them). That log leaves out the service
worker's script, which the browser fetches on its own: it is asked for once more and added. The ratio is to the same
bodies uncompressed.
"""
from __future__ import annotations

import gzip
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from bench.web import sqlite_database
from survey_app.database import open_engine
from tests.conftest import CHROMIUM, CHROMIUM_ARGS
from tests.fielding import field_desk
from tests.servers import start_server, stop_server

PHONE = {"width": 360, "height": 740}


def measure() -> Iterator[str]:
    """Lines of figures."""
    with sqlite_database() as (url, _), tempfile.TemporaryDirectory() as data:
        engine = open_engine(url)
        desk = field_desk(engine)
        engine.dispose()
        server = start_server(url, Path(data))
        try:
            yield from _measure_page(f"{server.url}/k/{desk.code}")
        finally:
            stop_server(server)


def _measure_page(address: str) -> Iterator[str]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        page = browser.new_page(viewport=PHONE)
        wire, whole = _count(page, address)
        packed, plain = _worker_script(address)
        wire, whole = [*wire, packed], [*whole, plain]
        yield f"{len(wire)} requests, {sum(wire) / 1024:.1f} KiB over the wire, {sum(wire) / sum(whole):.2f} of the same uncompressed"
        yield f"axe-core: {len(Axe().run(page)['violations'])} violations on the first page"
        page.click(".button:visible")
        yield f"axe-core: {len(Axe().run(page)['violations'])} violations on the first questions"
        browser.close()


def _worker_script(address: str) -> tuple[int, int]:
    """Bytes of the service worker's script as sent (with its headers) and unpacked."""
    request = urllib.request.Request(urljoin(address, "sw.js"), headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as reply:
        body = reply.read()
        return len(body) + len(bytes(reply.headers)), len(gzip.decompress(body))


def _count(page: Page, address: str) -> tuple[list[int], list[int]]:
    wire: list[int] = []
    whole: dict[str, int] = {}
    log = page.context.new_cdp_session(page)
    log.send("Network.enable")
    log.on("Network.loadingFinished", lambda event: wire.append(int(event["encodedDataLength"])))
    log.on("Network.dataReceived", lambda event: whole.update({event["requestId"]: whole.get(event["requestId"], 0) + event["dataLength"]}))
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(1000)
    return wire, list(whole.values())
