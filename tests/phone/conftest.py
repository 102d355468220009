"""A visitor without script, and a small instrument with one of everything that a page must cope with."""
from __future__ import annotations

import json
import re
import shutil
import time

import pytest
from sqlalchemy import select

import forms
from survey_app import engine
from survey_app.database import open_engine
from survey_app.models import Response
from tests.fielding import FieldedDesk, field_desk
from tests.servers import PATIENCE, start_server, stop_server

ODD_INSTRUMENT = """
code = "odd"
version = "1"
title = { vi = "Phiếu thử", en = "Trial form" }

[[scale]]
code = "three"
level = [
  { value = 1, text = { vi = "Kém", en = "Poor" } },
  { value = 2, text = { vi = "Vừa", en = "Fair" } },
  { value = 3, text = { vi = "Tốt", en = "Good" } },
]

[[nonanswer]]
code = "ref"
text = { vi = "Không trả lời", en = "Prefer not to answer" }

[[section]]
code = "one"
title = { vi = "Phần một", en = "Part one" }
[[section.item]]
code = "ways"
concept = "odd.ways"
kind = "multiple"
text = { vi = "Những cách nào?", en = "Which ways?" }
nonanswers = ["ref"]
required_in = ["phone"]
option = [
  { value = "desk", text = { vi = "Tại quầy", en = "At the desk" } },
  { value = "web", text = { vi = "Trên mạng", en = "Online" } },
  { value = "other", text = { vi = "Cách khác", en = "Other" }, free_text = true },
]
[[section.item]]
code = "story"
concept = "odd.story"
kind = "text"
text = { vi = "Ông/Bà kể thêm", en = "Tell us more" }
max_length = 3000

[[section]]
code = "two"
title = { vi = "Phần hai", en = "Part two" }
show_if = { item = "ways", in = ["desk", "other"] }
[[section.item]]
code = "best"
concept = "odd.best"
kind = "choose"
choose = 2
text = { vi = "Hai điều tốt nhất", en = "The two best things" }
required_in = ["phone"]
nonanswers = ["ref"]
option = [
  { value = "a", text = { vi = "Nhanh", en = "Fast" } },
  { value = "b", text = { vi = "Gần", en = "Near" } },
  { value = "c", text = { vi = "Rẻ", en = "Cheap" } },
]

[[section]]
code = "three"
title = { vi = "Phần ba", en = "Part three" }
[[section.item]]
code = "rating"
concept = "odd.rating"
kind = "scale"
scale = "three"
text = { vi = "Nói chung", en = "Overall" }
required_in = ["phone"]
nonanswers = ["ref"]
[[section.item]]
code = "queue"
concept = "odd.queue"
kind = "scale"
scale = "three"
text = { vi = "Xếp hàng", en = "The queue" }
show_if = { item = "ways", in = ["desk"] }
"""

# Answers to every page of one_stop_visitor, by its number, as a browser posts them; S1 "not_used" would skip pages 2 to 7.
ANSWERS = {
    1: {"S1": "in_person"},
    2: {"S2": "land", "S3": "yes"},
    3: {"2.1.1": "5", "2.1.2": "4", "2.1.3": "ref"},
    4: {"2.2.1": "3", "2.2.2": "dk", "2.2.3": "1", "2.2.4": "2"},
    5: {"2.3.1": "5", "2.3.2": "5", "2.3.3": "5"},
    6: {"2.4.1": "4", "2.4.2": "4", "2.4.3": "4"},
    7: {"2.5.1": "na", "2.5.2": "na", "2.5.3": "na"},
    8: {"R": "Chờ hơi lâu."},
    9: {"D1": "female", "D2": "60plus"},
}


class Visitor:
    """A phone without script at one desk."""

    def __init__(self, client, code: str):
        self.client, self.code = client, code

    def get(self, rest: str = "", **options):
        return self.client.get(f"/k/{self.code}{rest}", **options)

    def post(self, number: int, answers: dict, go: str | None = None):
        return self.client.post(f"/k/{self.code}/{number}", data=answers | ({"go": go} if go else {}))

    def answer(self, *numbers: int) -> str:
        """Open and answer these pages as ANSWERS has them; the address the last one leads to."""
        for number in numbers:
            assert self.get(f"/{number}").status_code == 200
            last = self.post(number, ANSWERS[number])
            assert last.status_code == 303
        return last.location

    def receipt(self) -> str:
        return re.search(r'<strong class="code">([^<]+)</strong>', self.get("/xong").text)[1]


