"""Pages of units: the register of a day, a code's life, adding, ending with successors."""
from __future__ import annotations

import json
from datetime import date
from html import unescape

import pytest
from sqlalchemy import insert, select

from survey_app.database import open_engine, writing
from survey_app.models import AdminUnit, AdminUnitSuccessor, JournalEntry

LIST = "/don-vi/"
OLD = {"level": "commune", "parent_code": None, "valid_from": date(2000, 1, 1)}


@pytest.fixture
def database(settings):
    engine = writing(open_engine(settings.database_url))
    with engine.begin() as connection:
        connection.execute(insert(AdminUnit), [OLD | {"code": "00101", "name": "xã Bắp Vàng"}, OLD | {"code": "00102", "name": "xã Ổi Xanh"},
                                               OLD | {"code": "00900", "name": "huyện Nắng", "level": "district"}])
    yield engine
    engine.dispose()


def page(client, path: str = "", status: int = 200) -> str:
    answer = client.get(LIST + path)
    assert answer.status_code == status
    return unescape(answer.get_data(as_text=True))


def sent(client, path: str, data: dict, status: int = 302) -> str:
    answer = client.post(LIST + path, data=data)
    assert answer.status_code == status
    return unescape(answer.get_data(as_text=True))


def test_the_register_of_a_day(staff, database):
    text = page(staff)
    assert "xã Bắp Vàng" in text and "huyện Nắng" not in text.split("<table")[1] and "2 đơn vị" in text
    assert "huyện Nắng" in page(staff, "?cap=district") and "xã Ổi Xanh" in page(staff, "?tim=oi xanh") and "xã Ổi Xanh" in page(staff, "?tim=ổi")
    assert "Không có đơn vị nào khớp" in page(staff, "?ngay=1999-12-31")


def test_a_merger_from_adding_to_ending(staff, database):
    sent(staff, "them", {"code": "00200", "name": "xã Bắp Ổi", "level": "commune", "parent_code": "", "valid_from": "2025-07-01"})
    sent(staff, "00101/ket-thuc", {"valid_to": "2025-07-01", "successors": "00200"})
    sent(staff, "00102/ket-thuc", {"valid_to": "2025-07-01", "successors": "00200 1\n"})
    text = page(staff, "00200/")
    assert "Hình thành từ" in text and "xã Bắp Vàng" in text and text.count("toàn bộ") == 2
    assert "01/01/2000 – 01/07/2025" in page(staff, "00101/") and "xã Bắp Vàng" not in page(staff).split("<table")[1]
    with database.connect() as connection:
        assert connection.scalars(select(AdminUnitSuccessor.share).order_by(AdminUnitSuccessor.unit_id)).all() == [1.0, 1.0]
        assert connection.scalars(select(JournalEntry.action).order_by(JournalEntry.number)).all()[-3:] == ["unit.add", "unit.end", "unit.end"]
        assert json.loads(connection.scalars(select(JournalEntry.details).order_by(JournalEntry.number.desc())).first())["successors"] == ["00200 (100 %)"]


def test_a_unit_split_among_others_of_unknown_sizes(staff, database):
    sent(staff, "00101/ket-thuc", {"valid_to": "01/07/2025", "successors": "00102\n00900"})
    assert page(staff, "00101/").count("một phần, chưa rõ tỷ lệ") == 2
    with database.connect() as connection:
        assert json.loads(connection.scalar(select(JournalEntry.details).where(JournalEntry.action == "unit.end"))) == {"successors": ["00102", "00900"], "valid_to": "2025-07-01"}


@pytest.mark.parametrize(("wrong", "said"), [
    ({"code": "00101"}, "đang có đơn vị khác dùng"), ({"code": "ô 1"}, "giữ các số 0 ở đầu"), ({"code": "300"}, "có 5 chữ số"), ({"code": "1", "level": "province"}, "có 2 chữ số"), ({"name": ""}, "Hãy nhập tên"),
    ({"parent_code": "77"}, "Không có đơn vị nào mang mã này"), ({"valid_from": ""}, "Hãy nhập ngày"),
    ({"valid_from": "31/02/2025"}, "Hãy nhập ngày có thật"), ({"level": "vùng"}, "Hãy chọn một trong các mục"),
])
def test_a_unit_that_cannot_be_added(staff, database, wrong, said):
    given = {"code": "00300", "name": "xã Mận", "level": "commune", "parent_code": "", "valid_from": "2025-07-01"} | wrong
    text = sent(staff, "them", given, status=422)
    assert said in text and f'value="{given["code"]}"' in text


@pytest.mark.parametrize(("successors", "said"), [
    ("00102 150%", "Dòng 1"), ("00102 0,4", "phải cộng lại bằng 1; đang là 0,4."), ("77777", "Không có đơn vị 77777"), ("00102\n00102", "Dòng 2: mã 00102 đã có"),
    ("00101", "Không có đơn vị 00101"), ("xã Ổi", "không đọc được"),
])
def test_an_end_that_cannot_be(staff, database, successors, said):
    text = sent(staff, "00101/ket-thuc", {"valid_to": "2025-07-01", "successors": successors}, status=422)
    assert said in text and successors.split("\n")[0] in text


def test_a_unit_ends_once_and_after_it_began(staff, database):
    assert "Phải sau ngày bắt đầu" in sent(staff, "00101/ket-thuc", {"valid_to": "1999-01-01", "successors": ""}, status=422)
    sent(staff, "00101/ket-thuc", {"valid_to": "2025-07-01", "successors": ""})
    assert staff.get(f"{LIST}00101/ket-thuc").status_code == 404


def test_an_unknown_code_is_not_found(staff, database):
    page(staff, "99999/", status=404)


def test_a_unit_names_what_it_belongs_to(staff, database):
    with database.begin() as connection:
        connection.execute(insert(AdminUnit), [OLD | {"code": "00103", "name": "xã Mơ", "parent_code": "00900"}, OLD | {"code": "00104", "name": "xã Sim", "parent_code": "77"}])
    row = page(staff).split("xã Mơ")[1].split("</tr>")[0]
    assert "<td>huyện Nắng</td>" in row and "<td>77</td>" in page(staff).split("xã Sim")[1].split("</tr>")[0]  # a parent that the register lacks keeps its code
    assert ">huyện Nắng</a>" in page(staff, "00103/") and "(00900)" in page(staff, "00103/")
