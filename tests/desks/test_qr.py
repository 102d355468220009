"""QR codes: the files show the symbol of the address, white border included."""
from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM

from survey_app.desks.qr import PIXELS_PER_MODULE, QUIET_ZONE, as_png, as_svg, symbol_of

ADDRESS = "https://khaosat.example.vn/k/K7M4PX2AC"


def matrix_of_png(content: bytes) -> list[list[bool]]:
    """Modules read from the middle of each square of pixels; True is black."""
    image = Image.open(BytesIO(content)).convert("L")
    modules = image.width // PIXELS_PER_MODULE
    middle = [PIXELS_PER_MODULE * place + PIXELS_PER_MODULE // 2 for place in range(modules)]
    return [[image.getpixel((x, y)) < 128 for x in middle] for y in middle]


def matrix_of_svg(content: bytes) -> list[list[bool]]:
    """Modules drawn by the path, each a square that starts at M x,y and runs to H x2 V y2."""
    text = content.decode()
    size = int(re.search(r'viewBox="0 0 (\d+) ', text)[1])
    squares = [tuple(map(int, found)) for found in re.findall(r"M(\d+),(\d+)H(\d+)V(\d+)H\d+z", text)]
    side = squares[0][2] - squares[0][0]
    matrix = [[False] * (size // side) for _ in range(size // side)]
    for x, y, _, _ in squares:
        matrix[y // side][x // side] = True
    return matrix


@pytest.mark.parametrize(("draw", "read"), [(as_png, matrix_of_png), (as_svg, matrix_of_svg)])
def test_a_file_shows_the_symbol_of_its_address(draw, read):
    assert read(draw(ADDRESS)) == symbol_of(ADDRESS).get_matrix()


def test_four_modules_around_the_symbol_stay_white():
    matrix = matrix_of_png(as_png(ADDRESS))
    border = [*matrix[:QUIET_ZONE], *matrix[-QUIET_ZONE:], *([row[place] for row in matrix] for place in (*range(QUIET_ZONE), *range(-QUIET_ZONE, 0)))]
    assert QUIET_ZONE == 4 and not any(map(any, border))
    assert all(matrix[QUIET_ZONE][QUIET_ZONE:QUIET_ZONE + 7])  # the finder pattern's first row begins right there


def test_the_symbol_holds_the_address_in_two_encodings_and_nothing_else():
    pieces = symbol_of(ADDRESS).data_list
    assert b"".join(piece.data for piece in pieces).decode() == ADDRESS
    assert [piece.mode for piece in pieces] == [MODE_8BIT_BYTE, MODE_ALPHA_NUM]


def test_a_usual_address_needs_no_more_than_33_modules():
    # ISO/IEC 18004: version 4, level Q holds 46 bytes, and has 4*4 + 17 = 33 modules.
    assert symbol_of(ADDRESS).modules_count == 33


def test_two_desks_have_different_symbols():
    assert symbol_of(ADDRESS).get_matrix() != symbol_of(ADDRESS.replace("K7M4PX2AC", "X7M4PX2AC")).get_matrix()
