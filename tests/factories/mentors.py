"""Invented mentors, proposed by an admin of their region and confirmed by an editor."""

from collections.abc import Collection
from datetime import date

from portal.accounts.queries import person_by_mail, person_of
from portal.accounts.services.memberships import Post
from portal.core.permissions import Actor, Role
from portal.mentors.queries import own
from portal.mentors.queries.choices import blocks_of
from portal.mentors.services import designations, profiles
from portal.mentors.services.profiles import Said
from portal.regions.queries import directory
from portal.vocabularies.queries import MATURITY, SPM, scheme
from tests.factories.drafts import EDITOR, REGION, actor_of, somebody


def admin_of(code: str) -> Actor:
    """Return the one admin of a region that these factories make."""
    mail = f"admin{code}@dinas.go.id"
    person = person_by_mail(mail)
    post = Post(role=Role.REGION_ADMIN, region=code)
    return somebody(mail, post) if person is None else actor_of(person.id)


def editor() -> Actor:
    """Return the one editor that these factories make."""
    person = person_by_mail("editor@pusat.go.id")
    return somebody("editor@pusat.go.id", EDITOR) if person is None else actor_of(person.id)


def designated(mail: str, code: str = REGION) -> tuple[Actor, str]:
    """Return a new mentor whose designation is confirmed, and the public id of the profile."""
    actor = somebody(mail, Post(role=Role.MENTOR, region=code))
    region_id = directory().by_code[code].id
    designations.designate(admin_of(code), region_id, person_of(actor.person_id or 0).public_id)
    (view,) = own(actor)
    designations.confirm(editor(), view.public_id)
    return actor, view.public_id


def says(  # noqa: PLR0913  # what a mentor may say
    actor: Actor,
    key: str,
    *,
    dimensions: Collection[str] = (),
    sectors: Collection[str] = (),
    languages: Collection[str] = ("id",),
    blocks: Collection[str] = (),
    about: str = "Pernah **menata** loket.",
    agreed: bool = True,
    paused_until: date | None = None,
) -> None:
    """Let a mentor fill in the own profile; `blocks` are Indonesian titles."""
    (region,) = actor.regions(Role.MENTOR)
    offered = blocks_of(region)
    terms = [("dimension", scheme(MATURITY).terms[code]) for code in dimensions]
    terms += [("sector", scheme(SPM).terms[code]) for code in sectors]
    said = Said(
        agreed=agreed,
        capacity=2,
        paused_until=paused_until,
        about=about,
        terms=terms,
        languages=languages,
        blocks=[block for block in offered if block.title["id"] in blocks],
        offered=offered,
    )
    profiles.save(actor, key, said)


def mentor(mail: str, code: str = REGION, **told: object) -> Actor:
    """Return a new mentor with a profile."""
    actor, key = designated(mail, code)
    says(actor, key, **told)  # type: ignore[arg-type]  # what `says` takes
    return actor
