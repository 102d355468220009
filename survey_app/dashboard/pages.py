"""Pages of the dashboard; what they show is in the address, so that a view can be sent."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from sqlalchemy import Row

from survey_app import engine
from survey_app.arrivals import read_arrivals
from survey_app.compared import sampling_words
from survey_app.dashboard.beside import beside
from survey_app.dashboard.asked import NO_PAGE, kept_filters, not_found
from survey_app.dashboard.collection_tables import double_figure, missing_figure
from survey_app.dashboard.counted import counted_words
from survey_app.dashboard.domains import BY_SCORE, Domains, domains_of
from survey_app.dashboard.exclusions import exclusion_figure
from survey_app.dashboard.fieldwork import flag_words, progress_figure, received_of
from survey_app.dashboard.figures import figure_named
from survey_app.dashboard.group import EVERYONE, group_asked
from survey_app.dashboard.in_depth import definition_words, spread_figure, years_figure
from survey_app.dashboard.key_points import key_points, unit_words
from survey_app.dashboard.labels import DESK, in_order, kind_words, name_domains
from survey_app.dashboard.multiples import multiples_figure
from survey_app.dashboard.one_group import one_group_figure
from survey_app.dashboard.overview import Overview
from survey_app.dashboard.points import SAID
from survey_app.dashboard.priorities import NOT_SURE, alike_first, alike_words, gain_words, priority_figure, read_priorities, target_words
from survey_app.dashboard.pulses import pauses_of, pulse_figure, read_pulses, signal_words, state_of
from survey_app.dashboard.questions import BY_FIGURE, groups_asked, question_figures
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.saying import SELF_SELECTED, caution, most_words, title_of
from survey_app.dashboard.soundness import NAMES
from survey_app.dashboard.view import PREVIEW, all_waves, open_view, wave_to_open
from survey_app.desks.silence import RULE, own_silences, silent_words
from survey_app.good_runs import KINDS
from survey_app.people.permissions import may
from survey_app.released import PROVISIONAL
from survey_app.reports.registry import reports_of
from survey_app.scheduling.stuck import stuck_words

blueprint = Blueprint("dashboard", __name__, url_prefix="/tong-quan", template_folder="templates")
# What the page of questions outside the index is called: at desks they are about the person and the procedure.
BESIDE_INDEX = {"household": "Nhận định và mong đợi", "desk": "Người trả lời và thủ tục"}
# endpoint, label, and the kinds of waves that have the page under it
PAGES = (
    ("show", "Tổng quan", tuple(KINDS)), ("domains", "Theo nhóm", tuple(KINDS)), ("in_depth", "Từng chỉ tiêu", tuple(KINDS)),
    ("priorities", "Ưu tiên", ("household",)), *(("answers", label, (kind,)) for kind, label in BESIDE_INDEX.items()),
    ("pulses", "Nhịp từng tháng", ("desk",)), ("collection", "Thu phiếu", tuple(KINDS)),
)
STATES = {"requested": "đang chờ tính", "running": "đang được tính"}
SOUNDNESS = {"flag_words": flag_words, "counted_words": counted_words, "verdicts": NAMES}
FILES = {"svg": "image/svg+xml", "csv": "text/csv"}


@contextmanager
def _reading(code: str) -> Iterator[tuple[Reading, list[Row]]]:
    """The reading of a wave and all waves; 404 for a wave that is not there."""
    with engine().connect() as connection:
        waves = all_waves(connection)
        wave = next((one for one in waves if one.code == code), None) or abort(404)
        yield Reading(connection, open_view(connection, wave, request.args.get("so-lieu")), request.args.to_dict()), waves


def _page(code: str, template: str, values: Callable[[Reading], dict], of_run: bool = True) -> str:
    """A page of a wave with what `values` reads for it, or, for a page of a run, why there is nothing to show yet."""
    with _reading(code) as (reading, waves):
        view = reading.view
        shows = bool(view.shown) or not of_run
        found = (values(reading) if shows else {}) | ({} if view.shown else {"received": received_of(reading)})
        common = {
            "view": view, "reading": reading, "waves": waves, "kinds": KINDS, "pages": [page for page in PAGES if view.wave.kind in page[2]], "states": STATES,
            "provisional": PROVISIONAL, "preview": PREVIEW, "caution": caution, "title_of": title_of, "most_words": most_words, "gain_words": gain_words, "kind_words": kind_words, "kept": _kept(), "not_found": not_found(reading, template), "no_page": _no_page(), "filters": kept_filters(request.args.items()), "reports": reports_of(view.wave.kind), "self_selected": SELF_SELECTED, "alike_words": alike_words, "stuck": stuck_words(reading.connection, view.latest),
        }
        return render_template(f"dashboard/{template if shows else 'waiting'}.html", **common, **found)


def _no_page() -> str:
    """The page that was asked for of another kind of wave, in words."""
    asked = request.args.get(NO_PAGE)
    return asked if asked in [label for _, label, _ in PAGES] else ""


def _kept() -> dict[str, str]:
    """What every link of a page carries on: which edition is looked at."""
    return {"so-lieu": PREVIEW} if request.args.get("so-lieu") == PREVIEW else {}


@blueprint.get("/")
@may("results.read")
def index():
    """The wave that has most to show; a choice of another one is asked for as `dot`, with the page (`trang`) and filters to keep."""
    with engine().connect() as connection:
        waves = all_waves(connection)
        if not waves:
            return render_template("dashboard/nothing.html")
        wish = request.args.get("dot")
        if wish and wish not in [one.code for one in waves]:
            abort(404)
        wave = next((one for one in waves if one.code == wish), None) or wave_to_open(connection, waves)
    return redirect(_same_page(wave))


def _same_page(wave: Row) -> str:
    """The address of the page asked for as `trang`, with its filters, of a wave; its overview, which says so, where this kind of wave has no such page."""
    page, kept = request.args.get("trang", "show"), kept_filters(request.args.items())
    labels = {kind: label for endpoint, label, kinds in PAGES if endpoint == page for kind in kinds} or abort(404)
    if wave.kind in labels:
        return url_for(f".{page}", code=wave.code, **kept)
    return url_for(".show", code=wave.code, **{NO_PAGE: next(iter(labels.values()))})


@blueprint.get("/<code>")
@may("results.read")
def show(code: str):
    """Five questions and their answers."""
    return _page(code, "show", _show)


def _show(reading: Reading) -> dict:
    overview = Overview(reading)
    return {"overview": overview, "points": key_points(overview), "points_said": SAID, "unit_words": unit_words, "signal_words": signal_words, **SOUNDNESS}


@blueprint.get("/<code>/nhom")
@may("results.read")
def domains(code: str):
    """Units and groups of one kind: which differ, with ranks and differences."""
    return _page(code, "domains", _domains)


def _domains(reading: Reading) -> dict:
    found, group = domains_of(reading), group_asked(reading)
    alone = _alone(found) if found else []
    known = group.address in dict(alone) and group != EVERYONE
    return {"domains": found, "multiples": found and multiples_figure(reading, found), "alone": alone, "chosen": group.address if known else "",
            "one_group": one_group_figure(reading) if known else None, "by_score": BY_SCORE, "desk": DESK,
            "astray": group.words if group != EVERYONE and not known else ""}


def _alone(domains: Domains) -> list[tuple[str, str]]:
    """The domains to be looked at by themselves: (value in the address, name)."""
    codes = in_order(domains.kind, (row.domain for row in domains.rows), domains.names)
    return [("", "(không)"), *((f"{domains.kind}:{code}", domains.names.get(code, code)) for code in codes)]


@blueprint.get("/<code>/chi-tieu")
@may("results.read")
def in_depth(code: str):
    """One measure: how it is made, what stands behind it, by group and over the years."""
    return _page(code, "in_depth", _in_depth)


def _in_depth(reading: Reading) -> dict:
    group, items = group_asked(reading), reading.view.items(reading.measure.code)
    return {"domains": domains_of(reading), "definition": definition_words(reading.view, reading.measure), "spread": spread_figure(reading),
            "years": years_figure(reading), "groups": _groups(reading, items[0].code) if items else [], "chosen": group.address if group != EVERYONE else ""}


@blueprint.get("/<code>/uu-tien")
@may("results.read")
def priorities(code: str):
    """Items by what closing their gap would add."""
    return _page(code, "priorities", lambda reading: {
        "ranked": (ranked := read_priorities(reading)), "target": target_words(ranked), "alike": alike_first(ranked), "not_sure": NOT_SURE, "figure": priority_figure(reading, ranked)})


@blueprint.get("/<code>/nhan-dinh")
@may("results.read")
def answers(code: str):
    """Questions beside the index: opinions, experience, expectations; of everyone or of one group."""
    return _page(code, "answers", _answers)


def _answers(reading: Reading) -> dict:
    group = group_asked(reading)
    figures = list(question_figures(reading, group))
    groups = _groups(reading, figures[0][0].code) if figures else []
    previous = reading.view.run.method.get("previous") or {}
    return {"page_name": BESIDE_INDEX.get(reading.view.wave.kind, BESIDE_INDEX["household"]), "figures": figures, "groups": groups, "chosen": group.address, "everyone": group == EVERYONE, "by_figure": BY_FIGURE,
            "tested": beside(reading).tested, "sampling": sampling_words(previous)}


def _groups(reading: Reading, question: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups to choose from, by kind: (words of the kind, [(value in the address, name)])."""
    by_kind: dict[str, list[str]] = {}
    for kind, code in groups_asked(reading, question):
        by_kind.setdefault(kind, []).append(code)
    names = {kind: name_domains(reading.connection, reading.view, kind) for kind in by_kind}
    return [(kind_words(reading.view, kind), [(f"{kind}:{code}", names[kind].get(code, code)) for code in in_order(kind, codes, names[kind])])
            for kind, codes in by_kind.items()]


