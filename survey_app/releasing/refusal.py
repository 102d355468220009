"""Why nothing was proposed or decided, in words for the person who tried."""
from __future__ import annotations

from survey_app.releasing.wording import REFUSALS


class Refused(Exception):
    """Nothing was changed: `reason` is a key of REFUSALS, the message says it in Vietnamese with what was found."""

    def __init__(self, reason: str, **found: object):
        super().__init__(REFUSALS[reason].format(**found))
        self.reason = reason
