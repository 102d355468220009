"""What is recorded: every action with its Vietnamese name, and how its details are called on the page."""
from __future__ import annotations

from survey_app.exclusions.words import REASONS
from survey_app.external.words import KIND_NAMES as EXTERNAL_NAMES
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
    "webhook.add": "Đăng ký webhook",
    "webhook.stop": "Dừng webhook",
    "webhook.start": "Cho webhook chạy lại",
    "webhook.secret": "Xem khóa ký của webhook",
    "webhook.test": "Gửi thử webhook",
    "webhook.again": "Gửi lại thông báo webhook",
    "desk.issue": "Cấp mã điểm Một cửa",
    "desk.revoke": "Thu hồi mã điểm Một cửa",
    "receipt.look": "Tra mã nhận phiếu",
    "link.issue": "Cấp đường dẫn một lần",
    "link.revoke": "Thu hồi đường dẫn một lần",
    "import.file": "Nhập phiếu từ tệp",
    "external.add": "Thêm số liệu ngoài",
    "external.change": "Sửa số liệu ngoài",
    "external.remove": "Bỏ số liệu ngoài",
    "external.import": "Nhập số liệu ngoài từ tệp",
    "exclusion.out": "Loại phiếu khỏi số liệu",
    "exclusion.in": "Tính lại phiếu đã loại",
    "run.request": "Yêu cầu tính lại",
    "schedule.change": "Đổi lịch tính",
    "keeping.change": "Đổi thời gian giữ lần tính",
    "run.thin": "Thu gọn lần tính cũ",
    "release.propose": "Đề nghị công bố",
    "release.release": "Công bố",
    "release.refuse": "Từ chối công bố",
    "release.withdraw": "Rút lại đề nghị công bố",
    "wave.add": "Lập đợt khảo sát",
    "wave.change": "Sửa đợt khảo sát",
    "wave.desks": "Đổi điểm tham gia đợt",
    "unit.add": "Thêm đơn vị hành chính",
    "unit.end": "Kết thúc đơn vị hành chính",
    "desk.add": "Thêm điểm Một cửa",
    "desk.change": "Sửa điểm Một cửa",
    "wave.open": "Mở đợt khảo sát",
    "wave.closed": "Đóng đợt khảo sát",
    "wave.seal": "Niêm phong phiếu của đợt đã đóng",
    "frame.import": "Nhập dàn mẫu",
    "sample.draw": "Rút mẫu",
    "batch.create": "Chia tập phiếu",
    "batch.assign": "Giao tập phiếu",
    "batch.entry": "Ghi sổ tập phiếu",
    "batch.dissolve": "Giải thể tập phiếu",
    "sheet.key": "Nhập phiếu giấy",
    "sheet.adjudicate": "Phân xử phiếu giấy",
    "sheet.correct": "Sửa phiếu đã ghi nhận",
    "case.event": "Cập nhật hộ",
}
DETAILS = {
    "measure": "chỉ số", "value": "giá trị", "rank": "xếp hạng", "source": "nguồn", "note": "ghi chú", "place": "nơi, năm", "changed": "số dòng sửa", "same": "số dòng không đổi",
    "account": "tài khoản", "proposer": "người đề nghị", "passwords_set_by": "mật khẩu của người đề nghị, người quyết định do ai đặt", "results_digest": "mã băm mọi số liệu của lần tính",
    "correction": "sai ở đâu", "corrects": "đính chính bản số", "cron": "biểu thức cron", "document_digest": "mã băm bản công bố", "enabled": "tính theo giờ",
    "on_close": "tính khi đóng đợt", "run": "lần tính", "runs": "các lần tính", "rows": "số dòng đã xóa", "nights": "giữ nguyên (đêm)", "thins": "thu gọn lần tính cũ", "timezone": "múi giờ",
    "active": "tài khoản đang dùng", "already_there": "đã có từ trước", "batches": "số tập", "by_psu": "mỗi tập một thôn",
    "cases": "số hộ", "double_entry": "tỷ lệ nhập hai lần", "half_keyed": "phiếu mới nhập một lần", "in_hand": "phiếu đang nhập dở", "undecided": "phiếu chưa phân xử", "code": "mã", "commune": "xã, phường", "communes_added": "thêm xã, phường", "communes_removed": "bớt xã, phường", "count": "số lượng",
    "opens_on": "ngày bắt đầu", "closes_on": "ngày kết thúc", "previous": "so sánh với", "desks_joined": "điểm vào", "desks_left": "điểm ra", "level": "cấp",
    "parent": "thuộc đơn vị", "valid_from": "từ ngày", "valid_to": "hết hiệu lực từ", "successors": "đơn vị mới",
    "receipt": "mã nhận phiếu", "found": "tìm thấy", "exclusion": "loại vì", "desk": "điểm Một cửa", "days": "các ngày",
    "differs": "số ô khác nhau", "digest": "mã băm của tệp", "expires": "hết hạn", "failures": "số lần sai", "failures_before": "số lần sai trước đó",
    "fields": "các ô", "file": "tệp", "full_name": "họ và tên", "kind": "loại", "links": "số đường dẫn", "name": "tên", "new": "phiếu mới",
    "organisation": "cơ quan", "part": "lần nhập", "read": "số dòng đã đọc", "reason": "lý do", "refused": "số dòng bị từ chối",
    "responses": "phiếu trả lời", "last_response": "phiếu cuối", "responses_digest": "mã băm các phiếu", "forms_digest": "mã băm danh sách phiếu", "checklist_digest": "mã băm danh mục kiểm tra", "asked_by": "ai yêu cầu lần tính",
    "replaced_by": "mã thay thế", "role": "vai trò", "scopes": "quyền", "serial": "số phiếu", "serials": "các số phiếu", "size": "số phiếu một tập",
    "surveyor": "điều tra viên", "url": "địa chỉ",
}
# Details of which a list says [before, after]; any other list is just several things.
CHANGES = ("opens_on", "closes_on", "previous", "double_entry", "role", "full_name", "organisation", "name", "kind", "value", "rank", "source", "note", "measure", "place", "commune")
WORDS = {"role": ROLE_NAMES, "kind": KIND_NAMES | EXTERNAL_NAMES, "exclusion": REASONS}


def told(details: dict) -> list[tuple[str, str]]:
    """Details in words: name and value of each."""
    return [(DETAILS.get(name, name), _value(name, value)) for name, value in details.items()]


def _value(name: str, value: object) -> str:
    if isinstance(value, list):
        return (" → " if name in CHANGES else ", ").join(_value(name, part) for part in value)
    if value is None or isinstance(value, bool):
        return {None: "–", True: "có", False: "không"}[value]
    return WORDS.get(name, {}).get(str(value), str(value))
