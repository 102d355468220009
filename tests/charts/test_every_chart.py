"""What holds for every chart: it can be read, by eyes and by screen readers, and it obeys the pages' policy."""
import re

import pytest

from tests.charts.drawn import SPACE, boxes, outside, overlaps, read, texts, walk
from tests.charts.hard import CASES, HIDDEN, drawn

pytestmark = pytest.mark.parametrize("name", CASES)


def test_words_neither_overlap_nor_leave_the_picture(name):
    assert overlaps(drawn(name)) == [] and outside(drawn(name)) == []
    assert overlaps(drawn(name, alone=True)) == [] and outside(drawn(name, alone=True)) == []
    assert len(boxes(drawn(name))) > 5


def test_it_has_a_name_and_a_description(name):
    root = read(drawn(name))
    title, description = root.find(f"{SPACE}title"), root.find(f"{SPACE}desc")
    assert root.get("role") == "img" and root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == f"Hình thử <{name}>" and len(description.text) > 40


def test_ids_are_its_own_and_there_is_neither_style_nor_script(name):
    svg = drawn(name)
    ids = re.findall(r' id="([^"]+)"', svg)
    assert len(ids) == len(set(ids)) and all(one.startswith(f"{name}-") for one in ids)
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href=", svg)


def test_ink_follows_the_page_and_is_fixed_in_a_file(name):
    colours = {value for element, _ in walk(read(drawn(name))) for key in ("fill", "stroke") if (value := element.get(key))}
    assert colours <= {"currentColor", "none", "#fff", *(f"url(#{name}-{place})" for place in range(5))}
    assert not read(drawn(name)).get("color")
    alone = read(drawn(name, alone=True))
    assert alone.get("color") == "#1b1b1b" and "Noto Sans" in alone.get("font-family")
    assert alone.find(f"{SPACE}rect").get("fill") == "#ffffff"


def test_a_file_says_its_title_and_source(name):
    assert f"Hình thử <{name}>" in texts(drawn(name, alone=True)) and any("lần tính 3" in text for text in texts(drawn(name, alone=True)))
    assert f"Hình thử <{name}>" not in texts(drawn(name))


def test_what_is_hidden_is_said_and_not_drawn(name):
    if name in ("intervals", "levels", "multiples"):
        assert HIDDEN in read(drawn(name)).find(f"{SPACE}desc").text
        assert "không hiển thị" in " ".join(texts(drawn(name)))
