"""`sipas webhook`: addresses that are told of releases, and the telling."""
from __future__ import annotations

import time

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from survey_app import engine, settings
from survey_app.models import Webhook
from survey_app.settings import require_secret
from survey_app.webhooks.delivering import deliver_due, ping
from survey_app.webhooks.registry import add_webhook, find_webhook, list_webhooks, note_secret_shown, set_active
from survey_app.webhooks.signing import secret_of
from survey_app.written import tidy


@click.group(help="Tell other systems of releases.")
def group() -> None:
    """Commands on webhooks."""


@group.command(help="Tell URL of every release from now on; prints the secret that messages are signed with.")
@click.argument("name")
@click.argument("url")
@with_appcontext
def add(name: str, url: str) -> None:
    """Register an address."""
    require_secret(settings())
    try:
        found = add_webhook(engine(), name, url, private=settings().webhook_private)
    except IntegrityError:
        raise click.ClickException(f"a webhook named {name!r} exists already.") from None
    except ValueError as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(secret_of(settings().secret_key, found.salt))


@group.command(help="Print the secret of the webhook called NAME; the journal notes it.")
@click.argument("name")
@with_appcontext
def secret(name: str) -> None:
    """Show a secret."""
    require_secret(settings())
    name = tidy(name)
    with engine().connect() as connection:
        found = find_webhook(connection, Webhook.name == name)
    if found is None:
        raise click.ClickException(f"no webhook is named {name!r}.")
    note_secret_shown(engine(), name)
    click.echo(secret_of(settings().secret_key, found.salt))


@group.command("list", help="All webhooks and what became of their messages.")
@with_appcontext
def list_command() -> None:
    """List webhooks."""
    with engine().connect() as connection:
        for row in list_webhooks(connection):
            state = "active" if row.active else "stopped"
            click.echo(f"{row.name}\t{state}\t{row.url}\t{row.delivered} delivered\t{row.pending} pending\t{row.given_up} given up")


@group.command(help="Send a signed trial (event `ping`) to the webhook called NAME, a stopped one too; exits 1 unless its receiver takes it.")
@click.argument("name")
@with_appcontext
def test(name: str) -> None:
    """Try a webhook."""
    require_secret(settings())
    name = tidy(name)
    outcome = ping(engine(), settings(), name)
    if outcome is None:
        raise click.ClickException(f"no webhook is named {name!r}.")
    if not outcome.taken:
        raise click.ClickException(f"not taken: {outcome.error or f'expected a 2xx, got status {outcome.status}'}")
    click.echo(f"taken: status {outcome.status}.")


@group.command(help="Stop the webhook called NAME; releases wait until it is started again.")
@click.argument("name")
@with_appcontext
def stop(name: str) -> None:
    """Stop a webhook."""
    _switch(name, active=False)


@group.command(help="Start the webhook called NAME again; it is told of every release meanwhile, the oldest first.")
@click.argument("name")
@with_appcontext
def start(name: str) -> None:
    """Start a webhook."""
    _switch(name, active=True)


def _switch(name: str, *, active: bool) -> None:
    name = tidy(name)
    if not set_active(engine(), name, active=active):
        raise click.ClickException(f"no {'stopped' if active else 'active'} webhook is named {name!r}.")
    click.echo(f"Webhook {name} {'started' if active else 'stopped'}.")


@group.command(help="Send what is due. The scheduler does this each minute; this is for installations without one, or to send at once.")
@click.option("--every", type=click.IntRange(1, 3600), metavar="SECONDS", help="Go on until Ctrl-C, looking again after so many seconds.")
@with_appcontext
def deliver(every: int | None) -> None:
    """Deliver."""
    require_secret(settings())
    if every is None:
        click.echo(f"{deliver_due(engine(), settings())} delivered.")
        return
    while True:
        try:
            deliver_due(engine(), settings())
        except SQLAlchemyError as fault:
            click.echo(f"the database did not answer ({type(fault).__name__}); trying again", err=True)
        time.sleep(every)
