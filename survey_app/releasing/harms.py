"""What can be wrong with a release, in English for commands and in Vietnamese for the page."""
from __future__ import annotations

from dataclasses import dataclass, field

from survey_app.releasing.wording import STATES

HARMS = {
    "no_row": ("there is no row of it, and the journal says it is {state}", "không còn được lưu, mà nhật ký ghi: {state}"),
    "nothing": ("there is no row of it and no entry in the journal", "không được lưu, và không mục nào của nhật ký ghi"),
    "no_entry": ("the journal has no entry of its release", "nhật ký không có mục nào công bố bản này"),
    "state": ("it is {stored} and the journal says {state}", "đang lưu là {stored}, mà nhật ký ghi: {state}"),
    "differs": ("{part} differs from the journal's", "{part} khác với nhật ký"),
    "order": ("it was decided before it was proposed", "thời điểm quyết định trước thời điểm đề nghị"),
    "document": ("the document differs from its digest", "bảng được giữ nguyên khác với mã băm của nó"),
    "run_input": ("the input digest of run {run} differs from the released one", "mã băm dữ liệu vào của lần tính {run} khác với bản đã công bố"),
    "figures": ("figures of run {run} differ from the released ones: {which}", "số liệu của lần tính {run} khác với bản đã công bố: {which}"),
    "questions": ("the tables of single questions made now are not those that were released: a figure or a name in them or beside them was changed",
                  "bảng nhận định, mong đợi lập bây giờ khác với bảng đã công bố: một số liệu hoặc tên trong bảng hay bên cạnh đã bị sửa"),
    "rows": ("rows of run {run} were changed since the release, in: {which}", "dữ liệu của lần tính {run} đã bị sửa từ khi công bố, ở bảng: {which}"),
}
PARTS = {
    "proposer": ("the proposer", "người đề nghị"), "decider": ("the decider", "người quyết định"), "reason": ("the reason", "lời đề nghị"), "decision": ("the words of the decision", "lời quyết định"),
    "withdrawal": ("the words of the withdrawal", "lời rút lại"), "corrects": ("what it corrects", "bản được đính chính"), "correction": ("the words of the correction", "lời đính chính"),
    "run": ("the run", "lần tính"), "asked_by": ("who asked for the run", "người yêu cầu lần tính"), "proposed_at": ("the time of the proposal", "thời điểm đề nghị"),
    "decided_at": ("the time of the decision", "thời điểm quyết định"), "checklist": ("the checklist or what was written to it", "danh mục kiểm tra hoặc lời xác nhận"),
    "digest": ("the digest", "mã băm"), "results": ("the digests of its results", "mã băm các số liệu"),
}
NOTES = {"no_digests": ("digests of all its results: not recorded (released by an earlier version of the program)", "không có mã băm mọi số liệu (công bố từ phiên bản cũ của chương trình)")}


@dataclass(frozen=True)
class Harm:
    """One thing that is wrong. code: of HARMS; part: of PARTS; found: what its words name."""

    code: str
    part: str | None = None
    found: dict = field(default_factory=dict)

    def __str__(self) -> str:
        return self._said(0, self.found)

    @property
    def vi(self) -> str:
        """For people."""
        return self._said(1, {name: STATES.get(value, value).lower() if name in ("state", "stored") else value for name, value in self.found.items()})

    def _said(self, language: int, found: dict) -> str:
        return HARMS[self.code][language].format(part=PARTS[self.part][language] if self.part else None, **found)
