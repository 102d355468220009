"""The parts of the pages: readable colours, a script that old WebViews run, words in both languages, few bytes."""
from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from babel.messages import extract, mofile, pofile

import survey_app
from survey_app.asking.assets import DARK_PAPER, LIGHT_PAPER, PAGE_PARTS, STATIC, WORKER_PARTS, page_script, style_sheet, worker_script
from survey_app.colour import contrast, readable

ROOM = Path(survey_app.__file__).parent
ENGLISH = ROOM / "translations/en/LC_MESSAGES/messages"
NEWER_THAN_ES5 = {
    "let or const": r"\b(let|const)\s+[\w{\[]",
    "arrow function": r"=>",
    "template literal": r"`",
    "async or await": r"\b(async|await)\b",
    "class": r"\bclass\s+\w+\s*\{",
    "for…of": r"\bfor\s*\([^;)]*\bof\b",
    "spread": r"\.\.\.\w",
    "optional chaining": r"\?\.\w|\?\?",
    "method of a later version": r"\.(includes|startsWith|endsWith|padStart|find|findIndex|closest|remove|append|prepend|flat)\(",
    "function of a later version": r"Object\.(assign|entries|values)|Array\.from",
    "default or shorthand": r"function\s*\w*\([^)]*=",
}


def test_contrast_of_black_and_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_contrast_of_a_published_pair():
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)  # the grey WebAIM gives as the lightest for AA


@pytest.mark.parametrize("accent", ["#7a1f1f", "#ffcc00", "#0044ff", "#000000", "#ffffff", "#808080"])
@pytest.mark.parametrize("paper", [LIGHT_PAPER, DARK_PAPER])
def test_any_accent_is_made_readable(accent, paper):
    assert contrast(readable(accent, paper), paper) >= 7


def test_a_readable_accent_stays_as_it_is():
    assert readable("#7a1f1f", LIGHT_PAPER) == "#7a1f1f"


def tokens(css: str) -> list[dict[str, str]]:
    """The colour tokens of the light and of the dark scheme."""
    light, dark = (dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", rule)) for rule in re.findall(r":root\{[^}]*\}", css)[:2])
    return [light | {"card": "#ffffff"}, light | dark]


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize("text", ["ink", "muted", "accent", "warn", "good"])
@pytest.mark.parametrize("behind", ["paper", "card"])
def test_every_text_has_a_contrast_of_7(scheme, text, behind):
    colours = tokens(style_sheet("#7a1f1f"))[scheme]
    assert contrast(colours[text], colours[behind]) >= 7


@pytest.mark.parametrize("scheme", [0, 1])
def test_borders_of_tiles_have_a_contrast_of_3(scheme):
    colours = tokens(style_sheet("#7a1f1f"))[scheme]
    assert contrast(colours["line"], colours["card"]) >= 3 and contrast(colours["line"], colours["paper"]) >= 3


@pytest.mark.parametrize("source", [page_script, worker_script])
@pytest.mark.parametrize("feature", NEWER_THAN_ES5)
def test_the_scripts_are_es5(source, feature):
    code = re.sub(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"", "''", source())
    assert re.findall(NEWER_THAN_ES5[feature], code) == []


def test_the_core_of_the_script_needs_no_promise():
    for part in STATIC.glob("script/*.js"):
        if part.stem not in ("offline", "worker"):
            assert not re.search(r"\bPromise\b|\.then\(|\bfetch\(", part.read_text(encoding="utf-8")), part.name


def test_every_part_of_the_script_is_sent():
    assert {part.stem for part in STATIC.glob("script/*.js")} == {*PAGE_PARTS, *WORKER_PARTS}


def test_no_page_holds_inline_script_or_style_attributes(visitor):
    visitor.answer(1)
    for rest in ("", "/1", "/2", "/xoa"):
        page = visitor.get(rest).text
        assert not re.search(r"\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", page)


def test_the_policy_names_the_style_sheet_and_allows_no_other(visitor):
    policy = visitor.get().headers["Content-Security-Policy"]
    assert "style-src 'self' 'sha256-" in policy and "unsafe" not in policy


def test_the_first_load_is_small(visitor, client):
    packed = {"Accept-Encoding": "gzip"}
    page = visitor.get(headers=packed)
    script = re.search(r'src="([^"]+)"', gzip.decompress(page.data).decode())[1]
    parts = [page, client.get(script, headers=packed), client.get("/k/sw.js", headers=packed)]
    assert all(part.headers["Content-Encoding"] == "gzip" for part in parts)
    assert sum(len(part.data) for part in parts) <= 20_000


def test_a_browser_without_gzip_gets_the_same_page(visitor):
    packed = visitor.get(headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == visitor.get().data


def test_the_first_page_is_not_sent_twice(visitor):
    first = visitor.get()
    again = visitor.get(headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"") and first.headers["Cache-Control"] == "private, no-cache"


def test_the_script_is_kept_for_ever_under_the_address_of_its_version_only(visitor, client):
    address = re.search(r'src="([^"]+)"', visitor.get().text)[1]
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert "immutable" not in client.get("/k/phone.js?v=older").headers["Cache-Control"]


def test_the_language_asked_for_is_remembered(visitor):
    assert '<html lang="en">' in visitor.get("?lang=en").text
    assert '<html lang="en">' in visitor.get("/1").text
    assert '<html lang="vi">' in visitor.get("?lang=vi").text


def test_changing_the_language_in_a_section_keeps_its_answers(visitor):
    visitor.answer(1, 2)
    there = visitor.post(3, {"2.1.1": "2"}, go="en").location
    page = visitor.client.get(there).text
    assert '<html lang="en">' in page and 'name="2.1.1" value="2" checked' in page


def messages_in_pages() -> set[str]:
    """Every Vietnamese text marked for translation in the citizens' pages."""
    found = set()
    for folder, method in (("**/*.py", "python"), ("**/templates/**/*.html", "jinja2")):
        for path in (*(ROOM / "asking").glob(folder), *(ROOM / "channels").glob(folder)):
            with path.open("rb") as file:
                found |= {message[1] for message in extract.extract(method, file)}
    return found


def test_every_word_of_the_pages_has_its_english():
    with ENGLISH.with_suffix(".po").open("rb") as file:
        written = {message.id: message.string for message in pofile.read_po(file) if message.id}
    assert messages_in_pages() <= written.keys() and all(written.values())


def test_the_compiled_words_are_those_written():
    with ENGLISH.with_suffix(".po").open("rb") as po, ENGLISH.with_suffix(".mo").open("rb") as mo:
        written, compiled = pofile.read_po(po), mofile.read_mo(mo)
    assert {m.id: m.string for m in written if m.id} == {m.id: m.string for m in compiled if m.id}


def test_leaving_out_spaces_harms_no_pattern_and_no_comment():
    for part in STATIC.glob("script/*.js"):
        code = part.read_text(encoding="utf-8")
        assert not re.search(r"[;{}] *//", code), f"{part.name}: a remark needs a line of its own"
        assert not re.search(r"[(,=] */[^/\n]* [^/\n]*/[gimuy]*[.,)]", code), f"{part.name}: write \\s for a space in a pattern"
