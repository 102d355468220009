"""Why something about a sample cannot be done."""


class Refused(Exception):
    """Nothing was changed; the message says what was expected, what came, and what to do; `vi` says it on a page."""

    def __init__(self, en: str, vi: str = "Không thực hiện được với các thông tin này."):
        super().__init__(en)
        self.vi = vi
