"""Who issues a report, and as which paper: the two bodies named at its head, the province, the place of signing, the symbol beside its number."""
from __future__ import annotations

from dataclasses import dataclass

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
COUNCIL = "Ủy ban nhân dân"
KINDS = ("tỉnh ", "thành phố ")
# An annex goes out with another paper, a document is signed itself; with the words of pages.
ANNEX, DOCUMENT = "annex", "document"
PAPERS = {ANNEX: "phụ lục", DOCUMENT: "văn bản"}


@dataclass(frozen=True)
class Letterhead:
    """`province` as set for the installation ("tỉnh Hoa Lau"), `issuer` the body that signs, `paper` one of PAPERS."""

    province: str
    issuer: str
    paper: str = ANNEX

    @property
    def superior(self) -> str:
        """The body above the issuer."""
        return f"{COUNCIL} {self.province}"

    @property
    def symbol(self) -> str:
        """What stands behind the number of a report: "BC-SNV"."""
        return f"BC-{''.join(word[0] for word in self.issuer.split()).upper()}"

    @property
    def place(self) -> str:
        """The name of the province alone."""
        kind = next((kind for kind in KINDS if self.province.lower().startswith(kind)), "")
        return self.province[len(kind):]
