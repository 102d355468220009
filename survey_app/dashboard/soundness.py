"""Whether the fieldwork is sound: one verdict first, what is sound, what is not, and what was not done; then the facts behind it."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from survey_app.dashboard.fieldwork import Fieldwork, flag_words
from survey_app.dashboard.reading import Reading
from survey_app.desks.silence import Pause, silent_words
from survey_app.exclusions.effect import Effect
from survey_app.numbers import whole, with_sign
from survey_app.sampling.rates_in_words import percent_words, rates_in_words

# Below this a survey should study who did not answer before its figures are used: U.S. Office of Management and Budget, Standards
# and Guidelines for Statistical Surveys (2006), guideline 3.2.9. It is no proof of soundness above it.
ENOUGH = 0.80
BAD, MISSING, GOOD, LOOKED_AT = "bad", "missing", "good", "looked_at"
NAMES = {BAD: "Chưa vững", MISSING: "Chưa làm hoặc không có", GOOD: "Vững", LOOKED_AT: "Đã kiểm tra"}
Said = Iterator[tuple[str, str]]  # a verdict (a key of NAMES) and the words of what it is on


@dataclass(frozen=True)
class Soundness:
    """What the page says of the collection. pauses: of its desks; effect: of the forms that the run shown left out."""

    reading: Reading
    work: Fieldwork
    pauses: tuple[Pause, ...] = ()
    effect: Effect | None = None

    @cached_property
    def found(self) -> dict[str, list[str]]:
        """What was found, by verdict, in the order of NAMES."""
        said = [one for check in CHECKS[self.reading.view.wave.kind] for one in check(self)]
        return {verdict: [words for of, words in said if of == verdict] for verdict in NAMES if any(of == verdict for of, _ in said)}

    def in_short(self) -> str:
        """What is not sound and what is missing; what is sound only where nothing is either."""
        found = {verdict: words for verdict, words in self.found.items() if verdict in (BAD, MISSING)} or self.found
        return " ".join(f"{NAMES[verdict]}: {'; '.join(words)}." for verdict, words in found.items())

    @property
    def rate_words(self) -> str:
        """Rates of all cases with what they are shares of; AAPOR's names in brackets."""
        work, unit = self.work, self.reading.view.kind.unit
        return rates_in_words(work.tally, unit) if work.rates else f"chưa ghi kết quả tiếp xúc của từng {unit}"

    @property
    def double_words(self) -> str:
        """Independent double entry: that there was none, or how far two keyings differ."""
        double, single = self.work.double, self.work.single
        if not double.sheets:
            return "không nhập hai lần"
        share = f" ({whole(double.fields)} trong {whole(double.compared)} ô, {percent_words(double.share)})" if double.share is not None else ""
        once = f"; {whole(single)} phiếu chỉ nhập một lần" if single else ""
        return f"{whole(double.sheets)} phiếu nhập hai lần, {whole(double.differing)} phiếu có ô khác nhau{share}{once}"

    @property
    def again_words(self) -> str:
        """Re-interviews: that there were none, or how far people said the same again."""
        return self.work.again.words(self.reading.view.level if self.reading.view.shown else .95) if self.work.again.forms else "chưa phúc tra"


def _response(of: Soundness) -> Said:
    work, unit = of.work, of.reading.view.kind.unit
    if not work.cases:
        yield MISSING, "không có danh sách mẫu nên không có tỷ lệ trả lời"
        return
    if work.rates is None:
        yield MISSING, f"chưa ghi kết quả tiếp xúc của từng {unit}"
        return
    rate = work.rates["RR2"]
    said = f"tỷ lệ trả lời {percent_words(rate)}"
    left = f", còn {whole(work.cases - work.worked)} {unit} chưa có kết quả" if work.worked < work.cases else ""
    yield (GOOD if rate is not None and rate >= ENOUGH and not left else BAD), said + left


def _unsettled(of: Soundness) -> Said:
    if words := of.work.unsettled.words:
        yield BAD, words


def _double(of: Soundness) -> Said:
    double, single = of.work.double, of.work.single
    if not (of.work.paper or double.sheets or single):
        return
    if not double.sheets:
        yield MISSING, "không nhập hai lần"
        return
    yield LOOKED_AT, f"{whole(double.sheets)} phiếu nhập hai lần" + (f", lệch {percent_words(double.share)} số ô" if double.share is not None else "")
    if single:
        yield MISSING, f"{whole(single)} phiếu chỉ nhập một lần"


def _again(of: Soundness) -> Said:
    again = of.work.again
    if again.share is None:
        yield MISSING, "chưa phúc tra" if not again.forms else "phúc tra chưa tính được tỷ lệ giống nhau"
        return
    yield LOOKED_AT, f"phúc tra {whole(again.forms)} phiếu, {percent_words(again.share)} câu trả lời giống lần đầu"


def _self_selected(_of: Soundness) -> Said:
    yield MISSING, "người trả lời tự chọn nên không có tỷ lệ trả lời"


def _silent(of: Soundness) -> Said:
    if not of.pauses:
        return
    silent = silent_words(of.pauses)
    yield (BAD, silent) if silent else (GOOD, "không điểm nào im lặng bất thường")


def _flags(of: Soundness) -> Said:
    if not of.reading.view.shown:
        return
    flags = flag_words(of.reading.view, of.work.flags)
    hidden = [f"{whole(of.work.hidden)} chỉ tiêu chung không hiển thị"] if of.work.hidden else []
    for words in [*flags, *hidden]:
        yield BAD, words
    if not (flags or hidden):
        yield GOOD, "không chỉ tiêu chung nào phải đọc thận trọng"


def _excluded(of: Soundness) -> Said:
    if of.effect is None:
        return
    first = of.effect.first
    known = first is not None and first.difference is not None
    effect = f"nếu tính cả thì chỉ số đổi {with_sign(first.difference)} điểm" if known else "không nêu được tác động lên chỉ số"
    yield LOOKED_AT, f"loại {whole(of.effect.n)} phiếu, {effect}"


CHECKS: dict[str, tuple[Callable[[Soundness], Said], ...]] = {
    "household": (_response, _unsettled, _double, _again, _excluded, _flags), "desk": (_self_selected, _silent, _excluded, _flags), "leaders": (_response, _excluded, _flags),
}
