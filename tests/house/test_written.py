"""Words that people type are stored without signs that nobody sees, in every room."""
from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import StringField, TextAreaField

from survey_app import engine
from survey_app.models import Organisation
from survey_app.written import tidy, written
from tests.people.conftest import accounts, logged_in  # noqa: F401 - fixtures

# Fields of text that is read as something else (a number, a code, a day, an address of this site) or compared, and never stored as it was typed.
READ = {
    "LoginForm.username", "NewAccountForm.username", "NewWaveForm.code", "NewOrganisationForm.code", "EndForm.successors", "LookForm.subject", "CheckForm.told", "EntryForm.serials",
    "DecideForm.seen", "ScheduleForm.at", "ScheduleForm.day", "ScheduleForm.cron",
}
# Tidied where all fields of the form are made one figure.
TIDIED_TOGETHER = {"FigureForm.place", "FigureForm.value", "FigureForm.rank", "FigureForm.source", "FigureForm.note", "FileForm.source"}


@pytest.mark.parametrize("sign", ["\u202a", "\u202e", "\u2066", "\u2069", "\u200b", "\u200d", "\u200f", "\u00ad", "\ufeff", "\x00", "\x1b", "\ud800", "\U000e0041"])
def test_signs_that_nobody_sees_are_dropped(sign):
    assert written(f"{sign}Bưu{sign} điện{sign}") == "Bưu điện" and tidy(f"{sign} {sign}") == ""


def test_what_vietnamese_needs_and_lines_stay():
    assert written(" Nghị định số 30 – “Đặng Thị Ngọc Ỷ”\n\tdòng hai 🙂\r\n") == "Nghị định số 30 – “Đặng Thị Ngọc Ỷ”\n\tdòng hai 🙂"


def text_fields(form: type[FlaskForm] = FlaskForm) -> Iterator[tuple[str, tuple]]:
    """Form.field and the filters of every field of free text in the forms of this product."""
    for sub in form.__subclasses__():
        for name, field in vars(sub).items():
            if sub.__module__.startswith("survey_app") and getattr(field, "field_class", None) in (StringField, TextAreaField):
                yield f"{sub.__name__}.{name}", field.kwargs.get("filters", ())
        yield from text_fields(sub)


def test_every_field_of_free_text_drops_them(app):
    fields = dict(text_fields())
    careless = {name for name, filters in fields.items() if not {tidy, written} & set(filters)}
    assert len(fields) > 30 and careless - READ - TIDIED_TOGETHER == set()


def test_a_name_of_nothing_seen_is_no_name(app, logged_in):  # noqa: F811
    app.config["WTF_CSRF_ENABLED"] = False
    answer = logged_in("administrator").post("/tai-khoan/co-quan", data={"code": "buu-dien-2", "name": "\u202e\u200b", "kind": "buu_dien"})
    assert answer.status_code == 422 and "Hãy nhập tên cơ quan" in answer.text


def test_a_name_that_turns_round_is_stored_straight(app, logged_in):  # noqa: F811
    app.config["WTF_CSRF_ENABLED"] = False
    client = logged_in("administrator")
    client.post("/tai-khoan/co-quan", data={"code": "buu-dien-2", "name": "\u202eBưu điện\u202c  xã", "kind": "buu_dien"})
    with app.app_context(), engine().connect() as connection:
        assert connection.scalar(select(Organisation.name).where(Organisation.code == "buu-dien-2")) == "Bưu điện xã"
