"""Checks of how people dealt with the sample and the sheets, where somebody could bend the figures: told with numbers, so that the readers judge."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Connection, Exists, func, select

from survey_app.arrivals import read_arrivals
from survey_app.channels.paper.leanings import ADJUDICATED, Leaning, read_leanings
from survey_app.channels.paper.sheets import DOUBLE_ENTRY, is_keyed_twice, share_keyed_twice
from survey_app.fielded import find_wave
from survey_app.models import Case, Draw, JournalEntry, KeyedBy, Psu, ReserveHousehold, Response, Stratum
from survey_app.numbers import vietnamese, whole
from survey_app.of_record import counted
from survey_app.releasing.found import BLOCKING, NOT_ASKED, OK, WARNING, Found
from survey_app.releasing.subject import Subject
from survey_app.sampling.drawing import compare_draw

NO_SAMPLE = Found(NOT_ASKED, "Đợt này không rút mẫu hộ.")
NO_PAPER = Found(NOT_ASKED, "Đợt này không dùng phiếu giấy.")
# Above this share of replaced households the sample is no longer quite the one that was drawn.
MANY_REPLACED = 0.1


def sample(connection: Connection, subject: Subject) -> Found:
    """Whether the sample stored is the one that frame and seed give and the first one drawn, and how much of it was replaced."""
    if subject.wave.kind != "household":
        return NO_SAMPLE
    draws = connection.execute(select(Draw.seed, Draw.parameters, Draw.superseded_at).where(Draw.wave_id == subject.wave.id).order_by(Draw.id)).all()
    if draws and (bent := compare_draw(connection, subject.wave.code)[1]):
        return Found(BLOCKING, f"Mẫu đang lưu khác mẫu rút lại từ dàn mẫu và số khởi đầu ở {len(bent)} chỗ. Chạy sipas sample verify để xem, đối chiếu với bản sao lưu.")
    ways = {json.dumps([draw.seed, draw.parameters], sort_keys=True) for draw in draws}
    replaced, cases = _replaced(connection, subject.wave.id), _count_cases(connection, subject.wave.id)
    told = [f"Mẫu đã được rút {len(ways)} lần với số khởi đầu hoặc phương án khác nhau; bản dùng là bản cuối."] if len(ways) > 1 else []
    if not draws:
        told.append("Mẫu không do hệ thống rút, nên không kiểm tra lại được.")
    many = sum(replaced.values()) > MANY_REPLACED * (cases - sum(replaced.values()))
    told.append(_replacements(replaced, cases))
    return Found(WARNING if len(ways) > 1 or many else OK, " ".join(told))


def _replaced(connection: Connection, wave_id: int) -> Counter[str]:
    """How many households were replaced, by the code of the case that they were."""
    query = select(Case.disposition, func.count()).join(ReserveHousehold, ReserveHousehold.replaces_case_id == Case.id).join(Psu, Psu.id == Case.psu_id)
    return Counter(dict(connection.execute(query.join(Stratum, Stratum.id == Psu.stratum_id).where(Stratum.wave_id == wave_id).group_by(Case.disposition)).all()))


def _count_cases(connection: Connection, wave_id: int) -> int:
    return connection.scalar(select(func.count()).select_from(Case).where(Case.wave_id == wave_id))


def _replacements(replaced: Counter[str], cases: int) -> str:
    if not replaced:
        return "Không thay hộ nào."
    drawn, count = cases - replaced.total(), replaced.total()
    codes = ", ".join(f"mã {code}: {whole(number)}" for code, number in sorted(replaced.items()))
    return f"Đã thay {whole(count)} trong {whole(drawn)} hộ rút ({vietnamese(100 * count / drawn)} %; {codes})."


def entry(connection: Connection, subject: Subject) -> Found:
    """How many of the answers that the run counted two persons keyed, against what the wave set out to do; where there is no paper, how they came in."""
    if subject.wave.kind != "household":
        return _arrived(connection, subject)
    ground = subject.run.diagnostics.get("ground")
    counts, share = _ways_in(connection, subject.wave.id, ground), share_keyed_twice(connection, find_wave(connection, subject.wave.code))
    told = [f"{_base(subject)}: {whole(counts['twice'])} do hai người nhập, {whole(counts['single'])} nhập một lần, {whole(counts['import'])} từ tệp, {whole(counts['link'])} qua đường dẫn. Dự định nhập hai lần: {vietnamese(100 * share)} %."]
    changes = _changes_of_share(connection, subject.wave.code)
    if changes:
        told.append("Tỷ lệ nhập hai lần đã bị đổi khi đợt đang mở: " + "; ".join(f"{before} → {after}, {actor}" for before, after, actor in changes) + ".")
    missed = _keyed_once_of_planned(connection, subject, share, ground)
    if missed:
        told.append(f"{whole(missed)} phiếu giấy lẽ ra phải do hai người nhập nhưng chỉ được nhập một lần.")
    if counts["import"]:
        told.append("Phiếu từ tệp không có người thứ hai nhập lại.")
    return Found(WARNING if changes or missed or counts["import"] else OK, " ".join(told), ("paper.operators", {"code": subject.wave.code}))


def _arrived(connection: Connection, subject: Subject) -> Found:
    """Whether answers came otherwise than from those who gave them, on the day: a file fills up a desk that hardly anybody visits."""
    arrivals = read_arrivals(connection, subject.wave.id, subject.run.diagnostics.get("ground"))
    return Found(WARNING if arrivals.is_odd else OK, " ".join(arrivals.sentences(f"{_base(subject)}, theo đường vào")), ("dashboard.collection", {"code": subject.wave.code}))


def _base(subject: Subject) -> str:
    """Which answers are counted here; a run of an early version does not say which it knew."""
    return f"Phiếu mà lần tính {subject.run.id} tính" if subject.run.diagnostics.get("ground") else "Phiếu được tính hiện nay"


def _ways_in(connection: Connection, wave_id: int, ground: Mapping | None) -> Counter[str]:
    """Responses that count by how they came: keyed by one person (single) or two (twice), import, link."""
    twice = _by_two()
    rows = connection.execute(counted(select(Response.channel, twice, func.count()), ground).where(Response.wave_id == wave_id).group_by(Response.channel, twice))
    counts: Counter[str] = Counter()
    for channel, by_two, number in rows:
        counts[("twice" if by_two else "single") if channel == "paper" else channel] += number
    return counts


def _by_two() -> Exists:
    """Whether a second person keyed the sheet of a response."""
    return select(KeyedBy.response_id).where(KeyedBy.case_id == Response.case_id, KeyedBy.part == "second").exists()


def _keyed_once_of_planned(connection: Connection, subject: Subject, share: float, ground: Mapping | None) -> int:
    """Sheets that count, that the plan gives to two persons and one alone keyed."""
    once = counted(select(Case.serial).join(Response, Response.case_id == Case.id), ground).where(Response.wave_id == subject.wave.id, Response.channel == "paper", ~_by_two())
    return sum(is_keyed_twice(subject.wave.code, serial, share) for serial in connection.scalars(once))


def _changes_of_share(connection: Connection, wave_code: str) -> list[tuple[str, str, str]]:
    """Before, after and by whom: the changes of the share keyed twice since the wave was opened."""
    opened = select(func.min(JournalEntry.number)).where(JournalEntry.action == "wave.open", JournalEntry.subject == wave_code).scalar_subquery()
    query = select(JournalEntry.details, JournalEntry.actor).where(JournalEntry.action == "wave.change", JournalEntry.subject == wave_code, JournalEntry.number > opened)
    found = [(json.loads(row.details).get(DOUBLE_ENTRY), row.actor) for row in connection.execute(query.order_by(JournalEntry.number))]
    return [(*(_as_percent(share) for share in pair), actor) for pair, actor in found if pair]


def _as_percent(share: str | None) -> str:
    return "100 %" if share is None else f"{100 * float(share):g} %"


def decisions(connection: Connection, subject: Subject) -> Found:
    """Who adjudicated and corrected, and whether anybody's sheets lean one way more than chance explains."""
    if subject.wave.kind != "household":
        return NO_PAPER
    leanings = read_leanings(connection, find_wave(connection, subject.wave.code))
    if not leanings:
        return Found(OK, "Không có phiếu nào phải phân xử hay sửa sau khi ghi nhận.")
    odd = [leaning for leaning in leanings if leaning.is_odd]
    words = "; ".join(map(_told, leanings)) + "."
    if odd:
        words += f" Xét theo phiếu, nghiêng một phía hơn mức ngẫu nhiên (dưới 1 phần 1.000): {'; '.join(map(_tilted, odd))}. Nên mở các phiếu này ra xem; đây chưa phải kết luận về người làm."
    return Found(WARNING if odd else OK, words, ("paper.operators", {"code": subject.wave.code}))


def _told(leaning: Leaning) -> str:
    work = "phân xử" if leaning.work == ADJUDICATED else "sửa"
    return f"{leaning.username} {work} {whole(leaning.sheets)} phiếu (điểm cao hơn {whole(leaning.up)}, thấp hơn {whole(leaning.down)})"


def _tilted(leaning: Leaning) -> str:
    return f"{leaning.username} ({leaning.sheets_up} phiếu nghiêng cao, {leaning.sheets_down} phiếu nghiêng thấp)"
