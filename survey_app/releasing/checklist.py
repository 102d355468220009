"""The checklist of a release, filled in by the system; what people add is a written acknowledgement of each warning."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection

from survey_app.releasing import conduct_checks, disclosure_checks, exclusion_checks, field_checks, publication_checks, run_checks, wave_checks
from survey_app.releasing.found import BLOCKING, WARNING, Found
from survey_app.releasing.refusal import Refused
from survey_app.releasing.subject import Subject
from survey_app.written import written

# Code, title and the check that fills it in, in the order of the page.
CHECKS = (
    ("ledger", "Sổ tập phiếu khớp", field_checks.ledger),
    ("double_entry", "Chỗ khác nhau giữa hai lần nhập đã phân xử", field_checks.double_entry),
    ("half_keyed", "Không có phiếu nhập dở", field_checks.half_keyed),
    ("closed", "Đợt đã đóng", field_checks.closed),
    ("days", "Phiếu nằm trong thời gian của đợt", wave_checks.days),
    ("response_rate", "Tỷ lệ trả lời", field_checks.response_rate),
    ("sample", "Mẫu và hộ thay thế", conduct_checks.sample),
    ("entry", "Phiếu vào hệ thống bằng cách nào", conduct_checks.entry),
    ("decisions", "Người phân xử và sửa phiếu", conduct_checks.decisions),
    ("exclusions", "Phiếu bị loại khỏi số liệu", exclusion_checks.exclusions),
    ("current", "Lần tính là mới nhất", run_checks.current),
    ("reproducible", "Biết rõ dữ liệu vào và phiên bản chương trình", run_checks.reproducible),
    ("method", "Phương pháp được nêu", run_checks.method),
    ("cross_check", "Sai số kiểm tra bằng cách khác", run_checks.cross_check),
    ("suppression", "Số liệu ít phiếu đã ẩn", disclosure_checks.suppression),
    ("flags", "Số liệu cần đọc thận trọng", run_checks.flags),
    ("arithmetic", "Bảng chính thức tự khớp", publication_checks.arithmetic),
    ("previous_release", "So với bản đã công bố của đợt này", publication_checks.previous_release),
    ("between_releases", "Không suy ra được số liệu từ hai bản công bố", disclosure_checks.between_releases),
    ("previous_wave", "Số liệu đợt trước đem so sánh", publication_checks.previous_wave),
    ("siblings", "Đợt khác cùng loại, cùng thời gian", wave_checks.siblings),
)


@dataclass(frozen=True)
class Item:
    """A line of the checklist. `acknowledged`: what a person wrote to a warning, `by` whom."""

    code: str
    title: str
    state: str
    words: str
    link: tuple[str, dict] | None = None
    acknowledged: str | None = None
    by: str | None = None

    @property
    def standing(self) -> str:
        """Its state, a warning that somebody wrote to being `acknowledged`."""
        return "acknowledged" if self.acknowledged else self.state

    @property
    def open(self) -> bool:
        """Whether a written acknowledgement is still wanted."""
        return self.state == WARNING and not self.acknowledged


def fill_in(connection: Connection, subject: Subject) -> list[Item]:
    """Every item as the system finds it now."""
    return [_item(code, title, check(connection, subject)) for code, title, check in CHECKS]


def _item(code: str, title: str, found: Found) -> Item:
    return Item(code, title, found.state, found.words, found.link)


def acknowledge(items: Sequence[Item], sent: Mapping[str, str], by: str) -> list[Item]:
    """The items with what `by` wrote, by code, to those that still want it."""
    said = {code: words for code, raw in sent.items() if (words := written(raw))}
    return [replace(item, acknowledged=said[item.code], by=by) if item.open and item.code in said else item for item in items]


def carry_over(items: Sequence[Item], earlier: Sequence[Item]) -> list[Item]:
    """The items as found now, with earlier acknowledgements of the very same findings; what was found anew wants its own."""
    known = {(item.code, item.words): item for item in earlier if item.acknowledged}
    return [replace(item, acknowledged=before.acknowledged, by=before.by) if (before := known.get((item.code, item.words))) and item.open else item for item in items]


def refuse_unfit(items: Sequence[Item]) -> None:
    """Raise Refused while an item blocks, or a warning is not acknowledged."""
    for reason, unfit in (("blocked", [i.title for i in items if i.state == BLOCKING]), ("unacknowledged", [i.title for i in items if i.open])):
        if unfit:
            raise Refused(reason, items="; ".join(unfit))


def stored(items: Sequence[Item]) -> list[dict]:
    """The items as a release keeps them."""
    return [asdict(item) for item in items]


def restored(documents: Sequence[Mapping]) -> list[Item]:
    """The items of a stored checklist."""
    return [Item(**{**document, "link": tuple(document["link"]) if document["link"] else None}) for document in documents]
