"""The forms of a batch's page: an entry in its ledger, and who has it."""
from __future__ import annotations

from flask_wtf import FlaskForm
from sqlalchemy import Connection, select
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import UUID, Length, NumberRange, Optional

from survey_app.batches.entries import KIND_NAMES, LONGEST_REASON, MOST
from survey_app.models import Organisation, User

NOBODY = SelectChoice("", "– chưa giao –")


class EntryForm(FlaskForm):
    """How many forms, or which; what the kinds need is said by the ledger itself."""

    token = HiddenField(validators=[UUID("Trang đã cũ. Hãy tải lại trang.")])
    kind = RadioField("Loại", choices=[SelectChoice(kind, name.capitalize()) for kind, name in KIND_NAMES.items()], validate_choice=False)
    count = IntegerField("Số lượng", [Optional(), NumberRange(1, MOST, f"Số lượng phải từ 1 đến {MOST}.")])
    serials = TextAreaField("Hoặc các số phiếu, cách nhau bằng dấu cách hoặc xuống dòng")
    takes_back = BooleanField("Ghi bớt: bỏ những phiếu đã ghi nhầm")
    reason = StringField("Lý do", [Length(max=LONGEST_REASON, message=f"Nhiều nhất {LONGEST_REASON} ký tự.")])


def _id_or_none(value: str | int | None) -> int | None:
    return int(value) if value else None


class AssignForm(FlaskForm):
    """Who has the batch."""

    organisation = SelectField("Cơ quan", coerce=_id_or_none)
    surveyor = SelectField("Điều tra viên", coerce=_id_or_none)

    def offer(self, connection: Connection) -> AssignForm:
        """Fill in the organisations and active surveyors to choose from."""
        organisations = connection.execute(select(Organisation.id, Organisation.name).order_by(Organisation.name))
        surveyors = connection.execute(select(User.id, User.username, User.full_name).where(User.role == "surveyor", User.active).order_by(User.username))
        self.organisation.choices = [NOBODY, *(SelectChoice(row.id, row.name) for row in organisations)]
        self.surveyor.choices = [NOBODY, *(SelectChoice(row.id, f"{row.username} {row.full_name}".strip()) for row in surveyors)]
        return self
