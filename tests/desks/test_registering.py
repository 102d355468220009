"""Adding a desk and changing one: what is refused, and what the journal keeps."""
from __future__ import annotations

import json
import unicodedata
from datetime import date
from html import unescape

import pytest
from sqlalchemy import insert, select

from survey_app import engine
from survey_app.database import writing
from survey_app.models import AdminUnit, DeskCode, JournalEntry, ServicePoint
from tests.people.conftest import accounts, logged_in  # noqa: F401 - fixtures

ADD = "/ban-lam-viec/diem/them"


@pytest.fixture
def staff(logged_in, desk):  # noqa: F811
    """The Department; there is a desk 001."""
    return logged_in("department")


@pytest.fixture
def unit(app, desk) -> int:
    """Another commune."""
    with app.app_context(), writing(engine()).begin() as connection:
        values = {"code": "09002", "name": "xã Lúa Mới", "level": "commune", "valid_from": date(2025, 7, 1)}
        return connection.execute(insert(AdminUnit).values(**values)).inserted_primary_key[0]


def stored(app, query) -> list:
    with app.app_context(), engine().connect() as connection:
        return connection.execute(query).all()


def test_a_new_desk_gets_its_code_at_once(app, staff, unit):
    name = unicodedata.normalize("NFD", " Quầy  xã Lúa ")
    assert staff.post(ADD, data={"number": "014", "name": name, "unit": str(unit)}).status_code == 302
    assert stored(app, select(ServicePoint.name, ServicePoint.unit_id).join(DeskCode).where(ServicePoint.number == "014")) == [("Quầy xã Lúa", unit)]
    [(action, details)] = stored(app, select(JournalEntry.action, JournalEntry.details).where(JournalEntry.subject == "014"))
    assert action == "desk.add" and json.loads(details)["name"] == "Quầy xã Lúa"


@pytest.mark.parametrize(("wrong", "said"), [
    ({"number": ""}, "Hãy nhập số điểm"), ({"number": "số 1"}, "Chữ, số, dấu chấm"), ({"number": "001"}, "đã có điểm khác dùng"), ({"name": "  "}, "Hãy nhập tên điểm"),
    ({"unit": ""}, "Hãy chọn xã, phường"), ({"unit": "999"}, "Hãy chọn một trong các mục"), ({"unit": "xã"}, "Hãy chọn"), ({"name": "a" * 201}, "Nhiều nhất 200 ký tự"),
])
def test_what_will_not_do_is_told(app, staff, unit, wrong, said):
    answer = staff.post(ADD, data={"number": "014", "name": "Quầy", "unit": str(unit)} | wrong)
    assert answer.status_code == 422 and said in unescape(answer.text) and "Not a valid" not in answer.text
    assert len(stored(app, select(ServicePoint.id))) == 1


def test_a_desk_that_moves_is_in_the_journal_with_both_communes(app, staff, desk, unit):
    [(name,)] = stored(app, select(ServicePoint.name))
    path = f"/ban-lam-viec/diem/{desk.desk_id}/sua"
    assert staff.post(path, data={"name": name, "unit": str(unit)}).status_code == 302
    [(before,)] = stored(app, select(AdminUnit.code).where(AdminUnit.id != unit))
    changed = select(JournalEntry.details).where(JournalEntry.action == "desk.change")
    assert [json.loads(row.details) for row in stored(app, changed)] == [{"commune": [before, "09002"]}]
    staff.post(path, data={"name": name, "unit": str(unit)})
    assert len(stored(app, changed)) == 1  # nothing changed


def test_an_unknown_desk_is_not_found(staff):
    assert staff.get("/ban-lam-viec/diem/999/sua").status_code == 404
