"""Items that one_stop_visitor does not have: boxes, a text beside an option, exactly k, an item shown to some only."""
from __future__ import annotations


def test_boxes_and_the_text_beside_one_are_stored(odd_visitor, stored):
    odd_visitor.get("/1")
    odd_visitor.post(1, {"ways": ["desk", "other"], "ways.other": "Nhờ hàng xóm"})
    odd_visitor.post(2, {"best": ["a", "c"]})
    odd_visitor.post(3, {"rating": "3", "queue": "1"})
    assert stored()[0][1] == {"ways": ["desk", "other"], "ways.other": "Nhờ hàng xóm", "best": ["a", "c"], "rating": 3, "queue": 1}


def test_ticked_boxes_and_the_text_are_shown_again(odd_visitor):
    odd_visitor.get("/1")
    odd_visitor.post(1, {"ways": ["desk", "other"], "ways.other": "Nhờ <hàng> xóm"})
    page = odd_visitor.get("/1").text
    assert page.count(" checked") == 2 and 'value="Nhờ &lt;hàng&gt; xóm"' in page


def test_a_text_without_its_box_is_named_at_the_text(odd_visitor):
    odd_visitor.get("/1")
    answer = odd_visitor.post(1, {"ways": ["desk"], "ways.other": "Nhờ hàng xóm"})
    assert answer.status_code == 422 and '<a href="#i-ways.other">1. Ông/Bà đã ghi ý kiến khác' in answer.text


def test_the_wrong_number_of_boxes_is_told(odd_visitor):
    odd_visitor.get("/1")
    odd_visitor.post(1, {"ways": ["desk"]})
    assert "chọn đúng 2 ô. Hiện đang chọn 3 ô" in odd_visitor.post(2, {"best": ["a", "b", "c"]}).text


def test_a_non_answer_does_not_stand_beside_boxes(odd_visitor):
    odd_visitor.get("/1")
    answer = odd_visitor.post(1, {"ways": ["desk", "ref"]})
    assert answer.status_code == 422 and "vừa chọn ô không trả lời vừa chọn ô khác" in answer.text


def test_an_item_is_shown_only_to_those_it_is_for(odd_visitor):
    odd_visitor.get("/1")
    odd_visitor.post(1, {"ways": ["web"]})
    page = odd_visitor.get("/3").text
    assert "Nói chung" in page and "Xếp hàng" not in page


def test_the_name_of_a_desk_is_escaped(odd_visitor):
    page = odd_visitor.get("/1").text
    assert "Quầy &lt;thử&gt; &amp; &#39;nháy&#39;" in page and "<thử>" not in page


def test_a_text_that_no_cookie_can_hold_is_shown_again_with_what_to_do(odd_visitor):
    odd_visitor.get("/1")
    unpackable = "".join(chr(0x4E00 + (number * 7919) % 20000) for number in range(3000))
    answer = odd_visitor.post(1, {"ways": ["web"], "story": unpackable})
    assert answer.status_code == 422 and "không giữ được nội dung dài như vậy" in answer.text and unpackable in answer.text


def test_english_words_and_problems(odd_visitor):
    odd_visitor.get("/1?lang=en")
    answer = odd_visitor.post(1, {})
    assert "Error: 1 of 3 – Part one" in answer.text and "Please choose an answer" in answer.text and "Which ways?" in answer.text
