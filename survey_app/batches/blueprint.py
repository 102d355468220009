"""The one blueprint of the room, and what its pages share: which waves and batches this account may see, long lists page by page."""
from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from flask import Blueprint, abort, request
from flask_login import current_user
from sqlalchemy import Connection, Row, Select

from survey_app.addresses import household_wave_or_404
from survey_app.batches.registry import ListedBatch, batches_of, find_batch
from survey_app.fielded import FieldedWave
from survey_app.sampling.refusals import Refused

blueprint = Blueprint("batches", __name__, template_folder="templates", url_prefix="/ban-lam-viec/tap-phieu")


def visible(wave: FieldedWave | Row) -> Select:
    """The ids of the batches that this account may see: a surveyor's own, others' by their organisation and communes."""
    return batches_of(wave.id, current_user.scope, own=current_user.role == "surveyor")


def batch_or_404(connection: Connection, wave_code: str, number: int) -> tuple[FieldedWave, ListedBatch]:
    """A wave and one of its batches that this account may see, or the page "not found"."""
    fielded = household_wave_or_404(connection, wave_code)
    try:
        return fielded, find_batch(connection, visible(fielded), number)
    except Refused:
        abort(404)


@dataclass(frozen=True)
class Pages:
    """Which page of a long list is shown, of how many."""

    now: int
    last: int
    size: int

    @property
    def span(self) -> slice:
        """The items of this page."""
        return slice((self.now - 1) * self.size, self.now * self.size)

    @property
    def shown(self) -> list[int]:
        """The pages to offer: the first, the last, and those around this one."""
        return sorted({1, self.last, *range(max(1, self.now - 3), min(self.last, self.now + 3) + 1)})


def pages_of(items: int, size: int) -> Pages:
    """The page that the address asks for, of so many items."""
    last = max(1, ceil(items / size))
    return Pages(min(max(request.args.get("trang", 1, type=int), 1), last), last, size)