@pytest.fixture
def visitor(client, desk) -> Visitor:
    """A phone without script at a desk that asks one_stop_visitor."""
    return Visitor(client, desk.code)


@pytest.fixture
def odd_instrument(tmp_path) -> forms.Instrument:
    """The small instrument with one of everything."""
    path = tmp_path / "odd.toml"
    path.write_text(ODD_INSTRUMENT, encoding="utf-8")
    return forms.read_file(path)


@pytest.fixture
def odd_desk(app, odd_instrument) -> FieldedDesk:
    """A desk that asks the small instrument."""
    with app.app_context():
        return field_desk(engine(), wave_code="odd", number="777", name="Quầy <thử> & 'nháy'", instrument=odd_instrument)


@pytest.fixture
def odd_visitor(client, odd_desk) -> Visitor:
    """A phone without script at that desk."""
    return Visitor(client, odd_desk.code)


@pytest.fixture
def stored(app):
    """Every stored response as (submission id, answers), oldest first."""
    def read() -> list[tuple[str, dict]]:
        with app.app_context(), engine().connect() as connection:
            rows = connection.execute(select(Response.submission_id, Response.answers).order_by(Response.id))
            return [(row.submission_id, json.loads(row.answers)) for row in rows]
    return read


@pytest.fixture(scope="session")
def phone_server(sqlite_template, tmp_path_factory):
    """One running server for all browser tests of this room; each test fields a desk of its own."""
    folder = tmp_path_factory.mktemp("phone")
    shutil.copy(sqlite_template, folder / "phone.db")
    server = start_server(f"sqlite:///{folder / 'phone.db'}", folder / "var")
    yield server
    stop_server(server)


class Phone:
    """A phone with a browser at one desk."""

    def __init__(self, page, url: str, answers):
        self.page, self.url, self.stored = page, url, answers

    def open(self, rest: str = "") -> "Phone":
        self.page.goto(self.url + rest)
        return self

    def begin(self) -> "Phone":
        self.open().page.click("[data-begin] a")
        return self.at(1)

    def at(self, number: int) -> "Phone":
        """Wait until section `number` stands on the screen."""
        self.page.wait_for_selector(f'form[data-number="{number}"]')
        return self

    def tick(self, answers: dict) -> "Phone":
        for name, value in answers.items():
            if name == "R":
                self.page.fill("textarea", value)
            else:
                self.page.locator(f'input[name="{name}"][value="{value}"]').check()
        return self

    def answer(self, *numbers: int) -> "Phone":
        """Answer these sections as ANSWERS has them, each after the one before."""
        for number in numbers:
            self.at(number).tick(ANSWERS[number]).page.click("form[data-number] [data-forward]")
        return self

    def state(self, words: str) -> str:
        """Wait until these words stand where the state of sending is shown; the whole text there."""
        slot = self.page.locator("[data-state]").filter(has_text=words)
        slot.wait_for()
        return slot.inner_text()


@pytest.fixture
def open_phone(browser, phone_server):
    """Makes phones at a new desk, all sharing one browser profile: open_phone() or open_phone(java_script_enabled=False)."""
    storage = open_engine(phone_server.database_url)
    number = f"{time.monotonic_ns()}"[-9:]
    desk = field_desk(storage, wave_code=f"w{number}", number=number)
    contexts = []

    def stored() -> list[dict]:
        with storage.connect() as connection:
            rows = connection.execute(select(Response.answers).where(Response.service_point_id == desk.desk_id))
            return [json.loads(row.answers) for row in rows]

    def make(context=None, **options) -> Phone:
        if context is None:
            context = browser.new_context(**{"viewport": {"width": 360, "height": 740}, "has_touch": True} | options)
            context.set_default_timeout(1000 * PATIENCE)
            contexts.append(context)
        phone = Phone(context.new_page(), f"{phone_server.url}/k/{desk.code}", stored)
        phone.desk, phone.storage = desk, storage
        return phone

    yield make
    for context in contexts:
        context.close()
    storage.dispose()
