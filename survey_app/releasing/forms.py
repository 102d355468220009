"""Forms of proposing, taking back and deciding; acknowledgements are one field a warning, named after its item."""
from __future__ import annotations

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from survey_app.written import written

LONGEST = 800
LENGTH = Length(max=LONGEST, message=f"Nhiều nhất {LONGEST} ký tự.")
DECISIONS = {"release": "Công bố", "refuse": "Từ chối"}
ACKNOWLEDGED = "xac-nhan-"


class ProposeForm(FlaskForm):
    """Which run, why, and what was wrong with the release that it corrects."""

    run = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    reason = TextAreaField("Lý do công bố", [DataRequired("Hãy ghi lý do."), LENGTH], filters=[written])
    correction = TextAreaField("Bản đã công bố sai ở đâu", [LENGTH], filters=[written])


class DecideForm(FlaskForm):
    """The decision and its reason, and the digest of the table that stood on the page."""

    decision = RadioField("Quyết định", [AnyOf(DECISIONS, "Hãy chọn công bố hay từ chối.")], choices=[SelectChoice(*pair) for pair in DECISIONS.items()], validate_choice=False)
    reason = TextAreaField("Lý do quyết định", [DataRequired("Hãy ghi lý do."), LENGTH], filters=[written])
    seen = StringField(widget=HiddenInput())


class WithdrawForm(FlaskForm):
    """Why a proposal is taken back."""

    reason = TextAreaField("Lý do rút lại", [DataRequired("Hãy ghi lý do."), LENGTH], filters=[written])


def acknowledgements(sent: MultiDict) -> dict[str, str]:
    """What was written to each warning, by item code."""
    return {name.removeprefix(ACKNOWLEDGED): words[:LONGEST] for name, words in sent.items() if name.startswith(ACKNOWLEDGED)}
