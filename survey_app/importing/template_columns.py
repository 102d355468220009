"""The columns of a template, in the order of the paper: what each asks, what may be typed, and how Excel checks it."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forms import Instrument, Item, NonAnswer
from survey_app.fielded import FieldedWave
from survey_app.importing.cells import SEPARATOR
from survey_app.importing.columns import DAY, ORIGIN_COLUMN, SUBMISSION
from survey_app.importing.rows import CHANNEL
from survey_app.printing.boxes import box_numbers

# How a column is checked: against a sheet of serials or desks, as a day, one code, several codes, free text.
ORIGIN, DAYS, LIST, CHOICE, FREE = "origin", "day", "list", "choice", "text"
KINDS = {"scale": LIST, "single": LIST, "multiple": CHOICE, "choose": CHOICE, "text": FREE}
ORIGIN_TEXTS = {
    "serial": ("Số phiếu, in ở góc trên bên phải mỗi tờ", "một số trong trang “Số phiếu”"),
    "desk": ("Điểm Một cửa", "một số trong trang “Điểm”"),
}


@dataclass(frozen=True)
class TemplateColumn:
    """A column: its name in the header, the question, what may be typed in words and as codes; `most` boxes or letters.

    `band` counts sections, so that their columns can be told apart by colour.
    """

    name: str
    kind: str
    text: str
    allowed: str
    codes: tuple[str, ...] = ()
    most: int | None = None
    band: int = 0


def template_columns(wave: FieldedWave) -> list[TemplateColumn]:
    """All columns of a wave's template, as the importer names them."""
    origin = ORIGIN_COLUMN[wave.kind]
    text, allowed = ORIGIN_TEXTS[origin]
    until = f"{wave.closes_on:%d/%m/%Y}" if wave.closes_on else "hôm nay"
    fixed = [TemplateColumn(origin, ORIGIN, text, allowed), TemplateColumn(DAY, DAYS, "Ngày trả lời", f"ngày từ {wave.opens_on:%d/%m/%Y} đến {until}")]
    if wave.kind == "desk":  # without it two visitors who answered alike in different files cannot be told apart
        fixed.append(TemplateColumn(SUBMISSION, FREE, "Mã riêng của phiếu (UUID)", "để trống, hoặc mã do phần mềm nhập đã cấp", most=36))
    return [*fixed, *_answers(wave.instrument)]


def _answers(instrument: Instrument) -> Iterator[TemplateColumn]:
    for band, section in enumerate(instrument.sections, 1):
        for item in section.items:
            asked = f"{section.intro.vi} {item.text.vi}" if section.intro and item.kind == "scale" else item.text.vi
            yield _column(instrument, item, asked, band)
            if item.other_code:
                yield TemplateColumn(item.other_code, FREE, f"{item.code}: chữ ghi thêm cạnh ô “khác”", "chữ như trên phiếu", band=band)


def _column(instrument: Instrument, item: Item, asked: str, band: int) -> TemplateColumn:
    if item.kind == "text":
        return TemplateColumn(item.code, FREE, asked, "chữ như trên phiếu", most=item.max_length, band=band)
    words = _boxes(item) | {nonanswer.code: nonanswer.text.vi for nonanswer in _nonanswers(instrument, item)}
    allowed = "; ".join(f"{code} = {meaning}" for code, meaning in words.items())
    several = f"các số cách nhau bằng dấu {SEPARATOR} " if KINDS[item.kind] == CHOICE else ""
    return TemplateColumn(item.code, KINDS[item.kind], asked, several + allowed, tuple(words), item.choose, band)


def _boxes(item: Item) -> dict[str, str]:
    if item.scale:
        return {str(level.value): level.text.vi for level in item.scale.levels}
    texts = {option.value: option.text.vi for option in item.options}
    return {number: texts[code] for number, code in box_numbers(item).items()}


def _nonanswers(instrument: Instrument, item: Item) -> tuple[NonAnswer, ...]:
    return instrument.nonanswers_of(item, CHANNEL)
