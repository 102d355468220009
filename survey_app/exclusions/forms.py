"""The form by which forms are chosen, and it is said why they are left out or let in again."""
from __future__ import annotations

from flask_wtf import FlaskForm
from sqlalchemy import Connection, Row
from wtforms import DateField, HiddenField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import Optional

from survey_app.exclusions.deciding import refuse_unsaid
from survey_app.exclusions.sheets import Chosen, choose, desks_of
from survey_app.exclusions.words import REASONS
from survey_app.form_words import DAYS
from survey_app.written import tidy, written

NUMBER_NAMES = {"household": "Số phiếu", "leaders": "Số phiếu", "desk": "Mã nhận phiếu"}
NONE = SelectChoice("", "– chọn –")


class DecisionForm(FlaskForm):
    """Which forms (by number, or a desk's days), why in words, and on the second sending how many were foreseen."""

    numbers = TextAreaField("Số phiếu", filters=[written])
    desk = SelectField("Điểm Một cửa", validate_choice=False)
    first = DateField("Từ ngày", [Optional()], DAYS)
    last = DateField("Đến ngày", [Optional()], DAYS)
    reason = SelectField("Lý do", choices=[NONE, *(SelectChoice(code, words[0].upper() + words[1:]) for code, words in REASONS.items())], validate_choice=False)
    words = TextAreaField("Giải thích", filters=[written])
    foreseen = HiddenField()

    def offer(self, connection: Connection, wave: Row) -> DecisionForm:
        """Fill in the desks of the wave, and what its forms are called by."""
        self.numbers.label.text = NUMBER_NAMES[wave.kind]
        self.desk.choices = [SelectChoice("", "– theo số phiếu ở trên –"), *(SelectChoice(number, f"{number} {name}") for number, name in desks_of(connection, wave))]
        return self

    def chosen(self, connection: Connection, wave: Row, act: str) -> Chosen:
        """The forms that are meant, once all is said; raises Refused."""
        refuse_unsaid(act, self.words.data, self.reason.data)
        return choose(connection, wave, act, self.numbers.data, tidy(self.desk.data), (self.first.data, self.last.data))
