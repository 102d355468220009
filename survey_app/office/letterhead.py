"""Who issues a report: the two bodies named at its head, the province and the place of signing."""
from __future__ import annotations

from dataclasses import dataclass

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
COUNCIL = "Ủy ban nhân dân"
KINDS = ("tỉnh ", "thành phố ")


@dataclass(frozen=True)
class Letterhead:
    """`province` as set for the installation ("tỉnh Hoa Lau"), `issuer` the body that signs."""

    province: str
    issuer: str

    @property
    def superior(self) -> str:
        """The body above the issuer."""
        return f"{COUNCIL} {self.province}"

    @property
    def place(self) -> str:
        """The name of the province alone."""
        kind = next((kind for kind in KINDS if self.province.lower().startswith(kind)), "")
        return self.province[len(kind):]
