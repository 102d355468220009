"""The form of an account: who somebody is, what they may do, where they work."""
from __future__ import annotations

from collections.abc import Iterable

from flask_wtf import FlaskForm
from sqlalchemy import Connection
from wtforms import RadioField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from survey_app.models.people import ROLES
from survey_app.people.accounts import Profile, read_username
from survey_app.people.listing import Account
from survey_app.people.organisations import list_organisations
from survey_app.people.permissions import PROVINCE_WIDE
from survey_app.people.scopes import communes, units_of
from survey_app.people.words import ROLE_NAMES
from survey_app.written import tidy


class AccountForm(FlaskForm):
    """Everything about an account but its name and password."""

    full_name = StringField("Họ và tên", [DataRequired("Hãy nhập họ và tên."), Length(max=120, message="Nhiều nhất 120 ký tự.")], filters=[tidy])
    role = RadioField("Vai trò", [DataRequired("Hãy chọn vai trò.")], choices=[SelectChoice(role, ROLE_NAMES[role]) for role in ROLES])
    organisation = SelectField("Cơ quan", coerce=lambda value: int(value) if value else None)
    units = SelectMultipleField("Địa bàn: xã, phường", coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))

    def offer(self, connection: Connection, held: Iterable[int] = ()) -> AccountForm:
        """Fill in the organisations to choose from, and the communes: those of today and those an account holds."""
        offered = (SelectChoice(row.id, row.name) for row in list_organisations(connection))
        self.organisation.choices = [SelectChoice("", "– chưa chọn –"), *offered]
        self.units.choices = [SelectChoice(unit, f"{name} ({code})") for unit, code, name in communes(connection, held)]
        return self

    def show(self, connection: Connection, account: Account) -> AccountForm:
        """Offer the choices, and fill in what holds for an account now."""
        held = units_of(connection, account.id)
        self.full_name.data, self.role.data, self.organisation.data, self.units.data = account.full_name, account.role, account.organisation_id, sorted(held)
        return self.offer(connection, held)

    def validate_organisation(self, field: SelectField) -> None:
        """Whoever works for a part of the province works for somebody."""
        if field.data is None and self.role.data in ROLE_NAMES and self.role.data not in PROVINCE_WIDE:
            raise ValidationError("Vai trò này cần một cơ quan.")

    def profile(self) -> Profile:
        """What was entered."""
        return Profile(self.role.data, self.full_name.data, self.organisation.data, frozenset(self.units.data))


class NewAccountForm(AccountForm):
    """An account that is not there yet."""

    username = StringField("Tên đăng nhập", [DataRequired("Hãy nhập tên đăng nhập."), Length(max=60, message="Nhiều nhất 60 ký tự.")])

    def validate_username(self, field: StringField) -> None:
        """A name that any keyboard can type."""
        try:
            read_username(field.data)
        except ValueError:
            raise ValidationError("Chỉ dùng chữ cái không dấu a–z, chữ số, dấu chấm, gạch ngang, gạch dưới; ví dụ: bd-dieutra-01.") from None
