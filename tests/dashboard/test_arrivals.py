"""The page on the collection says how the answers of a wave without paper came in."""
from datetime import date

from sqlalchemy import select

from survey_app.models import AdminUnit, Response, ServicePoint, now
from tests.dashboard.conftest import add
from tests.dashboard.test_overview import page

TITLE = "Phiếu vào hệ thống bằng cách nào"


def test_a_file_is_told_where_it_came_to_a_desk_and_nothing_of_a_wave_without_answers(reader, database, waves):
    assert TITLE not in page(reader, "/tong-quan/quay/thu-phieu") and TITLE not in page(reader, "/tong-quan/hh-2024/thu-phieu")
    desk = add(database, ServicePoint, number="001", name="Điểm 001", unit_id=database.scalar(select(AdminUnit.id).limit(1)))
    add(database, Response, wave_id=waves["quay"], submission_id="x", receipt="x", channel="import", service_point_id=desk, answers="{}", answered_on=date(2025, 8, 5), received_at=now())
    database.commit()
    said = page(reader, "/tong-quan/quay/thu-phieu")
    assert TITLE in said and "nhập từ tệp 1." in said and "1 phiếu do người của cơ quan nạp từ tệp" in said and "1 phiếu vào hệ thống hơn 7 ngày sau" in said
