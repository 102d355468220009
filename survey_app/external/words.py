"""How the kinds of external figures are called."""
from __future__ import annotations

KIND_NAMES = {
    "national": "Cả nước", "province": "Tỉnh ta, số đã công bố của đợt này", "past": "Tỉnh ta, năm trước", "other_province": "Tỉnh khác",
}
# What `place` names for a kind that has several; the others have none.
PLACES = {"past": "năm", "other_province": "tên tỉnh"}
