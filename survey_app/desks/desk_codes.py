"""Public codes of one-stop desks: issuing, revoking, replacing, and the list of desks with their codes."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Select, and_, func, insert, literal, select, update

from survey_app.codes import new_code, read_code, show_code
from survey_app.database import writing
from survey_app.fielded import running_first
from survey_app.journal import acting, record
from survey_app.models import DeskCode, Response, ServicePoint, Wave, now, wave_desk
from survey_app.of_record import of_record
from survey_app.times import LOCAL


class CodeRefused(LookupError):
    """A code that cannot be acted on; `reason` is mistyped, unknown or revoked."""

    def __init__(self, reason: str, message: str):
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class ListedDesk:
    """A desk with its active code (None: never issued, or revoked without a replacement).

    `wave` and `closes_on` belong to the wave open at the desk (None: none is open); `responses` counts that wave's.
    """

    id: int
    number: str
    name: str
    code: str | None
    issued_at: datetime | None
    wave: str | None
    responses: int


def path_of(code: str) -> str:
    """The path of a desk's form on this server."""
    return f"/k/{code}"


def _open_wave() -> Select:
    """The wave that runs at each desk, by the rule that citizens' pages follow."""
    today = literal(datetime.now(LOCAL).date())
    place = func.row_number().over(partition_by=wave_desk.c.service_point_id, order_by=running_first(today)).label("place")
    ranked = select(wave_desk.c.service_point_id, Wave.id.label("wave_id"), place).join(Wave).where(Wave.state == "open").subquery()
    return select(ranked.c.service_point_id, ranked.c.wave_id).where(ranked.c.place == 1)


def _desk_query() -> Select:
    open_wave = _open_wave().subquery("open_wave")
    of_desk = select(func.count()).select_from(Response).where(Response.service_point_id == ServicePoint.id, Response.wave_id == open_wave.c.wave_id)
    count = of_record(of_desk).scalar_subquery()
    return (
        select(ServicePoint.id, ServicePoint.number, ServicePoint.name, DeskCode.code, DeskCode.issued_at, Wave.code.label("wave"), count)
        .select_from(ServicePoint)
        .outerjoin(DeskCode, and_(DeskCode.service_point_id == ServicePoint.id, DeskCode.revoked_at.is_(None)))
        .outerjoin(open_wave, open_wave.c.service_point_id == ServicePoint.id)
        .outerjoin(Wave, Wave.id == open_wave.c.wave_id)
        .order_by(ServicePoint.number)
    )


def list_desks(connection: Connection, *, wave: str | None = None) -> list[ListedDesk]:
    """Every desk by its number, or those of one wave (by code); raises LookupError for an unknown wave."""
    query = _desk_query()
    if wave is not None:
        wave_id = connection.scalar(select(Wave.id).where(Wave.code == wave))
        if wave_id is None:
            raise LookupError(f"no wave with code {wave!r}")
        query = query.where(ServicePoint.id.in_(select(wave_desk.c.service_point_id).where(wave_desk.c.wave_id == wave_id)))
    return [ListedDesk(*row) for row in connection.execute(query)]


def find_active(connection: Connection, typed: str) -> ListedDesk:
    """The desk whose active code this is; raises CodeRefused."""
    code = _readable(typed)
    row = connection.execute(_desk_query().where(DeskCode.code == code)).first()
    if row is None:
        raise _why_not_active(connection, code)
    return ListedDesk(*row)


def issue(engine: Engine, desk_id: int) -> str:
    """The active code of a desk, drawn now when it has none; raises LookupError for an unknown desk."""
    with writing(engine).begin() as connection:
        number = _lock_desk(connection, desk_id)
        query = select(DeskCode.code).where(DeskCode.service_point_id == desk_id, DeskCode.revoked_at.is_(None))
        code = connection.scalar(query)
        if code is None:
            code = _draw(connection, desk_id)
            record(connection, acting(), "desk.issue", number, {"code": code})
        return code


def revoke(engine: Engine, typed: str, *, replace: bool = True) -> str | None:
    """End a code for good and return the one that replaces it (None without replacement); raises CodeRefused."""
    code = _readable(typed)
    with writing(engine).begin() as connection:
        desk_id = connection.scalar(select(DeskCode.service_point_id).where(DeskCode.code == code))
        number = "" if desk_id is None else _lock_desk(connection, desk_id)
        active = and_(DeskCode.code == code, DeskCode.revoked_at.is_(None))
        if not connection.execute(update(DeskCode).where(active).values(revoked_at=now())).rowcount:
            raise _why_not_active(connection, code)
        successor = _draw(connection, desk_id) if replace else None
        connection.execute(update(DeskCode).where(DeskCode.code == code).values(replaced_by=successor))
        record(connection, acting(), "desk.revoke", number, {"code": code, "replaced_by": successor})
        return successor


def _lock_desk(connection: Connection, desk_id: int) -> str:
    """Two people acting on one desk wait for each other (on SQLite `writing` has locked everything already); its number."""
    number = connection.scalar(select(ServicePoint.number).where(ServicePoint.id == desk_id).with_for_update())
    if number is None:
        raise LookupError(f"no desk with id {desk_id}")
    return number


def _draw(connection: Connection, desk_id: int) -> str:
    code = new_code()
    connection.execute(insert(DeskCode), {"code": code, "service_point_id": desk_id})
    return code


def _readable(typed: str) -> str:
    code = read_code(typed)
    if code is None:
        raise CodeRefused("mistyped", f"{typed!r} is not a desk code; expected 9 characters such as K7M4-PXA2-Y, the last one a check")
    return code


def _why_not_active(connection: Connection, code: str) -> CodeRefused:
    found = connection.execute(select(DeskCode.revoked_at, DeskCode.replaced_by).where(DeskCode.code == code)).first()
    if found is None:
        return CodeRefused("unknown", f"no desk has the code {show_code(code)}")
    successor = f"; {show_code(found.replaced_by)} replaced it" if found.replaced_by else ""
    return CodeRefused("revoked", f"the code {show_code(code)} was revoked on {found.revoked_at:%Y-%m-%d}{successor}")
