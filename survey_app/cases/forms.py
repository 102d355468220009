"""The forms of the room: what became of a case, its replacement, a frame's file, a sample's size, a draw."""
from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError
from wtforms.validators import Optional as MayLack

from survey_app.arithmetic import numerals
from survey_app.cases.words import GROUNDS, GROUP_NAMES, METHOD_NAMES, SAYABLE, STRATA_NAMES, in_words
from survey_app.sampling.dispositions import Disposition
from survey_app.sampling.plan import HOUSEHOLDS, PSUS, RESERVE, Plan
from survey_app.sampling.random_numbers import LONGEST_SEED
from survey_app.sampling.respondents import RULES
from survey_app.sampling.size import SD, Wish
from survey_app.written import tidy

LONGEST_REASON = 500
SHORT = Length(max=LONGEST_REASON, message=f"Nhiều nhất {LONGEST_REASON} ký tự.")
MOST_VILLAGES, MOST_HOUSEHOLDS = 10_000, 1_000


def _whole(label: str, least: int, most: int, **more) -> IntegerField:
    words = f"Hãy ghi một số từ {least} đến {most}."
    return IntegerField(label, [InputRequired(words), NumberRange(least, most, words)], **more)


def _grouped(none: str, dispositions: Sequence[Disposition]) -> list[SelectChoice]:
    return [SelectChoice("", none), *(SelectChoice(one.code, in_words(one), optgroup=GROUP_NAMES[one.group]) for one in dispositions)]


class OutcomeForm(FlaskForm):
    """What became of a case."""

    code = SelectField("Kết quả", choices=_grouped("– chọn –", SAYABLE), validate_choice=False)
    reason = StringField("Ghi chú", [SHORT], filters=[tidy])


class ReplaceForm(FlaskForm):
    """Why a case is replaced; the disposition may be there already."""

    ground = SelectField("Kết quả của hộ này", choices=_grouped("– như đã ghi –", GROUNDS), validate_choice=False)
    why = StringField("Lý do thay", [SHORT], filters=[tidy])


class FrameForm(FlaskForm):
    """A frame's file."""

    file = FileField("Tệp danh sách thôn, tổ dân phố (CSV hoặc XLSX)")


class DrawForm(FlaskForm):
    """Everything a draw follows from, besides the frame."""

    seed = StringField("Hạt giống", [Length(max=LONGEST_SEED, message=f"Nhiều nhất {LONGEST_SEED} ký tự.")], filters=[tidy])
    psus = _whole("Số thôn", 2, MOST_VILLAGES, default=PSUS)
    households = _whole("Số hộ mỗi thôn", 1, MOST_HOUSEHOLDS, default=HOUSEHOLDS)
    reserve = _whole("Số hộ dự phòng mỗi thôn", 0, MOST_HOUSEHOLDS, default=RESERVE)
    strata = SelectField("Tầng", choices=[SelectChoice("", "nhỏ nhất mà mỗi tầng có ít nhất hai thôn"), *(SelectChoice(*one) for one in STRATA_NAMES.items())])
    method = SelectField("Cách chọn thôn", choices=[SelectChoice(*one) for one in METHOD_NAMES.items()])
    respondent = SelectField("Người trả lời trong hộ", choices=[SelectChoice(name, rule.vi) for name, rule in RULES.items()])
    reason = StringField("Lý do rút lại", [SHORT], filters=[tidy])
    foreseen = HiddenField()

    def plan(self) -> Plan:
        """The plan that was asked for."""
        return Plan(self.psus.data, self.households.data, self.reserve.data, self.strata.data or None, self.method.data, self.respondent.data)


class DecimalField(StringField):
    """A number with a decimal comma or point, between bounds; `data` stays what was typed, `number` is its value."""

    def __init__(self, label: str, low: float, high: float, **more):
        self.words = f"Hãy ghi một số từ {low:g} đến {high:g}".replace(".", ",") + "."
        super().__init__(label, [InputRequired(self.words)], **more)
        self.low, self.high, self.number = low, high, None

    def post_validate(self, form: FlaskForm, validation_stopped: bool) -> None:
        """Read the number."""
        if validation_stopped:
            return
        try:
            self.number = float(numerals.number(tidy(self.data)))
        except ValueError:
            raise ValidationError(self.words) from None
        if not self.low <= self.number <= self.high:
            raise ValidationError(self.words)


# What the calculator begins with.
USUAL_SIZE = {"margin": "2", "deff": "2", "households": str(HOUSEHOLDS), "sd": f"{SD:g}", "level": "95", "response": "100"}


class SizeForm(FlaskForm):
    """What a sample's size follows from. It changes nothing, so its address says it all."""

    class Meta:
        """No token: it is asked by GET."""

        csrf = False

    margin = DecimalField("Biên độ sai số mong muốn (± điểm)", 0.1, 50)
    deff = DecimalField("Hệ số thiết kế (deff)", 1, 50)
    households = _whole("Số hộ mỗi thôn", 1, MOST_HOUSEHOLDS)
    sd = DecimalField("Độ lệch chuẩn của từng câu trả lời (điểm)", 0.1, 50)
    level = DecimalField("Độ tin cậy (%)", 50, 99.9)
    response = DecimalField("Tỷ lệ hộ trả lời (%)", 1, 100)
    population = IntegerField("Số hộ toàn tỉnh", [MayLack(), NumberRange(1, 10_000_000, "Hãy ghi một số từ 1 đến 10.000.000, hoặc để trống.")])

    def wish(self) -> Wish:
        """What was wished, for `sample_size`."""
        return Wish(self.margin.number, self.deff.number, self.sd.number, self.level.number / 100, self.households.data, self.population.data, self.response.number / 100)
