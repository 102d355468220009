"""Figures of how the installation does, for Prometheus."""
from __future__ import annotations

from flask import Flask

# The environment variable by which prometheus_client lets several processes count together; read when it is imported.
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def init_app(app: Flask) -> None:
    """Join the address, and count every request."""
    from survey_app.metrics.counted import count
    from survey_app.metrics.pages import blueprint
    from survey_app.metrics.received import Received

    app.extensions["sipas.metrics.received"] = Received()
    app.after_request(count)
    app.register_blueprint(blueprint)
