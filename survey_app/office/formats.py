"""A format of a report: who writes it, and the media type of what is written."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Format:
    """`writer` as module:function, imported when it is first needed; it takes what is to be written and the letterhead."""

    writer: str
    media: str

    @property
    def write(self) -> Callable[..., bytes]:
        """The function that makes the file."""
        module, name = self.writer.split(":")
        return getattr(import_module(module), name)
