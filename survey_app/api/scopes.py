"""What each scope of a token opens, in both languages, and which scope includes another."""
from __future__ import annotations

SCOPES = {
    "released": ("Số liệu đã công bố", "Figures that were released"),
    "provisional": ("Cả số liệu của lần tính chưa công bố", "Also figures of runs that were not released"),
    "fieldwork": ("Công tác khảo sát: hộ, tập phiếu, nhập phiếu, điểm Một cửa", "Fieldwork: cases, batches, keying, desks"),
    "metrics": ("Chỉ số vận hành ở /metrics", "How the installation does, at /metrics"),
}
# Whoever may see figures before their release may see them after it.
INCLUDED = {"provisional": ("released",)}
