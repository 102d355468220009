"""Sample size: textbook cases worked out beside them, and the picture."""
from xml.etree import ElementTree

import pytest

from survey_app.sampling.refusals import Refused
from survey_app.sampling.size import Wish, answers_needed, design_effect, margin_of, sample_size
from survey_app.sampling.size_picture import draw_picture

SVG = "{http://www.w3.org/2000/svg}"


def test_a_share_to_five_points_takes_385():
    # 1.96^2 x 50^2 / 5^2 = 384.16
    assert answers_needed(Wish(5, 1, sd=50)) == pytest.approx(384.146, abs=0.001)
    assert sample_size(Wish(5, 1, sd=50)).n == 385


def test_of_a_thousand_households_278_are_enough():
    # 384.146 / (1 + 384.146/1000) = 277.53
    assert sample_size(Wish(5, 1, sd=50, population=1000)).n == 278


def test_resemblance_within_villages_multiplies():
    # Kish: 27 households, rho 0.05 -> 1 + 26 x 0.05 = 2.3; (1.96 x 20)^2 / 2^2 = 384.146; x 2.3 = 883.5
    assert design_effect(27, 0.05) == pytest.approx(2.3)
    size = sample_size(Wish(2, 2.3))
    assert (size.n, size.psus, size.issued) == (884, 33, 891)  # 884/27 = 32.7


def test_nonresponse_takes_more_villages():
    # 884 / (27 x 0.8) = 40.9
    size = sample_size(Wish(2, 2.3, response_rate=0.8))
    assert (size.n, size.psus, size.issued) == (884, 41, 1107)


def test_what_is_issued_reaches_the_margin():
    for wish in (Wish(2, 2.3), Wish(1, 1.5, population=9000), Wish(3, 2, response_rate=0.6)):
        assert sample_size(wish).margin <= wish.margin
        assert margin_of(answers_needed(wish), wish) == pytest.approx(wish.margin)


def test_at_least_two_villages():
    assert sample_size(Wish(15, 1)).psus == 2


@pytest.mark.parametrize(("change", "why"), [({"margin": 0}, "margin above 0"), ({"deff": 0.5}, "deff of 1 or more"), ({"sd": -1}, "sd above 0"),
                                             ({"level": 95}, "level between 0 and 1"), ({"response_rate": 0}, "response rate above 0")])
def test_impossible_wishes_are_refused(change, why):
    with pytest.raises(Refused, match=why):
        Wish(**({"margin": 2, "deff": 2} | change))


def test_the_picture_shows_the_wish_on_its_curve():
    wish = Wish(2.5, 1.7, sd=50, population=3000)
    root = ElementTree.fromstring(draw_picture(wish))
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert "Số phiếu trả lời cần có (n)" in words and "Biên độ sai số (± điểm, độ tin cậy 95%)" in words
    assert [word for word in words if word.startswith("deff")] == [f"deff = {deff}" for deff in ("1", "1,5", "1,7", "2", "3")]
    # (1.96 x 50 / 2.5)^2 x 1.7 = 2612.2; of 3000: 2612.2 / (1 + 2612.2/3000) = 1396.4
    assert "± 2,5 điểm: n = 1.397" in words and sample_size(wish).n == 1397
    circle = root.find(f"{SVG}circle")
    own = next(line for line in root.iter(f"{SVG}polyline") if line.get("stroke-width") == "3")
    points = [tuple(map(float, point.split(","))) for point in own.get("points").split()]
    assert min(abs(x - float(circle.get("cx"))) + abs(y - float(circle.get("cy"))) for x, y in points) < 5
    assert len({line.get("points") for line in root.iter(f"{SVG}polyline")}) == 5


def test_the_picture_holds_for_extreme_wishes():
    for wish in (Wish(0.05, 9), Wish(40, 1, sd=50), Wish(2, 3, population=50)):
        root = ElementTree.fromstring(draw_picture(wish))
        circle = root.find(f"{SVG}circle")
        assert 0 < float(circle.get("cx")) < 720 and 50 < float(circle.get("cy")) < 460
