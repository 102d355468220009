"""The invented frame: five villages in each commune of today, with household counts, as the file a province would send."""
from __future__ import annotations

import csv
from pathlib import Path

from demo.draws import Draw
from demo.places import COMMUNES_TODAY, DISTRICTS, MERGER, PROVINCE_CODE

FILE = "danh-sach-thon-hoa-lau.csv"
VILLAGES, SMALLEST, LARGEST = 5, 60, 260
COLUMNS = ("mã xã", "tên xã", "mã huyện cũ", "huyện cũ", "mã thôn", "tên thôn", "loại", "số hộ", "từ ngày")
KINDS = {"phường": "tổ dân phố", "xã": "thôn"}


def frame_rows() -> list[tuple]:
    """A row a village in the order of COLUMNS, the same at every call."""
    draw, share = Draw("frame"), len(COMMUNES_TODAY) // len(DISTRICTS)
    rows = []
    for place, commune in enumerate(COMMUNES_TODAY, 1):
        (kind, name), code, (district, former, *_) = commune.split(" ", 1), f"{PROVINCE_CODE}9{place:03}", DISTRICTS[(place - 1) // share]
        for number in range(1, VILLAGES + 1):
            households = SMALLEST + draw.below(LARGEST - SMALLEST)
            rows.append((code, commune, district, former, f"{code}{number:02}", f"{KINDS[kind]} {name} {number}", KINDS[kind], households, MERGER.isoformat()))
    return rows


def write_frame(folder: Path) -> Path:
    """The frame as a CSV file in a folder."""
    path = folder / FILE
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(frame_rows())
    return path
