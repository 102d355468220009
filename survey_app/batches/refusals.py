"""Why something about a batch cannot be done, for pages in Vietnamese and for commands in English."""
from __future__ import annotations

from survey_app.sampling.refusals import Refused


class BatchRefused(Refused):
    """Nothing was changed; the message is English, `vi` says the same on a page."""

    def __init__(self, vi: str, en: str):
        super().__init__(en)
        self.vi = vi
