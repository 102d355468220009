"""Conclusions in words: a difference is called one only where it is more than chance."""
from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Row

from survey_app.chance import BEYOND_CHANCE, beyond_words
from survey_app.dashboard.view import View
from survey_app.numbers import change, two_decimals, vietnamese, whole
from survey_app.results.wording import FLAGS, PSUS, SUPPRESSED, SUPPRESSED_SHARES, words_of

NO_TEST = "không tính được khoảng tin cậy nên chưa thể kết luận"
TOO_FEW = "quá ít {psus} trong mẫu nên chưa thể kết luận"
ALONE = "xét riêng thì vượt quá dao động ngẫu nhiên, nhưng sau hiệu chỉnh vì so sánh nhiều lần thì chưa đủ căn cứ để nói là có {what}"
FEW, FEW_PSUS = "few_answers", "few_psus"
LEAST_DF = 3  # degrees of freedom: pipeline/README.md says why below it nothing is tested
SELF_SELECTED = ("Dao động ngẫu nhiên ở đây chỉ là dao động giữa các ngày tại quầy. Người trả lời tự chọn tham gia: điểm khác nhau có thể vì người trả lời "
                 "khác nhau, không hẳn vì phục vụ khác nhau.")
EXACT = "con số chính xác, vì mọi người trong danh sách đều đã trả lời"
CENSUS = "leaders"  # the kind of wave that asks everybody on a list
NOT_ENOUGH = "chưa đủ căn cứ để nói là có {what}"


def is_exact(view: View, row: Row) -> bool:
    """Whether a figure, or a difference of two, is without any error of sampling: it is of whole lists of which everybody answered."""
    return view.wave.kind == CENSUS and row.lo is not None and row.lo == row.hi


def is_sure(difference: Row, alpha: float) -> bool | None:
    """Whether a difference is more than chance after adjusting for all tests of its kind; None where it cannot be tested."""
    p = difference.p_holm if difference.p_holm is not None else difference.p
    return None if p is None else p < alpha


def change_in_words(score: float, difference: Row, alpha: float, interval: str, exact: bool = False) -> str:
    """The form "Tăng 2,63 điểm (khoảng tin cậy 95 %: 1,20 đến 4,06), vượt quá dao động ngẫu nhiên"; the points are those of the printed figures."""
    if exact:
        return f"{change_points(score, difference)}, {EXACT}"
    return f"{change_points(score, difference)}{_span(difference, interval)}, {verdict(difference, alpha, 'thay đổi')}"


def change_points(score: float, difference: Row) -> str:
    """"Tăng 2,63 điểm", "Không đổi"."""
    points = change(score, score - difference.difference)
    return points if points == "Không đổi" else f"{points} điểm"


def verdict_on_change(difference: Row, alpha: float) -> str:
    """Whether a share or score rose or fell by more than chance; a share of nobody or everybody has no error to tell that by."""
    sure = is_sure(difference, alpha)
    if sure is None:
        return "không kiểm định được"
    return f"{'tăng' if difference.difference > 0 else 'giảm'}, {verdict(difference, alpha, '')}" if sure else verdict(difference, alpha, "thay đổi")


def rest_in_words(difference: Row, alpha: float, psus: str = PSUS) -> str:
    """How a unit differs from all others: "cao hơn 3,20 điểm (1,10 đến 5,30)", with care near the threshold, or that nothing can be said."""
    said = verdict(difference, alpha, "khác biệt", psus)
    if not is_sure(difference, alpha):
        return said
    size = f"{'cao' if difference.difference > 0 else 'thấp'} hơn {vietnamese(abs(difference.difference))} điểm{_span_of_size(difference)}"
    return size if said == BEYOND_CHANCE else f"{size}, {said}"


def pair_in_words(names: tuple[str, str], difference: Row, alpha: float, psus: str = PSUS, exact: bool = False) -> str:
    """Two domains against each other."""
    points = two_decimals(difference.difference)
    said = "bằng" if points == 0 else f"{'cao' if points > 0 else 'thấp'} hơn {vietnamese(abs(points))} điểm so với"
    if exact:
        return f"{names[0]} {said} {names[1]}: {EXACT}"
    return f"{names[0]} {said} {names[1]}{_span_of_size(difference)}: {verdict(difference, alpha, 'khác biệt', psus)}"


def _span(difference: Row, interval: str) -> str:
    return "" if difference.lo is None else f" ({interval}: {_from_to(difference.lo, difference.hi)})"


def _span_of_size(difference: Row) -> str:
    """The interval of a size that words give the direction of: "thấp hơn 2,80 điểm (từ 0,72 đến 4,88)"."""
    if difference.lo is None:
        return ""
    lo, hi = (difference.lo, difference.hi) if difference.difference > 0 else (-difference.hi, -difference.lo)
    return f" ({_from_to(lo, hi)})"


def _from_to(lo: float, hi: float) -> str:
    return f"từ {vietnamese(lo)} đến {vietnamese(hi)}"


def verdict(difference: Row, alpha: float, what: str, psus: str = PSUS) -> str:
    """Whether a difference is more than chance, or why that is not known; psus: what there are too few of."""
    sure = is_sure(difference, alpha)
    if sure is None:
        return TOO_FEW.format(psus=psus) if difference.lo is None else NO_TEST
    if sure:
        return beyond_words(difference.p_holm if difference.p_holm is not None else difference.p, alpha)
    return (ALONE if difference.p is not None and difference.p < alpha else NOT_ENOUGH).format(what=what)


def n_words(found: Iterable[int | None], each: str = "", differing: str = "") -> str:
    """How many answered, of one figure or of several: "n = 225", "n = 12–474 mỗi nhóm", "n = 470–474 tùy câu"; hidden ones are left out.

    each: said of several figures; differing: said where they differ.
    """
    known = sorted(n for n in found if n is not None)
    if not known:
        return "n không hiển thị"
    span = whole(known[0]) if known[0] == known[-1] else f"{whole(known[0])}–{whole(known[-1])}{differing}"
    return f"n = {span}{each if len(known) > 1 else ''}"


def is_weak(row: Row | None) -> bool:
    """Whether an interval rests on fewer PSUs than runs test differences by."""
    return row is not None and row.lo is not None and (row.flag == FEW_PSUS or (row.df is not None and row.df < LEAST_DF))


def caution(view: View, row: Row | None) -> str:
    """Why a figure is not there, or is to be read with care; empty where there is nothing to say."""
    if row is None:
        return "không có số liệu"
    said = words_of(row.suppressed, SUPPRESSED, view.run.method) or words_of(row.flag, FLAGS, view.run.method, view.kind.psus)
    return f"{said}, chưa có khoảng tin cậy" if row.flag == FEW and row.lo is None else said


def share_caution(view: View, row: Row | None) -> str:
    """As `caution`, of the share of an option or level."""
    return words_of(row.suppressed, SUPPRESSED_SHARES, view.run.method) if row is not None and row.suppressed else caution(view, row)


def most_words(view: View, measure: Row) -> str:
    """The most points a measure can earn: "tối đa 4 điểm"; empty where scores are of 100."""
    most = view.most(measure.code)
    return f"tối đa {most:.0f} điểm" if most is not None else ""


def title_of(measure: Row) -> str:
    """A measure's code and label; the index at the top, whose official name is a paragraph in capitals, by its code."""
    return f"Chỉ số {measure.code}" if measure.label.isupper() else f"{measure.code} {measure.label}"
