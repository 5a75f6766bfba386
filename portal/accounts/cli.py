"""`flask users`: invite people, give and end roles, end sign-ins, and erase who asks for it."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from flask.cli import AppGroup

from portal.accounts.models import Person
from portal.accounts.queries import person_by_mail
from portal.accounts.schemas.mail import folded
from portal.accounts.services import erasing, handover, memberships, people, sessions, tokens
from portal.accounts.services.memberships import Post
from portal.core.errors import BadInput
from portal.core.i18n import written_for
from portal.core.permissions import ANONYMOUS, Role
from portal.core.uow import unit_of_work

group = AppGroup("users", help="Invite people, give and end roles, end sign-ins, erase.")
ROLES = click.Choice([role.value for role in Role if role is not Role.ANONYMOUS])
a_role = click.option("--role", type=ROLES, required=True)
in_a_region = click.option("--region", metavar="CODE", help="The region; none for national roles.")
by_decree = click.option("--decree", metavar="NO", help="Number of the decree that names the role.")


@group.command("invite")
@click.argument("mail")
@a_role
@in_a_region
@by_decree
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True)
def invite(mail: str, role: str, region: str | None, decree: str | None, language: str) -> None:
    """Invite somebody by mail, and print the link; asked again, send a new link."""
    post = Post(role=Role(role), region=region, decree_no=decree)
    with _in_one_sentence():
        click.echo(people.invite(mail, post, locale=language))


@group.command("grant")
@click.argument("mail")
@a_role
@in_a_region
@by_decree
def grant(mail: str, role: str, region: str | None, decree: str | None) -> None:
    """Give somebody who has an account one more role, from today."""
    post = Post(role=Role(role), region=region, decree_no=decree)
    with _in_one_sentence(), unit_of_work() as session:
        memberships.grant(session, _person(mail).id, post)
    click.echo(f"{folded(mail)} is now {role}.")


@group.command("revoke")
@click.argument("mail")
@a_role
@in_a_region
@click.option("--successor", metavar="MAIL", help="Who takes over; else the region's queue does.")
def revoke(mail: str, role: str, region: str | None, successor: str | None) -> None:
    """End a role at once, and hand its work over."""
    post = Post(role=Role(role), region=region)
    with _in_one_sentence():
        follows = _person(successor).public_id if successor else None
        handover.end_by_command(_person(mail).id, post, follows)
    click.echo(f"{folded(mail)} is no longer {role}.")


@group.command("token")
@click.argument("mail")
@click.option("--name", default="flask users token", show_default=True, help="What it is for.")
def token(mail: str, name: str) -> None:
    """Make a token for the API that acts as somebody, and print it, once."""
    with _in_one_sentence():
        click.echo(tokens.make(_person(mail).id, name, by=ANONYMOUS))


@group.command("erase")
@click.argument("mail")
@click.confirmation_option(prompt="This cannot be undone. Erase this person?")
def erase(mail: str) -> None:
    """Erase somebody at once, as when it was asked for on paper; what they wrote stays, unnamed."""
    with _in_one_sentence():
        erasing.erase_by_command(_person(mail).id)
    click.echo(f"{folded(mail)} is erased.")


@group.command("end-sign-ins")
@click.argument("mail", required=False)
@click.option("--all", "everybody", is_flag=True, help="Of everybody, as when keys were stolen.")
def end_sign_ins(mail: str | None, everybody: bool) -> None:  # noqa: FBT001  # how click gives it
    """End all sign-ins and tokens of somebody, or of everybody, at once."""
    if (mail is None) != everybody:
        raise click.ClickException("Name a mail address, or say --all.")
    ended = sessions.end_by_command(_person(mail).id if mail else None)
    click.echo(f"{ended} sign-ins and tokens ended.")


@contextmanager
def _in_one_sentence() -> Iterator[None]:
    """Tell what a service refuses as commands do."""
    try:
        with written_for("en"):
            yield
    except BadInput as error:
        raise click.ClickException(str(error)) from error


def _person(mail: str) -> Person:
    person = person_by_mail(folded(mail))
    if person is None:
        raise click.ClickException(f"There is no account of {folded(mail)}.")
    return person


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(group)
