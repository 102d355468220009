"""Forms of external figures: one figure, and a file of them."""
from __future__ import annotations

from textwrap import shorten

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from sqlalchemy import Row
from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from survey_app.arithmetic import numerals
from survey_app.external.figures import LONGEST_REASON, Described, Figure, problems_of
from survey_app.external.words import KIND_NAMES
from survey_app.written import tidy, written

NOT_A_NUMBER = "Phải là số, ví dụ 83,94."
LABEL = 120  # signs of a measure in the list; a question may be longer than a screen is wide
NOT_WHOLE = "Phải là số nguyên hoặc để trống."


class FigureForm(FlaskForm):
    """One figure; numbers with a decimal comma or point."""

    measure = SelectField("Chỉ số", validate_choice=False)
    kind = SelectField("Loại số liệu", choices=[SelectChoice(kind, name) for kind, name in KIND_NAMES.items()], validate_choice=False)
    place = StringField("Nơi, năm")
    value = StringField("Giá trị")
    rank = StringField("Xếp hạng")
    source = StringField("Nguồn")
    note = TextAreaField("Ghi chú")

    def offer(self, described: Described) -> FigureForm:
        """Fill in the measures to choose from."""
        self.measure.choices = [SelectChoice(code, shorten(f"{code} – {label}", LABEL, placeholder="…")) for code, label in described.measures.items()]
        return self

    def show(self, stored: Row) -> FigureForm:
        """Fill in a stored figure."""
        for name in ("measure", "kind", "place", "source", "note"):
            getattr(self, name).data = getattr(stored, name)
        self.value.data = f"{stored.value:.10g}".replace(".", ",")
        self.rank.data = "" if stored.rank is None else str(stored.rank)
        return self

    def figure(self, described: Described) -> Figure | None:
        """What was entered; None when it will not do, the fields then say why."""
        value, rank = self._number(self.value, numerals.number, NOT_A_NUMBER), None
        if (self.rank.data or "").strip():
            rank = self._number(self.rank, numerals.whole, NOT_WHOLE)
        if self.value.errors or self.rank.errors:
            return None
        figure = Figure(
            tidy(self.measure.data), self.kind.data or "", float(value), tidy(self.source.data), tidy(self.place.data), int(rank) if rank is not None else None, tidy(self.note.data) or None,
        )
        problems = problems_of(figure, described)
        for problem in problems:
            field = getattr(self, problem.field)
            field.errors = [*field.errors, problem.vi]
        return None if problems else figure

    def _number(self, field: StringField, read, why: str):
        try:
            return read(tidy(field.data))
        except ValueError:
            field.errors = [why]
            return None


class RemoveForm(FlaskForm):
    """Why a figure is removed."""

    reason = TextAreaField("Lý do bỏ", [DataRequired("Hãy ghi lý do."), Length(max=LONGEST_REASON, message=f"Nhiều nhất {LONGEST_REASON} ký tự.")], filters=[written])


class FileForm(FlaskForm):
    """A file, and the source of rows that name none."""

    file = FileField("Tệp CSV hoặc XLSX")
    source = StringField("Nguồn chung")
