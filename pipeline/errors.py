"""What the engine says when it cannot give an honest number."""


class EngineError(ValueError):
    """A request the engine refuses; the message says what was expected, what came, what to do."""


class DataError(EngineError):
    """The analysis file holds something that is not an answer, a weight or a code."""


class DesignError(EngineError):
    """The sampling design as described does not fit the file."""


class CalibrationError(EngineError):
    """Weights cannot be brought to the population margins."""
