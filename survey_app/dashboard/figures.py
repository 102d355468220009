"""Every figure by its name, so that each can be taken away as a file with the address of the page that shows it."""
from __future__ import annotations

from collections.abc import Callable

from survey_app.dashboard.collection_tables import double_figure, missing_figure
from survey_app.dashboard.domains import domains_of
from survey_app.dashboard.exclusions import exclusion_figure
from survey_app.dashboard.fieldwork import progress_figure, read_fieldwork
from survey_app.dashboard.figure import Figure
from survey_app.dashboard.group import group_asked
from survey_app.dashboard.headline import change_figure, index_figure
from survey_app.dashboard.in_depth import spread_figure, years_figure
from survey_app.dashboard.multiples import multiples_figure
from survey_app.dashboard.one_group import one_group_figure
from survey_app.dashboard.priorities import priority_figure, read_priorities
from survey_app.dashboard.pulses import pulse_figure, read_pulses
from survey_app.dashboard.questions import question_figures
from survey_app.dashboard.reading import Reading


def _domains(reading: Reading) -> Figure | None:
    found = domains_of(reading)
    return found and found.figure()


def _multiples(reading: Reading) -> Figure | None:
    found = domains_of(reading)
    return found and multiples_figure(reading, found)


def _priorities(reading: Reading) -> Figure | None:
    return priority_figure(reading, read_priorities(reading))


def _question(reading: Reading) -> Figure | None:
    found = question_figures(reading, group_asked(reading))
    return next((figure for question, figure in found if question.code == reading.asked.get("cau")), None)


def _pulse(reading: Reading) -> Figure | None:
    return next((pulse_figure(reading, desk) for desk in read_pulses(reading) if desk.number == reading.asked.get("diem")), None)


def _progress(reading: Reading) -> Figure:
    return progress_figure(reading, read_fieldwork(reading).cases)


FIGURES: dict[str, Callable[[Reading], Figure | None]] = {
    "chi-so": index_figure, "thay-doi": change_figure, "nhom": _domains, "o-nho": _multiples, "phan-bo": spread_figure, "cac-nam": years_figure,
    "uu-tien": _priorities, "cau-hoi": _question, "nhip": _pulse, "tien-do": _progress, "loai-phieu": exclusion_figure,
    "mot-nhom": one_group_figure, "con-thieu": missing_figure, "nhap-hai-lan": double_figure,
}
OF_FIELDWORK = ("tien-do", "nhap-hai-lan")  # what there is before any run is good


def figure_named(reading: Reading, name: str) -> Figure | None:
    """The figure of this name; None where there is none, or none before a good run."""
    return FIGURES[name](reading) if name in FIGURES and (reading.view.shown or name in OF_FIELDWORK) else None
