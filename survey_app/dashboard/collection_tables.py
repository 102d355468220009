"""Tables on the collection without a chart: answers that are missing, and how two keyings of the same sheets differ."""
from __future__ import annotations

from survey_app.dashboard.figure import Column, Figure
from survey_app.dashboard.fieldwork import Fieldwork, read_fieldwork
from survey_app.dashboard.headline import MEASURE
from survey_app.dashboard.reading import Reading
from survey_app.locale import show_moment
from survey_app.models import now
from survey_app.numbers import whole

REASONS = {"dk": "không biết", "na": "chưa từng sử dụng", "ref": "không trả lời", "inv": "không hợp lệ", "blank": "để trống"}
DOUBLE = (
    Column("sheets", "Phiếu nhập hai lần", "count"), Column("differing", "Phiếu có ô khác nhau", "count"), Column("fields", "Ô khác nhau", "count"),
    Column("compared", "Ô được so", "count"), Column("share", "Ô khác nhau (%)", "share"), Column("single", "Phiếu chỉ nhập một lần", "count"),
)


def missing_figure(reading: Reading) -> Figure | None:
    """Items with missing answers by reason, most missing first; None where nothing is missing."""
    view = reading.view
    found = {code: reasons for code, reasons in view.run.counts.get("missing", {}).items() if code in view.by_code}
    if not found:
        return None
    given = [why for why in REASONS if any(why in reasons for reasons in found.values())]
    order = sorted(found, key=lambda code: -sum(found[code].values()))
    rows = tuple(
        (code, view.by_code[code].label, *(found[code].get(why, 0) for why in given), (total := sum(found[code].values())), total / view.run.counts["n"]) for code in order
    )
    columns = (*MEASURE, *(Column(why, REASONS[why].capitalize(), "count") for why in given), Column("missing", "Thiếu", "count"), Column("share", "Phần phiếu (%)", "share"))
    return Figure("con-thieu", "Câu trả lời còn thiếu", view.source(f"{whole(view.run.counts['n'])} phiếu được tính"), None, columns, rows)


def double_figure(reading: Reading, fieldwork: Fieldwork | None = None) -> Figure | None:
    """How far two independent keyings of the same sheets differ; None where nothing was keyed."""
    work = fieldwork or read_fieldwork(reading)
    double = work.double
    if not (double.sheets or work.single):
        return None
    source = f"{reading.view.wave.title} · {reading.view.kind_words} · đến {show_moment(now())}"
    return Figure("nhap-hai-lan", "Nhập hai lần độc lập", source, None, DOUBLE, ((double.sheets, double.differing, double.fields, double.compared, double.share, work.single),))
