"""The forms of the pages of batches: an entry in a ledger, who has a batch, making and dissolving batches."""
from __future__ import annotations

from flask_wtf import FlaskForm
from sqlalchemy import Connection, select
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import UUID, InputRequired, Length, NumberRange, Optional

from survey_app.batches.entries import KIND_NAMES, LONGEST_REASON, MOST
from survey_app.batches.making import MOST as LARGEST
from survey_app.batches.making import communes_left
from survey_app.models import Organisation, User
from survey_app.people.scopes import Scope
from survey_app.written import tidy

NOBODY = SelectChoice("", "– chưa giao –")
EVERYWHERE = SelectChoice("", "– mọi xã, phường –")


class EntryForm(FlaskForm):
    """How many forms, or which; what the kinds need is said by the ledger itself."""

    token = HiddenField(validators=[UUID("Trang đã cũ. Hãy tải lại trang.")])
    kind = RadioField("Loại", choices=[SelectChoice(kind, name.capitalize()) for kind, name in KIND_NAMES.items()], validate_choice=False)
    count = IntegerField("Số lượng", [Optional(), NumberRange(1, MOST, f"Số lượng phải từ 1 đến {MOST}.")])
    serials = TextAreaField("Hoặc các số phiếu, cách nhau bằng dấu cách hoặc xuống dòng")
    takes_back = BooleanField("Ghi bớt: bỏ những phiếu đã ghi nhầm")
    reason = StringField("Lý do", [Length(max=LONGEST_REASON, message=f"Nhiều nhất {LONGEST_REASON} ký tự.")], filters=[tidy])


def _id_or_none(value: str | int | None) -> int | None:
    return int(value) if value else None


class AssignForm(FlaskForm):
    """Who has the batch."""

    organisation = SelectField("Cơ quan", coerce=_id_or_none)
    surveyor = SelectField("Điều tra viên", coerce=_id_or_none)

    def offer(self, connection: Connection, scope: Scope) -> AssignForm:
        """Fill in the organisations and active surveyors to choose from: an account that works for one organisation has only that."""
        organisations = connection.execute(scope.organisation(select(Organisation.id, Organisation.name), Organisation.id).order_by(Organisation.name))
        active = select(User.id, User.username, User.full_name).where(User.role == "surveyor", User.active).order_by(User.username)
        self.organisation.choices = [*([NOBODY] if scope.everywhere else []), *(SelectChoice(row.id, row.name) for row in organisations)]
        self.surveyor.choices = [NOBODY, *(
            SelectChoice(row.id, f"{row.username} {row.full_name}".strip()) for row in connection.execute(scope.organisation(active, User.organisation_id)))]
        return self


class MakeForm(AssignForm):
    """How forms that are in no batch are bundled, and who gets the batches."""

    size = IntegerField("Số phiếu một tập", [InputRequired(f"Hãy ghi một số từ 1 đến {LARGEST}."), NumberRange(1, LARGEST, f"Hãy ghi một số từ 1 đến {LARGEST}.")], default=50)
    by_psu = BooleanField("Mỗi tập chỉ gồm phiếu của một thôn, tổ dân phố")
    commune = SelectField("Xã, phường", coerce=_id_or_none)

    def offer(self, connection: Connection, scope: Scope, wave_id: int) -> MakeForm:
        """Fill in the communes with forms in no batch besides what AssignForm offers."""
        super().offer(connection, scope)
        self.commune.choices = [EVERYWHERE, *(SelectChoice(unit_id, f"{name} ({forms} phiếu)") for unit_id, name, forms in communes_left(connection, wave_id, scope))]
        return self


class DissolveForm(FlaskForm):
    """Why a batch is taken apart."""

    why = StringField("Lý do giải thể", [InputRequired("Hãy ghi lý do."), Length(max=LONGEST_REASON, message=f"Nhiều nhất {LONGEST_REASON} ký tự.")], filters=[tidy])
