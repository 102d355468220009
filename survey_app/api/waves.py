"""Waves as the API tells of them, and which run a request for figures is answered from."""
from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Row, select

from survey_app.api.refusals import Refusal
from survey_app.api.resources import Subject
from survey_app.api.vocabulary import Field, fields, state_among
from survey_app.good_runs import KINDS, good_runs, last_good_run
from survey_app.models import Release, Run, Wave
from survey_app.models.waves import WAVE_STATES
from survey_app.released import Shown, corrected_by, releases, shown_run

WAVES = select(Wave.id, Wave.code, Wave.title, Wave.kind, Wave.state, Wave.opens_on, Wave.closes_on)
THINNED = Field("thinned_at", "moment", "Lần tính đã được thu gọn từ lúc này: chỉ còn số liệu toàn bộ (domain_kind=all); không có là còn nguyên",
                "Since when only everybody's figures (domain_kind=all) are kept of the run; missing while it is whole", True)
RUN = Field("run", "object", "Lần tính mà số liệu lấy từ đó; không có khi chưa có gì để xem", "The run that figures are taken from; missing while there is none to see", True, (
    Field("id", "whole", "Số của lần tính", "Number of the run"),
    *fields("finished_at", "input_digest", "code_version"),
    Field("method", "object", "Phương pháp", "The method"),
    Field("counts", "object", "Số phiếu theo từng bước", "Responses at each step"),
    Field("diagnostics", "object", "Cảnh báo và kiểm tra", "Warnings and checks"),
    *fields("provisional"), THINNED,
))
RELEASE = Field("release", "object", "Lần công bố; không có là số liệu tạm tính", "The release; missing for provisional figures", True,
                fields("number", "released_at", "digest", "corrects", "correction", "corrected_by"))
ALONE_FIELDS = (*fields("code", "title", "kind", "sample"), state_among(WAVE_STATES), *fields("opens_on", "closes_on"))
WAVE_FIELDS = (*ALONE_FIELDS, RUN, RELEASE)


def find_wave_row(connection: Connection, code: str) -> Row:
    """The wave of this code; raises Refusal with the codes there are."""
    wave = connection.execute(WAVES.where(Wave.code == code)).first()
    if wave is None:
        known = ", ".join(connection.scalars(select(Wave.code).order_by(Wave.code)))
        raise Refusal("unknown_wave", f"no wave {code[:80]!r}; waves: {known or 'none'}")
    return wave


def find_shown(connection: Connection, wave: Row, asked: dict, provisional_allowed: bool) -> Shown:
    """The run that `release`, `run` or `provisional` ask for, else the released one (or, for who may see it, the last good one)."""
    for name, find in FINDERS.items():
        if name in asked:
            return find(connection, wave, asked[name], provisional_allowed)
    return _usual(connection, wave, provisional_allowed)


def _usual(connection: Connection, wave: Row, provisional_allowed: bool) -> Shown:
    shown = shown_run(connection, wave.id, provisional_allowed)
    if shown is None and provisional_allowed:
        raise Refusal("no_run", f"wave {wave.code!r} has no succeeded run yet")
    if shown is None:
        raise Refusal("not_released", f"nothing of wave {wave.code!r} has been released yet")
    return shown


def _by_release(connection: Connection, wave: Row, which: int | str, _allowed: bool) -> Shown:
    if which == "latest":
        return _usual(connection, wave, False)
    found = connection.execute(releases(wave.id).where(Release.number == which)).first()
    if found is None:
        known = ", ".join(str(number) for number in connection.scalars(releases(wave.id).with_only_columns(Release.number)))
        raise Refusal("unknown_release", f"wave {wave.code!r} has no release {which}; releases: {known or 'none'}")
    return Shown(connection.execute(good_runs(wave.id).where(Run.id == found.run_id)).one(), found)


def _by_run(connection: Connection, wave: Row, number: int, allowed: bool) -> Shown:
    released = connection.execute(releases(wave.id).where(Release.run_id == number).limit(1)).first()
    if released is None and not allowed:
        raise Refusal("missing_scope", f"run {number} is not released: it needs a token with the scope 'provisional'", scope="provisional")
    run = connection.execute(good_runs(wave.id).where(Run.id == number)).first()
    if run is None:
        known = ", ".join(str(known) for known in connection.scalars(good_runs(wave.id).with_only_columns(Run.id).limit(20)))
        raise Refusal("unknown_run", f"wave {wave.code!r} has no succeeded run {number}; runs: {known or 'none'}")
    return Shown(run, released)


def _by_wish(connection: Connection, wave: Row, wish: str, allowed: bool) -> Shown:
    if wish == "0":
        return _usual(connection, wave, False)
    if not allowed:
        raise Refusal("missing_scope", "provisional=1 needs a token with the scope 'provisional'", scope="provisional")
    newest = last_good_run(connection, wave.id)
    return _by_run(connection, wave, newest.id, allowed) if newest else _usual(connection, wave, allowed)


FINDERS = {"release": _by_release, "run": _by_run, "provisional": _by_wish}


def describe(connection: Connection, wave: Row, shown: Shown | None, brief: bool = False) -> tuple:
    """A wave's values, in the order of WAVE_FIELDS; brief: what is said of its run at length is left empty."""
    run, release = (shown.run, shown.release) if shown else (None, None)
    said = run and (({},) * 3 if brief else (run.method, run.counts, _without_villages(run.diagnostics)))
    about_run = run and (run.id, run.finished_at, run.input_digest, run.code_version, *said, release is None, run.thinned_at)
    corrected = release and release.corrects_id and connection.scalar(select(Release.number).where(Release.id == release.corrects_id))
    about_release = release and (release.number, release.decided_at, release.digest, corrected, release.correction, corrected_by(connection, release.id))
    return (
        wave.code, wave.title, wave.kind, KINDS[wave.kind].sample, wave.state, wave.opens_on, wave.closes_on,
        about_run and dict(zip((part.name for part in RUN.parts), about_run, strict=True)),
        about_release and dict(zip((part.name for part in RELEASE.parts), about_release, strict=True)),
    )


def _without_villages(diagnostics: Mapping) -> dict:
    """Readers of figures need not know in which villages people were asked."""
    return {name: {part: said for part, said in found.items() if part != "shared"} if name == "ground" else found for name, found in diagnostics.items()}


def list_waves(connection: Connection, subject: Subject) -> list[tuple]:
    """All waves, each with the run that this token would get figures from, for what is said of a run holds figures too."""
    waves = connection.execute(WAVES.order_by(Wave.code)).all()
    return [describe(connection, wave, shown_run(connection, wave.id, subject.sees_provisional) if subject.sees_released else None, subject.brief) for wave in waves]
