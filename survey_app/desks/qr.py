"""QR codes of desks as SVG and PNG."""
from __future__ import annotations

from io import BytesIO

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.pil import PilImage
from qrcode.image.svg import SvgPathFillImage

# ISO/IEC 18004: four modules of white around the symbol.
QUIET_ZONE = 4
# A paper on a wall gets dirty and torn: level Q still reads with a quarter of the symbol gone. Upper case would
# make the symbol one size smaller (29 instead of 33 modules for a usual address), but paths are case-sensitive
# and some scanners do not take "HTTPS:" for a link.
CORRECTION = ERROR_CORRECT_Q
# At 20 pixels a module a 41-module image prints at 150 mm with 139 dots an inch, every edge on a pixel.
PIXELS_PER_MODULE = 20
# Shorter stretches of digits or capitals than this are not worth a change of encoding inside the symbol.
SHORTEST_STRETCH = 4


def symbol_of(address: str) -> QRCode:
    """The QR symbol of an address, in the smallest version that holds it."""
    symbol = QRCode(error_correction=CORRECTION, box_size=PIXELS_PER_MODULE, border=QUIET_ZONE)
    symbol.add_data(address, optimize=SHORTEST_STRETCH)
    symbol.make(fit=True)
    return symbol


def as_svg(address: str) -> bytes:
    """The symbol as an SVG file: black on white also where the page behind is dark."""
    return symbol_of(address).make_image(image_factory=SvgPathFillImage).to_string()


def as_png(address: str) -> bytes:
    """The symbol as a black and white PNG file."""
    target = BytesIO()
    symbol_of(address).make_image(image_factory=PilImage).save(target)
    return target.getvalue()


FORMATS = {"svg": (as_svg, "image/svg+xml"), "png": (as_png, "image/png")}
