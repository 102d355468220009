"""How the life of a wave is told in Vietnamese."""
from __future__ import annotations

STATES = {"draft": "Nháp", "open": "Đang mở", "closed": "Đã đóng", "released": "Đã công bố"}
WHAT_NEXT = {
    "draft": "Đợt chưa nhận phiếu. Mở đợt khi phiếu hỏi, mẫu và các điểm đã sẵn sàng.",
    "open": "Đợt đang nhận phiếu. Sau khi đóng, đợt không mở lại được và không nhận thêm phiếu.",
    "closed": "Đợt đã đóng. Kết quả cuối cùng có thể được đề nghị công bố.",
    "released": "Kết quả đã công bố. Nếu phải sửa, hãy công bố bản đính chính.",
}
