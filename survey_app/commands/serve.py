"""`sipas serve`: the web server."""
from __future__ import annotations

import os
import socket
import tempfile

import click
from sqlalchemy.exc import SQLAlchemyError

from survey_app.database import open_engine
from survey_app.metrics import SHARED_FOLDER
from survey_app.migrate import outdated
from survey_app.settings import PROJECT, load_settings, require_secret


@click.command(help="Serve the web pages and the API (needs SECRET_KEY; the scheduler is a process of its own: sipas scheduler).")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=os.cpu_count() or 2, show_default="one a core", type=click.IntRange(1, 64))
def command(host: str, port: int, workers: int) -> None:
    """Start Granian, the server chosen by measurement (docs/server.md), on Linux, macOS and Windows."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    settings = load_settings()
    require_secret(settings)
    refuse_other_version(settings.database_url)
    refuse_taken_port(host, port)
    click.echo(f"Serving on http://{host}:{port} with {workers} workers; Ctrl-C ends.")
    with tempfile.TemporaryDirectory(prefix="sipas-metrics-") as folder:
        os.environ[SHARED_FOLDER] = folder  # the workers start with it, and count into it together
        Granian(
            "wsgi:app", address=host, port=port, interface=Interfaces.WSGI, workers=workers, blocking_threads=4,
            respawn_failed_workers=True, working_dir=PROJECT, log_level=LogLevels.warning, websockets=False,
        ).serve()


def refuse_other_version(database_url: str) -> None:
    """Stop where every page would fail. A database that does not answer yet is waited for: /readyz says so meanwhile."""
    engine = open_engine(database_url)
    try:
        with engine.connect() as connection:
            behind = outdated(connection)
    except SQLAlchemyError as fault:
        click.echo(f"The database does not answer yet ({type(fault).__name__}); serving all the same.", err=True)
        return
    finally:
        engine.dispose()
    if behind:
        raise click.ClickException(behind)


def refuse_taken_port(host: str, port: int) -> None:
    """Stop before any work is done when somebody else listens there: two servers would share the port without a word."""
    try:
        with socket.create_connection((host, port), timeout=1):
            pass
    except OSError:
        return
    raise click.ClickException(f"Something already listens on {host}:{port}. End it, or choose another port: --port {port + 1}")
