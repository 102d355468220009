"""The formats of the tables of questions, by the ending of the file's name."""
from __future__ import annotations

from survey_app.office.formats import CSV, DOCX, XLSX, Format

HERE = "survey_app.exports.questions"
FORMATS = {"csv": Format(f"{HERE}.as_csv:write_csv", CSV), "xlsx": Format(f"{HERE}.as_xlsx:write_xlsx", XLSX), "docx": Format(f"{HERE}.as_docx:write_docx", DOCX)}
