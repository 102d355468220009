"""What domains are called, so that whoever reads a run needs nothing else: kinds of domains, and each domain of a kind."""

from collections.abc import Iterable, Mapping

from forms import Text
from pipeline.answer_domains import AnswerColumn

KINDS = {
    "stratum": Text("Địa bàn chọn mẫu", "Stratum"),
    "district": Text("Huyện trước sắp xếp", "Former district"),
    "commune": Text("Xã, phường", "Commune"),
    "service_point": Text("Bộ phận Một cửa", "One-stop desk"),
    "channel": Text("Cách trả lời", "Way of answering"),
}
# Of kinds of waves in which a column means something else: leaders are all on a list, of which the strata are parts.
KINDS_OF_WAVE = {"leaders": {"stratum": Text("Nhóm được hỏi", "Group asked")}}
CHANNELS = {
    "paper": Text("Phiếu giấy", "On paper"),
    "phone": Text("Điện thoại, quét mã QR", "By phone, QR code"),
    "link": Text("Đường dẫn riêng", "By personal link"),
    "import": Text("Nhập từ tệp", "Imported from a file"),
}


def label_domains(wave_kind: str, found: Mapping[str, Iterable[str]], places: Mapping[str, Mapping[str, str]], told: Iterable[AnswerColumn]) -> dict:
    """By domain kind: its words, the item it comes from (or None), and the words of the domains `found`, in published order.

    places: names of units by column and code. told: columns made of answers.
    """
    by_answer, kinds = {column.kind: column for column in told}, KINDS | KINDS_OF_WAVE.get(wave_kind, {})
    return {kind: _of_answer(by_answer[kind], set(domains)) if kind in by_answer else _of_place(kind, kinds[kind], domains, places)
            for kind, domains in found.items()}


def _of_answer(column: AnswerColumn, domains: set[str]) -> dict:
    return {"label": _words(column.label), "item": column.item, "names": {code: _words(text) for code, text in column.names if code in domains}}


def _of_place(kind: str, label: Text, domains: Iterable[str], places: Mapping[str, Mapping[str, str]]) -> dict:
    names = CHANNELS if kind == "channel" else {code: Text(name, name) for code, name in places.get(kind, {}).items()}
    return {"label": _words(label), "item": None, "names": {code: _words(names.get(code, Text(code, code))) for code in domains}}


def _words(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}
