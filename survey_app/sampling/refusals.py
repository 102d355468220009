"""Why something about a sample cannot be done."""


class Refused(Exception):
    """Nothing was changed; the message says what was expected, what came, and what to do."""
