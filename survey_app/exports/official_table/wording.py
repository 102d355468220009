"""What the official table says in words: changes, notes on figures, how they were made."""
from __future__ import annotations

from decimal import Decimal

from survey_app.chance import MARK
from survey_app.exclusions.effect import Effect
from survey_app.numbers import two_decimals, vietnamese

UNITS = {"percent": "điểm %", "points": "điểm"}
UNCHANGED = "Không đổi"
MOST_NOTES = 10


def printed(value: float | None) -> str | None:
    """A figure as printed, with a decimal point: "85.34"."""
    return None if value is None else str(two_decimals(value))


def change_words(change: Decimal | None, unit: str | None = None) -> str | None:
    """"Tăng 2,63 điểm %", "Giảm 0,40 điểm %", "Không đổi"; without the unit where a heading says it; None without a change."""
    if change is None:
        return None
    if change == 0:
        return UNCHANGED
    return f"{'Tăng' if change > 0 else 'Giảm'} {vietnamese(abs(change))} {UNITS[unit] if unit else ''}".rstrip()


def chance_notes(rows: list[dict]) -> list[str]:
    """Which changes are more than chance, and what may not be said of the others; nothing where the table has no change."""
    changes = [row for row in rows if row["change"] is not None]
    tested = [row for row in changes if row["beyond_chance"] is not None]
    if not changes:
        return []
    if not tested:
        return ["Chưa kiểm định được thay đổi nào có vượt quá dao động ngẫu nhiên của mẫu hay không."]
    sure, rest = sum(row["beyond_chance"] for row in tested), len(changes) - sum(row["beyond_chance"] for row in tested)
    marked = f"“{MARK}”: thay đổi vượt quá dao động ngẫu nhiên của mẫu (p hiệu chỉnh Holm trong từng cấp), {sure} chỉ số" if sure else (
        "Không thay đổi nào vượt quá dao động ngẫu nhiên của mẫu (p hiệu chỉnh Holm trong từng cấp)")
    return [f"{marked}; {rest} thay đổi khác: chưa đủ căn cứ để nói là tăng hay giảm." if sure and rest else f"{marked}."]


def rank_words(steps: int | None) -> str | None:
    """"Tăng 14 bậc" when a rank fell by 14 in number, as the published tables say it; None without both ranks."""
    if steps is None:
        return None
    if steps == 0:
        return "Giữ nguyên bậc"
    return f"{'Tăng' if steps > 0 else 'Giảm'} {abs(steps)} bậc"


def published_notes(rows: list[dict], noted: dict[str, str]) -> list[str]:
    """Where the figure published for the province is not ours: each row said, or their number when there are many.

    `noted`: what was written beside a published figure, by measure.
    """
    differing = [row for row in rows if row["published"] is not None and row["published_printed"] != row["printed"] and row["printed"] is not None]
    said = [f"{row['code']}: {noted[row['code']]}" for row in rows if row["code"] in noted]
    unsaid = [row for row in differing if row["code"] not in noted]
    if len(unsaid) > MOST_NOTES:
        return [*said, f"{len(unsaid)} chỉ số khác số đã công bố ở nguồn ngoài; số trong bảng này tính từ phiếu khảo sát."]
    return said + [
        f"{row['code']}: nguồn ngoài công bố {vietnamese(row['published'])}; tính từ phiếu khảo sát là {vietnamese(row['score'])}." for row in unsaid
    ]


def exclusion_notes(effect: Effect | None) -> list[str]:
    """What was left out of the figures and what the first would be with it, where anything was."""
    return [effect.in_words()] if effect else []


def hidden_notes(rows: list[dict], method: dict) -> list[str]:
    """What an empty cell and a careful one mean, where there are any."""
    limits = method.get("disclosure", {})
    notes = []
    if any(row["suppressed"] for row in rows):
        notes.append(f"“–”: không hiển thị vì có dưới {limits.get('hidden_below', 5)} phiếu trả lời, hoặc để không suy ra được số liệu đã ẩn.")
    if any(row["flag"] for row in rows):
        notes.append(f"“*”: cần đọc thận trọng (dưới {limits.get('flagged_below', 30)} phiếu, quá ít cụm trong mẫu, hoặc khoảng tin cậy rộng hay không tính được).")
    return notes
