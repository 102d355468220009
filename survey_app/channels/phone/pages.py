"""The citizen's pages: rendered once while nobody's answers stand in them, kept compressed, sent as they are."""
from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask import Flask, Response, current_app, render_template, request

from forms import Instrument
from forms.problems import MESSAGES
from survey_app.channels.phone.assets import page_script, style_sheet, version_of, worker_script
from survey_app.channels.phone.questions import CHANNEL, Step, condition_list, every_step, ticked
from survey_app.locale import COOKIE as LANGUAGE_COOKIE
from survey_app.locale import chosen_language
from survey_app.security import allow_inline_style

# About 12 KB each with its compressed copy: 30 desks in two languages fit twice.
PAGES_KEPT = 1024
RECEIPT = "(receipt)"


@dataclass(frozen=True)
class Page:
    """The bytes of a page, plain and compressed, and its ETag."""

    plain: bytes
    packed: bytes
    etag: str
    kind: str = "text/html"


@dataclass(frozen=True)
class Place:
    """Where the form is filled in, as the pages name it."""

    code: str
    name: str
    instrument: Instrument
    former_codes: tuple[str, ...] = ()


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
        self.clean_intro = lru_cache(PAGES_KEPT)(self.intro)
        self.clean_step = lru_cache(PAGES_KEPT)(self.step)
        self._done = lru_cache(PAGES_KEPT)(self._done)

    def intro(self, place: Place, language: str, notice: str = "", resumable: bool = False) -> Page:
        """The first page, which carries every section for the script."""
        every = every_step(place.instrument)
        messages = {code: words[language] for code, words in MESSAGES.items()}
        page = self._rendered("intro", place, language, steps=every, messages=messages, notice=notice,
                              resumable=resumable, script_version=self.script_version)
        return made(page, level=9)

    def step(self, place: Place, language: str, step: Step, answers: Mapping | None = None, problems: Mapping | None = None) -> Page:
        """One section, filled with `answers`; `problems` are words by the item (or field) they concern."""
        return made(self._rendered("step", place, language, step=step, answers=answers or {}, problems=problems or {}), level=4)

    def done(self, place: Place, language: str, receipt: str) -> Page:
        """The receipt, put into a page rendered once."""
        return made(self._done(place, language).replace(RECEIPT, receipt), level=1)

    def _done(self, place: Place, language: str) -> str:
        return self._rendered("done", place, language, receipt=RECEIPT)

    def other(self, name: str, place: Place | None, language: str, **context) -> Page:
        """Any other page by the name of its template."""
        return made(self._rendered(name, place, language, **context), level=4)

    def _rendered(self, name: str, place: Place | None, language: str, **context) -> str:
        context.setdefault("answers", {})
        context.setdefault("problems", {})
        return render_template(f"phone/{name}.html", css=self.css, place=place, language=language, channel=CHANNEL, ticked=ticked, **context)


def pages() -> Pages:
    """The pages of the running application."""
    return current_app.extensions["sipas.phone"]


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
