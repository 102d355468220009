"""The page that makes a file the frame of a wave, or says row by row what is wrong with it."""
from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from survey_app import engine
from survey_app.addresses import household_wave_or_404
from survey_app.cases.blueprint import blueprint
from survey_app.cases.findings import told
from survey_app.cases.forms import FrameForm
from survey_app.importing.report import Report
from survey_app.importing.tables import Unreadable
from survey_app.importing.unreadable import why_unreadable
from survey_app.numbers import whole
from survey_app.people.permissions import may
from survey_app.sampling.frame_file import HEADINGS
from survey_app.sampling.frame_store import import_frame
from survey_app.sampling.refusals import Refused
from survey_app.written import tidy

SHOWN = 100
LONGEST_STEM = 60  # of a file's name: three bytes a letter fit every file system
MEANINGS = {
    "commune_code": "mã xã, phường, có cả số 0 ở đầu", "commune": "tên xã, phường", "district_code": "mã huyện trước 1/7/2025, nếu có", "district": "tên huyện đó",
    "village_code": "mã riêng của thôn trong toàn tỉnh", "village": "tên thôn, tổ dân phố", "kind": "thôn, tổ dân phố, bản, khu phố…",
    "households": "số hộ, số nguyên không có dấu ngăn cách", "valid_from": "từ ngày nào như vậy, nếu biết",
}


@blueprint.route("/<wave_code>/dan-mau", methods=["GET", "POST"])
@may("sample.change")
def import_page(wave_code: str):
    """Import a frame."""
    with engine().connect() as connection:
        fielded = household_wave_or_404(connection, wave_code)
    form, report = FrameForm(), None
    if form.validate_on_submit():
        report = _import(fielded.code, form)
    if report and not report.findings:
        flash(f"Đã nhập dàn mẫu: {whole(report.new)} thôn." if report.new else "Tệp này đã là dàn mẫu của đợt; không có gì thay đổi.")
        return redirect(url_for("cases.draw_page", wave_code=fielded.code), 303)
    found = [told(finding) for finding in report.findings[:SHOWN]] if report else []
    return render_template("cases/frame.html", wave=fielded, form=form, report=report, found=found, headings=HEADINGS, meanings=MEANINGS), 422 if request.method == "POST" else 200


def _import(wave_code: str, form: FrameForm) -> Report | None:
    upload: FileStorage | None = form.file.data
    if not upload or not upload.filename:
        form.file.errors = ["Hãy chọn một tệp."]
        return None
    with TemporaryDirectory() as folder:
        path = Path(folder) / _name(upload.filename)
        upload.save(path)
        try:
            return import_frame(engine(), wave_code, path, current_user.username)[0]
        except Unreadable as unreadable:
            form.file.errors = [why_unreadable(str(unreadable))]
        except Refused as refused:
            form.file.errors = [refused.vi]
    return None


def _name(given: str) -> str:
    """The file's own name, without what leads elsewhere."""
    last = tidy(re.split(r"[\\/]", given)[-1])
    stem, dot, ending = last.rpartition(".")
    return f"{(stem or 'tep')[:LONGEST_STEM]}{dot}{ending[:10]}"
