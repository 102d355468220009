"""Forms of the desk wave that the demo leaves out of the figures: a desk's two training days; and one that was let in again."""
from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, Engine, Row, select

from demo.acting import acting_as
from survey_app.database import writing
from survey_app.exclusions.deciding import exclude, restore
from survey_app.exclusions.sheets import choose_by_days, choose_by_numbers, find_wave
from survey_app.models import Exclusion, Response, ServicePoint

WAVE, BY = "desk-demo", "demo-so-noi-vu"
TRAINED, TRAINING = "007", (date(2025, 7, 1), date(2025, 7, 2))
TESTS = "Hai ngày tập huấn quét mã: cán bộ của điểm tự trả lời thử, theo báo cáo của điểm ngày 03/07/2025 (dữ liệu giả định)."
DOUBTED, DOUBTFUL_DAY = "009", date(2025, 7, 3)
DOUBT = "Điểm báo có người quét mã hai lần liền (dữ liệu giả định)."
CLEARED = "Đối chiếu sổ tiếp nhận: hai người khác nhau cùng nhà đến nộp hồ sơ, không phải một người (dữ liệu giả định)."


def leave_out(engine: Engine) -> None:
    """Leave them out once; whatever was ever decided in this wave stays as it is."""
    with acting_as(BY), writing(engine).begin() as connection:
        wave = find_wave(connection, WAVE)
        if connection.scalar(select(Exclusion.id).join(Response, Response.id == Exclusion.response_id).where(Response.wave_id == wave.id).limit(1)) is None:
            _doubt(connection, wave)
            exclude(connection, wave, choose_by_days(connection, wave, TRAINED, TRAINING, "out"), "staff_test", TESTS)


def _doubt(connection: Connection, wave: Row) -> None:
    query = select(Response.receipt).join(ServicePoint, ServicePoint.id == Response.service_point_id)
    receipt = connection.scalar(query.where(Response.wave_id == wave.id, ServicePoint.number == DOUBTED, Response.answered_on == DOUBTFUL_DAY).order_by(Response.id).limit(1))
    exclude(connection, wave, choose_by_numbers(connection, wave, receipt, "out"), "repeated", DOUBT)
    restore(connection, wave, choose_by_numbers(connection, wave, receipt, "in"), CLEARED)
