"""What can be wrong with an answer, and the one table of words that tells people so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

MESSAGES: dict[str, dict[str, str]] = {
    "required": {
        "vi": "Câu này chưa có câu trả lời. Mời Ông/Bà chọn một câu trả lời.",
        "en": "This question has no answer yet. Please choose an answer.",
    },
    "not_on_scale": {
        "vi": "“{value}” không phải là một mức của câu này. Cần một trong: {expected}.",
        "en": "“{value}” is not a level of this question. Expected one of: {expected}.",
    },
    "not_an_option": {
        "vi": "“{value}” không có trong các lựa chọn của câu này. Cần: {expected}.",
        "en": "“{value}” is not among the options of this question. Expected: {expected}.",
    },
    "nonanswer_not_allowed": {
        "vi": "Câu này không nhận mã “{value}” ở hình thức trả lời này. Cần: {expected}.",
        "en": "This question does not take “{value}” in this way of answering. Expected: {expected}.",
    },
    "nonanswer_with_options": {
        "vi": "Ông/Bà vừa chọn ô không trả lời vừa chọn ô khác. Mời bỏ một trong hai.",
        "en": "You chose both not to answer and another box. Please untick one or the other.",
    },
    "choose_exactly": {
        "vi": "Mời Ông/Bà chọn đúng {choose} ô. Hiện đang chọn {count} ô.",
        "en": "Please choose exactly {choose} boxes. You have chosen {count}.",
    },
    "choose_at_most": {
        "vi": "Câu này chỉ được chọn {choose} ô, trên phiếu có {count} ô. Nếu phiếu đánh dấu quá số ô thì nhập “inv”.",
        "en": "Only {choose} boxes may be chosen; the form has {count}. If too many are ticked on paper, enter “inv”.",
    },
    "too_long": {
        "vi": "Nội dung dài {length} ký tự, tối đa {max_length}. Mời Ông/Bà viết ngắn lại.",
        "en": "The text has {length} characters; at most {max_length}. Please shorten it.",
    },
    "wrong_type": {
        "vi": "Giá trị không đúng kiểu: cần {expected}, nhận được {got}.",
        "en": "Wrong type of value: expected {expected}, came {got}.",
    },
    "other_unticked": {
        "vi": "Ông/Bà đã ghi ý kiến khác nhưng chưa chọn ô tương ứng. Mời chọn ô đó hoặc xóa phần đã ghi.",
        "en": "You wrote another answer without choosing its box. Please choose the box or remove the text.",
    },
    "hidden": {
        "vi": "Câu này không dành cho người trả lời như vậy ở các câu trước. Mời bỏ câu trả lời này.",
        "en": "This question is not asked of people who gave these earlier answers. Please remove the answer.",
    },
    "unknown_item": {
        "vi": "Phiếu này không có câu “{item}”.",
        "en": "This questionnaire has no item “{item}”.",
    },
    "not_answers": {
        "vi": "Cần các câu trả lời theo mã câu hỏi, nhận được {got}.",
        "en": "Expected answers keyed by item code; came {got}.",
    },
}


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the answer to `item`; `code` is a key of MESSAGES, `params` fill its words."""

    item: str
    code: str
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def text(self, language: str) -> str:
        """The message in "vi" or "en"."""
        return MESSAGES[self.code][language].format(item=self.item, **self.params)
