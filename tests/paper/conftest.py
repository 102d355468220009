"""Shared by the tests of paper forms."""
from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial

import pytest
from flask.testing import FlaskClient

from survey_app import engine as app_engine
from survey_app.database import open_engine
from survey_app.login.passwords import set_password
from tests.browsing import log_in
from tests.paper.fielded import PEOPLE, Paper, field_paper
from tests.servers import PATIENCE, start_server, stop_server
from tests.sessions import client_of

PASSWORD = "mật khẩu đủ dài"


@pytest.fixture
def paper(engine) -> Paper:
    """A wave with three sheets, on each kind of database."""
    return field_paper(engine)


@pytest.fixture
def web(app) -> Paper:
    """The same in the database of `app`."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        return field_paper(app_engine())


@pytest.fixture
def as_person(app) -> Callable[[str], FlaskClient]:
    """A client in a session of this person."""
    return partial(client_of, app)


@pytest.fixture(scope="module")
def paper_server(sqlite_template, tmp_path_factory):
    """A running server with a wave of many sheets, and the wave: tests take sheets of their own."""
    folder = tmp_path_factory.mktemp("paper")
    shutil.copy(sqlite_template, folder / "paper.db")
    storage = open_engine(f"sqlite:///{folder / 'paper.db'}")
    paper = field_paper(storage, sheets=60)
    for name in PEOPLE:
        set_password(storage, name, PASSWORD)
    server = start_server(f"sqlite:///{folder / 'paper.db'}", folder / "var")
    yield server, paper
    stop_server(server)
    storage.dispose()


class Clerk:
    """A person with a browser at the keying screen."""

    def __init__(self, context, url: str, paper: Paper, name: str):
        self.context, self.url, self.paper, self.name = context, url, paper, name
        self.page, self.pressed = context.new_page(), 0
        self.page.on("pageerror", lambda error: pytest.fail(str(error)))

    def log_in(self, page=None) -> Clerk:
        log_in(page or self.page, self.url, self.name, PASSWORD)
        return self

    def open(self, path: str = "/nhap-phieu/ho-thu/") -> Clerk:
        self.page.goto(self.url + path)
        return self

    def is_kept(self) -> Clerk:
        """Wait until the worker has the page and every file that it names."""
        self.page.wait_for_function("""async () => {
            const kept = (await (await caches.open('sipas-keying')).keys()).map(request => request.url);
            const named = [...document.querySelectorAll('link[rel=stylesheet], script[src]')].map(one => one.href || one.src);
            return [location.href, ...named].every(address => kept.includes(address));
        }""")
        return self

    def press(self, keys: str) -> Clerk:
        """Press keys one after the other: signs themselves, ⏎ for Enter, ← for a step back."""
        for key in keys:
            self.page.keyboard.press({"⏎": "Enter", "←": "ArrowUp", "␣": "Space", "⇥": "Tab"}.get(key, key))
            self.pressed += 1
        return self

    def says(self, mark: str, words: str) -> str:
        """Wait until these words stand at a mark of the page; the whole text there."""
        slot = self.page.locator(f"[data-{mark}]").filter(has_text=words)
        slot.first.wait_for()
        return slot.first.inner_text()

    def where(self) -> str:
        return self.page.locator("[data-where]").inner_text()

    def field(self, code: str) -> str:
        return self.page.input_value(f"[id='f-{code}']")


@pytest.fixture
def clerk(browser, paper_server):
    """Makes people at the keying screen, each with a computer of their own."""
    server, paper = paper_server
    contexts = []

    def make(name: str, **options) -> Clerk:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}} | options)
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        return Clerk(context, server.url, paper, name).log_in()

    yield make
    for context in contexts:
        context.close()
