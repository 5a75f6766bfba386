"""`flask mail`: how the outgoing mail stands, and sending again what did not leave."""

import click
from flask import Flask
from flask.cli import AppGroup

from portal.core import mail
from portal.core.mail_models import MailState

group = AppGroup("mail", help="Look at the outgoing mail and send again what did not leave.")


@group.command("status")
def status() -> None:
    """Print how many messages wait, left or were refused, and why."""
    found = mail.status()
    click.echo(", ".join(f"{found.counts[state]} {state}" for state in MailState) + ".")
    if found.oldest:
        click.echo(f"The oldest waits since {found.oldest:%Y-%m-%d %H:%M} UTC.")
    for reason in found.reasons:
        click.echo(f"waiting: {reason}")
    for refusal in found.refusals:
        click.echo(f"refused: {refusal.key} to {refusal.recipient}: {refusal.reason}")


@group.command("retry")
def retry() -> None:
    """Let the worker send at once what was refused, and what waits for its next try."""
    click.echo(f"{mail.retry()} messages will be tried again.")


def init_app(app: Flask) -> None:
    """Let the worker send, and add the commands."""
    mail.serve_jobs()
    app.cli.add_command(group)
