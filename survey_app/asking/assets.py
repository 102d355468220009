"""What the pages of questions are made of besides words: one style sheet, one script, one service worker."""
from __future__ import annotations

import hashlib
import re
from pathlib import Path

from survey_app.colour import readable

STATIC = Path(__file__).parent / "static"
# The page script is written in parts, one idea each, and sent as one file: a phone pays for every request.
PAGE_PARTS = ("names", "page", "kept", "routing", "answers", "outbox", "offline", "views", "start")
WORKER_PARTS = ("names", "worker")
# Texts in a script as they are; around these signs the spaces and line breaks that nobody but a reader needs go.
SPACED_OUT = re.compile(r"""('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|\s*([=?:&|<>{},;()])\s*""")
LIGHT_PAPER, DARK_PAPER = "#fbf9f4", "#24201c"


def style_sheet(accent: str) -> str:
    """The style sheet with this installation's accent colour, without comments and line breaks."""
    colours = {
        "LIGHT_ACCENT": readable(accent, LIGHT_PAPER), "DARK_ACCENT": readable(accent, DARK_PAPER),
        "LIGHT_PAPER": LIGHT_PAPER, "DARK_PAPER": DARK_PAPER,
    }
    css = (STATIC / "asking.css").read_text(encoding="utf-8")
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"[A-Z]+_(?:ACCENT|PAPER)", lambda found: colours[found[0]], css)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", css)).replace(": ", ":").replace(";}", "}").strip()


def page_script() -> str:
    """The script of the intro page: one named function, so that it can hand its own text to the offline cache."""
    return f"(function sipasPhone() {{\n{_joined(PAGE_PARTS)}}})();\n"


def worker_script() -> str:
    """The service worker, which must run without the page."""
    return f"(function () {{\n{_joined(WORKER_PARTS)}}})();\n"


def version_of(text: str) -> str:
    """A short name for exactly this text, for addresses that may be cached for ever."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _joined(parts: tuple[str, ...]) -> str:
    lines = ["'use strict';"]
    for part in parts:
        source = (STATIC / "script" / f"{part}.js").read_text(encoding="utf-8").splitlines()
        lines += [line.strip() for line in source if line.strip() and not line.strip().startswith("//")]
    return SPACED_OUT.sub(lambda found: found[1] or found[2], "\n".join(lines)) + "\n"
