"""What kinds of domains and the domains themselves are called: as the run says, else as the registers and the instrument do."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import Connection, select

from survey_app.dashboard.ordering import vietnamese_key
from survey_app.dashboard.view import View
from survey_app.models import AdminUnit, ServicePoint, Stratum

DESK = "service_point"
KINDS = {
    "commune": "Xã, phường", "district": "Huyện trước sắp xếp", "sex": "Giới tính", "age": "Nhóm tuổi",
    "experience": "Đã làm thủ tục hành chính hay chưa", "channel": "Cách trả lời", DESK: "Điểm Một cửa",
}
CHANNELS = {"paper": "Phiếu giấy", "phone": "Điện thoại, quét mã QR", "link": "Đường dẫn riêng", "import": "Nhập từ tệp"}
CONCEPTS = {"sex": "respondent.gender", "age": "respondent.age_group"}
# Kinds whose names are an alphabet of places; the others keep the order of their codes or options.
PLACES = ("commune", "district", "stratum")


def said_by_run(view: View) -> Mapping:
    """The run's own words for its domains, kind by kind; empty for a run that says none."""
    return view.run.method.get("domains") or view.run.diagnostics.get("domains") or {}


def kind_words(view: View, kind: str) -> str:
    """What a kind of domains is called: short words of ours where we have them; what strata are hangs on the kind of wave, and the run says it."""
    return KINDS.get(kind) or said_by_run(view).get(kind, {}).get("label", {}).get("vi", kind)


def within(words: str) -> str:
    """Words as they stand within a sentence: "điểm Một cửa"."""
    return words[:1].lower() + words[1:]


def name_domains(connection: Connection, view: View, kind: str) -> dict[str, str]:
    """Names of the domains of a kind by code, in the order of options where they are answers; a code without a name is left out."""
    said = said_by_run(view).get(kind, {}).get("names", {})
    if said and kind != DESK:
        return {code: words["vi"] for code, words in said.items()}
    return FALLBACKS.get(kind, _nothing)(connection, view, kind)


def in_order(kind: str, codes: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Codes as they are listed: places by name, desks by number, answers as they were offered."""
    if kind in PLACES:
        return sorted(codes, key=lambda code: vietnamese_key(names.get(code, code)))
    given = {code: place for place, code in enumerate(names)} if kind != DESK else {}
    return sorted(codes, key=lambda code: (given.get(code, len(given)), vietnamese_key(code)))


def _units(connection: Connection, view: View, kind: str) -> dict[str, str]:
    """Names of units as they were when the wave opened; codes are used again, so a later or earlier bearer comes second."""
    query = select(AdminUnit.code, AdminUnit.name, AdminUnit.valid_from, AdminUnit.valid_to).where(AdminUnit.level == kind).order_by(AdminUnit.valid_from)
    day, found, then = view.wave.opens_on, {}, {}
    for unit in connection.execute(query):
        found[unit.code] = unit.name
        if unit.valid_from <= day and (unit.valid_to is None or day < unit.valid_to):
            then[unit.code] = unit.name
    return found | then


def _strata(connection: Connection, view: View, _kind: str) -> dict[str, str]:
    return dict(connection.execute(select(Stratum.code, Stratum.name).where(Stratum.wave_id == view.wave.id)).all())


def _desks(connection: Connection, _view: View, _kind: str) -> dict[str, str]:
    return {number: f"{number} {name}" for number, name in connection.execute(select(ServicePoint.number, ServicePoint.name).order_by(ServicePoint.number))}


def _answers(_connection: Connection, view: View, kind: str) -> dict[str, str]:
    options = (item.options for item in view.instrument.items.values() if item.concept == CONCEPTS[kind])
    return {option.value: option.text.vi for option in next(options, ())}


def _channels(_connection: Connection, _view: View, _kind: str) -> dict[str, str]:
    return CHANNELS


def _nothing(_connection: Connection, _view: View, _kind: str) -> dict[str, str]:
    return {}


FALLBACKS: dict[str, Callable[[Connection, View, str], dict[str, str]]] = {
    "commune": _units, "district": _units, "stratum": _strata, DESK: _desks, "sex": _answers, "age": _answers, "channel": _channels,
}
