"""The tables of questions as CSV: one row an option or question, decimal point, and in every row what the figures are."""
from __future__ import annotations

import csv
import io

from survey_app.exports.questions.document import Questions, printed
from survey_app.office.letterhead import Letterhead


def write_csv(questions: Questions, _head: Letterhead) -> bytes:
    """UTF-8, CRLF; shares in per cent; the columns that `sipas check` knows as shares."""
    year, text = questions.year, io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("question", "option", "choose", "name_vi", f"share_{year}", f"score_{year}", f"lo_{year}", f"hi_{year}", f"n_{year}", "wave", "kind", "run", "release", "status"))
    told = (questions.wave, questions.kind, questions.run, questions.edition.release, "provisional" if questions.edition.provisional else "released")
    for table in questions.tables:
        for line in table.lines:
            share, score = (printed(line.value), None) if table.choose else (None, printed(line.value))
            writer.writerow((line.question, line.option, table.choose or "any", line.label, share, score, printed(line.lo), printed(line.hi), line.n, *told))
    return text.getvalue().encode()
