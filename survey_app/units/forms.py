"""Forms of units: adding one, ending one with what it became."""
from __future__ import annotations

import re

from flask_wtf import FlaskForm
from wtforms import DateField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp, ValidationError

from survey_app.form_words import DAYS
from survey_app.units.changing import WHOLE, Becoming, UnitRefused
from survey_app.written import tidy

LEVEL_NAMES = {"province": "Tỉnh, thành phố", "district": "Huyện (cũ)", "commune": "Xã, phường, đặc khu", "village": "Thôn, tổ dân phố"}
CODE = re.compile(r"[A-Za-z0-9./_-]{1,20}\Z")
LINE = re.compile(r"(?P<code>[A-Za-z0-9./_-]{1,20})(?:\s+(?P<share>\d+(?:[.,]\d+)?)\s*(?P<percent>%)?)?")
BAD_CODE = "Mã gồm tối đa 20 chữ, số hoặc các dấu . - / _; giữ các số 0 ở đầu."
NO_DAY = "Hãy nhập ngày."


class RefusableForm(FlaskForm):
    """A form that can show why the register refused it."""

    def show(self, refusal: UnitRefused) -> None:
        """Put a refusal beside the field it is about."""
        self[refusal.field].errors = [str(refusal)]


class UnitForm(RefusableForm):
    """A unit that is not there yet."""

    code = StringField("Mã", [DataRequired("Hãy nhập mã."), Regexp(CODE, message=BAD_CODE)], filters=[tidy])
    name = StringField("Tên", [DataRequired("Hãy nhập tên."), Length(max=200, message="Nhiều nhất 200 ký tự.")], filters=[tidy])
    level = SelectField("Cấp", choices=[SelectChoice(level, name) for level, name in LEVEL_NAMES.items()], default="commune")
    parent_code = StringField("Mã đơn vị cấp trên", filters=[tidy])
    valid_from = DateField("Có từ ngày", [InputRequired(NO_DAY)], DAYS)


class EndForm(RefusableForm):
    """The end of a unit."""

    valid_to = DateField("Hết hiệu lực từ ngày", [InputRequired(NO_DAY)], DAYS)
    successors = TextAreaField("Nhập vào (mỗi dòng một mã, có thể kèm tỷ lệ)")

    def validate_successors(self, field: TextAreaField) -> None:
        """Every line is a code, and perhaps a share; one code alone without a share takes the whole unit over."""
        self.becoming = []
        for number, line in enumerate((field.data or "").splitlines(), 1):
            if not line.strip():
                continue
            found = LINE.fullmatch(line.strip())
            share = None if found is None or found["share"] is None else float(found["share"].replace(",", ".")) / (100 if found["percent"] else 1)
            if found is None or (share is not None and not 0 < share <= 1):
                raise ValidationError(f"Dòng {number}: “{line.strip()[:40]}” không đọc được; ví dụ: 14437 hoặc 14437 30%.")
            if found["code"] in {one.code for one in self.becoming}:
                raise ValidationError(f"Dòng {number}: mã {found['code']} đã có ở dòng trên.")
            self.becoming.append(Becoming(found["code"], share))
        if len(self.becoming) == 1 and self.becoming[0].share is None:
            self.becoming = [Becoming(self.becoming[0].code, WHOLE)]
