"""The menu of staff pages: three groups, and the pages of the group one is in."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A page of the menu, the right that opens it, and the other rooms whose pages belong to it."""

    endpoint: str
    label: str
    right: str
    rooms: tuple[str, ...] = ()

    def holds(self, endpoint: str) -> bool:
        """Whether a page is this one's or one of its rooms'."""
        return endpoint.split(".")[0] in (self.endpoint.split(".")[0], *self.rooms)


@dataclass(frozen=True)
class Menu:
    """What one person sees on one page: (label, first page, whether one is in it) of each group; (entry, whether one is there) of this group."""

    groups: list[tuple[str, str, bool]]
    entries: list[tuple[Entry, bool]]


GROUPS = (
    ("Kết quả", (
        Entry("dashboard.index", "Tổng quan", "results.read"), Entry("results.index", "Bảng kết quả", "results.read", ("runs",)),
        Entry("releasing.index", "Công bố", "releases.read"), Entry("reports.index", "Báo cáo", "reports.read"),
        Entry("external.index", "Số liệu ngoài", "external.read"),
    )),
    ("Thu thập", (
        Entry("wave_life.index", "Đợt khảo sát", "waves.read"), Entry("desks.index", "Điểm Một cửa", "desks.read"),
        Entry("cases.index", "Mẫu và hộ", "cases.read"), Entry("batches.index", "Tập phiếu", "batches.read"), Entry("paper.overview", "Nhập phiếu", "paper.open"),
        Entry("links.index", "Đường dẫn một lần", "links.read"), Entry("exclusions.index", "Loại phiếu", "exclusions.read"),
    )),
    ("Quản trị", (
        Entry("scheduling.index", "Lịch tính", "schedule.read", ("keeping",)), Entry("units.index", "Đơn vị", "units.read"),
        Entry("people.index", "Tài khoản", "people.read"), Entry("tokens.index", "API", "tokens.read", ("webhooks", "api_documentation")),
        Entry("journal.index", "Nhật ký", "journal.read"),
    )),
)


def menu_of(may: Callable[[str], bool], endpoint: str | None) -> Menu:
    """The menu of somebody who `may` use certain rights, on the page `endpoint`; groups without a page for them are left out."""
    groups, entries = [], []
    for label, all_entries in GROUPS:
        mine = [entry for entry in all_entries if may(entry.right)]
        here = [(entry, endpoint is not None and entry.holds(endpoint)) for entry in mine]
        if mine:
            groups.append((label, mine[0].endpoint, any(there for _, there in here)))
        if any(there for _, there in here):
            entries = here
    return Menu(groups, entries)
