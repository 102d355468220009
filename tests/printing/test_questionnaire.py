"""The printed questionnaire, read back from the PDF."""
from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

import forms
from survey_app.desks.qr import symbol_of
from survey_app.printing import front
from survey_app.printing.flow import BOTTOM
from survey_app.printing.marks import SMALL
from survey_app.printing.questionnaire import EMPTY, Occasion, PaperForm, page_map, print_questionnaires
from survey_app.sampling.respondents import KISH_TABLES, RULES

HOUSEHOLD = forms.load("sipas_household", "2024")
VISITOR = forms.load("one_stop_visitor", "2024")
LEADERS = forms.load("par_leaders")
OCCASION = Occasion("tỉnh Hoa Lau", "hh-2024")
A4 = (595, 842)  # 210 x 297 mm at 72 points an inch


def read(instrument: forms.Instrument, *copies: PaperForm, occasion: Occasion = OCCASION) -> PdfReader:
    return PdfReader(BytesIO(print_questionnaires(instrument, occasion, copies or [PaperForm("000017")])))


def words_of(document: PdfReader) -> list[str]:
    """The words of each page, line ends made blanks."""
    return [" ".join(page.extract_text().split()) for page in document.pages]


@pytest.fixture(scope="module")
def household() -> PdfReader:
    return read(HOUSEHOLD, PaperForm("000017"), PaperForm("000029"))


