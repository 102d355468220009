"""Is the process alive, and can it do its work: for whoever watches the server."""
from __future__ import annotations

from flask import Blueprint, Flask

from survey_app import engine
from survey_app.migrate import newest_revision, outdated

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive():
    """200 as long as the process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready():
    """200 when the database answers and stands at the revision this code needs, else 503 with the reason."""
    try:
        with engine().connect() as connection:
            reason = outdated(connection)
    except Exception as error:  # whatever the driver raises, the answer is "not ready"
        return {"status": "unavailable", "reason": f"database: {type(error).__name__}"}, 503
    if reason:
        return {"status": "unavailable", "reason": reason}, 503
    return {"status": "ok", "revision": newest_revision()}


def init_app(app: Flask) -> None:
    """Add both addresses."""
    app.register_blueprint(blueprint)
