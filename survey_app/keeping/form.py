"""The form of the rule: for how long runs are kept whole."""
from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice
from wtforms.validators import AnyOf

from survey_app.keeping.reading import Rule
from survey_app.models.keeping import USUAL_NIGHTS

NEVER = "0"
# nights -> words
CHOICES = {str(USUAL_NIGHTS): f"{USUAL_NIGHTS} đêm", "92": "3 tháng (92 đêm)", "183": "6 tháng (183 đêm)", "366": "1 năm (366 đêm)", NEVER: "Giữ nguyên mãi, không thu gọn"}


class KeepingForm(FlaskForm):
    """One choice."""

    nights = RadioField("Giữ nguyên mỗi lần tính", [AnyOf(CHOICES, "Hãy chọn một trong các mục.")], validate_choice=False,
                        choices=[SelectChoice(nights, words) for nights, words in CHOICES.items()])

    def show(self, rule: Rule) -> KeepingForm:
        """The rule as it is set."""
        self.nights.data = str(rule.nights) if rule.thins else NEVER
        return self

    def rule(self) -> Rule:
        """What a valid form says."""
        return Rule(False) if self.nights.data == NEVER else Rule(True, int(self.nights.data))