@pytest.fixture(scope="module")
def pages(household) -> list[str]:
    """The pages of the first of two copies."""
    return words_of(household)[: len(household.pages) // 2]


@pytest.mark.parametrize("instrument", [HOUSEHOLD, VISITOR, LEADERS], ids=lambda instrument: instrument.code)
def test_every_item_stands_there_once_after_its_code_and_in_order(instrument):
    text = " ".join(words_of(read(instrument)))
    places = [[found.start() for found in re.finditer(re.escape(f"{item.code} {item.text.vi}"), text)] for item in instrument.items.values()]
    assert all(len(found) == 1 for found in places)
    assert places == sorted(places)


@pytest.mark.parametrize("rule", [None, *RULES])
@pytest.mark.parametrize("instrument", [HOUSEHOLD, VISITOR, LEADERS], ids=lambda instrument: instrument.code)
def test_the_map_of_pages_is_the_printed_one(instrument, rule):
    """Also for every rule of who is asked: the Kish table takes room on the first page."""
    texts = words_of(read(instrument, occasion=replace(OCCASION, respondent_rule=rule)))
    printed = page_map(instrument, rule)
    assert printed.count == len(texts) and printed.pages.keys() == instrument.items.keys()
    for item in instrument.items.values():
        assert f"{item.code} {item.text.vi}" in texts[printed.pages[item.code] - 1], item.code


def test_no_item_is_split_between_pages(pages):
    for item in HOUSEHOLD.items.values():
        (page,) = [page for page in pages if f"{item.code} {item.text.vi}" in page]
        for option in item.options:
            assert option.text.vi in page


@pytest.mark.parametrize("instrument", [HOUSEHOLD, VISITOR, LEADERS], ids=lambda instrument: instrument.code)
def test_serial_and_page_number_are_on_every_page_of_an_even_number(instrument):
    texts = words_of(read(instrument, PaperForm("000017"), PaperForm("000029")))
    half = len(texts) // 2
    assert half % 2 == 0
    for serial, copy in (("000017", texts[:half]), ("000029", texts[half:])):
        for place, page in enumerate(copy, 1):
            assert f"Số phiếu {serial}" in page and f"Phiếu {serial}" in page and f"Trang {place}/{half}" in page


def test_a_page_added_for_the_back_says_so():
    # One question takes one page; its back stays empty.
    short = replace(HOUSEHOLD, sections=HOUSEHOLD.sections[:1])
    front_side, back = words_of(read(short))
    assert EMPTY in back and "000017" in back and EMPTY not in front_side


def test_copies_differ_in_nothing_but_the_serial(household):
    texts = words_of(household)
    half = len(texts) // 2
    assert [page.replace("000017", "000029") for page in texts[:half]] == texts[half:]


def test_every_sheet_bears_its_serial_as_a_symbol(household):
    half = len(household.pages) // 2
    for page, serial in ((household.pages[0], "000017"), (household.pages[half], "000029")):
        (picture,) = page.images
        modules = symbol_of(serial).get_matrix()
        side = picture.image.size[0] // len(modules)
        seen = [[not picture.image.getpixel((side * column + side // 2, side * row + side // 2)) for column in range(len(modules))] for row in range(len(modules))]
        assert seen == modules
    assert all(len(page.images) == 1 for page in household.pages)


def test_pages_are_a4_and_the_document_says_its_language(household):
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in household.pages} == {A4}
    assert household.trailer["/Root"]["/Lang"] == "vi" and household.metadata.title.endswith("đợt hh-2024")


def test_no_type_is_small_and_nothing_stands_below_the_text_area(pages, household):
    sizes, lowest = set(), []

    def see(text, _user, matrix, _font, size):
        if text.strip():
            sizes.add(size)
            if "Trang" not in text and "Phiếu 0000" not in text:
                lowest.append(matrix[5])
    for page in household.pages[: len(pages)]:
        page.extract_text(visitor_text=see)
    assert min(sizes) >= SMALL >= 11
    assert min(lowest) >= (297 - BOTTOM) * 72 / 25.4


def test_the_first_page_looks_official_and_says_how_to_answer(pages):
    for words in ("ỦY BAN NHÂN DÂN TỈNH HOA LAU SỞ NỘI VỤ", HOUSEHOLD.title.vi.upper(), front.NOTE, front.HOW, front.DATE, "không hợp lệ"):
        assert words in pages[0]


def test_no_page_asks_who_somebody_is(pages):
    text = " ".join(pages).replace(front.NOTE, "").casefold()
    assert not any(asked in text for asked in ("họ tên", "họ và tên", "điện thoại:", "địa chỉ", "căn cước", "dân tộc"))


def test_a_grid_on_two_pages_has_its_scale_on_both(pages):
    of_index_2 = [page for page in pages if re.search(r"\b2\.[1-5]\.[1-4] ", page)]
    assert len(of_index_2) > 1
    for page in of_index_2:
        assert "1 Rất không hài lòng 2 Không hài lòng 3 Bình thường 4 Hài lòng 5 Rất hài lòng Không biết / không có ý kiến Chưa từng sử dụng Không trả lời" in page


def test_choices_have_numbered_boxes_and_clerks_codes_none(pages):
    (page,) = [page for page in pages if "A5 Theo Ông/Bà" in page]
    assert "1 Không có 2 Có một số 3 Có nhiều Không biết / không có ý kiến Không trả lời" in page
    assert not any("không đọc được" in page for page in pages)


def test_how_many_to_tick_is_said_also_where_the_instrument_does_not():
    sections = tuple(replace(section, items=tuple(replace(item, help=None) for item in section.items)) for section in HOUSEHOLD.sections)
    text = " ".join(words_of(read(replace(HOUSEHOLD, sections=sections))))
    assert text.count("Có thể đánh dấu nhiều ô.") == 3 and text.count("Đánh dấu đúng 5 ô.") == 1  # A2, A4, A8; C


def test_routing_is_said_where_a_screen_would_hide():
    text = " ".join(words_of(read(VISITOR)))
    assert "Nếu đánh dấu ô 4: chuyển sang câu R." in text
    assert "Kết quả dịch vụ Chỉ trả lời nếu câu S3 đánh dấu ô 1. Nếu không, chuyển sang câu 2.5.1. 2.4.1 " in text


def test_a_blank_form_has_neither_serial_nor_symbol():
    document = read(HOUSEHOLD, PaperForm())
    assert all("Phiếu trắng" in page for page in words_of(document)) and not any(page.images for page in document.pages)


@pytest.mark.parametrize("rule", ["next-birthday", "last-birthday"])
def test_the_rule_of_who_is_asked_is_printed(rule):
    text = words_of(read(HOUSEHOLD, occasion=replace(OCCASION, respondent_rule=rule)))[0]
    assert front.WHOM + RULES[rule].vi in text and front.ADULTS not in text


def test_each_form_bears_its_own_kish_table():
    forms_of_two = (PaperForm("000017", "A"), PaperForm("000029", "E1"))
    texts = words_of(read(HOUSEHOLD, *forms_of_two, occasion=replace(OCCASION, respondent_rule="kish")))
    for text, table in ((texts[0], "A"), (texts[len(texts) // 2], "E1")):
        assert f"{front.ADULTS} 1 2 3 4 5 từ 6 {front.ASKED} (bảng {table}) {' '.join(map(str, KISH_TABLES[table]))}" in text


def with_text(words: str) -> forms.Instrument:
    """The household form, its first item saying this."""
    first = HOUSEHOLD.sections[0]
    item = replace(first.items[0], text=forms.Text(words, words))
    return replace(HOUSEHOLD, sections=(replace(first, items=(item, *first.items[1:])), *HOUSEHOLD.sections[1:]))


def test_a_very_long_item_is_there_in_full_on_one_page():
    words = "Chính sách được phổ biến đến từng nhà " * 20
    assert sum(words.strip() in page for page in words_of(read(with_text(words.strip())))) == 1


def test_an_item_longer_than_a_page_is_refused():
    with pytest.raises(ValueError, match="Shorten the text"):
        read(with_text("Chính sách " * 900))


def test_what_came_decomposed_is_printed_composed():
    text = words_of(read(HOUSEHOLD, occasion=replace(OCCASION, province=unicodedata.normalize("NFD", "tỉnh Mây Trắng"))))[0]
    assert "TỈNH MÂY TRẮNG" in text


def test_nothing_to_print_is_refused():
    with pytest.raises(ValueError, match="at least one form"):
        print_questionnaires(HOUSEHOLD, OCCASION, [])
