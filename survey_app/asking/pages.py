"""The pages of questions: rendered once while nobody's answers stand in them, kept compressed, sent as they are."""
from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask import Flask, Response, current_app, render_template, request
from markupsafe import escape

from forms.problems import MESSAGES
from survey_app.asking.assets import page_script, style_sheet, version_of, worker_script
from survey_app.asking.questions import Step, condition_list, every_step, ticked
from survey_app.asking.ways import Place
from survey_app.locale import COOKIE as LANGUAGE_COOKIE
from survey_app.locale import chosen_language
from survey_app.security import allow_inline_style

# About 12 KB each with its compressed copy: 30 desks in two languages fit twice.
PAGES_KEPT = 1024
# Up to 200 KB each: all pages of a long form in two languages fit twice.
TEXTS_KEPT = 128
RECEIPT = "(receipt)"


@dataclass(frozen=True)
class Page:
    """The bytes of a page, plain and compressed, and its ETag."""

    plain: bytes
    packed: bytes
    etag: str
    kind: str = "text/html"


class Pages:
    """The pages of one application; those without answers are rendered once per place, language and position."""

    def __init__(self, app: Flask):
        app.jinja_env.filters["condition_list"] = condition_list
        self.css = style_sheet(app.extensions["sipas.settings"].accent)
        allow_inline_style(app, self.css)
        script, worker = page_script(), worker_script()
        self.script = made(script, level=9, kind="text/javascript")
        self.worker = made(worker, level=9, kind="text/javascript")
        self.script_version = version_of(script)
        self.clean_intro = _kept(self._intro, level=9)
        self.clean_step = _kept(self._step, level=4)
        self._done = lru_cache(PAGES_KEPT)(self._done)

    def intro(self, place: Place, language: str, notice: str = "", resumable: bool = False) -> Page:
        """The first page, which carries every section for the script."""
        return made(self._intro(place, language, notice, resumable), level=9)

    def step(self, place: Place, language: str, step: Step, answers: Mapping | None = None, problems: Mapping | None = None) -> Page:
        """One section, filled with `answers`; `problems` are words by the item (or field) they concern."""
        return made(self._step(place, language, step, answers, problems), level=4)

    def done(self, place: Place, language: str, receipt: str) -> Page:
        """The receipt, put into a page rendered once."""
        return made(_filled(self._done(_shared(place), language), place).replace(RECEIPT, receipt), level=1)

    def erase(self, place: Place, language: str) -> Page:
        """The question whether to erase."""
        return made(self._rendered("asking/erase", language, place), level=4)

    def other(self, name: str, language: str, **context) -> Page:
        """Any other page by the name of its template."""
        return made(self._rendered(name, language, **context), level=4)

    def _intro(self, place: Place, language: str, notice: str = "", resumable: bool = False) -> str:
        messages = {code: words[language] for code, words in MESSAGES.items()}
        return self._rendered("asking/intro", language, place, steps=every_step(place.instrument), messages=messages, notice=notice,
                              resumable=resumable, script_version=self.script_version)

    def _step(self, place: Place, language: str, step: Step, answers: Mapping | None = None, problems: Mapping | None = None) -> str:
        return self._rendered("asking/step", language, place, step=step, answers=answers or {}, problems=problems or {})

    def _done(self, place: Place, language: str) -> str:
        return self._rendered("asking/done", language, place, receipt=RECEIPT)

    def _rendered(self, name: str, language: str, place: Place | None = None, **context) -> str:
        context = {"answers": {}, "problems": {}, "ticked": ticked} | context
        return render_template(f"{name}.html", css=self.css, place=place, language=language, channel=place.way.name if place else None, **context)


def _kept(text_of: Callable[..., str], level: int) -> Callable[..., Page]:
    """A page that is made once for everybody: kept ready to send, or, where every place takes one form only, as text with
    marks where its own things go."""
    text = lru_cache(TEXTS_KEPT)(text_of)
    page = lru_cache(PAGES_KEPT)(lambda place, *more: made(text_of(place, *more), level=level))

    def give(place: Place, *more) -> Page:
        return made(_filled(text(_shared(place), *more), place), level=4) if place.way.one_form_each else page(place, *more)
    return give


def _shared(place: Place) -> Place:
    """What a text is kept under: the place itself, or what all places of its form have in common."""
    return place.pattern if place.way.one_form_each else place


def _filled(text: str, place: Place) -> str:
    if place.way.one_form_each:
        for mark, own in zip(place.pattern.own.values(), place.own.values(), strict=True):
            text = text.replace(mark, escape(own))
    return text


def pages() -> Pages:
    """The pages of the running application."""
    return current_app.extensions["sipas.asking"]


def made(text: str, *, level: int, kind: str = "text/html") -> Page:
    """A page from its text."""
    plain = text.encode()
    return Page(plain, gzip.compress(plain, level, mtime=0), f'W/"{hashlib.sha256(plain).hexdigest()[:20]}"', kind)


def sent(page: Page, status: int = 200, caching: str = "no-store") -> Response:
    """The answer that carries a page; 304 when the phone has it. `caching` is the Cache-Control header.

    A language asked for in the address is remembered.
    """
    known = caching != "no-store" and page.etag in request.headers.get("If-None-Match", "")
    headers = {"Cache-Control": caching, "Vary": "Accept-Encoding, Cookie", "Content-Type": f"{page.kind}; charset=utf-8"}
    if caching != "no-store":
        headers["ETag"] = page.etag
    if known:
        return remembering_language(Response(status=304, headers=headers))
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    if packs:
        headers["Content-Encoding"] = "gzip"
    return remembering_language(Response(page.packed if packs else page.plain, status=status, headers=headers))


def remembering_language(answer: Response) -> Response:
    """Keep a language that was asked for in the address."""
    if "lang" in request.args:
        answer.set_cookie(LANGUAGE_COOKIE, chosen_language(), max_age=365 * 24 * 3600, samesite="Lax",
                          secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True)
    return answer


def to(path: str) -> Response:
    """Lead on to another page after a form was posted (303: ask for it with GET)."""
    return Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})
