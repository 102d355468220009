"""Adding a desk with its first code, and renaming one; a desk is for life, what changes is the code on its poster."""
from __future__ import annotations

import re

from flask_wtf import FlaskForm
from sqlalchemy import Connection, Engine, insert, select, update
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length, Regexp

from survey_app.codes import new_code
from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.models import AdminUnit, DeskCode, ServicePoint
from survey_app.people.scopes import communes
from survey_app.written import tidy

NUMBER = re.compile(r"[A-Za-z0-9.-]{1,20}\Z")


class NumberTaken(ValueError):
    """Another desk has this number."""


class DeskForm(FlaskForm):
    """What a desk is called and where it stands."""

    name = StringField("Tên điểm", [DataRequired("Hãy nhập tên điểm."), Length(max=200, message="Nhiều nhất 200 ký tự.")], filters=[tidy])
    unit = SelectField("Xã, phường", coerce=lambda value: int(value) if value else None, validators=[DataRequired("Hãy chọn xã, phường.")])

    def offer(self, connection: Connection, held: tuple[int, ...] = ()) -> DeskForm:
        """Fill in the communes of today, and those a desk stands in already."""
        self.unit.choices = [SelectChoice("", "– chọn –"), *(SelectChoice(unit, f"{name} ({code})") for unit, code, name in communes(connection, held))]
        return self


class NewDeskForm(DeskForm):
    """With the number that stays."""

    number = StringField("Số điểm", [DataRequired("Hãy nhập số điểm."), Regexp(NUMBER, message="Chữ, số, dấu chấm, gạch ngang; nhiều nhất 20 ký tự; ví dụ: 014.")], filters=[tidy])


def add_desk(engine: Engine, number: str, name: str, unit_id: int) -> str:
    """Add a desk and issue its first code, which is returned. Raises NumberTaken."""
    with writing(engine).begin() as connection:
        if connection.scalar(select(ServicePoint.id).where(ServicePoint.number == number)):
            raise NumberTaken(number)
        desk_id = connection.execute(insert(ServicePoint).values(number=number, name=name, unit_id=unit_id)).inserted_primary_key[0]
        code = new_code()
        connection.execute(insert(DeskCode).values(code=code, service_point_id=desk_id))
        record(connection, acting(), "desk.add", number, {"name": name, "code": code})
        return code


def change_desk(engine: Engine, desk_id: int, name: str, unit_id: int) -> None:
    """Rename a desk or move it to another commune. Raises LookupError for an unknown one."""
    with writing(engine).begin() as connection:
        desks = select(ServicePoint.number, ServicePoint.name, ServicePoint.unit_id, AdminUnit.code).join(AdminUnit, AdminUnit.id == ServicePoint.unit_id)
        before = connection.execute(desks.where(ServicePoint.id == desk_id)).first()
        if before is None:
            raise LookupError(f"no desk with id {desk_id}")
        if (before.name, before.unit_id) != (name, unit_id):
            connection.execute(update(ServicePoint).where(ServicePoint.id == desk_id).values(name=name, unit_id=unit_id))
            commune = connection.scalar(select(AdminUnit.code).where(AdminUnit.id == unit_id))
            changes = {"name": [before.name, name], "commune": [before.code, commune]}
            record(connection, acting(), "desk.change", before.number, {what: pair for what, pair in changes.items() if pair[0] != pair[1]})
