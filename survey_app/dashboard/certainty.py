"""How sure the index is, in words: what its interval promises and under which conditions, and the figure by the other weighting."""
from __future__ import annotations

from survey_app.charts.saying import with_interval
from survey_app.dashboard.fieldwork import Fieldwork
from survey_app.dashboard.reading import Reading
from survey_app.good_runs import WEIGHTINGS
from survey_app.numbers import whole

NOT_A_SHARE = "Điểm số không phải tỷ lệ người hài lòng."
DESK = "Khoảng này cho biết dao động giữa các ngày tại quầy; người trả lời tự chọn tham gia nên không suy rộng cho toàn dân."
LEADERS = "Cả danh sách được hỏi; khoảng này chỉ tính phần danh sách chưa trả lời, coi như ai không trả lời là ngẫu nhiên."
REPEATED = ("Nếu khảo sát lặp lại nhiều lần theo cùng cách chọn mẫu, khoảng {times} trong 100 khoảng như trên sẽ chứa {what}, "
            "với điều kiện việc một hộ có trả lời hay không không liên quan đến mức hài lòng của hộ đó.")
PROVINCE = "chỉ số thật của toàn tỉnh"
# What an unweighted mean estimates where households had unequal chances: not the province's, unless satisfaction is the same whatever the chance.
UNWEIGHTED = "giá trị trung bình không trọng số"
UNEQUAL = ("Các hộ có xác suất được chọn khác nhau mà cách tính chính thức không dùng trọng số, nên khoảng trên chưa phải khoảng của toàn tỉnh. "
           "Tính có trọng số, mỗi hộ đại diện cho đúng số hộ của mình: {figure}.")
UNEQUAL_SHORT = "Khoảng này chưa phải của toàn tỉnh, vì cách tính chính thức không dùng trọng số; tính có trọng số: {figure}."
BESIDE = "Theo cách tính {weighting}: {figure}."


def certainty_words(reading: Reading, fieldwork: Fieldwork) -> list[str]:
    """Sentences on how to read the index of a run that shows one."""
    return TOLD[reading.view.wave.kind](reading, fieldwork)


def certainty_in_short(reading: Reading, fieldwork: Fieldwork) -> str:
    """The one of them that nobody should miss: that the wave is half collected, that the interval is not the province's, else what it is."""
    half, beside = _unfinished(reading, fieldwork), other_weighting(reading)
    if half and reading.view.wave.kind != "desk":  # a desk wave is never finished
        return half[0]
    if reading.view.wave.kind == "household" and beside and reading.view.run.method.get("weighting") != "weighted":
        return UNEQUAL_SHORT.format(figure=beside[1])
    return SHORT[reading.view.wave.kind]


def _household(reading: Reading, fieldwork: Fieldwork) -> list[str]:
    beside = other_weighting(reading)
    unweighted = beside is not None and reading.view.run.method.get("weighting") != "weighted"
    said = [REPEATED.format(times=round(100 * reading.view.level), what=UNWEIGHTED if unweighted else PROVINCE)]
    if beside:
        weighting, figure = beside
        said.append(UNEQUAL.format(figure=figure) if unweighted else BESIDE.format(weighting=weighting, figure=figure))
    return [*said, *_unfinished(reading, fieldwork), NOT_A_SHARE]


def other_weighting(reading: Reading) -> tuple[str, str] | None:
    """The other weighting and the index by it, with its interval; None where weights are equal or the run shows no such figure."""
    said = reading.view.run.diagnostics.get("other_weighting") or {}
    found = next((one for one in said.get("measures", ()) if one["code"] == reading.view.first.code), None)
    return found and (WEIGHTINGS.get(said["weighting"], said["weighting"]), with_interval(found["score"], found["lo_logit"], found["hi_logit"]))


def _unfinished(reading: Reading, fieldwork: Fieldwork) -> list[str]:
    """That a wave is still being collected, and how much of it is in."""
    if reading.view.wave.state != "open":
        return []
    if not fieldwork.cases:
        return ["Đợt đang thu phiếu: chỉ số còn thay đổi."]
    counted, unit = fieldwork.received - fieldwork.excluded, reading.view.kind.unit
    if counted >= fieldwork.cases:
        return []
    return [f"Đợt đang thu, mới có {whole(counted)} trên {whole(fieldwork.cases)} {unit}; {unit} trả lời sau có thể khác {unit} trả lời trước, "
            "khoảng trên không tính điều đó."]


SHORT = {
    "household": "Khoảng tin cậy cho biết nếu chọn mẫu lại thì chỉ số có thể khác đi chừng nào.", "desk": DESK, "leaders": LEADERS,
}
TOLD = {
    "household": _household,
    "desk": lambda _reading, _fieldwork: [DESK, NOT_A_SHARE],
    "leaders": lambda reading, fieldwork: [LEADERS, *_unfinished(reading, fieldwork)],
}
