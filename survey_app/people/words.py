"""What roles and kinds of organisations are called on pages."""
from __future__ import annotations

ROLE_NAMES = {
    "administrator": "Quản trị",
    "department": "Sở Nội vụ",
    "supervisor": "Giám sát",
    "surveyor": "Điều tra viên",
    "reinterviewer": "Phúc tra viên",
    "auditor": "Kiểm toán",
}
ROLE_HINTS = {
    "administrator": "quản lý tài khoản, và mọi việc của Sở Nội vụ; toàn tỉnh",
    "department": "xem kết quả, yêu cầu tính lại, cấp mã điểm Một cửa; toàn tỉnh",
    "supervisor": "theo dõi và phân xử phiếu trong địa bàn được giao",
    "surveyor": "phỏng vấn và nhập phiếu trong địa bàn được giao",
    "reinterviewer": "phúc tra trong địa bàn được giao",
    "auditor": "xem tất cả, không sửa gì; toàn tỉnh",
}
KIND_NAMES = {
    "so_noi_vu": "Sở Nội vụ",
    "buu_dien": "Bưu điện",
    "mat_tran": "Mặt trận Tổ quốc",
    "cuu_chien_binh": "Hội Cựu chiến binh",
    "other": "Cơ quan khác",
}
