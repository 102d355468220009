"""The frame as the draw sees it: villages with their household counts, and the digest that names the list."""
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256


@dataclass(frozen=True)
class Village:
    """A thôn or tổ dân phố. `households` stood in the frame; `listed` were counted by a later list (None: not yet)."""

    code: str
    name: str
    kind: str | None
    households: int
    commune_code: str
    commune: str
    district_code: str | None = None
    district: str | None = None
    valid_from: date | None = None
    listed: int | None = None

    @property
    def present_households(self) -> int:
        """The newest count: what households are taken from."""
        return self.listed or self.households

    def canonical(self) -> str:
        """The village's line in the digest of the frame; a later count is no part of the frame."""
        valid_from = self.valid_from.isoformat() if self.valid_from else None
        return line([self.code, self.name, self.kind, self.households, self.commune_code, self.commune, self.district_code, self.district, valid_from])


@dataclass(frozen=True)
class Frame:
    """The villages of a wave, in the order of the draw: by district, commune and village code."""

    villages: tuple[Village, ...]

    @classmethod
    def of(cls, villages) -> Frame:
        """A frame of villages given in any order."""
        return cls(tuple(sorted(villages, key=lambda village: (village.district_code or "", village.commune_code, village.code))))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the villages' lines sorted by village code, each ended by a line feed, in UTF-8."""
        lines = [village.canonical() for village in sorted(self.villages, key=lambda village: village.code)]
        return digest_lines(lines)


def line(values: list) -> str:
    """Values as one line of JSON without blanks, letters as they are."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def digest_lines(lines: list[str]) -> str:
    """SHA-256 of lines, each ended by a line feed, in UTF-8."""
    return sha256("".join(f"{text}\n" for text in lines).encode("utf-8")).hexdigest()
