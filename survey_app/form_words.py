"""What forms say by themselves, in Vietnamese: WTForms has no catalogue for it."""
from __future__ import annotations

from flask import Flask, request

from survey_app.locale import chosen_language

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]  # as browsers send them, and as people write them
CHOOSE, NO_DAY = "Hãy chọn một trong các mục.", "Hãy nhập ngày có thật, ví dụ 31/12/2026."
WORDS = {
    "This field is required.": "Mục này không được để trống.", "Invalid input.": "Giá trị không hợp lệ.",
    "Not a valid choice.": CHOOSE, "Invalid Choice: could not coerce.": CHOOSE, "'%(value)s' is not a valid choice for this field.": CHOOSE,
    "Not a valid date value.": NO_DAY, "Not a valid integer value.": "Hãy nhập một số nguyên.",
}


class FormWords:
    """The catalogue that Flask-WTF looks for at the request; what it does not know stays English."""

    def ugettext(self, said: str) -> str:
        """A message."""
        return WORDS.get(said, said)

    def ungettext(self, one: str, many: str, n: int) -> str:
        """A message with a number; forms here name their own."""
        return self.ugettext(one if n == 1 else many)


def init_app(app: Flask) -> None:
    """Let every form speak so, unless a citizen reads English."""
    words = FormWords()

    @app.before_request
    def speak_vietnamese() -> None:
        if chosen_language() == "vi":
            request.wtforms_translations = words
