"""Shared by the tests of links: a household with a link, its phone without script, and its phone with a browser."""
from __future__ import annotations

import json
import re
import shutil
import time
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import Engine, insert, select

import forms
from survey_app import engine as app_engine
from survey_app.database import open_engine, writing
from survey_app.fielded import FieldedWave, find_wave
from survey_app.links import issue_links
from survey_app.models import AdminUnit, Case, Psu, Response, StoredInstrument, Stratum, Wave
from tests.answers import complete_answers
from tests.servers import PATIENCE, start_server, stop_server


@dataclass(frozen=True)
class Linked:
    """A case with a living link."""

    engine: Engine
    wave: FieldedWave
    case_id: int
    serial: str
    token: str


def field_linked(engine: Engine, wave_code: str = "ho-thu", kind: str = "household", instrument: str = "sipas_household", cases: int = 1) -> Linked:
    """Put an open wave with cases 0001, 0002 … in the commune of its name into a database, and give the first a link."""
    asked = forms.load(instrument)
    with writing(engine).begin() as connection:
        def add(table, **values) -> int:
            return connection.execute(insert(table).values(**values)).inserted_primary_key[0]
        stored = connection.scalar(select(StoredInstrument.id).where(StoredInstrument.digest == asked.digest)) or add(
            StoredInstrument, code=asked.code, version=asked.version, digest=asked.digest, definition=asked.to_json())
        wave = add(Wave, code=wave_code, title="Khảo sát thử của tỉnh", kind=kind, state="open", opens_on=date(2025, 7, 1), instrument_id=stored, index_name="sipas")
        unit = add(AdminUnit, code=wave_code, name="xã Mây Trắng", level="commune", valid_from=date(2025, 7, 1))
        psu = add(Psu, stratum_id=add(Stratum, wave_id=wave, code="01", name="Huyện Đông"), code="001", name="thôn Lúa", unit_id=unit)
        ids = [add(Case, wave_id=wave, psu_id=psu, serial=f"{number:04}", household=number) for number in range(1, cases + 1)]
        fielded = find_wave(connection, wave_code)
    (link,) = issue_links(engine, wave_code, "0001")
    return Linked(engine, fielded, ids[0], "0001", link.token)


@pytest.fixture
def linked(app) -> Linked:
    """A household with a link, in the database of `app`."""
    with app.app_context():
        return field_linked(app_engine())


class Letter:
    """A phone without script that opens the link of a letter."""

    def __init__(self, client, linked: Linked, token: str = ""):
        self.client, self.linked, self.token = client, linked, token or linked.token
        instrument = linked.wave.instrument
        choices = {item.code: [option.value for option in item.options[:item.choose]] for item in instrument.items.values() if item.choose}
        self.answers = complete_answers(instrument, given=choices)

    def get(self, rest: str = "", **options):
        return self.client.get(f"/l/{self.token}{rest}", **options)

    def post(self, number: int, answers: dict | None = None):
        section = self.linked.wave.instrument.sections[number - 1]
        given = {item.code: self.answers[item.code] for item in section.items if item.code in self.answers}
        return self.client.post(f"/l/{self.token}/{number}", data=given if answers is None else answers)

    def answer(self, until: int | None = None) -> str:
        """Answer page after page up to this one (all: the form is sent); the address the last one leads to."""
        there = f"/l/{self.token}/1"
        while re.search(r"/\d+$", there):
            number = int(there.rsplit("/", 1)[1])
            assert self.get(f"/{number}").status_code == 200
            answer = self.post(number)
            assert answer.status_code == 303, answer.text
            there = answer.location
            if number == until:
                break
        return there

    def receipt(self) -> str:
        return re.search(r'<strong class="code">([^<]+)</strong>', self.get("/xong").text)[1]


@pytest.fixture
def letter(client, linked) -> Letter:
    """The phone of the linked household."""
    return Letter(client, linked)


def stored(engine: Engine, case_id: int) -> list[dict]:
    """The answers stored for a case, oldest first."""
    with engine.connect() as connection:
        return [json.loads(answers) for answers in connection.scalars(select(Response.answers).where(Response.case_id == case_id).order_by(Response.id))]


@pytest.fixture(scope="session")
def link_server(sqlite_template, tmp_path_factory):
    """One running server for all browser tests of this room; each test fields a wave of its own."""
    folder = tmp_path_factory.mktemp("link")
    shutil.copy(sqlite_template, folder / "link.db")
    server = start_server(f"sqlite:///{folder / 'link.db'}", folder / "var")
    yield server
    stop_server(server)


# 75 taps, each with its events, in one call a page instead of one a box.
TICK_FIRST = """() => document.querySelectorAll('[data-item][data-must]').forEach(item =>
    Array.from(item.querySelectorAll('input:not([type=text])')).slice(0, item.dataset.choose || 1).forEach(box => box.checked || box.click()))"""


class Phone:
    """A phone with a browser that opens a link."""

    def __init__(self, page, site: str, linked: Linked):
        self.page, self.site, self.linked = page, site, linked

    def open(self, token: str = "") -> Phone:
        self.page.goto(f"{self.site}/l/{token or self.linked.token}")
        return self

    def begin(self) -> Phone:
        self.open().page.click("[data-begin] a")
        return self.at(1)

    def at(self, number: int) -> Phone:
        """Wait until section `number` stands on the screen."""
        self.page.wait_for_selector(f'form[data-number="{number}"]')
        return self

    @property
    def number(self) -> int:
        """The section on the screen; 0 when there is none."""
        form = self.page.query_selector("form[data-number]")
        return int(form.get_attribute("data-number")) if form else 0

    def answer(self, until: int = 99) -> Phone:
        """Choose the first answer to all that must be answered, page after page, up to section `until`."""
        while self.number and self.number <= until:
            number = self.number
            self.page.evaluate(TICK_FIRST)
            self.page.click("form[data-number] [data-forward]")
            self.page.wait_for_function("number => { const form = document.querySelector('form[data-number]'); return !form || form.dataset.number != number; }", arg=str(number))
        return self

    def state(self, words: str) -> str:
        """Wait until these words stand where the state of sending is shown; the whole text there."""
        slot = self.page.locator(".state").filter(has_text=words)
        slot.wait_for()
        return slot.inner_text()

    @property
    def stored(self) -> list[dict]:
        """What has been stored of the household."""
        return stored(self.linked.engine, self.linked.case_id)


@pytest.fixture
def open_phone(browser, link_server):
    """Makes phones with a link to a new household, all sharing one browser profile."""
    storage = open_engine(link_server.database_url)
    linked = field_linked(storage, f"w{time.monotonic_ns()}"[-12:], cases=2)
    contexts = []

    def make(context=None, **options) -> Phone:
        if context is None:
            context = browser.new_context(**{"viewport": {"width": 360, "height": 740}, "has_touch": True} | options)
            context.set_default_timeout(1000 * PATIENCE)
            contexts.append(context)
        return Phone(context.new_page(), link_server.url, linked)

    yield make
    for context in contexts:
        context.close()
    storage.dispose()
