"""Headers of every page, and limits on how often one address may ask."""
from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
from datetime import UTC, datetime
from wsgiref.types import WSGIApplication

from flask import Flask, Request, Response, abort, request
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

# Below these stand the pages of citizens, who never log in.
CITIZENS = ("/k/", "/l/")
# And below these programs, which send a token, or read the contract without one.
PROGRAMS = ("/api/v1/", "/api/openapi.json")
# A form that was filled in; one with files is read by its own page, which knows how large it may be.
TYPED = "application/x-www-form-urlencoded"
# Whoever knows an address below these may answer in somebody's place: no other page is told it.
SECRET = ("/l/",)

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
        ours = _untold(headers) if environ.get("PATH_INFO", "").startswith(SECRET) else headers

        def start(status, given, *error):
            return start_response(status, [*given, *ours], *error)
        return application(environ, start)
    return answer


def _untold(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers of a page whose address is nobody else's business, a search engine's neither."""
    return [*((name, value) for name, value in headers if name != "Referrer-Policy"), ("Referrer-Policy", "no-referrer"), ("X-Robots-Tag", "noindex, nofollow")]


class StaffSessions(SecureCookieSessionInterface):
    """Sessions for staff only: a citizen's page never opens one, so it costs none and leaves no cookie."""

    def open_session(self, app: Flask, request: Request):
        """None on citizens' pages and for programs, which Flask takes for "no session here"."""
        return None if request.path.startswith((*CITIZENS, *PROGRAMS)) else super().open_session(app, request)


def init_app(app: Flask) -> None:
    """Put the headers on every answer, count where a view names a limit, and keep citizens free of sessions."""
    app.config["RATELIMIT_ENABLED"] = app.extensions["sipas.settings"].rate_limits
    app.extensions["sipas.policy"], app.extensions["sipas.headers"] = dict(POLICY), []
    _write_policy(app)
    app.wsgi_app = _with_headers(app.wsgi_app, app.extensions["sipas.headers"])
    app.session_interface = StaffSessions()
    limiter.init_app(app)
    app.before_request(_refuse_nul)
    app.after_request(_lead_by_path)


def _refuse_nul() -> None:
    """No address of ours and no word that staff type holds a NUL, and PostgreSQL can take none. Programs are told which parameter has it."""
    if "\0" in request.path or "%00" in request.query_string.decode("latin-1") and not request.path.startswith(PROGRAMS):
        abort(404)
    if request.mimetype == TYPED and not request.path.startswith(CITIZENS) and any("\0" in text for texts in request.form.listvalues() for text in texts):
        abort(400)


def _lead_by_path(answer: Response) -> Response:
    """The router leads on to the host that was asked for, which a stranger may have chosen: the path alone says as much."""
    if answer.location and answer.location.startswith(request.host_url):
        answer.location = "/" + answer.location.removeprefix(request.host_url).lstrip("/")
    return answer
