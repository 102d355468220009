"""`sipas`, the one command: the web's commands by a literal table, the pipeline's by entry point."""
from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

import click
from flask.cli import FlaskGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

# name -> module:object, imported only when called or listed, so that no command pays for another's libraries
COMMANDS = {
    "audit": "survey_app.commands.audit:group",
    "batch": "survey_app.commands.batch:group",
    "case": "survey_app.commands.case:group",
    "check": "survey_app.commands.check:command",
    "db": "survey_app.commands.db:group",
    "desk": "survey_app.commands.desk:group",
    "exclusion": "survey_app.commands.exclusion:group",
    "external": "survey_app.commands.external:group",
    "frame": "survey_app.commands.frame:group",
    "import": "survey_app.commands.import_:command",
    "import-template": "survey_app.commands.import_template:command",
    "link": "survey_app.commands.link:group",
    "organisation": "survey_app.commands.organisation:group",
    "paper": "survey_app.commands.paper:group",
    "release": "survey_app.commands.release:group",
    "report": "survey_app.commands.report:group",
    "sample": "survey_app.commands.sample:group",
    "serve": "survey_app.commands.serve:command",
    "table": "survey_app.commands.table:command",
    "token": "survey_app.commands.token:group",
    "user": "survey_app.commands.user:group",
    "wave": "survey_app.commands.wave:group",
    "webhook": "survey_app.commands.webhook:group",
}


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Importing makes what stays: looking through it for garbage again and again takes a fifth of a short command."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _create_app():
    with _without_collecting():
        from survey_app import create_app

        return create_app()


def _joined() -> list[EntryPoint]:
    """Commands that our own other rooms bring; those of libraries mean nothing here."""
    return [found for found in entry_points(group="flask.commands") if found.dist and found.dist.name == "sipas"]


class SipasGroup(FlaskGroup):
    """A FlaskGroup that imports one command only: ours by name, others' by their entry point in `flask.commands`."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of this name; None when there is none."""
        with _without_collecting():
            if name in COMMANDS:
                module, attribute = COMMANDS[name].split(":")
                return getattr(import_module(module), attribute)
            return next((found.load() for found in _joined() if found.name == name), None)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, for the help page."""
        return sorted({*COMMANDS, *(found.name for found in _joined())})


def main() -> None:
    """Run `sipas`."""
    logging.captureWarnings(True)
    for stream in (sys.stdout, sys.stderr):  # Vietnamese must come out whole on terminals of any code page
        stream.reconfigure(encoding="utf-8")
    group = SipasGroup(
        name="sipas", create_app=_create_app, add_default_commands=False, add_version_option=False, load_dotenv=False,
        set_debug_flag=False, help="Measure citizens' satisfaction with public administration (SIPAS).",
    )
    for option in list(group.params):
        if option.name in ("app", "debug", "env_file"):  # Flask's own switches mean nothing here
            group.params.remove(option)
    try:
        sys.exit(group.main(prog_name="sipas"))
    except OperationalError as error:
        sys.exit(f"Error: the database cannot be used: {str(error.orig).splitlines()[0]}. Is DATABASE_URL right, and has `sipas db upgrade` been run?")
    except ProgrammingError as error:
        sys.exit(f"Error: the database lacks what this version needs: {str(error.orig).splitlines()[0]}. Run: sipas db upgrade")
