"""Headers of every page, and limits on how often one address may ask."""
from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
from datetime import UTC, datetime
from wsgiref.types import WSGIApplication

from flask import Flask, Request, abort, request
from flask.sessions import SecureCookieSessionInterface
from flask_limiter import Limiter

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:", "connect-src": "'self'",
    "form-action": "'self'", "worker-src": "'self'", "manifest-src": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

# One desk's address may carry a whole province centre (30 desks, a form each minute or two); a flood is far above that.
SUBMISSIONS_PER_ADDRESS = "300 per minute"
# A person mistypes a code a few times; guessing 23^8 codes at this pace takes longer than the survey.
CODES_PER_ADDRESS = "60 per minute"


def address_key() -> str:
    """The asking address as a keyed hash that changes every day: enough to count by, useless to identify with."""
    return keyed_hash(f"{datetime.now(UTC).date()} {_network(request.remote_addr or '')}")


def keyed_hash(text: str) -> str:
    """32 hexadecimal signs by which this installation, and nobody without its secret, can recognise a text."""
    from survey_app import settings

    return hmac.new((settings().secret_key or "").encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


def _network(address: str) -> str:
    """The address itself, or for IPv6 its /64: one household or phone owns all of that."""
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if ":" in address else address


class NamedLimits(Limiter):
    """Counts only where a view names a limit: the library's look before every request would cost each page a tenth."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


limiter = NamedLimits(key_func=address_key, storage_uri="memory://")


@limiter.request_filter
def _from_this_machine() -> bool:
    """Requests from the machine itself (health checks, a kiosk, a load test) are not counted; behind a proxy set SIPAS_TRUSTED_PROXIES."""
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def allow_inline_style(app: Flask, css: str) -> None:
    """Let one known style sheet stand inside a page: the policy names its hash, any other stays refused."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    app.extensions["sipas.policy"]["style-src"] += f" 'sha256-{digest}'"
    _write_policy(app)


def _write_policy(app: Flask) -> None:
    hsts = [("Strict-Transport-Security", "max-age=31536000")] if app.config["SESSION_COOKIE_SECURE"] else []
    policy = "; ".join(f"{name} {value}" for name, value in app.extensions["sipas.policy"].items())
    app.extensions["sipas.headers"][:] = [*HEADERS.items(), *hsts, ("Content-Security-Policy", policy)]


def _with_headers(application: WSGIApplication, headers: list[tuple[str, str]]) -> WSGIApplication:
    """Put the headers on every answer, whoever made it, at the cost of one list."""
    def answer(environ, start_response):
        def start(status, given, *error):
            return start_response(status, [*given, *headers], *error)
        return application(environ, start)
    return answer


class StaffSessions(SecureCookieSessionInterface):
    """Sessions for staff only: a citizen's page never opens one, so it costs none and leaves no cookie."""

    def open_session(self, app: Flask, request: Request):
        """None below /k/, which Flask takes for "no session here"."""
        return None if request.path.startswith("/k/") else super().open_session(app, request)


def init_app(app: Flask) -> None:
    """Put the headers on every answer, count where a view names a limit, and keep citizens free of sessions."""
    app.config["RATELIMIT_ENABLED"] = app.extensions["sipas.settings"].rate_limits
    app.extensions["sipas.policy"], app.extensions["sipas.headers"] = dict(POLICY), []
    _write_policy(app)
    app.wsgi_app = _with_headers(app.wsgi_app, app.extensions["sipas.headers"])
    app.session_interface = StaffSessions()
    limiter.init_app(app)
    app.before_request(_refuse_nul)


def _refuse_nul() -> None:
    """No address of ours holds a NUL, and PostgreSQL cannot even be asked for one."""
    if "\0" in request.path or "%00" in request.query_string.decode("latin-1"):
        abort(404)
