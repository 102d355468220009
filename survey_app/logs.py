"""Structured logs: one JSON object a line, of our own words only.

A line says when, how bad, which request (`request_id`, also in the answer's header), its endpoint by name, status and
time, and of a request with an API token the token's number (`token`). It never says who: no address, no path (paths hold desks' codes and one-time links), no token, no answer, and of an
exception the type and where it was raised, not its message, which may quote what somebody sent.
"""
from __future__ import annotations

import logging
import re
import traceback
import uuid
from time import perf_counter
from typing import TextIO

import structlog
from flask import Flask, Response, g, has_request_context, request

HEADER = "X-Request-Id"
GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")
QUIET = {"health.alive", "health.ready", "metrics.show", "static"}  # asked all day by machines
log = logging.getLogger("survey_app.requests")


def request_id() -> str:
    """The id of the present request: a trusted proxy's, else one of our own."""
    if "request_id" not in g:
        from survey_app import settings

        given = request.headers.get(HEADER, "") if settings().trusted_proxies else ""
        g.request_id = given if GIVEN.fullmatch(given) else uuid.uuid4().hex
    return g.request_id


def log_as_json(level: str, stream: TextIO | None = None) -> None:
    """Send the log records of this process to a stream (standard error) as JSON lines; libraries only when they warn."""
    formatter = structlog.stdlib.ProcessorFormatter
    shared = [structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, structlog.processors.TimeStamper(fmt="iso", utc=True), _name_request]
    last = [formatter.remove_processors_meta, _without_message_of_exception, structlog.processors.JSONRenderer(ensure_ascii=False)]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()], processors=last))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    ours = logging.getLogger("survey_app")
    ours.handlers.clear()  # the framework adds one of its own when it finds none
    ours.setLevel(level)


def _name_request(_logger, _method: str, event: dict) -> dict:
    if has_request_context():
        event["request_id"], event["endpoint"] = request_id(), request.endpoint
    return event


def _without_message_of_exception(_logger, _method: str, event: dict) -> dict:
    """The type of an exception, and the places in our own code that it came through."""
    fault = event.pop("exc_info", None)
    fault = fault[1] if isinstance(fault, tuple) else fault
    if isinstance(fault, BaseException):
        event["exception"] = type(fault).__name__
        frames = traceback.extract_tb(fault.__traceback__)
        event["where"] = [f"{frame.filename.rpartition('/survey_app/')[2]}:{frame.lineno}" for frame in frames if "/survey_app/" in frame.filename][-5:]
    event.pop("exception_text", None)
    return event


def seconds_so_far() -> float:
    """How long the present request has taken."""
    return perf_counter() - g.get("began", perf_counter())


def _begin() -> None:
    g.began = perf_counter()


def _note(answer: Response) -> Response:
    answer.headers[HEADER] = request_id()
    if request.endpoint not in QUIET and log.isEnabledFor(logging.INFO):
        token = {"token": g.token_id} if "token_id" in g else {}
        log.info("request", extra={"method": request.method, "status": answer.status_code, "ms": round(1000 * seconds_so_far(), 1)} | token)
    return answer


def init_app(app: Flask) -> None:
    """Give every answer its id, and every request a line where logs are on (see `log_as_json`)."""
    app.before_request(_begin)
    app.after_request(_note)
    app.log_exception = lambda fault: log.error("exception", exc_info=fault)  # the framework's own words hold the path
