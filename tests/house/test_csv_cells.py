"""Words in CSV files are no formulas, in whatever room the file is made; figures stay figures."""
from __future__ import annotations

import csv
import io
from types import SimpleNamespace

import pytest

from survey_app.api.answers import WRITERS
from survey_app.cases import outcome_rates
from survey_app.csv_cells import safe_cell
from survey_app.dashboard.figure import Column, Figure
from survey_app.exports.official_table import as_csv as official_table
from survey_app.exports.questions import as_csv as questions
from survey_app.sampling.dispositions import GROUPS
from survey_app.sampling.rates import Tally

BAD = '=HYPERLINK("http://sai.example","bấm")'


@pytest.mark.parametrize("words", [BAD, "+84 912", "-2+3", "@SUM(A1)", "\tx", "\r=1", "\n=1", "-0.55x", "-", "+1,5"])
def test_words_that_begin_like_a_formula_stay_words(words):
    assert safe_cell(words) == f"'{words}"


@pytest.mark.parametrize("value", ["-0.55", "+2.63", "-1e-07", "xã Lúa", "", None, -0.55, 3, True, "85.50", "a=b", "−0,55"])
def test_figures_and_other_words_stay_as_they_are(value):
    assert safe_cell(value) is value


def rows(text: str | bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text if isinstance(text, str) else text.decode(), newline="")))


def test_a_figure_of_the_dashboard_guards_every_cell_and_the_source():
    figure = Figure("hinh", "Hình", BAD, None, (Column("name", "Tên"), Column("change", "Thay đổi", "change")), ((BAD, -0.55),))
    assert rows(figure.csv())[1] == [f"'{BAD}", "-0.55", f"'{BAD}"]


@pytest.mark.parametrize("report", [official_table, questions])
def test_the_reports(report, monkeypatch):
    monkeypatch.setattr(report, "lines_of", lambda _: iter([["name_vi", "change_2026"], [BAD, "-0.55"]]))
    assert rows(report.write_csv(None, None)) == [["name_vi", "change_2026"], [f"'{BAD}", "-0.55"]]


def test_outcome_rates(monkeypatch):
    monkeypatch.setattr(outcome_rates, "outcomes", lambda *_: [outcome_rates.Outcome("09101", BAD, Tally(**dict.fromkeys(GROUPS, 1)))])
    assert rows(outcome_rates.as_csv(None, SimpleNamespace(code="hh"), (), None))[1][:4] == ["hh", "wave", "09101", f"'{BAD}"]


def test_the_api():
    told = SimpleNamespace(in_front={"wave": "hh"}, behind={"title": BAD}, resource=SimpleNamespace(fields=[SimpleNamespace(name="change", kind="number"), SimpleNamespace(name="label", kind="text")]))
    assert rows(WRITERS["csv"](told, SimpleNamespace(rows=[(-0.55, BAD)])))[1] == ["hh", "-0.55", f"'{BAD}", f"'{BAD}"]
