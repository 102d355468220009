"""The scheduler's log: one JSON object a line on standard error, of our own words only."""

import logging

import structlog


def log_as_json(level: int = logging.INFO) -> None:
    """Send every log record of this process through structlog as JSON lines; libraries only when they warn."""
    shared = [structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, structlog.processors.TimeStamper(fmt="iso", utc=True)]
    handler = logging.StreamHandler()
    formatter = structlog.stdlib.ProcessorFormatter
    last = [formatter.remove_processors_meta, _without_message_of_exception, structlog.processors.JSONRenderer(ensure_ascii=False)]
    handler.setFormatter(formatter(foreign_pre_chain=shared, processors=last))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for ours in ("pipeline", "survey_app"):  # the latter's rooms bring chores
        logging.getLogger(ours).setLevel(level)


def _without_message_of_exception(_logger, _method: str, event: dict) -> dict:
    """An exception is named by its type: its message may quote what was in the database."""
    fault = event.pop("exc_info", None)
    if fault:
        event["exception"] = (fault[0] if isinstance(fault, tuple) else type(fault)).__name__
    return event
