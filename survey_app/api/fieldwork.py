"""Resources of the collection: what became of cases, rates, batches, keying, desks. No case, sheet or person is named."""
from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, Row, Select, func, literal_column, select

from survey_app import engine, settings
from survey_app.api.resources import Resource, Subject
from survey_app.api.vocabulary import Field, fields
from survey_app.batches.registry import batches_of, list_batches
from survey_app.batches.sums import differences
from survey_app.desks.desk_codes import list_desks, path_of
from survey_app.models import AdminUnit, Case, KeyedBy, Psu, ServicePoint
from survey_app.sampling.casework import needs_settling, settle
from survey_app.sampling.dispositions import DISPOSITIONS, GROUPS
from survey_app.sampling.outcome import OUTCOME, WITHOUT_INTERVIEW, outcome
from survey_app.sampling.rates import RATES, Tally, counts_by_group, rates

LEDGER = ("issued", "returned", "refused", "spoiled", "keyed_once", "keyed_twice", "adjudicated", "of_record", "overtaken", "online", "astray", "outstanding")
# Vietnam keeps no summer time, so its day is a fixed shift from UTC.
LOCAL_DAY = {"sqlite": "date(finished_at, '+7 hours')", "postgresql": "CAST(finished_at AT TIME ZONE 'Asia/Ho_Chi_Minh' AS date)"}


def _outcomes(connection: Connection, subject: Subject) -> list[Row]:
    """Commune, outcome, cases, sum of weights; responses that came since the last look are considered first."""
    if subject.wave.kind == "household" and needs_settling(connection, subject.wave.id):
        settle(engine(), subject.wave.code)
        connection.rollback()  # and read on from what is there now
    query = select(AdminUnit.code, outcome(), func.count(), func.sum(Case.weight)).join(Psu, Psu.id == Case.psu_id)
    query = query.outerjoin(AdminUnit, AdminUnit.id == Psu.unit_id).where(Case.wave_id == subject.wave.id)
    return list(connection.execute(query.group_by(AdminUnit.code, OUTCOME).order_by(AdminUnit.code, OUTCOME)))


def _cases(connection: Connection, subject: Subject) -> list[tuple]:
    return [
        (commune, code, DISPOSITIONS[code].group, DISPOSITIONS[code].vi, DISPOSITIONS[code].en, cases, weighted)
        for commune, code, cases, weighted in _outcomes(connection, subject)
    ]


def _rates(connection: Connection, subject: Subject) -> list[tuple]:
    """The rates of the whole wave, then of each commune, from numbers of cases."""
    groups: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(GROUPS, 0))
    for commune, code, cases, _weighted in _outcomes(connection, subject):
        for domain in (("all", "all"), ("commune", commune or "")):
            groups[domain][DISPOSITIONS[code].group] += cases
    return [(*domain, *_rate_row(Tally(**counts))) for domain, counts in sorted(groups.items())]


def _rate_row(counts: Tally) -> tuple:
    return (*counts_by_group(counts).values(), counts.e, *rates(counts).values())


def _batches(connection: Connection, subject: Subject) -> list[tuple]:
    closed = subject.wave.state == "closed"
    return [
        (batch.number, batch.organisation, *(getattr(batch.ledger, name) for name in LEDGER), not differences(batch.ledger, closed=closed), batch.ledger.excluded)
        for batch in list_batches(connection, batches_of(subject.wave.id))
    ]


def _keying(connection: Connection, subject: Subject) -> Select:
    """Sheets by day and part; who keyed them is no figure of the collection."""
    day = literal_column(LOCAL_DAY[connection.dialect.name]).label("day")
    differing = func.count().filter(KeyedBy.differs > 0).label("differing")
    query = select(day, KeyedBy.part, func.count().label("sheets"), func.sum(KeyedBy.seconds).label("seconds"), differing)
    return query.join(Case, Case.id == KeyedBy.case_id).where(Case.wave_id == subject.wave.id).group_by(day, KeyedBy.part).order_by(day, KeyedBy.part)


def _desks(connection: Connection, _subject: Subject) -> list[tuple]:
    places = {row.id: row for row in connection.execute(select(ServicePoint.id, AdminUnit.code, AdminUnit.name).join(AdminUnit))}
    return [
        (desk.number, desk.name, places[desk.id].code, places[desk.id].name, desk.code, desk.code and settings().public_url + path_of(desk.code),
         desk.issued_at, desk.wave, desk.responses)
        for desk in list_desks(connection)
    ]


RATE_FIELDS = (
    *fields("domain_kind", "domain"),
    *(Field(group, "whole", f"Số hộ nhóm {group} (AAPOR)", f"Cases of AAPOR's group {group}") for group in GROUPS), *fields("e"),
    *(Field(name, "number", f"Tỷ lệ {name} theo AAPOR, 0–1", f"AAPOR's rate {name}, 0-1", True) for name in RATES),
)
EXCLUDED = Field("excluded", "whole", "Trong các phiếu đã vào kết quả: số phiếu bị loại khỏi số liệu sau đó", "Of the forms of record or answered online, those left out of the figures afterwards")
DESK_NUMBER = Field("number", "text", "Số của điểm; là domain của nhóm service_point", "The desk's number: the domain of kind service_point")
DESK_CODE = Field("code", "text", "Mã công khai trên áp phích", "The public code on its poster", True)


def _of_wave(name: str, vi: str, en: str, shown: tuple[Field, ...], filters: tuple[str, ...], read) -> Resource:
    return Resource(name, f"/waves/<code>/{name}", "fieldwork", "wave", vi, en, shown, filters, read)


RESOURCES = (
    _of_wave("cases", f"Số hộ theo kết quả tiếp cận, từng xã; hộ có phiếu bị loại có mã {WITHOUT_INTERVIEW}", f"Cases by disposition and commune; a case whose form was left out of the figures has {WITHOUT_INTERVIEW}",
             fields("commune", "disposition", "group", "label", "label_en", "cases", "weighted"), ("commune", "disposition", "group"), _cases),
    _of_wave("rates", f"Tỷ lệ trả lời, hợp tác, từ chối, tiếp xúc theo AAPOR; phiếu bị loại không phải hoàn thành (mã {WITHOUT_INTERVIEW})", f"AAPOR's response, cooperation, refusal and contact rates; a form left out of the figures is no interview ({WITHOUT_INTERVIEW})",
             RATE_FIELDS, ("domain_kind", "domain"), _rates),
    _of_wave("batches", "Sổ các tập phiếu giấy", "Ledgers of the batches of paper forms", (*fields("number", "organisation", *LEDGER, "closes"), EXCLUDED), ("organisation",), _batches),
    _of_wave("keying", "Nhập phiếu theo ngày", "Keying by day", fields("day", "part", "sheets", "seconds", "differing"), ("day", "part"), _keying),
    Resource("desks", "/desks", "fieldwork", "place", "Các điểm Một cửa và mã trên áp phích", "One-stop desks and the codes on their posters",
             (DESK_NUMBER, *fields("name", "commune", "commune_name"), DESK_CODE, *fields("address", "issued_at", "open_wave", "responses")),
             ("number", "commune", "open_wave"), _desks),
)
