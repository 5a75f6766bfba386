"""`flask audit`: verify the audit chain."""

import re

import click
from flask import Flask
from flask.cli import AppGroup

from portal.core import audit
from portal.core.health import is_migrated

group = AppGroup("audit", help="Verify the audit chain.")


def _hash(_context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    if given is not None and not re.fullmatch("[0-9a-f]{64}", given):
        raise click.BadParameter("needs the 64 digits that the command printed.")
    return given


@group.command("verify")
@click.option("--expect", metavar="HASH", callback=_hash, help="A hash that was printed before.")
def verify(expect: str | None) -> None:
    """Walk the audit chain, name the first broken event, and print the hash of the last."""

    def tell(seq: int, last: int) -> None:
        click.echo(f"{seq} of {last} events\r", nl=False, err=True)

    if not is_migrated():
        raise click.ClickException(
            "The database does not answer, or is not at the newest migration."
        )
    try:
        head = audit.verify(expect=expect, progress=tell)
    except audit.ChainBroken as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"The chain of {head.seq} events is whole. Hash of the last: {head.hash}")


def init_app(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(group)
