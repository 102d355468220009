"""Forms of waves: making one, changing what may still change, closing."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_wtf import FlaskForm
from sqlalchemy import Connection, select
from wtforms import BooleanField, DateField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

import forms
from survey_app.channels.paper.sheets import DOUBLE_ENTRY
from survey_app.form_words import DAYS
from survey_app.good_runs import KINDS
from survey_app.locale import show_day
from survey_app.models import Wave
from survey_app.numbers import whole
from survey_app.wave_life.reading import WaveLine
from survey_app.waves import NewWave
from survey_app.written import tidy

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]\Z")
RELEASED = "Số liệu của đợt đã công bố với nội dung cũ ở đây, nên không đổi được nữa."
LAST_DAY = "Số liệu của đợt đã công bố: ngày kết thúc chỉ lùi về sau được, không sớm hơn."
LEAVES_OUT = {
    "opens_on": "{count} phiếu đã nhận được trả lời trước ngày này, sớm nhất ngày {day}: ngày bắt đầu không muộn hơn ngày đó.",
    "closes_on": "{count} phiếu đã nhận được trả lời sau ngày này, muộn nhất ngày {day}: ngày kết thúc không sớm hơn ngày đó.",
}
FIELDS = {"previous_wave_id": "previous"}
NO_DAY = "Hãy nhập ngày, ví dụ 01/09/2026."
# The kinds that our own instruments are made for, in the order of the kinds, so that the first choices of both lists fit each other.
MADE_FOR = {"sipas_household": "household", "one_stop_visitor": "desk", "par_leaders": "leaders"}


@dataclass(frozen=True)
class Comparable:
    """A wave that another may be compared with."""

    kind: str
    opens_on: date


class WaveForm(FlaskForm):
    """What may change while a wave lives; `kind` of an existing wave is given by `about`."""

    title = StringField("Tên đợt", [DataRequired("Hãy nhập tên đợt."), Length(max=200, message="Nhiều nhất 200 ký tự.")], filters=[tidy])
    opens_on = DateField("Ngày bắt đầu", [InputRequired(NO_DAY)], DAYS)
    closes_on = DateField("Ngày kết thúc", [Optional()], DAYS)
    previous = SelectField("Đợt trước để so sánh")
    double_entry = IntegerField("Tỷ lệ phiếu giấy nhập hai lần (%)", [Optional(), NumberRange(0, 100, "Từ 0 đến 100.")])

    def offer(self, connection: Connection, kind: str | None, but: str | None = None) -> WaveForm:
        """Fill in the waves that one of this kind (None: not known yet) may be compared with."""
        query = select(Wave.code, Wave.title, Wave.kind, Wave.opens_on).order_by(Wave.opens_on.desc())
        rows = connection.execute(query.where(Wave.kind == kind) if kind else query).all()
        self.comparable = {row.code: Comparable(row.kind, row.opens_on) for row in rows}
        self.previous.choices = [SelectChoice("", "– không có –"), *(SelectChoice(row.code, f"{row.title} ({row.code})") for row in rows if row.code != but)]
        return self

    def show(self, wave: WaveLine) -> WaveForm:
        """Fill in what holds for a wave now."""
        share = (wave.row.design or {}).get(DOUBLE_ENTRY)
        self.title.data, self.opens_on.data, self.closes_on.data = wave.row.title, wave.row.opens_on, wave.row.closes_on
        self.previous.data, self.double_entry.data = wave.row.previous or "", None if share is None else round(share * 100)
        return self

    def refuse(self, frozen: Iterable[str]) -> None:
        """Say beside each part that a released table keeps it from changing."""
        for name in frozen:
            self[FIELDS.get(name, name)].errors = [LAST_DAY if name == "closes_on" else RELEASED]

    def refuse_days(self, left: Mapping[str, tuple[int, date]]) -> None:
        """Say beside a day how many answers it would leave out, and how far it may go."""
        for name, (count, farthest) in left.items():
            self[name].errors = [LEAVES_OUT[name].format(count=whole(count), day=show_day(farthest))]

    def validate_closes_on(self, field: DateField) -> None:
        """A wave does not end before it begins."""
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError("Ngày kết thúc phải từ ngày bắt đầu trở đi.")

    def validate_previous(self, field: SelectField) -> None:
        """What a wave is compared with began before it."""
        before = self.comparable.get(field.data)
        if before and self.opens_on.data and before.opens_on >= self.opens_on.data:
            raise ValidationError(f"Đợt trước phải bắt đầu trước đợt này; đợt đó bắt đầu {show_day(before.opens_on)}.")

    @property
    def share(self) -> float | None:
        """The share of forms that two people key, 0 to 1."""
        return None if self.double_entry.data is None else self.double_entry.data / 100


class NewWaveForm(WaveForm):
    """A wave that is not there yet."""

    code = StringField("Mã đợt", [DataRequired("Hãy nhập mã đợt."), Regexp(CODE, message="Chữ thường không dấu, chữ số và gạch ngang, từ 3 đến 40 ký tự; ví dụ: hh-2026.")])
    kind = SelectField("Loại", choices=[SelectChoice(kind, about.name) for kind, about in KINDS.items()])
    instrument = SelectField("Phiếu hỏi")

    def offer(self, connection: Connection, kind: str | None = None, but: str | None = None) -> NewWaveForm:
        """Also the instruments of the catalogue, the newest version of each first."""
        known = sorted(sorted(forms.catalogue(), key=lambda one: one[1], reverse=True), key=lambda one: list(KINDS).index(MADE_FOR.get(one[0], list(KINDS)[-1])))
        self.instrument.choices = [SelectChoice(f"{code}/{version}", f"{code}/{version} – {forms.load(code, version).title.vi}") for code, version in known]
        return super().offer(connection, kind, but)

    def validate_previous(self, field: SelectField) -> None:
        """Kinds are never compared with each other."""
        before = self.comparable.get(field.data)
        if before and before.kind != self.kind.data:
            raise ValidationError("Chỉ so sánh được với đợt cùng loại.")
        super().validate_previous(field)

    def validate_instrument(self, field: SelectField) -> None:
        """An instrument of ours asks what the index of its kind needs, and no other's."""
        made_for = MADE_FOR.get((field.data or "").split("/")[0])
        if made_for and made_for != self.kind.data:
            raise ValidationError(f"Phiếu này dành cho loại “{KINDS[made_for].name}”; hãy chọn phiếu hợp với loại đợt.")

    def validate_double_entry(self, field: IntegerField) -> None:
        """Paper is keyed in household waves."""
        if field.data is not None and self.kind.data != "household":
            raise ValidationError("Chỉ đợt hộ gia đình có phiếu giấy; hãy để trống.")

    def wave(self) -> NewWave:
        """What was entered."""
        return NewWave(self.code.data, self.title.data, self.kind.data, self.opens_on.data, self.closes_on.data, self.previous.data or None, self.share)


class CloseForm(FlaskForm):
    """Closing needs a second thought, and one more while work would be left behind."""

    anyway = BooleanField("Tôi hiểu: việc còn dở nêu trên sẽ không làm tiếp được, và vẫn đóng đợt.")
