"""Checks of the fieldwork behind a run: ledgers, double entry, response rate, whether collecting has ended."""
from __future__ import annotations

from sqlalchemy import Connection, func, select

from survey_app.batches.registry import ListedBatch, batches_of, list_batches, totals
from survey_app.batches.unsettled import EVERYBODY, broken_batches, count_keyed_once, count_undecided
from survey_app.good_runs import KINDS
from survey_app.journal.seals import broken_seals, unsealed_waves
from survey_app.models import Case
from survey_app.models.waves import NOT_WORKED
from survey_app.numbers import whole
from survey_app.releasing.found import BLOCKING, MOST_TOLD, NOT_ASKED, OK, WARNING, Found
from survey_app.releasing.subject import Subject
from survey_app.sampling.outcome import count_left_out, left_out_words, outcome
from survey_app.sampling.rates import tally
from survey_app.sampling.rates_in_words import rates_in_words

NO_PAPER = Found(NOT_ASKED, "Đợt này không dùng phiếu giấy.")
# A closed wave takes no more keying: what then is missing can only be owned up to, in words that go with the release.
NO_LONGER_MENDED = {"unfinished_after_closing"}


def ledger(connection: Connection, subject: Subject) -> Found:
    """Whether the ledger of every batch closes; in an open wave forms may still be out."""
    wave = subject.wave
    if wave.kind != "household":
        return NO_PAPER
    batches = list_batches(connection, batches_of(wave.id))
    if not batches:
        return Found(WARNING, "Phiếu không được chia thành tập, nên không có sổ phát ra – thu về để đối chiếu.", ("batches.wave", {"wave_code": wave.code}))
    broken = broken_batches(batches, wave.state)
    if broken:
        told = "; ".join(f"tập {number}: {found[0].vi}" for number, found in list(broken.items())[:MOST_TOLD])
        for_good = {found.code for differing in broken.values() for found in differing} <= NO_LONGER_MENDED
        return Found(WARNING if for_good else BLOCKING, f"{len(broken)} trong {len(batches)} tập phiếu lệch sổ. {told}", ("batches.wave", {"wave_code": wave.code, "loc": "differs"}))
    return _all_closed(connection, subject, batches)


def _all_closed(connection: Connection, subject: Subject, batches: list[ListedBatch]) -> Found:
    total, link = totals([batch.ledger for batch in batches]), ("batches.wave", {"wave_code": subject.wave.code})
    outside = connection.scalar(select(func.count()).select_from(Case).where(Case.wave_id == subject.wave.id)) - total.issued
    left = [f"{whole(count)} {what}" for count, what in (
        (total.outstanding, "phiếu còn ngoài địa bàn"), (total.unfinished, "phiếu thu về chưa nhập xong"), (outside, "phiếu không thuộc tập nào"),
    ) if count]
    if left:
        return Found(WARNING, f"{len(batches)} tập phiếu khớp sổ, nhưng còn {', '.join(left)}.", link)
    return Found(OK, f"Cả {len(batches)} tập phiếu khớp sổ: phát ra {whole(total.issued)}, thu về {whole(total.returned)}, từ chối {whole(total.refused)}, hỏng {whole(total.spoiled)}.", link)


def double_entry(connection: Connection, subject: Subject) -> Found:
    """Whether every difference between two keyings is decided."""
    if subject.wave.kind != "household":
        return NO_PAPER
    waiting = count_undecided(connection, subject.wave.id)
    if waiting:
        words = f"{whole(waiting)} phiếu có chỗ khác nhau giữa hai lần nhập, chưa phân xử."
        return _left_over(subject, words, ("paper.disputes", {"code": subject.wave.code}))
    return Found(OK, "Không còn chỗ khác nhau nào giữa hai lần nhập chờ phân xử.")


def _left_over(subject: Subject, words: str, link: tuple[str, dict]) -> Found:
    """Work that blocks while it can be done; of a closed wave it stays undone, which whoever releases must explain."""
    if subject.wave.state == "closed":
        return Found(WARNING, f"{words} Đợt đã đóng nên các phiếu này không vào kết quả; hãy ghi vì sao.", link)
    return Found(BLOCKING, words, link)


def half_keyed(connection: Connection, subject: Subject) -> Found:
    """Whether a sheet waits for its second keying."""
    if subject.wave.kind != "household":
        return NO_PAPER
    once = count_keyed_once(connection, subject.wave.id)
    if once:
        return _left_over(subject, f"{whole(once)} phiếu mới nhập lần một, chưa nhập lần hai, nên chưa tính vào kết quả.", ("paper.overview", {}))
    return Found(OK, "Không có phiếu nào nhập dở.")


def response_rate(connection: Connection, subject: Subject) -> Found:
    """The response rates of a sample; a wave whose people choose themselves has none."""
    if subject.wave.kind == "desk":
        return Found(NOT_ASKED, "Đợt này không rút mẫu: người dân tự chọn trả lời tại điểm Một cửa. Mọi bảng đều ghi “không phải mẫu xác suất”.")
    codes = connection.scalars(select(outcome()).where(Case.wave_id == subject.wave.id)).all()
    if not codes:
        return Found(WARNING, "Không tính được tỷ lệ trả lời: đợt không có danh sách mẫu.")
    waiting, unit = codes.count(NOT_WORKED), KINDS[subject.wave.kind].unit
    words = f"Tỷ lệ: {rates_in_words(tally(codes), unit)}."
    words = " ".join(filter(None, (words, left_out_words(count_left_out(connection, subject.wave.id, EVERYBODY), unit))))
    if waiting:
        return Found(WARNING, f"{words} {whole(waiting)} {unit} chưa có kết quả cuối cùng.")
    return Found(OK, words)


def closed(connection: Connection, subject: Subject) -> Found:
    """Whether collecting has ended, and the answers are those that the wave was closed with."""
    if subject.wave.state == "draft":
        return Found(BLOCKING, "Đợt còn là bản nháp, chưa thu phiếu.")
    if subject.wave.state == "open":
        return Found(WARNING, "Đợt đang mở, phiếu còn đến. Hãy ghi vì sao công bố khi chưa đóng đợt.")
    if broken := next(broken_seals(connection, subject.wave.code), None):
        later = f", {broken.later} phiếu đến sau khi đóng" if broken.later else ""
        return Found(BLOCKING, f"Phiếu của đợt không còn như lúc đóng: lúc đóng có {broken.sealed} phiếu, nay {broken.found} phiếu{later}. Có phiếu bị sửa, bị xóa hoặc bị thêm vào (mục {broken.number} của nhật ký).")
    if subject.wave.code in unsealed_waves(connection):
        return Found(WARNING, "Đợt đã đóng, nhưng không mục nào của nhật ký niêm phong phiếu của đợt: đợt được đóng từ phiên bản cũ, hoặc nhật ký đã bị cắt. Chạy sipas audit verify để xem.")
    return Found(OK, "Đợt đã đóng, phiếu đúng như lúc đóng.")
