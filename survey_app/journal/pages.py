"""The journal as a page: filtered, newest first, and checked on request."""
from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError
from wtforms.widgets import TextInput

from survey_app import engine
from survey_app.addresses import LARGEST
from survey_app.auditing.found import KINDS
from survey_app.auditing.verifying import audit
from survey_app.journal.actions import ACTIONS, told
from survey_app.journal.chain import Head, head
from survey_app.journal.reading import Filter, known_actors, list_entries
from survey_app.journal.verifying import HARMS
from survey_app.people.permissions import may
from survey_app.security import limiter

blueprint = Blueprint("journal", __name__, url_prefix="/nhat-ky", template_folder="templates")
PAGE, STRAYS = 50, 50
CHECKS_PER_ADDRESS = "12 per minute"
# As people write days here, whatever the language of their browser; then as addresses made by programs have them.
DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
DAY = "Hãy nhập ngày có thật, ví dụ 31/01/2026."


class LookForm(FlaskForm):
    """Which entries are wanted; everything may stay empty."""

    class Meta:
        """A form that only reads is sent by GET and needs no token."""

        csrf = False

    since = DateField("Từ ngày", [Optional()], name="tu", format=DAYS, widget=TextInput())
    until = DateField("Đến hết ngày", [Optional()], name="den", format=DAYS, widget=TextInput())
    actor = SelectField("Người làm", name="nguoi", default="")
    action = SelectField("Việc", name="viec", default="", choices=[SelectChoice(action, name) for action, name in ({"": "Mọi việc"} | ACTIONS).items()])
    subject = StringField("Đối tượng có chứa", [Length(max=100, message="Nhiều nhất 100 ký tự.")], name="doi-tuong")
    no_logins = BooleanField("Không kể đăng nhập", name="khong-dang-nhap", false_values=("", "0"))
    before = IntegerField("Trước mục số", [Optional(), NumberRange(1, LARGEST)], name="truoc")

    def wanted(self) -> Filter:
        """What was asked for; fields in error are left out."""
        return Filter(**{name: field.data for name, field in self._fields.items() if field.data and not field.errors})


class CheckForm(FlaskForm):
    """A head that was written down earlier."""

    class Meta:
        """As above."""

        csrf = False

    told = StringField("Mốc đã ghi lại (số:mã băm), nếu có", name="moc")

    def validate_told(self, field: StringField) -> None:
        """A head as it is printed."""
        if field.data:
            try:
                Head.read(field.data)
            except ValueError:
                raise ValidationError("Mốc gồm số mục, dấu hai chấm và 64 ký tự 0–9, a–f, như đã in ra.") from None


@blueprint.get("/")
@may("journal.read")
def index():
    """Entries, a page at a time."""
    form = LookForm(request.args)
    with engine().connect() as connection:
        form.actor.choices = [SelectChoice("", "Mọi người"), *map(SelectChoice, known_actors(connection))]
        fits = form.validate()
        for field in (form.since, form.until):
            field.errors = [DAY] if field.errors else []
        entries = list_entries(connection, form.wanted(), PAGE + 1)
        top = head(connection)
    asked = {key: value for key, value in request.args.items() if key != "truoc" and value}
    page = render_template("journal/index.html", form=form, entries=entries[:PAGE], more=len(entries) > PAGE, head=top, asked=asked, actions=ACTIONS, told=told)
    return page, 200 if fits else 422


@blueprint.get("/kiem-tra")
@may("journal.read")
@limiter.limit(CHECKS_PER_ADDRESS)
def check():
    """Verify the whole journal and what it tells of, against a head that was written down when one is given."""
    form = CheckForm(request.args)
    if not form.validate():
        return render_template("journal/check.html", form=form, found=None), 422
    expected = [Head.read(form.told.data)] if form.told.data else []
    with engine().connect() as connection:
        found = audit(connection, expected)
        [last] = list_entries(connection, Filter(), 1) or [None]
    return render_template("journal/check.html", form=form, found=found, verdict=found.verdict, last=last, expected=expected, harms=HARMS, kinds=KINDS, most=STRAYS)
