"""Words of releases: states, what flags are called, and why something was refused."""
from __future__ import annotations

STATES = {"proposed": "Chờ quyết định", "released": "Đã công bố", "refused": "Bị từ chối", "withdrawn": "Đã rút lại"}
# The gravest first, as a page lists them.
ITEM_STATES = {"blocking": "Chặn công bố", "warning": "Cần xác nhận", "acknowledged": "Đã xác nhận", "ok": "Đạt", "not_asked": "Không áp dụng"}
FLAG_NAMES = {"few_answers": "ít phiếu", "wide_interval": "khoảng tin cậy rộng", "no_interval": "không có khoảng tin cậy", "few_psus": "quá ít cụm trong mẫu"}
REFUSALS = {
    "no_wave": "Không có đợt khảo sát này.",
    "no_run": "Đợt này chưa có lần tính nào xong.",
    "outdated": "Lần tính {run} đã cũ: lần tính {newest} vừa xong với số liệu khác. Hãy xem lại danh mục kiểm tra của lần tính mới rồi đề nghị lại.",
    "thinned": "Lần tính {run} đã được thu gọn, không còn đủ số liệu để công bố. Lần tính {newest} có cùng dữ liệu vào: hãy đề nghị lần đó.",
    "pending": "Đợt này đã có một đề nghị đang chờ quyết định (số {number}). Hãy đợi quyết định về đề nghị đó.",
    "blocked": "Chưa công bố được: còn mục chặn công bố ({items}). Mục chặn không bỏ qua được.",
    "unacknowledged": "Mỗi mục cần xác nhận phải có lời xác nhận viết ra. Còn thiếu: {items}.",
    "no_reason": "Hãy ghi lý do.",
    "no_correction": "Đợt này đã công bố bản số {number} và đã đóng. Bản mới là bản đính chính: hãy ghi bản cũ sai ở đâu.",
    "nothing_to_correct": "Đợt này chưa công bố bản nào, nên không có gì để đính chính.",
    "unknown": "Không có đề nghị này.",
    "decided": "Đề nghị này đã được quyết định trước đó: {state}, do {by}.",
    "same_person": "Người đề nghị không tự quyết định được. Cần một tài khoản khác của Sở Nội vụ hoặc quản trị.",
    "given_password": "Người giữ tài khoản {other} đã cấp mật khẩu cho tài khoản {account} ({account} ← {through}), nên hệ thống không biết chắc đây là hai người. Hãy để người khác quyết định, "
                      "hoặc nhờ một quản trị khác, không phải {other}, cấp mật khẩu mới cho {account}.",
    "same_giver": "Cả {proposer} và {decider} còn dùng mật khẩu do {by} cấp, nên hệ thống không biết chắc đây là hai người. Mỗi người hãy tự đổi mật khẩu ở trang Tài khoản của tôi rồi quyết định lại.",
    "moved": "Chưa công bố: bảng số liệu đã thay đổi sau khi bạn mở trang này. Bảng dưới đây là bảng bây giờ; hãy xem lại rồi quyết định.",
    "clock": "Đồng hồ máy chủ đang chỉ thời điểm trước mục cuối của nhật ký hoặc trước lúc đề nghị ({since}). Một trong hai thời điểm sai. Hãy chỉnh đồng hồ máy chủ rồi làm lại.",
    "proposer_gone": "Tài khoản {proposer} đã gửi đề nghị này nay ngừng dùng hoặc không còn quyền đề nghị, nên không công bố theo đề nghị này được. Hãy từ chối, rồi người khác đề nghị lại.",
    "not_yours": "Chỉ người đề nghị rút lại được.",
    "no_right": "Tài khoản này không có quyền quyết định công bố.",
}
