"""The demo fills the pages of fieldwork, of runs, releases and figures of others, and the leaders' wave reads as one of points out of a maximum."""
import shutil

import pytest

from survey_app import create_app
from survey_app.settings import load_settings

# What each page must have found; by who looks.
FILLED = {
    "demo-so-noi-vu": {
        "/dot-khao-sat/hh-2026/": "12 thôn, 120 hộ",
        "/tong-quan/hh-2026": "9 phiếu chờ nhập lần hai, 3 phiếu chờ phân xử, 1 tập phiếu lệch sổ",
        "/tong-quan/hh-2026/nhan-dinh": "Số liệu tạm tính, chưa công bố",
        "/tong-quan/desk-demo/nhan-dinh": "<title>Người trả lời và thủ tục – ",
        "/tong-quan/hh-2026/thu-phieu": "<dt>Phúc tra</dt><dd>8 phiếu; ",
        "/tong-quan/desk-demo/thu-phieu": "phiếu thử của cán bộ",
        "/lien-ket/hh-2026/": "Chờ trả lời (5)",
        "/nhap-phieu/hh-2026/nguoi-nhap": "demo-buu-dien-2",
        "/cong-bo/hh-2026/de-nghi": "3 mục chặn công bố",
        "/cong-bo/desk-demo/1": "còn phiếu cán bộ điểm 007 tự trả lời thử",
        "/cong-bo/hh-2023/2": "Bản số 1 không ghi số của nguồn ngoài",
        "/ket-qua/desk-demo/lan-tinh/": "bị ngắt giữa chừng, không có gì hỏng",
        "/ket-qua/desk-demo/lan-tinh/so-sanh?truoc=4&sau=7": "Bị loại vì: phiếu thử của cán bộ",
        "/so-lieu-ngoai/hh-2024/": "Thung Nham (tỉnh giả định)",
    },
    "demo-giam-sat": {
        "/ban-lam-viec/tap-phieu/hh-2026/": "Đã nhập 6 phiếu, nhưng sổ ghi thu về 5",
        "/ban-lam-viec/tap-phieu/hh-2026/3": "Đếm nhầm một phiếu trắng, ghi bớt lại.",
        "/nhap-phieu/hh-2026/phan-xu/": "3 phiếu có hai lần nhập khác nhau",
        "/nhap-phieu/": "Phân xử (3)",
    },
    "demo-buu-dien-1": {"/nhap-phieu/": "Đã nhập một lần, chờ người thứ hai", "/ban-lam-viec/tap-phieu/hh-2026/": "Tập 11"},
    "demo-lanh-dao": {"/cong-bo/desk-demo/2/quyet-dinh": "đề nghị lại theo ý kiến từ chối bản số 1"},
    "demo-kiem-toan": {"/nhat-ky/": "demo-so-noi-vu", "/tai-khoan/": "Bưu điện tỉnh Hoa Lau"},
}
LEADERS = {
    "/tong-quan/ld-2026": ("điểm (tối đa 22 điểm)", "Thành phần đạt phần điểm thấp nhất", "trên 4 điểm", "4. Nhóm nào khác biệt?", "32 (danh sách có 40 người)"),
    "/tong-quan/ld-2026/nhom": ("theo nhóm được hỏi", "Lãnh đạo sở, ngành"),
    "/tong-quan/ld-2026/chi-tieu?chi_tieu=P3": ("(tối đa 9 điểm)", "cộng điểm của 9 tiêu chí, tối đa 9; điểm mỗi tiêu chí = tổng các mức đã chọn, chia cho 5"),
    "/tong-quan/ld-2026/chi-tieu?chi_tieu=P1.1": ("từ 0,20 đến 1,00",),
    "/ket-qua/ld-2026": ("Điểm là tổng điểm của các tiêu chí", "Trục ngang từ 0 đến 20 điểm."),
}


@pytest.fixture(scope="module")
def visit(first, tmp_path_factory):
    """Opens a page of the demo as somebody, with the password that the demo printed."""
    place, printed = shutil.copytree(first[0], tmp_path_factory.mktemp("pages") / "var"), first[1]
    passwords = dict(line.split()[:2] for line in printed.splitlines() if line.startswith("  demo-"))
    app = create_app(load_settings({"SIPAS_DATA": str(place), "SIPAS_RATE_LIMITS": "0"}))
    app.config["WTF_CSRF_ENABLED"] = False
    visitors = {}

    def opened(who: str, path: str) -> str:
        if who not in visitors:
            visitors[who] = app.test_client()
            assert visitors[who].post("/dang-nhap", data={"username": who, "password": passwords[who]}).status_code == 302
        answer = visitors[who].get(path)
        assert answer.status_code == 200, path
        return " ".join(answer.text.split())
    return opened


@pytest.mark.parametrize("who", FILLED)
def test_pages_have_what_they_are_for(visit, who):
    assert {path: words in visit(who, path) for path, words in FILLED[who].items()} == dict.fromkeys(FILLED[who], True)


@pytest.mark.parametrize("path", LEADERS)
def test_leaders_have_points_out_of_a_maximum(visit, path):
    page = visit("demo-so-noi-vu", path)
    assert {words: words in page for words in LEADERS[path]} == dict.fromkeys(LEADERS[path], True)


def test_nothing_of_households_or_satisfaction_is_said_of_leaders(visit):
    page = visit("demo-so-noi-vu", "/tong-quan/ld-2026").partition("<h1>")[2]  # below the list of all waves
    assert "hài lòng" not in page and " hộ " not in page and "địa bàn" not in page.lower()