@blueprint.get("/<code>/nhip")
@may("results.read")
def pulses(code: str):
    """Desks month by month; the charts of those with a signal, or of the one that is asked for."""
    return _page(code, "pulses", _pulses)


def _pulses(reading: Reading) -> dict:
    desks = read_pulses(reading)
    drawn = [desk for desk in desks if desk.number == reading.asked.get("diem")] or [desk for desk in desks if desk.last.signal] or desks[:1]
    paused = pauses_of(reading)
    silent = {one.number: one for one in own_silences(paused)}
    return {"desks": desks, "silent": silent, "silence": silent_words(paused), "silence_rule": RULE, "drawn": [pulse_figure(reading, desk) for desk in drawn], "signal_words": signal_words, "state_of": state_of}


@blueprint.get("/<code>/thu-phieu")
@may("results.read")
def collection(code: str):
    """How the wave was collected."""
    return _page(code, "collection", _collection, of_run=False)


def _collection(reading: Reading) -> dict:
    overview = Overview(reading)
    of_run = {"exclusions": exclusion_figure(reading), "missing": missing_figure(reading)} if reading.view.shown else {}
    arrivals = None if reading.view.wave.kind == "household" else read_arrivals(reading.connection, reading.view.wave.id)
    return {"overview": overview, "arrivals": arrivals, "figure": progress_figure(reading, overview.fieldwork.cases), "double": double_figure(reading, overview.fieldwork), **of_run, **SOUNDNESS}


@blueprint.get("/<code>/hinh/<name>.<any(svg, csv):form>")
@may("results.read")
def take(code: str, name: str, form: str):
    """A figure as a file."""
    with _reading(code) as (reading, _waves):
        figure = None if not_found(reading) else figure_named(reading, name)
        if figure is None or (form == "svg" and figure.draw is None):
            abort(404)
        body = figure.alone() if form == "svg" else "\ufeff" + figure.csv()
    answer = Response(body, content_type=f"{FILES[form]}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{code}-{figure.id}.{form}"'
    return answer
