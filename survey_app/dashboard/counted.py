"""What a run counted of what was stored: a form may be stored several times over, keyed twice, asked again, corrected."""
from __future__ import annotations

from sqlalchemy import func, select

from survey_app.dashboard.reading import Reading
from survey_app.models import Response
from survey_app.numbers import whole

CONTROL = "for_quality_control"
LEFT_OUT = {"superseded": "bản được thay bằng bản sửa", CONTROL: "bản chỉ để kiểm tra chất lượng", "excluded": "phiếu bị loại"}
OF_CONTROL = {"first_keying": "bản nhập lần một", "second_keying": "bản nhập lần hai", "reinterview": "bản phúc tra"}


def counted_words(reading: Reading) -> str:
    """How many forms the run counted, and of what they are the rest; the numbers add up to what was stored."""
    counts = reading.view.run.counts
    left = left_out_words(reading)
    if not left:
        return f"{whole(counts.get('n'))} phiếu"
    return f"{whole(counts.get('n'))} phiếu, trong {whole(counts.get('stored'))} bản đã lưu lúc tính; không tính {', '.join(left)}"


def left_out_words(reading: Reading) -> list[str]:
    """What of the stored entries the run did not count, and how many of each sort; nothing where it counted all."""
    found = []
    for name, words in LEFT_OUT.items():
        count = reading.view.run.counts.get(name)
        found += (_control_words(reading, count) if name == CONTROL else [f"{whole(count)} {words}"]) if count else []
    return found


def _control_words(reading: Reading, count: int) -> list[str]:
    """Entries for quality control by their purpose; together where the run does not say up to which entry it read."""
    last = ((reading.view.run.diagnostics.get("ground") or {}).get("responses") or {}).get("last")
    known = _purposes(reading, last) if last else {}
    if sum(known.values()) != count:
        return [f"{whole(count)} {LEFT_OUT[CONTROL]}"]
    return [f"{whole(known[purpose])} {words}" for purpose, words in OF_CONTROL.items() if purpose in known]


def _purposes(reading: Reading, last: int) -> dict[str, int]:
    query = select(Response.purpose, func.count()).where(Response.wave_id == reading.view.wave.id, Response.purpose.in_(list(OF_CONTROL)), Response.id <= last)
    return dict(reading.connection.execute(query.group_by(Response.purpose)).all())
