"""Uploading a frame: what is wrong row by row in Vietnamese, the larger limit of this door only, who may."""
from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from survey_app.cases.findings import EXPECTED, expected, told
from survey_app.importing.unreadable import why_unreadable
from survey_app.models import JournalEntry, SamplingFrame
from survey_app.sampling.frame_file import read_frame_file
from tests.sampling.conftest import HEADER, OPENS, WAVE, row_of, small_frame, write_csv

DOOR = f"/mau/{WAVE}/dan-mau"
VIETNAMESE = ("mã xã", "xã", "mã huyện", "huyện", "mã thôn", "thôn", "loại", "số hộ")


def content(rows, header=HEADER) -> bytes:
    return "\n".join(",".join(map(str, row)) for row in (header, *rows)).encode()


def send(client, data: bytes, name: str = "danh sách thôn.csv", **more):
    return client.post(DOOR, data={"file": (io.BytesIO(data), name), **more}, content_type="multipart/form-data")


GOOD = [row_of(one) for one in small_frame().villages]


def test_a_file_becomes_the_frame_and_keeps_its_name(as_role, bare):
    client = as_role("department")
    assert send(client, content(GOOD, VIETNAMESE)).status_code == 303
    page = client.get(f"/mau/{WAVE}/rut-mau").text
    assert "danh sách thôn.csv" in page and "16 thôn" in page and small_frame().digest in page and "Đã nhập dàn mẫu: 16 thôn." in page
    with bare.engine.connect() as connection:
        assert connection.scalar(select(JournalEntry.actor).where(JournalEntry.action == "frame.import")) == "department"
    assert "không có gì thay đổi" in client.get(send(client, content(GOOD)).location).text


def test_a_workbook_is_read_too(as_role, bare):
    book, file = Workbook(), io.BytesIO()
    for row in (VIETNAMESE, *GOOD):
        book.active.append(row)
    book.save(file)
    assert send(as_role("administrator"), file.getvalue(), "thôn.xlsx").status_code == 303


def test_bad_rows_are_told_and_nothing_is_stored(as_role, bare):
    bad = [list(row) for row in GOOD]
    bad[0][-1], bad[1][4] = "nhiều", GOOD[2][4]
    page = send(as_role("department"), content(bad))
    assert page.status_code == 422 and "Dòng 2, cột “số hộ” (đang là “nhiều”): phải là số nguyên từ 1 đến 20000, không có dấu ngăn cách." in page.text
    assert "mỗi thôn chỉ một dòng và một mã riêng; mã này còn ở dòng 4" in page.text and "ở 3 trong 16 dòng" in page.text
    with bare.engine.connect() as connection:
        assert connection.scalar(select(SamplingFrame.id)) is None


@pytest.mark.parametrize(("data", "name", "words"), [
    (b"x", "a.pdf", "Tệp phải là .csv hoặc .xlsx"), (b"", "a.csv", "Dòng 1 trống"), (content([]), "a.csv", "không có dòng nào"),
    (b"PK\x03\x04x", "a.xlsx", "Không đọc được tệp Excel này"), (b"\xd0\xcf\x11\xe0", "a.xlsx", "có mật khẩu hoặc là dạng .xls cũ"),
    ("mã xã".encode("utf-16-le"), "a.csv", "UTF-8"), (b"", "", "Hãy chọn một tệp"), (b"a,b\n1,2", "../../a.csv", "tiêu đề không nhận ra"),
])
def test_files_that_are_no_table(as_role, bare, data, name, words):
    page = send(as_role("department"), data, name)
    assert page.status_code == 422 and words in page.text


def test_only_this_door_is_wider_and_only_for_who_may(as_role, bare):
    wide = content(GOOD) + b"\n" * 300_000
    assert send(as_role("department"), wide).status_code == 303
    too_wide = send(as_role("department"), b"x" * (2 * 1024 * 1024 + 1))
    assert too_wide.status_code == 413 and "tối đa 2 MB" in too_wide.text
    refused = as_role("department").post(f"/mau/{WAVE}/rut-mau/moi", data={"seed": "x" * 300_000})
    assert refused.status_code == 413 and "tối đa 64 KB" in refused.text
    assert send(as_role("supervisor"), wide).status_code == 403


def test_the_token_is_asked_for_in_a_wide_form_too(app, as_role, bare):
    client = as_role("department")
    app.config["WTF_CSRF_ENABLED"] = True
    assert send(client, content(GOOD) + b"\n" * 300_000).status_code == 400


def test_a_drawn_frame_no_longer_changes(as_role, field):
    page = send(as_role("department"), content(GOOD))
    assert page.status_code == 422 and "dàn mẫu không đổi được nữa" in page.text


def test_every_kind_of_finding_is_said_in_vietnamese(tmp_path: Path):
    header = (*HEADER, "valid_from")
    rows = [[*row_of(one), ""] for one in small_frame().villages]
    spoiled = {0: (7, "0"), 1: (4, ""), 2: (5, "x" * 201), 3: (4, "?"), 4: (6, "phố"), 5: (8, "2030-01-01"), 6: (8, "mai"), 7: (3, ""), 9: (1, "xã khác"), 10: (4, "02-01"), 11: (5, "#REF!")}
    for place, (column, value) in spoiled.items():
        rows[place][column] = value
    rows[8].append("lạc")
    rows[12][4] = rows[13][4]
    found = read_frame_file(write_csv(tmp_path / "a.csv", rows, header), OPENS).findings
    found += read_frame_file(write_csv(tmp_path / "b.csv", [["1", "2", "3"]], ("xã", "xã", "lạ")), OPENS).findings
    digits = [["001", "A", "", "", "0101", "a", "", "5"], ["1", "B", "", "", "0102", "b", "", "5"]]
    found += read_frame_file(write_csv(tmp_path / "c.csv", digits), OPENS).findings
    said = [expected(finding.expected) for finding in found]
    assert [finding.expected for finding, words in zip(found, said, strict=True) if words == finding.expected] == []
    unused = [place for place, (_, words) in enumerate(EXPECTED) if words and "\\" not in words and words not in said]
    assert unused == [] and all(told(finding).startswith("Dòng ") for finding in found)


def test_a_reason_that_nobody_translated_is_still_vietnamese():
    assert why_unreadable("something new").startswith("Không đọc được tệp này")
