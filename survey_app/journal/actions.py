"""What is recorded: every action with its Vietnamese name, and how its details are called on the page."""
from __future__ import annotations

from survey_app.people.words import KIND_NAMES, ROLE_NAMES

ACTIONS = {
    "login.success": "Đăng nhập",
    "login.failure": "Đăng nhập sai mật khẩu",
    "account.create": "Tạo tài khoản",
    "account.change": "Sửa tài khoản",
    "account.password": "Đặt mật khẩu mới",
    "account.deactivate": "Ngừng tài khoản",
    "account.reactivate": "Mở lại tài khoản",
    "organisation.add": "Thêm cơ quan",
    "organisation.change": "Sửa cơ quan",
    "token.add": "Tạo khóa API",
    "token.revoke": "Thu hồi khóa API",
    "desk.issue": "Cấp mã điểm Một cửa",
    "desk.revoke": "Thu hồi mã điểm Một cửa",
    "link.issue": "Cấp đường dẫn một lần",
    "link.revoke": "Thu hồi đường dẫn một lần",
    "import.file": "Nhập phiếu từ tệp",
    "run.request": "Yêu cầu tính lại",
    "schedule.change": "Đổi lịch tính",
    "wave.add": "Lập đợt khảo sát",
    "wave.open": "Mở đợt khảo sát",
    "wave.closed": "Đóng đợt khảo sát",
    "frame.import": "Nhập dàn mẫu",
    "sample.draw": "Rút mẫu",
    "batch.create": "Chia tập phiếu",
    "batch.assign": "Giao tập phiếu",
    "batch.entry": "Ghi sổ tập phiếu",
    "sheet.key": "Nhập phiếu giấy",
    "sheet.adjudicate": "Phân xử phiếu giấy",
    "case.event": "Cập nhật hộ",
}
DETAILS = {
    "active": "tài khoản đang dùng", "already_there": "đã có từ trước", "batches": "số tập", "by_psu": "mỗi tập một thôn",
    "cases": "số hộ", "code": "mã", "communes_added": "thêm xã, phường", "communes_removed": "bớt xã, phường", "count": "số lượng",
    "differs": "số ô khác nhau", "digest": "mã băm của tệp", "failures": "số lần sai", "failures_before": "số lần sai trước đó",
    "file": "tệp", "full_name": "họ và tên", "kind": "loại", "links": "số đường dẫn", "name": "tên", "new": "phiếu mới",
    "organisation": "cơ quan", "part": "lần nhập", "read": "số dòng đã đọc", "reason": "lý do", "refused": "số dòng bị từ chối",
    "replaced_by": "mã thay thế", "role": "vai trò", "serial": "số phiếu", "serials": "các số phiếu", "size": "số phiếu một tập",
    "surveyor": "điều tra viên",
}
# Details of which a list says [before, after]; any other list is just several things.
CHANGES = ("role", "full_name", "organisation", "name", "kind")
WORDS = {"role": ROLE_NAMES, "kind": KIND_NAMES}


def told(details: dict) -> list[tuple[str, str]]:
    """Details in words: name and value of each."""
    return [(DETAILS.get(name, name), _value(name, value)) for name, value in details.items()]


def _value(name: str, value: object) -> str:
    if isinstance(value, list):
        return (" → " if name in CHANGES else ", ").join(_value(name, part) for part in value)
    if value is None or isinstance(value, bool):
        return {None: "–", True: "có", False: "không"}[value]
    return WORDS.get(name, {}).get(str(value), str(value))
