"""The poster: text that can be searched, a symbol large enough, nothing over anything else."""
from __future__ import annotations

import re
import unicodedata
from io import BytesIO

import pytest
from pypdf import PdfReader

from survey_app.desks import poster
from survey_app.colour import ink_on, luminance, parts_of
from survey_app.desks.poster import Look, print_posters
from survey_app.desks.qr import QUIET_ZONE, symbol_of

LOOK = Look("https://khaosat.example.vn", "tỉnh Hoa Lau", "#7a1f1f")
LONG = "Trung tâm Phục vụ hành chính công phường Bình Minh Thượng, quầy số 12: đất đai, xây dựng, hộ tịch, chứng thực và bảo trợ xã hội"
CODE = "K7M4PX2AC"


def pages_of(*desks: tuple[str, str], look: Look = LOOK) -> list[str]:
    """The words of each page, line ends made blanks."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(print_posters(desks, look))).pages]


def test_a_poster_says_whose_it_is_and_what_to_do():
    (text,) = pages_of(("Quầy số 1", CODE))
    for words in ("Tỉnh Hoa Lau", "Quầy số 1", poster.HEADING, poster.PURPOSE, *poster.STEPS, poster.PROMISE, poster.HELP):
        assert words in text


def test_the_address_is_printed_short_with_the_code_in_groups():
    (text,) = pages_of(("Quầy số 1", CODE))
    assert "Hoặc gõ: khaosat.example.vn/k/K7M4-PX2A-C" in text


def test_every_desk_has_a_page():
    texts = pages_of(("Quầy số 1", CODE), ("Quầy số 2", "X7M4PX2AC"))
    assert ["Quầy số 1" in texts[0], "Quầy số 2" in texts[1]] == [True, True] and len(texts) == 2


def test_no_desk_is_no_poster():
    with pytest.raises(ValueError, match="at least one desk"):
        print_posters([], LOOK)


def test_a_very_long_name_is_there_in_full_on_its_one_page():
    assert LONG in pages_of((LONG, CODE))[0]


@pytest.mark.parametrize("size", [200, 1000])
def test_even_a_name_of_the_longest_kind_leaves_one_page(size):
    assert len(pages_of(("Quầy " * (size // 5), CODE))) == 1


def test_a_decomposed_name_is_printed_composed():
    text = pages_of((unicodedata.normalize("NFD", "Bộ phận Một cửa xã Mây Trắng"), CODE))[0]
    assert "Bộ phận Một cửa xã Mây Trắng" in text and unicodedata.is_normalized("NFC", text)


def test_the_document_says_its_title_and_language():
    document = PdfReader(BytesIO(print_posters([("Quầy số 1", CODE)], LOOK)))
    assert document.metadata.title == "Áp phích khảo sát: Quầy số 1"
    assert document.trailer["/Root"]["/Lang"] == "vi"


def test_pages_are_a4():
    box = PdfReader(BytesIO(print_posters([("Quầy số 1", CODE)], LOOK))).pages[0].mediabox
    # 210 x 297 mm at 72 points an inch.
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)


@pytest.mark.parametrize("url", ["http://a.vn", "https://khaosat.example.vn", "https://" + "mot-ten-mien-rat-dai." * 5 + "vn"])
def test_the_white_border_touches_neither_the_name_nor_the_address(url):
    quiet = poster.SYMBOL * QUIET_ZONE / symbol_of(f"{url}/k/{CODE}").modules_count
    assert poster.NAME_TOP + poster.NAME_HEIGHT <= poster.SYMBOL_TOP - quiet
    assert poster.SYMBOL_TOP + poster.SYMBOL + quiet <= poster.ADDRESS_TOP


def test_the_symbol_is_drawn_15_centimetres_wide():
    # Read from the page itself: the drawing's units are millimetres of the page times the second matrix; a module is
    # two units of the SVG, so 33 modules are 66 units.
    content = PdfReader(BytesIO(print_posters([("Quầy số 1", CODE)], LOOK))).pages[0].get_contents().get_data().decode("latin-1")
    (scale,) = re.findall(r"2\.8346 0 0 -2\.8346 0 841\.89 cm .*? q (\d+\.\d+) 0 0 \1 ", content)
    assert 66 * float(scale) == pytest.approx(150, abs=0.05)


@pytest.mark.parametrize(("accent", "ink"), [("#7a1f1f", "#ffffff"), ("#ffd54a", "#000000"), ("#ffffff", "#000000"), ("#000000", "#ffffff")])
def test_the_band_is_written_on_in_the_ink_that_stands_out(accent, ink):
    assert ink_on(accent) == ink


def test_luminance_is_wcags():
    # WCAG 2.2: white is 1, black 0; pure green weighs 0.7152.
    assert (luminance("#ffffff"), luminance("#000000"), luminance("#00ff00")) == (pytest.approx(1), 0, pytest.approx(0.7152))


def test_a_colour_by_name_is_refused():
    with pytest.raises(ValueError, match="#7a1f1f"):
        parts_of("maroon")
