"""/metrics for Prometheus: with a token of scope `metrics`; without one only on a local installation, from the machine itself."""
from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy import Connection

from survey_app import engine, settings
from survey_app.api.tokens import bearer_of
from survey_app.metrics import counted
from survey_app.metrics.stored import Stored

blueprint = Blueprint("metrics", __name__)
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")


@blueprint.get("/metrics")
def show() -> Response:
    """What the database knows and what the processes of this server have counted."""
    with engine().connect() as connection:
        if not _from_this_machine():
            bearer_of(connection, request.headers.get("Authorization", "")).require("metrics")
        body = generate_latest(_stored(connection)) + generate_latest(counted.counted())
    return Response(body, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _stored(connection: Connection) -> CollectorRegistry:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Stored(connection, current_app.extensions["sipas.metrics.received"]))
    return registry


def _from_this_machine() -> bool:
    """Not what a reverse proxy on this machine passes on, whether it says so or only by the name it was asked for: that comes from anywhere.

    One that says neither (nginx as it comes asks for 127.0.0.1) cannot be told from a program here: so an installation that has a
    proxy, or another public address than this machine's own, trusts no request for where it seems to come from.
    """
    if settings().trusted_proxies or not _is_here(_name_in(settings().public_url)):
        return False
    if any(name in request.headers for name in FORWARDED):
        return False
    return _is_here(request.remote_addr or "") and _is_here(_name_in(f"//{request.host}"))


def _name_in(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
