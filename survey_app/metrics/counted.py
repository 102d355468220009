"""What each server process counts itself: refused requests by reason, and how long requests took, by address template.

With several processes their counts lie in files of one folder (SHARED_FOLDER, which `sipas serve` makes anew at
each start) and whichever process is asked adds them up; they begin at 0 with the server, as Prometheus expects of counters.
"""
from __future__ import annotations

import os

from flask import Response, request
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

from survey_app.logs import seconds_so_far
from survey_app.metrics import SHARED_FOLDER

SECONDS = (.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5)
OWN = CollectorRegistry()
DURATION = Histogram("sipas_request_duration_seconds", "Time to answer a request, by address template and status class.", ("endpoint", "method", "status"), buckets=SECONDS, registry=OWN)
REFUSED_TOTAL = Counter("sipas_refused_total", "Requests of the API that were refused, by reason.", ("reason",), registry=OWN)


def counted() -> CollectorRegistry:
    """The counts of all processes of this server."""
    if SHARED_FOLDER not in os.environ:
        return OWN
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together


def count(answer: Response) -> Response:
    """Addresses are counted by their template: a desk's code or a one-time link is in no metric."""
    method = request.method if request.url_rule else "ANY"
    DURATION.labels(request.endpoint or "none", method, f"{answer.status_code // 100}xx").observe(seconds_so_far())
    return answer
